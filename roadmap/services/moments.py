"""The order of moments on the known-on axis: nothing becomes known before a closing that did not count it (§6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from roadmap.choices import PeriodState
from roadmap.models import PeriodClose

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.audit import Act

LEAST = timedelta(microseconds=1)


def after_closings(act: Act, roadmap_id: int) -> Act:
    """Return the act at a moment after every confirmed closing of a road map.

    Whoever waited for a lock while a period was closed acts at an earlier moment than the closing,
    which did not count what they write. Callers hold a lock that closings take.
    """
    closed = PeriodClose.objects.filter(roadmap=roadmap_id, state=PeriodState.CLOSED).order_by("-confirmed_at")
    return after(act, closed.values_list("confirmed_at", flat=True).first())


def after(act: Act, closed_at: datetime | None) -> Act:
    """Return the act at its own moment, or just after `closed_at` where that is not earlier."""
    return act if closed_at is None or closed_at < act.at else replace(act, at=closed_at + LEAST)
