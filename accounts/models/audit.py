"""The audit chain and the ledger row that orders every write (rules.md §8). No foreign keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.policy import Action, Scope, scope_of

if TYPE_CHECKING:
    from accounts.models.people import User


class Ledger(models.Model):
    """The one row (id 1) whose lock is the last lock of every write.

    `seq` numbers audit entries and change rows; `head` is the newest entry's hash; `shared`
    counts writes that every reader may see, `private` those that only one region sees
    (region id as a string → count).
    """

    id = models.PositiveSmallIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, default="0" * 64)
    shared = models.BigIntegerField(default=0)
    private = models.JSONField(default=dict)

    class Meta:
        """Exactly one row."""

        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="one_ledger_row")]

    def __str__(self) -> str:
        """Return the head's number."""
        return f"ledger at {self.seq}"


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Which audit entries."""

    def visible_to(self, user: User) -> Self:
        """Return the entries that `user` may know of: own ones, and those of a kind and region (rules.md §7)."""
        seen = Q(actor_id=user.pk) if scope_of(user, Action.AUDIT_READ_OWN) else Q(pk__in=[])
        kinds = {"work": Action.AUDIT_READ_WORK, "people": Action.AUDIT_READ_PEOPLE}
        for kind, action in kinds.items():
            scope = scope_of(user, action)
            if scope is Scope.ALL:
                seen |= Q(kind=kind)
            elif scope is Scope.REGION and user.region_id is not None:
                seen |= Q(kind=kind, region_id=user.region_id)
        return self.filter(seen)

    def with_blanks(self, user: User) -> Self:
        """Add `is_blank`: entries whose values `user` does not read, as the operator those of work (rules.md §7)."""
        is_blank = scope_of(user, Action.AUDIT_READ_WORK) is Scope.ALL
        return self.annotate(is_blank=Case(When(kind="work", then=Value(is_blank)), default=Value(False)))


class AuditEntry(models.Model):
    """One write: who, when, from where, what, before, after; chained by hash."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_role = models.CharField(max_length=16, blank=True)
    region_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=16)  # "work" or "people": who may read it (rules.md §7)
    action = models.CharField(max_length=64)
    target = models.CharField(max_length=64)
    origin = models.CharField(max_length=16)  # page, api, admin, command
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    request_id = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        """In the order of the chain."""

        ordering: ClassVar = ["seq"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes: ClassVar = [
            models.Index(fields=["region_id", "kind", "seq"], name="audit_region"),
            models.Index(fields=["actor_id", "seq"], name="audit_actor"),
            models.Index(fields=["target", "seq"], name="audit_target"),
        ]

    @property
    def mark(self) -> str:
        """Return `SEQ:HASH`, which `verify_audit --expect` takes."""
        return f"{self.seq}:{self.hash}"

    def __str__(self) -> str:
        """Return number, action and target."""
        return f"{self.seq} {self.action} {self.target}"


class DigestKey(models.Model):
    """The key under which one record's personal and free texts are digested in the chain.

    Deleting it anonymises the record's entries; every hash still verifies.
    """

    target = models.CharField(max_length=64, primary_key=True)
    key = models.CharField(max_length=64)

    def __str__(self) -> str:
        """Return the record that the key belongs to."""
        return self.target
