"""From when the text as signed holds and was known (rules.md §6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Protocol, TypeVar

# What was signed was known before this product kept it: questions about any moment know of it.
ALWAYS_KNOWN = datetime(1900, 1, 1, tzinfo=UTC)
ALWAYS_ON = date(1900, 1, 1)


def text_from(*, signed_on: date | None, starts_on: date) -> date:
    """Return the first day on which a road map's text stands: signed, or begun, whichever is earlier.

    A text that nobody has signed yet is a draft on any day.
    """
    return min(signed_on, starts_on) if signed_on is not None else ALWAYS_ON


class Dated(Protocol):
    """What holds from a day and is known from a moment."""

    @property
    def from_on(self) -> date: ...  # noqa: D102 -- as said above

    @property
    def known_at(self) -> datetime: ...  # noqa: D102 -- the same


Fact = TypeVar("Fact", bound=Dated)


def holding(facts: Iterable[Fact], day: date, known: datetime | None) -> Fact | None:
    """Return which of some facts, the newest first, held on a day, as known by a moment (None: now)."""
    known = None if known is None else max(known, ALWAYS_KNOWN)
    return next((one for one in facts if one.from_on <= day and (known is None or one.known_at <= known)), None)
