"""From when the text as signed holds and was known (rules.md §6)."""

from __future__ import annotations

from datetime import UTC, date, datetime

# What was signed was known before this product kept it: questions about any moment know of it.
ALWAYS_KNOWN = datetime(1900, 1, 1, tzinfo=UTC)
ALWAYS_ON = date(1900, 1, 1)


def text_from(*, signed_on: date | None, starts_on: date) -> date:
    """Return the first day on which a road map's text stands: signed, or begun, whichever is earlier.

    A text that nobody has signed yet is a draft on any day.
    """
    return min(signed_on, starts_on) if signed_on is not None else ALWAYS_ON
