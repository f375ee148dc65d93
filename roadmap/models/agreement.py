"""What the Parties agree on: amendments, settlements, closings, states (rules.md §4–§6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Region
from accounts.policy import Action, Scope, scope_of
from roadmap.choices import Cycle, PeriodState, ProposalState, RoadmapState, Status
from roadmap.models.plan import Measure, Occurrence, Party, Roadmap

if TYPE_CHECKING:
    from accounts.models import User


class ProposalQuerySet(models.QuerySet["models.Model"]):
    """Which proposals."""

    def visible_to(self, user: User) -> Self:
        """Return what is in effect, and of the rest what the person's own Parties discuss."""
        seen = Q(state__in=[ProposalState.IN_EFFECT, PeriodState.CLOSED])
        if scope_of(user, Action.PROPOSAL_READ_PENDING) is Scope.REGION:
            seen |= Q(roadmap__in=Party.objects.filter(region_id=user.region_id or 0).values("roadmap"))
        return self.filter(seen)


class Proposal(models.Model):
    """What one Party proposes and the other confirms, declines; the proposer may withdraw."""

    roadmap = models.ForeignKey(Roadmap, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    declined_reason = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = ProposalQuerySet.as_manager()
    kind: ClassVar[str]  # as the feed and the audit chain name it

    class Meta:
        """Shared columns only."""

        abstract = True

    def __str__(self) -> str:
        """Return the proposal's number."""
        return f"{self.kind} {self.pk}"


def other_party_confirms(name: str) -> models.CheckConstraint:
    """Return the constraint that nobody confirms their own Party's proposal."""
    return models.CheckConstraint(condition=Q(confirmed_at__isnull=True) | ~Q(decided_by=F("proposed_by")), name=name)


class Amendment(Proposal):
    """A change of the signed text agreed by both Parties."""

    state = models.CharField(max_length=16, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    protocol_number = models.CharField(max_length=64)
    protocol_date = models.DateField()
    effective_on = models.DateField()

    kind: ClassVar[str] = "amendment"

    class Meta:
        """The other Party confirms."""

        ordering: ClassVar = ["-id"]
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        constraints: ClassVar = [other_party_confirms("amendment_confirmed_by_the_other")]
        indexes: ClassVar = [models.Index(fields=["roadmap", "state"], name="amendment_of_roadmap")]


class AmendmentChange(models.Model):
    """One change of an amendment, with before and after word for word."""

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="changes")
    measure = models.ForeignKey(Measure, null=True, on_delete=models.PROTECT, related_name="amendment_changes")
    position = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=16)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        """In the order of the protocol."""

        ordering: ClassVar = ["amendment", "position"]
        verbose_name = _("change of the text")
        verbose_name_plural = _("changes of the text")
        indexes: ClassVar = [models.Index(fields=["measure"], name="amendment_of_measure")]

    def __str__(self) -> str:
        """Return amendment and field."""
        return f"{self.amendment_id} {self.field}"


class Settlement(Proposal):
    """Both Parties' agreed status of an occurrence on which they diverged."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="settlements")
    occurrence = models.ForeignKey(Occurrence, on_delete=models.PROTECT, related_name="settlements")
    state = models.CharField(max_length=16, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    status = models.CharField(max_length=16, choices=Status.choices)
    text = models.TextField()
    protocol_number = models.CharField(max_length=64)
    protocol_date = models.DateField()

    kind: ClassVar[str] = "settlement"

    class Meta:
        """One open proposal an occurrence; the other Party confirms."""

        ordering: ClassVar = ["-id"]
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        constraints: ClassVar = [
            other_party_confirms("settlement_confirmed_by_the_other"),
            models.UniqueConstraint(
                fields=["occurrence"], condition=Q(state=ProposalState.PROPOSED), name="one_open_settlement"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["occurrence", "state"], name="settlement_of_occurrence")]


class PeriodClose(Proposal):
    """A reporting period that both Parties have closed, with the hash of what was known.

    `document` keeps the canonical bytes that `sha256` was taken of.
    """

    state = models.CharField(max_length=16, choices=PeriodState.choices, default=PeriodState.PROPOSED)
    period = models.CharField(max_length=8)
    cycle = models.CharField(max_length=16, choices=Cycle.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()
    sha256 = models.CharField(max_length=64, blank=True)
    document = models.BinaryField(default=bytes)

    kind: ClassVar[str] = "period"

    class Meta:
        """A period is closed, or proposed to be, once."""

        ordering: ClassVar = ["-ends_on", "-id"]
        verbose_name = _("closed period")
        verbose_name_plural = _("closed periods")
        constraints: ClassVar = [
            other_party_confirms("period_confirmed_by_the_other"),
            models.UniqueConstraint(
                fields=["roadmap", "period"],
                condition=Q(state__in=[PeriodState.PROPOSED, PeriodState.CLOSED]),
                name="one_closing_a_period",
            ),
        ]


class RoadmapProposal(Proposal):
    """One Party's proposal to put a road map in force, or to close it."""

    state = models.CharField(max_length=16, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    to_state = models.CharField(max_length=16, choices=RoadmapState.choices)

    kind: ClassVar[str] = "roadmap"

    class Meta:
        """One open proposal a road map."""

        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            other_party_confirms("state_confirmed_by_the_other"),
            models.UniqueConstraint(
                fields=["roadmap"], condition=Q(state=ProposalState.PROPOSED), name="one_open_state_proposal"
            ),
        ]
