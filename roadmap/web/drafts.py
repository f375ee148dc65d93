"""Editing a draft road map: its Parties' coordinators write directions and measures freely (rules.md §5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.errors import StaleVersion, VersionMissing
from accounts.http import act_of, page
from accounts.policy import Action
from accounts.web.address import says_what_is_wrong, seen_version
from roadmap.choices import Language, RoadmapState
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.filters.lists import read_list
from roadmap.selectors.criteria import PlanCriteria
from roadmap.selectors.measures import MEASURES, measure_one
from roadmap.selectors.roadmaps import DIRECTIONS, DirectionCriteria, direction_one, roadmap_one
from roadmap.selectors.rows import Json
from roadmap.services import drafting
from roadmap.web import powers
from roadmap.web.desk import Desk, desk_of
from roadmap.web.plan_forms import NewMeasureForm, initial_teams, initial_texts, side_choices
from roadmap.web.proposal_forms import blame, values_of
from roadmap.web.readings import readings_of
from roadmap.web.report_forms import Whole

MOST_ROWS = 500
NAMES: Mapping[str, Any] = {
    Language.KK: gettext_lazy("name in Kazakh"),
    Language.RU: gettext_lazy("name in Russian"),
    Language.EN: gettext_lazy("name in English"),
}


class DirectionForm(forms.Form):
    """A numbered section of the document."""

    number = Whole(label=gettext_lazy("number"), min_value=1, max_value=drafting.MOST_DIRECTIONS)
    code = forms.CharField(
        label=gettext_lazy("code"), max_length=32, help_text=gettext_lazy("In capital Latin letters and digits.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code in Language.values:
            self.fields[f"name_{code}"] = forms.CharField(label=NAMES[code], max_length=300)

    def value(self) -> Json:
        """Return the direction that was typed, as drafts take it."""
        typed = values_of(self)
        return {
            "number": typed["number"],
            "code": typed["code"],
            "name": {code: typed[f"name_{code}"] for code in Language.values},
        }


@page(Action.DRAFT_ROADMAP_EDIT)
@require_safe
@says_what_is_wrong
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Show a draft by its directions, each and every measure with the way to edit it."""
    desk, row = _draft(request, code)
    question, small = desk.question, desk.reference
    one_page = {"page_size": MOST_ROWS}
    wanted = read_list(MEASURES, one_page, reader=question.reader, reference=small, now=desk.now)
    measures = MEASURES.page(question, small, PlanCriteria(roadmap=frozenset({code})), wanted.page)
    wanted = read_list(DIRECTIONS, one_page, reader=question.reader, reference=small, now=desk.now)
    directions = DIRECTIONS.page(question, small, DirectionCriteria(roadmap=frozenset({code})), wanted.page).rows
    shown = [_measure(desk, code, one) for one in measures.rows]
    context = {
        "row": row,
        "title": desk.text(row["short_title"]),
        "directions": [
            {
                "number": one["number"],
                "name": desk.text(one["name"]),
                "url": reverse("edit_direction", args=[code, one["id"]]),
                "measures": [measure for measure in shown if measure["direction"] == one["number"]],
            }
            for one in directions
        ],
        "has_more": measures.after is not None,
    }
    return render(request, "roadmap/draft.html", context)


@page(Action.DRAFT_ROADMAP_EDIT)
@says_what_is_wrong
def edit_direction(request: HttpRequest, code: str, direction_id: int | None = None) -> HttpResponse:
    """Show a direction of a draft, or add, change or delete it."""
    desk, row = _draft(request, code)
    found = direction_one(desk.question, desk.reference, direction_id) if direction_id is not None else None
    if found is not None and found["roadmap"] != code:
        raise Http404
    initial = {**found, **{f"name_{key}": text for key, text in found["name"].items()}} if found is not None else {}
    form = DirectionForm(request.POST or None, initial=initial)
    act = act_of(request, "page")

    def save(version: int | None) -> object:
        if direction_id is None:
            return drafting.create_direction(act, roadmap_code=code, values=form.value())
        return drafting.change_direction(act, direction_id=direction_id, seen_version=version, values=form.value())

    def delete(version: int | None) -> object:
        return drafting.delete_direction(act, direction_id=direction_id or 0, seen_version=version)

    context = {
        "row": row,
        "title": desk.text(row["short_title"]),
        "form": form,
        "version": found["version"] if found is not None else "",
        "is_new": found is None,
        "heading": _("Direction"),
    }
    return _edited(request, code, context, save, delete, lambda name: name.replace(".", "_"))


@page(Action.DRAFT_ROADMAP_EDIT)
@says_what_is_wrong
def edit_measure(request: HttpRequest, code: str, measure_id: int | None = None) -> HttpResponse:
    """Show a measure of a draft, or add, change or delete it."""
    desk, row = _draft(request, code)
    found = measure_one(desk.question, desk.reference, measure_id) if measure_id is not None else None
    if found is not None and found["roadmap"] != code:
        raise Http404
    sides = side_choices(desk, code, found)
    form = NewMeasureForm(request.POST or None, desk=desk, roadmap=code, sides=sides, initial=_initial(found))
    act = act_of(request, "page")

    def save(version: int | None) -> object:
        if measure_id is None:
            return drafting.create_measure(act, roadmap_code=code, values=form.value())
        return drafting.change_measure(act, measure_id=measure_id, seen_version=version, values=form.value())

    def delete(version: int | None) -> object:
        return drafting.delete_measure(act, measure_id=measure_id or 0, seen_version=version)

    wordings = {key: str(form[f"deadline_{key}"].value() or "") for key in Language.values}
    context = {
        "row": row,
        "title": desk.text(row["short_title"]),
        "form": form,
        "sides": list(form.side_fields()),
        "readings": readings_of(desk, code, wordings),
        "read_url": reverse("read_wordings", args=[code]),
        "version": found["version"] if found is not None else "",
        "is_new": found is None,
        "heading": _("Measure"),
        "is_measure": True,
    }
    return _edited(request, code, context, save, delete, _field)


def _draft(request: HttpRequest, code: str) -> tuple[Desk, Json]:
    """Return a road map that the reader edits while it is a draft.

    :raises Roadmap.DoesNotExist: where the reader may not know of it.
    :raises PermissionDenied: where the reader is no coordinator of its Parties.
    """
    desk = desk_of(request)
    row = roadmap_one(desk.question, desk.reference, code)
    if not powers.edits_draft(desk, code):
        raise PermissionDenied(Action.DRAFT_ROADMAP_EDIT.value)
    return desk, row


def _edited(
    request: HttpRequest,
    code: str,
    context: dict[str, Any],
    save: Callable[[int | None], object],
    delete: Callable[[int | None], object],
    field_of: Callable[[str], str],
) -> HttpResponse:
    """Save or delete, and go back to the draft; else show the form with what is wrong, as it was typed."""
    form: forms.Form = context["form"]
    context["is_draft"] = context["row"]["state"] == RoadmapState.DRAFT
    if request.method != "POST":
        return render(request, "roadmap/edit_draft.html", context)
    is_deleted = request.POST.get("do") == "delete"
    status = 400
    if is_deleted or form.is_valid():
        try:
            (delete if is_deleted else save)(seen_version(request))
        except (StaleVersion, VersionMissing):
            form.add_error(None, _("Somebody changed it meanwhile. Save once more to replace what they wrote."))
            status = 409
        except (InvalidInput, RuleBroken) as refused:
            status = blame(form, refused, field_of)
            context["version"] = request.POST.get("version", "")
        else:
            messages.success(request, _("Deleted.") if is_deleted else _("Saved."))
            return redirect("draft", code)
    return render(request, "roadmap/edit_draft.html", context, status=status)


def _measure(desk: Desk, code: str, row: Json) -> Json:
    return {
        "number": row["number"],
        "title": desk.text(row["title"]),
        "wording": desk.text(row["deadline"]["wording"]),
        "due_on": row["deadline"]["due_on"],
        "direction": row["direction"],
        "has_lead": any(side["lead"] for side in row["sides"]),
        "url": reverse("edit_measure", args=[code, row["id"]]),
    }


def _initial(row: Json | None) -> dict[str, Any]:
    if row is None:
        return {}
    head = {"direction": row["direction"], "number": row["number"], "completion_form": row["completion_form"]["code"]}
    return {**head, **initial_texts(row), **initial_teams(row)}


def _field(name: str) -> str:
    """Return the form's field of a service's name: `deadline.kk` is `deadline_kk`."""
    head, *rest = name.split(".")
    if not rest:
        return head
    return f"lead_{rest[0]}" if head == "executors" else f"{head}_{rest[0]}"
