"""The road map's term and its reporting periods (rules.md §3, §6)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MINYEAR, date, timedelta
from functools import lru_cache

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from roadmap.choices import Cycle
from roadmap.errors import RuleBroken

MONTHS_IN_YEAR = 12
MONTHS = {Cycle.QUARTERLY: 3, Cycle.HALF_YEARLY: 6, Cycle.YEARLY: 12}
LETTERS = {Cycle.QUARTERLY: "-Q", Cycle.HALF_YEARLY: "-H", Cycle.YEARLY: ""}
CODE = re.compile(r"(?P<year>[0-9]{4})(?:(?P<letter>-[QH])(?P<number>[1-9]))?")
QUOTED_AT_MOST = 40


@dataclass(frozen=True)
class Term:
    """The days on which a road map runs, both included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Period:
    """A calendar quarter, half-year or year: `2024-Q2`, `2024-H1`, `2024`; both days included."""

    code: str
    cycle: Cycle
    starts_on: date
    ends_on: date


@lru_cache(maxsize=256)
def reporting_periods(cycle: Cycle, term: Term) -> tuple[Period, ...]:
    """Return the calendar periods of a cycle that begin inside the term, oldest first (rules.md §3)."""
    cycle = Cycle(cycle)
    periods = (
        _period(cycle, year, number)
        for year in range(term.starts_on.year, term.ends_on.year + 1)
        for number in range(1, MONTHS_IN_YEAR // MONTHS[cycle] + 1)
    )
    return tuple(period for period in periods if term.starts_on <= period.starts_on <= term.ends_on)


def parse_period(code: str) -> Period:
    """Return the period that a code names: `2024-Q2`, `2024-H1` or `2024` (rules.md §6).

    :raises RuleBroken: `period_unreadable`.
    """
    match = CODE.fullmatch(code)
    if match and int(match["year"]) >= MINYEAR:
        cycle = next(cycle for cycle, letter in LETTERS.items() if letter == (match["letter"] or ""))
        number = int(match["number"] or 1)
        if number <= MONTHS_IN_YEAR // MONTHS[cycle]:
            return _period(cycle, int(match["year"]), number)
    quoted = code if code.isprintable() and len(code) <= QUOTED_AT_MOST else "…"
    raise RuleBroken(
        "period_unreadable",
        format_lazy(_("“{code}” is no period; write it as 2024-Q2, 2024-H1 or 2024."), code=quoted),
        field="period",
    )


def silent_from(
    *, cycle: Cycle, days_after: int, term: Term, occurrence_starts_on: date, newest_stands_on: date | None
) -> date | None:
    """Return the first day on which a standing is silent, or None where it never is (rules.md §3).

    It is the day after the end and the allowance (`days_after`, in days) of the first period that
    began on or after the occurrence's start and after the newest accepted `stands_on`. Once silent,
    a standing stays so until a newer report is accepted, so that one day tells all.
    """
    for period in reporting_periods(cycle, term):
        is_answered = newest_stands_on is not None and newest_stands_on >= period.starts_on
        if period.starts_on >= occurrence_starts_on and not is_answered:
            last = period.ends_on.toordinal() + days_after
            return date.fromordinal(last) + timedelta(days=1) if last < date.max.toordinal() else None
    return None


def _period(cycle: Cycle, year: int, number: int) -> Period:
    """Return the `number`-th period of a year, from 1."""
    last = number * MONTHS[cycle]
    first = last - MONTHS[cycle] + 1
    letter = LETTERS[cycle]
    return Period(
        code=f"{year:04}{letter}{number}" if letter else f"{year:04}",
        cycle=cycle,
        starts_on=date(year, first, 1),
        ends_on=date(year, last, monthrange(year, last)[1]),
    )
