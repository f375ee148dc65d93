"""Days off: on which day the work that falls due on one can still be done (rules.md §2)."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta

SATURDAY = 5


def is_day_off(day: date, holidays: Container[date]) -> bool:
    """Return whether nobody works on a day: a Saturday, a Sunday or one of the `holidays`."""
    return day.weekday() >= SATURDAY or day in holidays


def next_working_day(day: date, holidays: Container[date]) -> date:
    """Return the first day from `day` on that is not off. The stored due date does not move."""
    while is_day_off(day, holidays):
        day += timedelta(days=1)
    return day
