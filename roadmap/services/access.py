"""Which side of a measure a region has, for the policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.services.access import Place
from roadmap.choices import ExecutorRole
from roadmap.models import Executor, Party

if TYPE_CHECKING:
    from datetime import date

    from roadmap.models import Measure


def side_of(measure: Measure, region_id: int, *, on: date) -> tuple[Place, int | None]:
    """Return one region's side of a measure on a day for the policy, and its lead agency's id.

    Co-executors are engaged as the lead is. Where the region is no Party, the place is nowhere.
    """
    rows = list(Executor.objects.on(on).filter(measure=measure, region_id=region_id).values_list("agency_id", "role"))
    lead = next((agency_id for agency_id, role in rows if role == ExecutorRole.LEAD), None)
    is_party = bool(rows) or Party.objects.filter(roadmap_id=measure.roadmap_id, region_id=region_id).exists()
    return Place(region_id if is_party else None, frozenset(agency_id for agency_id, _role in rows)), lead
