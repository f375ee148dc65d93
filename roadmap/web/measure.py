"""One measure: the triple, its periods, its texts with their sources, what happened, the discussion (ui.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from accounts.http import act_of, page
from accounts.policy import Action
from accounts.web.address import says_what_is_wrong
from roadmap.choices import Agreement, ProposalState
from roadmap.errors import InvalidInput
from roadmap.filters.parameters import Parameters, codes, without_blanks
from roadmap.filters.questions import TIME
from roadmap.selectors.history import (
    SETTLEMENT,
    AgreementLine,
    agreements_of,
    closings_of,
    newest_by_side,
    reports_of,
)
from roadmap.selectors.measures import measure_one
from roadmap.selectors.rows import Json
from roadmap.services.commenting import add_comment
from roadmap.web import powers
from roadmap.web.another_day import day_context
from roadmap.web.desk import Desk, desk_of
from roadmap.web.lists import Asked
from roadmap.web.remarks import CommentForm, remarks_on, said_after
from roadmap.web.ribbon import own_drafts, ribbon_of
from roadmap.web.sides import Scene

PARAMETERS = Parameters((codes("occurrence", "The due period that the page shows."),)) + TIME
FIELD_WORDS: Mapping[str, Any] = {
    "title": gettext_lazy("title"),
    "direction": gettext_lazy("direction"),
    "agencies": gettext_lazy("executors"),
    "deadline": gettext_lazy("deadline"),
    "completion_form": gettext_lazy("form of completion"),
}
SOURCE_CODE = re.compile(r"\bS\d{2,3}\b")


@page(Action.PLAN_READ)
@require_safe
@says_what_is_wrong
def measure(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Show one measure as it stands on the day asked for."""
    return render(request, "roadmap/measure.html", measure_context(request, measure_id, CommentForm()))


@page(Action.COMMENT_WRITE)
def comment(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Add a remark; what cannot be taken comes back with the page, as it was typed."""
    here = reverse("measure", args=[measure_id])
    if request.method != "POST":
        return redirect(here)
    form = CommentForm(request.POST)
    if form.is_valid():
        added = add_comment(act_of(request, "page"), measure_id=measure_id, **form.cleaned_data)
        messages.success(request, said_after(added), extra_tags=f"saved:remark-{measure_id}")
        return redirect(f"{here}#remarks")
    return render(request, "roadmap/measure.html", measure_context(request, measure_id, form), status=400)


def measure_context(request: HttpRequest, measure_id: int, form: CommentForm) -> dict[str, Any]:
    """Return what the page of a measure shows.

    :raises Measure.DoesNotExist: where the reader may not know of it.
    :raises InvalidInput: for an unknown parameter or period.
    """
    values = without_blanks(dict(request.GET.lists()))
    asked = Asked(values, PARAMETERS.read(values))
    desk = desk_of(request, asked.read)
    row = measure_one(desk.question, desk.reference, measure_id)
    reports = reports_of(desk.question, desk.reference, measure_id)
    agreements = agreements_of(desk.question, desk.reference, measure_id)
    closings = closings_of(desk.question, desk.reference, measure_id)
    here = reverse("measure", args=[measure_id])
    chosen = _chosen(row, asked)
    occurrences = [chosen] if chosen is not None else row["occurrences"]
    scene = Scene(desk, row, chosen or row, occurrences, newest_by_side(reports, known_on=desk.question.known_on))
    return {
        "row": row,
        "title": desk.text(row["title"]),
        "direction": desk.text(desk.names.directions[row["roadmap"], row["direction"]]),
        "roadmap": desk.text(desk.names.roadmaps[row["roadmap"]].short_title),
        "wording": desk.text(row["deadline"]["wording"]),
        "completion_form": desk.text(row["completion_form"]),
        "chosen": chosen,
        "triple": scene.triple(
            _own_actions(desk, row, chosen),
            _joint_actions(desk, row, occurrences, agreements),
            _settled_by(occurrences, agreements),
        ),
        "postponed_by": _postponed_by(agreements),
        "strip": _strip(desk, row, asked, chosen),
        "parties": [desk.region(code) for code in desk.parties_of(row["roadmap"])],
        "teams": _teams(desk, row),
        "provenance": _provenance(desk, row),
        "drafts": own_drafts(desk, reports),
        "history": ribbon_of(desk, reports, agreements, closings),
        "remarks": remarks_on(desk, measure_id),
        "may_comment": powers.may_comment(desk, row),
        "may_choose_executors": desk.question.as_of is None and powers.edits_executors(desk, row),
        "may_amend": desk.question.as_of is None and powers.may_propose(desk, row["roadmap"]) and not row["cancelled"],
        "form": form,
        **day_context(desk, asked, here),
        "api_url": f"/api/v1/measures/{measure_id}/{asked.address('occurrence')}",
    }


def _chosen(row: Json, asked: Asked) -> Json | None:
    """Return the period that the address names, or the only one there is; None: the measure as a whole."""
    occurrences: list[Json] = row["occurrences"]
    labels = asked.read.get("occurrence")
    if labels is None:
        return occurrences[0] if len(occurrences) == 1 else None
    found = [one for one in occurrences if one["label"] in labels]
    if not found:
        raise InvalidInput("occurrence", "does_not_exist", _("The measure has no such period."))
    return found[0]


def _strip(desk: Desk, row: Json, asked: Asked, chosen: Json | None) -> list[Json]:
    """Return the due periods with both sides' statuses, as `occurrence_strip.html` takes them."""
    parties = desk.parties_of(row["roadmap"])
    strip = []
    for one in row["occurrences"]:
        statuses = {side["region"]: side["status"] for side in one["sides"]}
        strip.append(
            {
                "label": one["label"],
                "due_on": one["due_on"],
                "url": asked.address(occurrence=one["label"]),
                "own": statuses.get(parties[0]) if parties else None,
                "other": statuses.get(parties[1]) if len(parties) > 1 else None,
                "current": one is chosen,
            }
        )
    return strip


def _own_actions(desk: Desk, row: Json, chosen: Json | None) -> list[Json]:
    if desk.question.as_of is not None or not powers.may_report(desk, row):
        return []
    query = f"?occurrence={chosen['label']}" if chosen is not None else ""
    url = reverse("report_form", args=[row["id"]]) + query
    return [{"url": url, "label": pgettext("what to do", "Report"), "primary": True}]


def _joint_actions(
    desk: Desk, row: Json, occurrences: Sequence[Json], agreements: Sequence[AgreementLine]
) -> list[Json]:
    """Return the way to settle what diverges, or to the settlement that waits already."""
    waiting = {
        line.occurrence: line.id
        for line in agreements
        if line.kind == SETTLEMENT and line.state == ProposalState.PROPOSED
    }
    actions = []
    for one in occurrences:
        if one["agreement"] != Agreement.DIVERGING:
            continue
        words = f" {one['label']}" if len(occurrences) > 1 else ""
        if one["label"] in waiting:
            url = reverse("proposal", args=["settlements", waiting[one["label"]]])
            actions.append({"url": url, "label": _("Settlement proposed") + words})
        elif desk.question.as_of is None and powers.may_propose(desk, row["roadmap"]):
            url = f"{reverse('propose_settlement', args=[row['id']])}?occurrence={one['label']}"
            actions.append({"url": url, "label": _("Settle") + words})
    return actions


def _settled_by(occurrences: Sequence[Json], agreements: Sequence[AgreementLine]) -> str:
    """Return which protocol the joint word of the only period shown stands on, where it was settled."""
    if len(occurrences) != 1 or occurrences[0]["agreement"] != Agreement.SETTLED:
        return ""
    found = [
        line
        for line in agreements
        if line.kind == SETTLEMENT
        and line.state == ProposalState.IN_EFFECT
        and line.occurrence == occurrences[0]["label"]
    ]
    newest = max(found, key=lambda line: line.confirmed_at or line.proposed_at, default=None)
    return _("protocol No. %(number)s") % {"number": newest.protocol_number} if newest is not None else ""


def _postponed_by(agreements: Sequence[AgreementLine]) -> str:
    """Return the protocols by which the deadline was changed, the first one first."""
    changes = [line for line in agreements if line.kind == "deadline" and line.state == ProposalState.IN_EFFECT]
    changes.sort(key=lambda line: (line.effective_on, line.id))
    return ", ".join(_("protocol No. %(number)s") % {"number": line.protocol_number} for line in changes)


def _teams(desk: Desk, row: Json) -> list[Json]:
    """Return each Party's executors by name, own Party first."""
    sides = {side["region"]: side for side in row["sides"] if side["lead"] is not None}
    return [
        {
            "region": desk.region(code),
            "lead": desk.agency(sides[code]["lead"]),
            "lead_by_agreement": sides[code]["lead"] in sides[code]["by_agreement"],
            "co": [
                {"name": desk.agency(one), "by_agreement": one in sides[code]["by_agreement"]}
                for one in sides[code]["co"]
            ],
        }
        for code in desk.parties_of(row["roadmap"])
        if code in sides
    ]


def _provenance(desk: Desk, row: Json) -> Json:
    """Return where each field comes from, with the source's note and the sources that it cites."""
    told = row["provenance"] or {}
    note = told.get("note") or ""
    sources = desk.names.sources
    fields = row["source"]["fields"].items()
    return {
        "fields": [{"label": FIELD_WORDS.get(name, name), "kind": kind} for name, kind in fields],
        "quote": told.get("quote") or "",
        "note": note,
        "cited": [sources[code] for code in dict.fromkeys(SOURCE_CODE.findall(note)) if code in sources],
    }
