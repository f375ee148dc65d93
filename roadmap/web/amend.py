"""Proposing an amendment of one measure, or a new measure: typed, checked, then proposed (rules.md §5)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.http import act_of, page
from accounts.policy import Action
from accounts.web.address import says_what_is_wrong
from roadmap.choices import Language
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.selectors.measures import measure_one
from roadmap.selectors.roadmaps import roadmap_one
from roadmap.selectors.rows import Json
from roadmap.services.amending import ChangeRequest, propose_amendment
from roadmap.web import powers
from roadmap.web.cards import ChangeShown, change_shown
from roadmap.web.desk import Desk, desk_of
from roadmap.web.plan_forms import (
    AddForm,
    AmendForm,
    EffectForm,
    initial_teams,
    initial_texts,
    side_choices,
    team_of_side,
)
from roadmap.web.proposal_forms import blame
from roadmap.web.readings import readings_of


@dataclass(frozen=True)
class Draft:
    """An amendment while it is typed: what its page is, its form, and what it would change."""

    desk: Desk
    roadmap: str
    row: Json | None
    form: AmendForm | AddForm
    changes: Callable[[], list[ChangeRequest]]

    @property
    def key(self) -> str:
        """Return the name under which a device keeps a copy of what is typed in the form."""
        return f"amend-{self.row['id']}" if self.row is not None else f"add-{self.roadmap}"


@page(Action.PROPOSE)
@says_what_is_wrong
def amend(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Show a measure's text to be changed; check what was typed; propose what was checked."""
    desk = desk_of(request)
    row = measure_one(desk.question, desk.reference, measure_id)
    if not powers.speaks_for_party(desk, row["roadmap"]):
        raise PermissionDenied(Action.PROPOSE.value)
    sides = side_choices(desk, row["roadmap"], row)
    initial = {**initial_texts(row), **initial_teams(row), "effective_on": _first_day(desk, row["roadmap"])}
    form = AmendForm(request.POST or None, sides=sides, initial=initial)
    return _answer(request, Draft(desk, row["roadmap"], row, form, lambda: changes_of(form, row)))


@page(Action.PROPOSE)
@says_what_is_wrong
def add_measure(request: HttpRequest, code: str) -> HttpResponse:
    """Show the form of a measure to be added; check it; propose it."""
    desk = desk_of(request)
    roadmap_one(desk.question, desk.reference, code)
    if not powers.speaks_for_party(desk, code):
        raise PermissionDenied(Action.PROPOSE.value)
    initial = {"effective_on": _first_day(desk, code)}
    sides = side_choices(desk, code)
    form = AddForm(request.POST or None, desk=desk, roadmap=code, sides=sides, initial=initial)
    return _answer(request, Draft(desk, code, None, form, lambda: [ChangeRequest(None, "added", form.value())]))


@page(Action.PROPOSE)
def read_wordings(request: HttpRequest, code: str) -> HttpResponse:
    """Answer what the wordings typed mean, as the part of the page that says so. Saves nothing."""
    desk = desk_of(request)
    roadmap_one(desk.question, desk.reference, code)
    typed = {language: request.POST.get(f"deadline_{language}", "")[:500] for language in Language.values}
    return render(request, "roadmap/_readings.html", {"readings": readings_of(desk, code, typed)})


def changes_of(form: AmendForm, row: Json) -> list[ChangeRequest]:
    """Return what was typed otherwise than the text says now."""
    if form.cleaned_data["cancel"]:
        return [ChangeRequest(row["id"], "cancelled", value=True)]
    changes = [
        ChangeRequest(row["id"], name, typed)
        for name, present in (("title", row["title"]), ("deadline", row["deadline"]["wording"]))
        if (typed := form.texts(name)) != dict(present)
    ]
    sides = {side["region"]: side for side in row["sides"]}
    teams = {region: team for region, team in form.teams().items() if team != team_of_side(sides.get(region))}
    return [*changes, ChangeRequest(row["id"], "executors", teams)] if teams else changes


def _answer(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = draft.form
    if request.method != "POST":
        return _shown(request, draft)
    if not form.is_valid():
        return _shown(request, draft, status=400)
    changes = draft.changes()
    if not changes:
        form.add_error(None, _("Nothing differs from the text as it stands."))
        return _shown(request, draft, status=400)
    checked = _digest(changes)
    if request.POST.get("do") != "propose" or request.POST.get("checked") != checked:
        return _shown(request, draft, changes=changes, checked=checked)
    try:
        made = _propose(request, draft, changes)
    except (InvalidInput, RuleBroken) as refused:
        return _shown(request, draft, changes=changes, status=blame(form, refused, _field_of(changes)))
    done = _("Proposed: the other Party's coordinator confirms or declines it.")
    messages.success(request, done, extra_tags=f"saved:{draft.key}")
    return redirect("proposal", "amendments", made)


def _propose(request: HttpRequest, draft: Draft, changes: Sequence[ChangeRequest]) -> int:
    typed = draft.form.cleaned_data
    made = propose_amendment(
        act_of(request, "page"),
        roadmap_code=draft.roadmap,
        protocol_number=typed["protocol_number"],
        protocol_date=typed["protocol_date"],
        effective_on=typed["effective_on"],
        changes=changes,
    )
    return made.pk


def _shown(
    request: HttpRequest,
    draft: Draft,
    *,
    changes: Sequence[ChangeRequest] = (),
    checked: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the form; with `changes`, what they come to; with `checked`, the button that proposes them."""
    desk, form, row = draft.desk, draft.form, draft.row
    readings = readings_of(desk, draft.roadmap, _wordings(form))
    is_readable = readings is None or readings.agree
    context = {
        "row": row,
        "title": desk.text(row["title"]) if row is not None else "",
        "roadmap": draft.roadmap,
        "roadmap_title": desk.text(desk.names.roadmaps[draft.roadmap].short_title),
        "form": form,
        "sides": list(form.side_fields()),
        "readings": readings,
        "preview": [_preview(desk, draft, change) for change in changes],
        "checked": checked if is_readable else "",
        "takes": powers.may_propose(desk, draft.roadmap) and not (row is not None and row["cancelled"]),
        "key": draft.key,
        "read_url": reverse("read_wordings", args=[draft.roadmap]),
        "back_url": reverse("measure", args=[row["id"]])
        if row is not None
        else reverse("roadmap", args=[draft.roadmap]),
    }
    return render(request, "roadmap/amend.html", context, status=status if is_readable or not checked else 400)


def _wordings(form: EffectForm) -> dict[str, str]:
    """Return the wordings that stand in the form now."""
    return {code: str(form[f"deadline_{code}"].value() or "") for code in Language.values}


def _preview(desk: Desk, draft: Draft, change: ChangeRequest) -> ChangeShown:
    row = draft.row
    before: Any = None
    if row is not None:
        sides = {side["region"]: side for side in row["sides"]}
        regions = change.value if change.field == "executors" else ()
        present = {
            "title": row["title"],
            "deadline": row["deadline"]["wording"],
            "executors": {region: team_of_side(sides.get(region)) for region in regions},
            "cancelled": False,
        }
        before = present[change.field]
    number = row["number"] if row is not None else change.value["number"]
    titles = {row["id"]: row["title"]} if row is not None else {}
    shown = {"measure": change.measure_id, "number": number, "field": change.field}
    return change_shown(desk, draft.roadmap, {**shown, "before": before, "after": change.value}, titles)


def _field_of(changes: Sequence[ChangeRequest]) -> Callable[[str], str]:
    """Return what turns a name of the service (`changes.0.value.kk`) into the form's field (`deadline_kk`)."""

    def field(name: str) -> str:
        head, *rest = name.split(".")
        if head != "changes" or not rest:
            return name
        change = changes[int(rest[0])]
        path = rest[2:] if change.field == "added" else [change.field, *rest[2:]]
        if len(path) < 2:  # noqa: PLR2004 -- a value and its part
            return path[0] if path else ""
        return f"lead_{path[1]}" if path[0] == "executors" else f"{path[0]}_{path[1]}"

    return field


def _digest(changes: Sequence[ChangeRequest]) -> str:
    """Return what tells the changes that were shown from others."""
    content = json.dumps([[change.field, change.value] for change in changes], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _first_day(desk: Desk, roadmap: str) -> Any:  # noqa: ANN401 -- a day
    """Return today, or the nearest day of the road map's term."""
    term = desk.reference.roadmaps[desk.reference.roadmap_ids[roadmap]].term
    return min(max(desk.today, term.starts_on), term.ends_on)
