"""What every service asks first: is it there, may they, is the version the one that was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from accounts.errors import StaleVersion, VersionMissing
from roadmap.choices import ExecutorRole
from roadmap.models import Executor, Party

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from roadmap.models import Measure


class Versioned(Protocol):
    """A row that counts its changes."""

    version: int


@dataclass(frozen=True)
class Place:
    """Where something belongs, for the policy: a region, and the agencies engaged in it."""

    region_id: int | None
    agency_ids: Collection[int] = ()


def check_version(row: Versioned, seen_version: int | None) -> None:
    """Refuse a change of a row that is not the one that was read.

    :raises VersionMissing: where the caller did not say which version was read.
    :raises StaleVersion: where the row was changed since.
    """
    if seen_version is None:
        raise VersionMissing
    if row.version != seen_version:
        raise StaleVersion(row.version)


def side_of(measure: Measure, region_id: int, *, on: date) -> tuple[Place, int | None]:
    """Return one region's side of a measure on a day for the policy, and its lead agency's id.

    Co-executors are engaged as the lead is. Where the region is no Party, the place is nowhere.
    """
    rows = list(Executor.objects.on(on).filter(measure=measure, region_id=region_id).values_list("agency_id", "role"))
    lead = next((agency_id for agency_id, role in rows if role == ExecutorRole.LEAD), None)
    is_party = bool(rows) or Party.objects.filter(roadmap_id=measure.roadmap_id, region_id=region_id).exists()
    return Place(region_id if is_party else None, frozenset(agency_id for agency_id, _role in rows)), lead
