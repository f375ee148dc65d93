"""When somebody is reminded of an open standing, and how far up it goes (ui.md, issue of the desk)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from roadmap.choices import NoticeKind

STEPS = (1, 7, 30)  # days left before a due date
HEAD_AFTER, COORDINATOR_AFTER = timedelta(days=7), timedelta(days=14)
AGENCY, HEAD, COORDINATOR = 0, 1, 2


@dataclass(frozen=True)
class Reminder:
    """What to say: `days` left (due) or passed (late, silent), since `since`; `level` says to whom."""

    kind: NoticeKind
    since: date
    days: int
    step: int
    level: int = AGENCY

    @property
    def key(self) -> str:
        """Return what makes the reminder one of its kind on its standing."""
        return f"{self.kind}:{self.since}:{self.step}:{self.level}"


def reminder(
    *, due_on: date, soon_from: date | None, late_from: date | None, silent_from: date | None, today: date
) -> Reminder | None:
    """Return what an open standing is reminded of on `today`, or None.

    The three days are the standing's own (rules.md §3), None where they never come. A missed run
    is made good: the step is the smallest that the days left still fit in.
    """
    if late_from is not None and late_from <= today:
        return Reminder(NoticeKind.LATE, due_on, (today - due_on).days, 0, _level(today - late_from))
    if soon_from is not None and soon_from <= today:
        left = (due_on - today).days
        step = next((step for step in STEPS if left <= step), STEPS[-1])
        return Reminder(NoticeKind.DUE, due_on, left, step)
    if silent_from is not None and silent_from <= today:
        return Reminder(NoticeKind.SILENT, silent_from, (today - silent_from).days, 0, _level(today - silent_from))
    return None


def _level(passed: timedelta) -> int:
    if passed >= COORDINATOR_AFTER:
        return COORDINATOR
    return HEAD if passed >= HEAD_AFTER else AGENCY
