"""The change feed: what changed since a cursor (api.md `changes/`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.policy import Action, Scope, scope_of

if TYPE_CHECKING:
    from accounts.models import User


class ChangeQuerySet(models.QuerySet["Change"]):
    """Which changes."""

    def visible_to(self, user: User) -> Self:
        """Return the changes that `user` may know of (rules.md §7)."""
        seen = Q(region_id__isnull=True)
        scope = scope_of(user, Action.REPORT_READ_OWN)
        if scope is Scope.REGION:
            seen |= Q(region_id=user.region_id)
        elif scope is Scope.AGENCY:
            seen |= Q(region_id=user.region_id, agency_id__isnull=True)
            seen |= Q(region_id=user.region_id, agency_id=user.agency_id or 0)
        return self.filter(seen)


class Change(models.Model):
    """One row of the feed; numbered under the ledger's lock, so that no reader skips one.

    `region_id` None: all may see it; else only that region (and, with `agency_id`, of its
    executors only that agency's). No foreign keys: rows outlive drafts.
    """

    seq = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=16)
    object_id = models.CharField(max_length=64)
    change = models.CharField(max_length=32)
    by_region = models.CharField(max_length=32, blank=True)
    region_id = models.BigIntegerField(null=True)
    agency_id = models.BigIntegerField(null=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        """In the order of the ledger."""

        ordering: ClassVar = ["seq", "id"]

    def __str__(self) -> str:
        """Return number, kind and object."""
        return f"{self.seq} {self.kind} {self.object_id}"
