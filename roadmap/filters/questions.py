"""The two axes of time in a query string: as_of, known_on and tz (rules.md §6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from accounts.audit import local_day
from accounts.lists.time import TIME, known_by
from accounts.models import User
from roadmap.filters.parameters import day
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference

__all__ = ["COMPARE", "TIME", "days_at", "question_of"]

COMPARE = day("compare", "Only what stood otherwise on this day; each row then says how. The day asked for is as_of.")


def question_of(
    read: Mapping[str, Any],
    *,
    reader: User | None,
    reference: Reference,
    now: datetime,
    pinned: Mapping[int, date] | None = None,
) -> Question:
    """Return the question that parameters ask at the moment `now`.

    `pinned` holds the days on which the first page of a list was read: the pages after it answer
    for the same days.

    :raises InvalidInput: where `known_on` lies in the future.
    """
    days = days_at(reference, now)
    as_of = read.get("as_of")
    if as_of is None and pinned is not None and pinned != days:
        as_of, days = _of_pinned(pinned, days)
    known_on = known_by(read, now)
    return Question(reader=reader, days=days, as_of=as_of, known_on=known_on, compared_with=read.get("compare"))


def days_at(reference: Reference, now: datetime) -> dict[int, date]:
    """Return each region's own local day at a moment."""
    return {region_id: local_day(now, row.timezone) for region_id, row in reference.regions.items()}


def _of_pinned(pinned: Mapping[int, date], days: dict[int, date]) -> tuple[date | None, dict[int, date]]:
    """Return the day that all Parties shared and today's days, or no day and the pinned ones."""
    shared = set(pinned.values())
    if len(shared) == 1:
        return shared.pop(), days
    return None, {region_id: pinned.get(region_id, today) for region_id, today in days.items()}
