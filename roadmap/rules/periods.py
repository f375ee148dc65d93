"""The road map's term and its reporting periods (rules.md §3, §6)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Term:
    """The days on which a road map runs, both included."""

    starts_on: date
    ends_on: date
