"""What a read is asked for: which reader, which day, known by when (rules.md §6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from accounts.models import User


@dataclass(frozen=True)
class Question:
    """Every read answers one of these. A face builds it from the clock and the parameters.

    `reader` is None for a visitor who is not signed in. `days` holds each region's own local day
    (region id → day). `as_of` is the day that facts must be true on, for every Party (None: each
    Party's own day); `known_on` the moment that they must be known by (None: now). A list of measures
    leaves out what stood the same on the day `compared_with`.
    """

    reader: User | None
    days: Mapping[int, date]
    as_of: date | None = None
    known_on: datetime | None = None
    compared_with: date | None = None

    @property
    def asker(self) -> User:
        """Return the reader for the policy, which takes a stranger as None."""
        return cast("User", self.reader)

    def day_of(self, region_id: int) -> date:
        """Return the day on which the question is asked for one Party."""
        return self.as_of or self.days[region_id]

    @property
    def facts_on(self) -> date:
        """Return the last day whose facts count: a text holds as soon as its day came to one Party."""
        return self.as_of or max(self.days.values(), default=date.max)

    @property
    def when(self) -> tuple[object, ...]:
        """Return all that the text of a query may take from the question's days and moments."""
        return self.as_of, self.known_on, tuple(self.days.items())

    def one_day(self, region_ids: Iterable[int]) -> date | None:
        """Return the day that is the same for all those Parties, or None where they differ."""
        days = {self.day_of(region_id) for region_id in region_ids}
        return days.pop() if len(days) == 1 else None

    @property
    def is_present(self) -> bool:
        """Return whether the rows that are kept for today answer it (see asof.py for the others)."""
        today = self.as_of is None or all(day == self.as_of for day in self.days.values())
        return today and self.known_on is None
