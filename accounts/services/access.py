"""What every service asks first: who acts now, may they, is the version the one that was read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from accounts.errors import StaleVersion, VersionMissing
from accounts.models import Region, User

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.audit import Act


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


def lock_region(region_id: int | None) -> None:
    """Lock a region, so that its administrators' writes follow one another; None locks nothing.

    Not against new rows that point to it: those do not wait.
    """
    if region_id is not None:
        Region.objects.select_for_update(no_key=True).get(pk=region_id)


def as_of_now(act: Act) -> Act:
    """Return the act with its person as they stand now, read again under the lock.

    A right taken away while the request waited is gone (hardening G6).
    """
    return replace(act, by=User.objects.select_related("region").get(pk=act.person.pk))
