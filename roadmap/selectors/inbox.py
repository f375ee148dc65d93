"""What waits for a person among the reports of the own side (ui.md *Today*)."""

from __future__ import annotations

from accounts.models import User
from accounts.policy import Action, can
from roadmap.choices import ReportState
from roadmap.models import Report
from roadmap.selectors.reference import NO_WRITE_YET, Counters

Audience = tuple[int | None, int | None, str]
_kept: dict[Audience, tuple[tuple[int, int], int]] = {}


def waiting_count(reader: User, now: Counters) -> int:
    """Return how many reports wait for this person: to accept, or returned to the own agency.

    Kept in the process until a counter of what the person may see moves: one query, or none.
    """
    if not can(reader, Action.REPORT_WRITE):
        return 0
    audience = (reader.region_id, reader.agency_id, reader.role)
    stood = now.seen_by(reader)
    kept = _kept.get(audience)
    if kept is not None and kept[0] == stood and now.head != NO_WRITE_YET:
        return kept[1]
    state = ReportState.SUBMITTED if can(reader, Action.REPORT_ACCEPT) else ReportState.RETURNED
    count = Report.objects.visible_to(reader).filter(region_id=reader.region_id or 0, state=state).count()
    _kept[audience] = (stood, count)
    return count


def forget() -> None:
    """Drop the counts that this process keeps."""
    _kept.clear()
