"""Standings, reports, evidence, comments (rules.md §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Region
from accounts.policy import Action, Scope, scope_of
from roadmap.choices import Audience, Language, Reason, ReportState, Status
from roadmap.models.plan import Measure, Occurrence, Party

if TYPE_CHECKING:
    from accounts.models import User


class Standing(models.Model):
    """How one Party stands on one occurrence: the working row of the product.

    Its values are those of `newest`, its newest accepted report; kept by services/now.py.
    """

    occurrence = models.ForeignKey(Occurrence, on_delete=models.PROTECT, related_name="standings")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="standings")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="standings")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    has_executor = models.BooleanField(default=True)
    newest = models.ForeignKey("roadmap.Report", null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.NOT_STARTED)
    progress = models.PositiveSmallIntegerField(default=0)
    stands_on = models.DateField(null=True)
    accepted_at = models.DateTimeField(null=True)  # the latest acceptance on this standing
    at_risk = models.BooleanField(default=False)
    reason = models.CharField(max_length=32, choices=Reason.choices, blank=True)
    is_closed = models.BooleanField(default=False)
    late_from = models.DateField(null=True)
    soon_from = models.DateField(null=True)
    silent_from = models.DateField(null=True)

    class Meta:
        """One standing a Party and occurrence."""

        ordering: ClassVar = ["occurrence", "region"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["occurrence", "party"], name="one_standing_a_party"),
            models.UniqueConstraint(fields=["occurrence", "region"], name="one_standing_a_region"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="standing_progress_is_a_percentage"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["measure", "region"], name="standing_of_measure"),
            models.Index(fields=["region", "is_closed", "late_from"], name="standing_open_in_region"),
        ]

    def __str__(self) -> str:
        """Return occurrence and region."""
        return f"{self.occurrence_id}/{self.region_id}"


class ReportQuerySet(models.QuerySet["Report"]):
    """Which reports."""

    def accepted(self) -> Self:
        """Return the words of the Parties."""
        return self.filter(state=ReportState.ACCEPTED)

    def visible_to(self, user: User) -> Self:
        """Return the reports that `user` may know of (rules.md §7): accepted ones, and own drafts."""
        seen = Q(state=ReportState.ACCEPTED)
        scope = scope_of(user, Action.REPORT_READ_OWN)
        if scope is Scope.REGION:
            seen |= Q(region_id=user.region_id)
        elif scope is Scope.AGENCY and user.agency_id:
            seen |= Q(region_id=user.region_id, agency_id=user.agency_id)
        return self.filter(seen)


class Report(models.Model):
    """What an agency says about a standing: draft → submitted → accepted or returned.

    `writers` are the ids of all who changed its content: none of them may accept it.
    `superseded_at` is when a correction of it was accepted. An accepted report never changes
    otherwise.
    """

    standing = models.ForeignKey(Standing, on_delete=models.PROTECT, related_name="reports")
    occurrence = models.ForeignKey(Occurrence, on_delete=models.PROTECT, related_name="reports")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="reports")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="reports")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reports")
    writers = models.JSONField(default=list)
    on_behalf = models.BooleanField(default=False)
    signatory_post = models.CharField(max_length=200, blank=True)
    signatory_name = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=16, choices=ReportState.choices, default=ReportState.DRAFT)
    stands_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=16, choices=Status.choices, blank=True)
    progress = models.PositiveSmallIntegerField(null=True, blank=True)
    at_risk = models.BooleanField(default=False)
    reason = models.CharField(max_length=32, choices=Reason.choices, blank=True)
    reason_text = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, blank=True)
    completion_delivered = models.BooleanField(default=False)
    supersedes = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    correction_reason = models.TextField(blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    after_closing = models.BooleanField(default=False)
    returned_reason = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)
    was_submitted = models.BooleanField(default=False)
    words = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = ReportQuerySet.as_manager()

    class Meta:
        """What is submitted or accepted is whole, and its progress fits its status."""

        ordering: ClassVar = ["-id"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[ReportState.DRAFT, ReportState.RETURNED])
                | Q(status=Status.NOT_STARTED, progress=0)
                | Q(status__in=[Status.IN_PROGRESS, Status.NOT_DONE], progress__gte=0, progress__lte=99)
                | Q(status=Status.DONE, progress=100),
                name="progress_fits_status",
            ),
            models.CheckConstraint(
                condition=Q(progress__isnull=True) | Q(progress__lte=100), name="report_progress_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ReportState.DRAFT, ReportState.RETURNED]) | Q(stands_on__isnull=False),
                name="submitted_facts_have_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.ACCEPTED, accepted_at__isnull=False, accepted_by__isnull=False)
                | (~Q(state=ReportState.ACCEPTED) & Q(accepted_at__isnull=True, accepted_by__isnull=True)),
                name="accepted_by_someone_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True) | ~Q(accepted_by=F("author")), name="four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")), name="corrects_another_report"
            ),
            models.UniqueConstraint(
                fields=["supersedes"], condition=Q(state=ReportState.ACCEPTED), name="corrected_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["standing", "-stands_on", "-accepted_at"], name="report_newest"),
            models.Index(fields=["measure", "state"], name="report_of_measure"),
            models.Index(fields=["region", "state", "agency"], name="report_in_region"),
            models.Index(fields=["state", "-accepted_at"], name="report_accepted"),
            models.Index(fields=["updated_at"], name="report_by_update"),
        ]

    def __str__(self) -> str:
        """Return the report's number."""
        return f"report {self.pk}"

    @property
    def agency_ids(self) -> frozenset[int]:
        """Return the agencies that the report belongs to, for the policy."""
        return frozenset({self.agency_id})


class Evidence(models.Model):
    """A file or a link attached to a report. A file lies under `DATA_DIR` by a random name."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=255)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    stored_as = models.CharField(max_length=64, blank=True)
    link = models.URLField(max_length=2000, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        """Either a file or a link."""

        ordering: ClassVar = ["id"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(link="") & ~Q(stored_as="") & ~Q(sha256="")) | (~Q(link="") & Q(stored_as="")),
                name="file_or_link",
            ),
        ]

    def __str__(self) -> str:
        """Return the evidence's number."""
        return f"evidence {self.pk}"


class Comment(models.Model):
    """A remark on a measure, for the own region or for both Parties."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="comments")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    audience = models.CharField(max_length=8, choices=Audience.choices)
    is_demo = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["measure", "id"], name="comment_of_measure")]

    def __str__(self) -> str:
        """Return the comment's number."""
        return f"comment {self.pk}"
