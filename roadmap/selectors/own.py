"""What a person keeps for oneself (ui.md *Today*, *Measures*)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from roadmap.models import FirstSteps, SavedFilter

RESTORABLE = timedelta(days=1)


@dataclass(frozen=True)
class SavedFilters:
    """A person's filters by name, and those removed within the last day, the newest first."""

    kept: list[SavedFilter]
    removed: list[SavedFilter]


def saved_filters(user_id: int, now: datetime) -> SavedFilters:
    """Return a person's filters: one query."""
    rows = list(SavedFilter.objects.filter(user=user_id))
    gone = [row for row in rows if row.removed_at is not None and now - row.removed_at <= RESTORABLE]
    return SavedFilters(
        [row for row in rows if row.removed_at is None],
        sorted(gone, key=lambda row: row.removed_at or now, reverse=True),
    )


def needs_first_steps(user_id: int) -> bool:
    """Return whether a person has not read the first steps yet."""
    return not FirstSteps.objects.filter(user=user_id).exists()
