"""The plan: road maps, Parties, directions, measures, executors, occurrences (rules.md §1–§2).

What can change while a road map is in force is a dated fact: it holds from a day (`from_on`, true
on) and from a moment (`known_at`, known on). The rows themselves carry what holds now, so that
today's reads need no search for the newest fact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Region
from roadmap.choices import Agreement, Cycle, DeadlineForm, ExecutorRole, RoadmapState, SourceKind, Status

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User


class Source(models.Model):
    """A public source that provenance notes cite (`S01` …)."""

    code = models.CharField(max_length=16, unique=True)
    publisher = models.CharField(max_length=200, blank=True)
    title = models.TextField()
    date = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=500, blank=True)

    class Meta:
        """In the order of the codes."""

        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class CompletionForm(models.Model):
    """The kind of document by which a measure is completed (protocol, act, information …)."""

    code = models.CharField(max_length=32, unique=True, validators=[RegexValidator(r"^[A-Z][A-Z_]*\Z")])
    name_kk = models.CharField(max_length=200)
    name_ru = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)

    class Meta:
        """In the order of the codes."""

        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class RoadmapQuerySet(models.QuerySet["Roadmap"]):
    """Which road maps."""

    def visible_to(self, user: User) -> Self:
        """Return the road maps that a person may know of: drafts only of the own region's (§5, §7)."""
        if getattr(user, "is_superuser", False):
            return self.all()
        own = Party.objects.filter(region_id=getattr(user, "region_id", None) or 0).values("roadmap")
        return self.filter(~Q(state=RoadmapState.DRAFT) | Q(pk__in=own))


class Roadmap(models.Model):
    """The signed document.

    `next_text_on` is the first future day on which a confirmed amendment takes effect.
    """

    code = models.CharField(max_length=64, unique=True, validators=[RegexValidator(r"^[A-Z0-9][A-Z0-9-]*\Z")])
    title_kk = models.TextField()
    title_ru = models.TextField()
    title_en = models.TextField()
    short_title_kk = models.CharField(max_length=200)
    short_title_ru = models.CharField(max_length=200)
    short_title_en = models.CharField(max_length=200)
    disclaimer_kk = models.TextField(blank=True)
    disclaimer_ru = models.TextField(blank=True)
    disclaimer_en = models.TextField(blank=True)
    state = models.CharField(max_length=16, choices=RoadmapState.choices, default=RoadmapState.DRAFT)
    starts_on = models.DateField()
    ends_on = models.DateField()
    signed_on = models.DateField(null=True, blank=True)
    predecessor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors")
    facts = models.JSONField(default=dict, blank=True)  # place, event, notes and their provenance
    source = models.CharField(max_length=16, choices=SourceKind.choices, default=SourceKind.PUBLIC)
    in_force_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    next_text_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = RoadmapQuerySet.as_manager()

    class Meta:
        """A term ends after it begins."""

        ordering: ClassVar = ["starts_on", "code"]
        verbose_name = _("road map")
        verbose_name_plural = _("road maps")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="term_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(predecessor__isnull=True) | ~Q(predecessor=F("id")),
                name="roadmap_is_not_its_own_predecessor",
            ),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class Party(models.Model):
    """A region's part in one road map: who signed, how often it reports."""

    roadmap = models.ForeignKey(Roadmap, on_delete=models.PROTECT, related_name="parties")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="parties")
    signatory = models.JSONField(default=dict, blank=True)  # name, post and party ×3, provenance
    cycle = models.CharField(max_length=16, choices=Cycle.choices)
    days_after = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """A region is a Party of a road map once."""

        ordering: ClassVar = ["roadmap", "region__code"]
        verbose_name = _("Party")
        verbose_name_plural = _("Parties")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["roadmap", "region"], name="one_party_a_region"),
            models.UniqueConstraint(fields=["id", "region"], name="party_with_region"),
            models.CheckConstraint(condition=Q(days_after__lte=366), name="allowance_within_a_year"),
        ]

    def __str__(self) -> str:
        """Return road map and region."""
        return f"{self.roadmap_id}/{self.region_id}"


class PartyFact(models.Model):
    """A Party's reporting cycle from a day and a moment (rules.md §6)."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="facts")
    cycle = models.CharField(max_length=16, choices=Cycle.choices)
    days_after = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    known_at = models.DateTimeField()

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["party", "-from_on", "-known_at", "-id"]

    def __str__(self) -> str:
        """Return the Party and the day."""
        return f"{self.party_id} · {self.from_on}"


class DirectionQuerySet(models.QuerySet["Direction"]):
    """Which directions."""

    def visible_to(self, user: User) -> Self:
        """Return the directions of road maps that a person may know of."""
        return self.filter(roadmap__in=Roadmap.objects.visible_to(user))


class Direction(models.Model):
    """A numbered section of the road map."""

    roadmap = models.ForeignKey(Roadmap, on_delete=models.PROTECT, related_name="directions")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=32, validators=[RegexValidator(r"^[A-Z][A-Z0-9_-]*\Z")])
    name_kk = models.CharField(max_length=300)
    name_ru = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    source = models.CharField(max_length=16, choices=SourceKind.choices, default=SourceKind.PUBLIC)
    provenance = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = DirectionQuerySet.as_manager()

    class Meta:
        """Numbered once a road map."""

        ordering: ClassVar = ["roadmap", "number"]
        verbose_name = _("direction")
        verbose_name_plural = _("directions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["roadmap", "number"], name="one_direction_a_number"),
            models.UniqueConstraint(fields=["roadmap", "code"], name="one_direction_a_code"),
            models.UniqueConstraint(fields=["id", "roadmap"], name="direction_with_roadmap"),
            models.CheckConstraint(condition=Q(number__gte=1), name="directions_count_from_one"),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return str(self.number)


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Which measures."""

    def visible_to(self, user: User) -> Self:
        """Return the measures of road maps that a person may know of."""
        return self.filter(roadmap__in=Roadmap.objects.visible_to(user))

    def in_text_on(self, day: date) -> Self:
        """Return the measures that stand in the text on a day."""
        return self.filter(holds_from__lte=day)


class Measure(models.Model):
    """A numbered promise, with the text that holds now and, kept by services, how it stands.

    `words` holds the casefolded words of number, titles, wordings and agencies for the search,
    each behind a space.
    """

    roadmap = models.ForeignKey(Roadmap, on_delete=models.PROTECT, related_name="measures")
    direction = models.ForeignKey(Direction, on_delete=models.PROTECT, related_name="measures")
    number = models.CharField(max_length=32)
    number_key = models.CharField(max_length=64)
    title_kk = models.TextField()
    title_ru = models.TextField()
    title_en = models.TextField()
    completion_form = models.ForeignKey(CompletionForm, on_delete=models.PROTECT, related_name="+")
    deadline_kk = models.CharField(max_length=500)
    deadline_ru = models.CharField(max_length=500)
    deadline_en = models.CharField(max_length=500)
    deadline_form = models.CharField(max_length=16, choices=DeadlineForm.choices)
    starts_on = models.DateField()
    due_on = models.DateField()
    original_due_on = models.DateField()
    postponements = models.PositiveSmallIntegerField(default=0)
    is_cancelled = models.BooleanField(default=False)
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to"
    )
    source = models.CharField(max_length=16, choices=SourceKind.choices, default=SourceKind.PUBLIC)
    source_fields = models.JSONField(default=dict, blank=True)
    provenance = models.JSONField(default=dict, blank=True)  # ref, quote and note of the source
    words = models.TextField(blank=True)
    holds_from = models.DateField()  # the first day on which it is in the text
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    # how it stands, jointly (rules.md §4), kept by services/now.py
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.NOT_STARTED)
    progress = models.PositiveSmallIntegerField(default=0)
    agreement = models.CharField(max_length=16, choices=Agreement.choices, default=Agreement.UNREPORTED)
    is_closed = models.BooleanField(default=False)
    late_from = models.DateField(null=True)
    soon_from = models.DateField(null=True)
    silent_from = models.DateField(null=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        """Numbered once a road map; its direction belongs to its road map (see migrations)."""

        ordering: ClassVar = ["number_key", "id"]
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["roadmap", "number"], name="one_measure_a_number"),
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="measure_due_after_start"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="measure_progress_is_a_percentage"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["number_key", "id"], name="measure_by_number"),
            models.Index(fields=["roadmap", "number_key", "id"], name="measure_in_roadmap"),
            models.Index(fields=["due_on", "number_key", "id"], name="measure_by_due_day"),
            models.Index(fields=["direction", "number_key"], name="measure_in_direction"),
            models.Index(fields=["status", "number_key", "id"], name="measure_by_status"),
            models.Index(fields=["agreement", "number_key", "id"], name="measure_by_agreement"),
            models.Index(fields=["updated_at", "id"], name="measure_by_update"),
            models.Index(fields=["late_from"], name="measure_late_from"),
            models.Index(fields=["soon_from"], name="measure_soon_from"),
            models.Index(fields=["silent_from"], name="measure_silent_from"),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class MeasureText(models.Model):
    """The text of a measure from a day and a moment; the first one is the text as signed."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="texts")
    title_kk = models.TextField()
    title_ru = models.TextField()
    title_en = models.TextField()
    deadline_kk = models.CharField(max_length=500)
    deadline_ru = models.CharField(max_length=500)
    deadline_en = models.CharField(max_length=500)
    deadline_form = models.CharField(max_length=16, choices=DeadlineForm.choices)
    starts_on = models.DateField()
    due_on = models.DateField()
    postponements = models.PositiveSmallIntegerField(default=0)
    is_cancelled = models.BooleanField(default=False)
    words = models.TextField(blank=True)
    from_on = models.DateField()
    known_at = models.DateTimeField()
    amendment = models.ForeignKey("roadmap.Amendment", null=True, on_delete=models.PROTECT, related_name="texts")

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["measure", "-from_on", "-known_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["measure", "-from_on", "-known_at"], name="measure_text_newest")]

    def __str__(self) -> str:
        """Return the measure and the day."""
        return f"{self.measure_id} · {self.from_on}"


class ExecutorQuerySet(models.QuerySet["Executor"]):
    """Which executors."""

    def current(self) -> Self:
        """Return the executors that nothing has ended, those of a later day included."""
        return self.filter(until_on__isnull=True)

    def on(self, day: date) -> Self:
        """Return the executors on a day, as far as is known now."""
        return self.filter(Q(from_on__lte=day), Q(until_on__isnull=True) | Q(until_on__gt=day))


class Executor(models.Model):
    """An agency that carries out a measure for its Party, from a day until a day.

    `region` repeats the Party's and the agency's region; the database holds all three equal.
    A row ended in effect has `until_on` (the first day it no longer holds) and `until_known_at`.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="executors")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="executors")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="executors")
    role = models.CharField(max_length=8, choices=ExecutorRole.choices)
    by_agreement = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    from_on = models.DateField()
    known_at = models.DateTimeField()
    until_on = models.DateField(null=True)
    until_known_at = models.DateTimeField(null=True)

    objects = ExecutorQuerySet.as_manager()

    class Meta:
        """One lead a Party, each agency once a measure."""

        ordering: ClassVar = ["measure", "region", "position", "id"]
        verbose_name = _("executor")
        verbose_name_plural = _("executors")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["measure", "party"],
                condition=Q(role=ExecutorRole.LEAD, until_on__isnull=True),
                name="one_lead_a_party",
            ),
            models.UniqueConstraint(
                fields=["measure", "agency"],
                condition=Q(until_on__isnull=True),
                name="an_agency_once_a_measure",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True, until_known_at__isnull=True)
                | Q(until_on__isnull=False, until_known_at__isnull=False),
                name="executor_ends_on_both_axes",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "until_on"], name="executor_of_agency")]

    def __str__(self) -> str:
        """Return measure and agency."""
        return f"{self.measure_id}/{self.agency_id}"


class Occurrence(models.Model):
    """One due period of a measure, and, kept by services, how it stands jointly.

    `settled_status` and `settled_at` repeat the newest confirmed settlement.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="occurrences")
    label = models.CharField(max_length=16)
    starts_on = models.DateField()
    due_on = models.DateField()
    is_retired = models.BooleanField(default=False)
    settled_status = models.CharField(max_length=16, choices=Status.choices, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.NOT_STARTED)
    progress = models.PositiveSmallIntegerField(default=0)
    agreement = models.CharField(max_length=16, choices=Agreement.choices, default=Agreement.UNREPORTED)
    is_closed = models.BooleanField(default=False)
    late_from = models.DateField(null=True)
    soon_from = models.DateField(null=True)
    silent_from = models.DateField(null=True)

    class Meta:
        """Labelled once among those that still hold."""

        ordering: ClassVar = ["measure", "starts_on", "due_on", "id"]
        verbose_name = _("period of a measure")
        verbose_name_plural = _("periods of the measure")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["measure", "label"], condition=Q(is_retired=False), name="one_occurrence_a_label"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="occurrence_due_after_start"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="occurrence_progress_is_a_percentage"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["measure", "starts_on"], name="occurrence_of_measure"),
            models.Index(fields=["due_on", "id"], name="occurrence_by_due_day"),
        ]

    def __str__(self) -> str:
        """Return measure and label."""
        return f"{self.measure_id} {self.label}"


class OccurrenceDates(models.Model):
    """An occurrence's label and dates from a day and a moment (moved or retired by amendment)."""

    occurrence = models.ForeignKey(Occurrence, on_delete=models.PROTECT, related_name="dates")
    label = models.CharField(max_length=16)
    starts_on = models.DateField()
    due_on = models.DateField()
    is_retired = models.BooleanField(default=False)
    from_on = models.DateField()
    known_at = models.DateTimeField()

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["occurrence", "-from_on", "-known_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["occurrence", "-from_on", "-known_at"], name="occurrence_dates_newest")
        ]

    def __str__(self) -> str:
        """Return the occurrence and the day."""
        return f"{self.occurrence_id} · {self.from_on}"
