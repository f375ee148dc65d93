"""What becomes of a measure's occurrences when its deadline is amended (rules.md §2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from roadmap.choices import RECURRING_FORMS, DeadlineForm
from roadmap.rules.deadlines import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from roadmap.rules.deadlines import Deadline


@dataclass(frozen=True)
class Standing:
    """An occurrence as it stands: its row's id, label and dates, and whether any report names it."""

    id: int
    label: str
    starts_on: date
    due_on: date
    has_report: bool


@dataclass(frozen=True)
class Regeneration:
    """What is to be done: `moved` occurrences get new dates, `retired` ones end, `made` ones begin."""

    moved: tuple[tuple[int, Span], ...]
    retired: tuple[int, ...]
    made: tuple[Span, ...]


def regenerate(old_form: DeadlineForm, standing: Sequence[Standing], new: Deadline) -> Regeneration:
    """Return how occurrences follow a new deadline; nothing with a report is ever dropped.

    A one-off occurrence moves. Otherwise occurrences with a report stay as they are, the rest is
    replaced, and new ones begin after the due date of the last kept one (`_after`).
    """
    is_one_off = old_form not in RECURRING_FORMS and new.form not in RECURRING_FORMS
    if is_one_off and len(standing) == 1:
        return Regeneration(moved=((standing[0].id, new.occurrences[0]),), retired=(), made=())
    kept = [occurrence for occurrence in standing if occurrence.has_report]
    last = max((occurrence.due_on for occurrence in kept), default=None)
    wanted = _after(last, new)
    open_ones = {(one.label, one.starts_on, one.due_on): one.id for one in standing if not one.has_report}
    same = {open_ones.pop(key) for span in wanted if (key := (span.label, span.starts_on, span.due_on)) in open_ones}
    unchanged = {(one.label, one.starts_on, one.due_on) for one in standing if one.id in same}
    taken = {one.label for one in kept}
    made = [
        Span(_free_label(span.label, taken), span.starts_on, span.due_on)
        for span in wanted
        if (span.label, span.starts_on, span.due_on) not in unchanged
    ]
    return Regeneration(moved=(), retired=tuple(sorted(open_ones.values())), made=tuple(made))


def _after(last: date | None, new: Deadline) -> list[Span]:
    """Return the new deadline's occurrences that begin after the last kept one is due.

    A one-off deadline has one occurrence only: what is left of it begins on the next day.
    """
    if last is None:
        return list(new.occurrences)
    if new.form in RECURRING_FORMS:
        return [span for span in new.occurrences if span.starts_on > last]
    return [
        replace(span, starts_on=max(span.starts_on, last + timedelta(days=1)))
        for span in new.occurrences
        if span.due_on > last
    ]


def _free_label(label: str, taken: set[str]) -> str:
    """Return the label, or for a second occurrence "1" of a measure the next free number."""
    number = 1
    while label in taken:
        number += 1
        label = str(number)
    taken.add(label)
    return label
