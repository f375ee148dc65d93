"""The days off of a region's holiday calendar (rules.md §2)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

from roadmap.rules.workdays import next_working_day


@lru_cache(maxsize=16)
def days_off(calendar: str) -> holidays.HolidayBase:
    """Return the public holidays of a calendar, named by a country's code, such as KZ or RU; any year.

    A calendar that is not known has weekends only.
    """
    if calendar not in holidays.list_supported_countries():
        return holidays.HolidayBase()
    return holidays.country_holidays(calendar)


def working_day(day: date, calendar: str) -> date:
    """Return `day`, or where it is off in the calendar, the next working day."""
    return next_working_day(day, days_off(calendar))
