"""The days of a month: what falls due on each, for whom, and whose day off it is (rules.md §2)."""

from __future__ import annotations

from calendar import monthcalendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from roadmap.choices import Health, RoadmapState
from roadmap.selectors.names import Texts
from roadmap.selectors.proposals import titles_of
from roadmap.selectors.rows import Json
from roadmap.selectors.today import WAITING_HEALTH
from roadmap.web.desk import Desk

SHOWN_IN_A_CELL = 3


@dataclass(frozen=True)
class Due:
    """What falls due: which measure, whose, and how the own side stands, or both where it has no executor.

    `is_mine` where the reader's own agency carries it out.
    """

    number: str
    title: str
    url: str
    whose: str
    is_mine: bool
    status: str
    health: str
    is_own: bool
    days_silent: int | None
    never_reported: bool


@dataclass(frozen=True)
class DayOff:
    """Whose day off it is (empty: everybody's), and the next working day where something open falls due."""

    party: str
    working_day: date | None


@dataclass(frozen=True)
class Day:
    """One day of the month; `more` of what falls due finds no room in its cell, and stands at `url`."""

    on: date
    is_today: bool
    off: Sequence[DayOff]
    due: Sequence[Due]
    more: int
    url: str


def weeks_of(desk: Desk, first: date, rows: Sequence[Json], to_day: Callable[[date], str]) -> list[list[Day | None]]:
    """Return the weeks from Monday on, each with seven days; None for those of the months around: at most two queries.

    `to_day` returns the address of one day alone.
    """
    titles = titles_of(desk.question, desk.reference, {row["measure"] for row in rows})
    parties = _parties(desk)
    by_day: dict[date, list[Json]] = {}
    for row in rows:
        by_day.setdefault(row["due_on"], []).append(row)

    def day_of(number: int) -> Day | None:
        if number == 0:
            return None
        on = first.replace(day=number)
        return _day(desk, on, by_day.get(on, []), titles, parties, to_day(on))

    return [[day_of(number) for number in week] for week in monthcalendar(first.year, first.month)]


def _parties(desk: Desk) -> tuple[str, ...]:
    """Return the regions of all Parties of signed road maps, the reader's own first."""
    signed = (row for row in desk.reference.roadmaps.values() if row.state != RoadmapState.DRAFT)
    ids = dict.fromkeys(region_id for row in signed for region_id in row.region_ids)
    return desk.in_order(tuple(desk.reference.regions[region_id].code for region_id in ids))


def _day(
    desk: Desk, on: date, rows: Sequence[Json], titles: Mapping[int, Texts], parties: Sequence[str], url: str
) -> Day:
    due = [_due(desk, row, titles[row["measure"]]) for row in rows]
    return Day(
        on=on,
        is_today=on == desk.today,
        off=_days_off(desk, on, rows, parties),
        due=sorted(due, key=lambda one: not one.is_mine),
        more=max(len(rows) - SHOWN_IN_A_CELL, 0),
        url=url,
    )


def _days_off(desk: Desk, on: date, rows: Sequence[Json], parties: Sequence[str]) -> list[DayOff]:
    """Return whose day off it is; where that is the same for all Parties, as one."""
    open_sides = {side["region"] for row in rows for side in row["sides"] if side["health"] != Health.CLOSED}
    working = {party: desk.working_day(party, on) for party in parties}
    off = {party: day if party in open_sides else None for party, day in working.items() if day != on}
    if len(off) == len(parties) and len(set(off.values())) == 1:
        return [DayOff("", next(iter(off.values())))]
    return [DayOff(desk.region(party), day) for party, day in off.items()]


def _due(desk: Desk, row: Json, title: Texts) -> Due:
    sides = {side["region"]: side for side in row["sides"]}
    own = sides.get(desk.own_region or "")
    stands = own or row
    return Due(
        number=row["measure_number"],
        title=desk.text(title),
        url=f"{reverse('measure', args=[row['measure']])}?occurrence={row['label']}",
        whose=_whose(desk, desk.parties_of(row["roadmap"]), sides),
        is_mine=any(desk.own_agency in {side["lead"], *side["co"]} for side in row["sides"]),
        status=stands["status"],
        health=stands["health"] if stands["health"] in WAITING_HEALTH else "",
        is_own=own is not None,
        days_silent=own["days_silent"] if own is not None else None,
        never_reported=own is not None and own["stands_on"] is None,
    )


def _whose(desk: Desk, parties: Sequence[str], sides: Mapping[str, Json]) -> str:
    """Return the names of the Parties that have executors, or that both have."""
    if len(parties) == 2 and len(sides) == 2:  # noqa: PLR2004 -- both
        return _("both Parties")
    return " · ".join(desk.region(party) for party in parties if party in sides)
