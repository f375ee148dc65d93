"""What three wordings of a deadline mean, shown while they are typed: dates are read, never guessed (rules.md §2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from roadmap.choices import DeadlineForm, Language
from roadmap.errors import RuleBroken
from roadmap.rules.deadlines import Deadline, read_deadline
from roadmap.web.desk import Desk


@dataclass(frozen=True)
class Reading:
    """What one wording means; `deadline` None where it cannot be read, and `error` says why."""

    language: str
    name: str | Promise
    wording: str
    deadline: Deadline | None
    error: str

    @property
    def form(self) -> str:
        """Return the form of the deadline in words."""
        return str(DeadlineForm(self.deadline.form).label) if self.deadline is not None else ""


@dataclass(frozen=True)
class Readings:
    """What all three mean."""

    items: Sequence[Reading]

    @property
    def agree(self) -> bool:
        """Return whether all three can be read and mean the same dates."""
        first = self.items[0].deadline
        return first is not None and all(one.deadline == first for one in self.items)

    @property
    def is_complete(self) -> bool:
        """Return whether all three can be read."""
        return all(one.deadline is not None for one in self.items)


def readings_of(desk: Desk, roadmap: str, wordings: Mapping[str, str]) -> Readings | None:
    """Return what three wordings mean in a road map's term; None while nothing is typed."""
    if not any(wordings.values()):
        return None
    return Readings([_reading(desk, roadmap, code, wordings.get(code, "")) for code in Language.values])


def _reading(desk: Desk, roadmap: str, code: str, wording: str) -> Reading:
    term = desk.reference.roadmaps[desk.reference.roadmap_ids[roadmap]].term
    try:
        return Reading(code, Language(code).label, wording, read_deadline(wording, term=term), "")
    except RuleBroken as broken:
        return Reading(code, Language(code).label, wording, None, str(broken.message))
