"""A coordinator's day: what to accept, our silence, what diverges, what waits for our word (ui.md *Today*)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from roadmap.choices import ReportState, RoadmapState, Status
from roadmap.days import period_words
from roadmap.selectors.inbox import measures_by_id
from roadmap.selectors.rows import Json
from roadmap.selectors.today import diverging, own_reports, proposals_waiting, quiet_agencies, states_waiting
from roadmap.web.desk import Desk
from roadmap.web.report_view import views_of

MOST = 10
MOST_DIVERGING = 20


def for_coordinator(desk: Desk) -> Mapping[str, Any]:
    """Return what the coordinator's part of the page shows."""
    region = desk.own_region or ""
    question, reference = desk.question, desk.reference
    submitted = own_reports(question, reference, region=region, states={ReportState.SUBMITTED.value}, most=MOST)
    views = views_of(desk, submitted.rows)
    differing = diverging(question, reference, MOST_DIVERGING)
    inbox = f"{reverse('reports')}?{urlencode({'state': 'submitted'})}"
    return {
        "to_accept": views,
        "may_accept": any(view.may_accept for view in views),
        "inbox_url": inbox,
        "inbox_more": submitted.more,
        "quiet": [
            _quiet(desk, one.code, one.silent, one.late, one.stands_on)
            for one in quiet_agencies(question, reference, region)
        ],
        "diverging": _diverging(desk, differing.rows),
        "diverging_url": f"{reverse('measures')}?{urlencode({'agreement': 'diverging', 'cancelled': 'false'})}",
        "diverging_more": differing.more,
        "proposals": _proposals(desk, region) if desk.question.as_of is None else [],
    }


def _quiet(desk: Desk, code: str, silent: int, late: int, stands_on: Any) -> Json:  # noqa: ANN401 -- a day or None
    """Return an agency with its figures and the rows behind each."""
    common = {"lead": code, "side": desk.own_region or "", "cancelled": "false"}
    here = reverse("measures")
    return {
        "name": desk.agency(code),
        "silent": silent,
        "silent_url": f"{here}?{urlencode({**common, 'health': 'silent'})}",
        "late": late,
        "late_url": f"{here}?{urlencode({**common, 'health': 'late'})}",
        "stands_on": stands_on,
        "days": (desk.today - stands_on).days if stands_on is not None else None,
    }


def _diverging(desk: Desk, rows: list[Json]) -> list[Json]:
    """Return the periods on which the Parties differ, own Party first."""
    measures = measures_by_id(desk.question, desk.reference, {row["measure"] for row in rows})
    found = []
    for row in rows:
        sides = {side["region"]: side for side in row["sides"]}
        query = urlencode({"occurrence": row["label"]})
        found.append(
            {
                "number": row["measure_number"],
                "title": desk.text(measures[row["measure"]]["title"]),
                "label": row["label"],
                "url": f"{reverse('measure', args=[row['measure']])}?{query}",
                "settle_url": f"{reverse('propose_settlement', args=[row['measure']])}?{query}",
                "sides": [
                    {**sides[code], "name": desk.region(code)}
                    for code in desk.parties_of(row["roadmap"])
                    if code in sides
                ],
            }
        )
    return found


def _proposals(desk: Desk, region: str) -> list[Json]:
    """Return what the other Party proposed and we have not answered, each with where it is answered."""
    found = proposals_waiting(desk.question, desk.reference, region)
    shown = [_proposal(desk, "settlement", row, _settlement_words(row)) for row in found["settlement"]]
    shown += [_proposal(desk, "amendment", row, _amendment_words(row)) for row in found["amendment"]]
    shown += [_proposal(desk, "period", row, _period_words(desk, row)) for row in found["period"]]
    for state in states_waiting(desk.question, desk.reference, region):
        row = {"id": "", "proposed_by": state.proposed_by, "proposed_at": state.proposed_at, "demo": False}
        name = desk.text(desk.names.roadmaps[state.roadmap].short_title)
        words = _("Road map: %(name)s → %(state)s") % {"name": name, "state": RoadmapState(state.to_state).label}
        shown.append(_proposal(desk, "roadmap", row, words))
    return sorted(shown, key=lambda one: one["at"])


def _proposal(desk: Desk, kind: str, row: Json, words: str) -> Json:
    anchor = f"#{kind}-{row['id']}" if row["id"] else ""
    return {
        "title": words,
        "who": _("proposed by %(party)s") % {"party": desk.region(row["proposed_by"])},
        "at": row["proposed_at"],
        "url": f"{reverse('agreements')}{anchor}",
        "demo": row["demo"],
    }


def _settlement_words(row: Json) -> str:
    words = _("Settlement of %(number)s: %(status)s")
    return words % {"number": row["measure_number"], "status": Status(row["status"]).label}


def _amendment_words(row: Json) -> str:
    numbers = dict.fromkeys(change["number"] for change in row["changes"] if change["number"])
    return _("Amendment, protocol No. %(protocol)s: %(numbers)s") % {
        "protocol": row["protocol_number"],
        "numbers": ", ".join(numbers),
    }


def _period_words(desk: Desk, row: Json) -> str:
    return _("Closing of the period: %(period)s") % {"period": period_words(row["period"], desk.language)}
