"""Projection rows: results of the pure rules, kept by services beside the facts (rules.md §4)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Agency, Region
from roadmap.choices import Reason, Status
from roadmap.models.plan import Measure


class MeasureSide(models.Model):
    """How one Party stands on a whole measure, and who carries it out for that Party.

    `co` and `by_agreement` are lists of agency codes; `newest_stands_on` is the newest accepted
    `stands_on`, `first_starts_on` the first occurrence's start.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="sides")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    lead_code = models.CharField(max_length=32, blank=True)
    co = models.JSONField(default=list)
    by_agreement = models.JSONField(default=list)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.NOT_STARTED)
    progress = models.PositiveSmallIntegerField(default=0)
    stands_on = models.DateField(null=True)
    at_risk = models.BooleanField(default=False)
    reason = models.CharField(max_length=32, choices=Reason.choices, blank=True)
    is_closed = models.BooleanField(default=False)
    late_from = models.DateField(null=True)
    soon_from = models.DateField(null=True)
    silent_from = models.DateField(null=True)

    class Meta:
        """One row a measure and Party."""

        ordering: ClassVar = ["measure", "region"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["measure", "region"], name="one_side_a_party"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="side_progress_is_a_percentage"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["region", "status"], name="side_by_status"),
            models.Index(fields=["lead"], name="side_by_lead"),
        ]

    def __str__(self) -> str:
        """Return measure and region."""
        return f"{self.measure_id}/{self.region_id}"
