"""The last statement of every write: its audit entry and its rows in the change feed (§8)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.audit import record
from roadmap.models import Change
from roadmap.notifications.occasions import TOLD, told_about
from roadmap.services.notices import tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accounts.audit import Act


@dataclass(frozen=True)
class Changed:
    """One object of the feed that a write touched.

    `private_to` and `agency_id` narrow who may know of it (see `Change`).
    """

    kind: str
    id: int | str
    change: str = "updated"
    private_to: int | None = None
    agency_id: int | None = None


def finish(
    act: Act,
    *,
    action: str,
    target: str,
    changed: Sequence[Changed] = (),
    region_id: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    private_to: int | None = None,
) -> None:
    """Record a write: the audit entry, then the feed's rows, numbered in the same lock."""
    seq = record(
        act,
        action=action,
        target=target,
        region_id=region_id,
        before=before,
        after=after,
        private_to=private_to,
        numbers=len(changed),
    )
    publish(act, changed, seq)
    if action in TOLD and act.origin != "command":
        # letters are written after the commit, outside the request (rules.md §8)
        told = partial(tell.enqueue, action, told_about(target, after), act.person.pk, act.at.isoformat())
        transaction.on_commit(told)


def publish(act: Act, changed: Sequence[Changed], seq: int) -> None:
    """Write rows of the feed, numbered from `seq + 1`; only under the ledger's lock."""
    region = act.by.region if act.by is not None else None
    Change.objects.bulk_create(
        Change(
            seq=seq + position,
            at=act.at,
            kind=row.kind,
            object_id=str(row.id),
            change=row.change,
            by_region=region.code if region is not None else "",
            region_id=row.private_to,
            agency_id=row.agency_id,
        )
        for position, row in enumerate(changed, start=1)
    )
