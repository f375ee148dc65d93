"""The road map's term and its reporting periods (rules.md §3, §6)."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from roadmap.choices import Cycle
from roadmap.errors import RuleBroken

MONTHS = {Cycle.QUARTERLY: 3, Cycle.HALF_YEARLY: 6, Cycle.YEARLY: 12}
LETTERS = {Cycle.QUARTERLY: "Q", Cycle.HALF_YEARLY: "H"}
CODE = re.compile(r"(?P<year>(?!0000)[0-9]{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])))?")


@dataclass(frozen=True)
class Term:
    """The days on which a road map runs, both included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Period:
    """A calendar quarter, half or year, both days included."""

    code: str
    cycle: Cycle
    starts_on: date
    ends_on: date


def reporting_periods(cycle: Cycle, term: Term) -> tuple[Period, ...]:
    """Return the calendar periods of a cycle that begin inside the term, in order (rules.md §3)."""
    periods = (
        _period(Cycle(cycle), year, number)
        for year in range(term.starts_on.year, term.ends_on.year + 1)
        for number in range(1, 12 // MONTHS[Cycle(cycle)] + 1)
    )
    return tuple(period for period in periods if term.starts_on <= period.starts_on <= term.ends_on)


def parse_period(code: str) -> Period:
    """Return the period that a code names: `2024-Q2`, `2024-H1` or `2024`.

    :raises RuleBroken: `period_unreadable`.
    """
    match = CODE.fullmatch(code)
    if match is None:
        raise RuleBroken("period_unreadable", _("Write the period as 2024-Q2, 2024-H1 or 2024."), field="period")
    year = int(match["year"])
    if match["quarter"]:
        return _period(Cycle.QUARTERLY, year, int(match["quarter"]))
    if match["half"]:
        return _period(Cycle.HALF_YEARLY, year, int(match["half"]))
    return _period(Cycle.YEARLY, year, 1)


def silent_from(
    *, cycle: Cycle, days_after: int, term: Term, occurrence_starts_on: date, newest_stands_on: date | None
) -> date | None:
    """Return the first day on which a standing is silent, None where never (rules.md §3).

    It is the day after the allowance of the first period that begins on or after the occurrence's
    start and after the newest accepted report's day: silence, once begun, lasts until a report.
    """
    for period in reporting_periods(cycle, term):
        is_reportable = period.starts_on >= occurrence_starts_on
        if is_reportable and (newest_stands_on is None or period.starts_on > newest_stands_on):
            return _days_later(period.ends_on, days_after + 1)
    return None


def _days_later(day: date, count: int) -> date | None:
    """Return the day `count` days after `day`, None where the calendar ends before it."""
    return day + timedelta(days=count) if count <= (date.max - day).days else None


def _period(cycle: Cycle, year: int, number: int) -> Period:
    months = MONTHS[cycle]
    last_month = number * months
    code = f"{year:04}-{LETTERS[cycle]}{number}" if cycle in LETTERS else f"{year:04}"
    return Period(
        code=code,
        cycle=cycle,
        starts_on=date(year, last_month - months + 1, 1),
        ends_on=date(year, last_month, monthrange(year, last_month)[1]),
    )
