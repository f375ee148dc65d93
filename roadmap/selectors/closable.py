"""Which reporting periods can be closed next (rules.md §6)."""

from __future__ import annotations

from datetime import date

from roadmap.choices import Cycle, PeriodState
from roadmap.models import PeriodClose
from roadmap.rules.periods import Period, reporting_periods
from roadmap.selectors.reference import Reference

TAKEN = (PeriodState.PROPOSED, PeriodState.CLOSED)


def closable_periods(reference: Reference, roadmap: str, *, today: date) -> list[Period]:
    """Return, of each cycle that a Party reports by, the earliest period that is not closed, if it has ended.

    Where one waits to be closed, none of its cycle can be proposed. One query.
    """
    row = reference.roadmaps[reference.roadmap_ids[roadmap]]
    rows = PeriodClose.objects.filter(roadmap__code=roadmap, state__in=TAKEN)
    states = dict(rows.values_list("period", "state"))
    cycles = {party.cycles[-1].cycle for party in row.parties}
    found = []
    for cycle in Cycle.values:
        if cycle not in cycles:
            continue
        periods = reporting_periods(Cycle(cycle), row.term)
        following = next((one for one in periods if states.get(one.code) != PeriodState.CLOSED), None)
        if following is not None and following.code not in states and following.ends_on < today:
            found.append(following)
    return found
