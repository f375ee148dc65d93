"""Admin pages of the plan and of what was reported and agreed: to read (rules.md §7).

Coordinators edit drafts and their own executors on the pages of the product; the operator begins a
draft here. Administrators and the operator see accepted reports only: the scopes are the models' own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.filters import BooleanFieldListFilter, RelatedOnlyFieldListFilter
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.admin_doors import RegionAdmin, RegionInline, column, site, titled_filter
from accounts.admin_forms import VersionedForm
from accounts.models import Region, User
from accounts.policy import Action, can
from roadmap.choices import Cycle
from roadmap.models import (
    Amendment,
    AmendmentChange,
    Direction,
    Evidence,
    Executor,
    Measure,
    Occurrence,
    Party,
    PeriodClose,
    Report,
    Roadmap,
    Settlement,
)
from roadmap.rules.words import search_words
from roadmap.services.founding import FIELDS, found_roadmap

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.audit import Act

DAYS_AT_FIRST = 10
NUMBER = column("number", _("Number"), order="number_key")
STATE = column("state", _("State"))
STATUS = column("status", _("Status"))
PROGRESS = column("progress", _("Progress, %"))
ROADMAP = column("roadmap", _("Road map"), order="roadmap__code")
REGION = column("region", _("Region"), order="region__code")
AGENCY = column("agency", _("Agency"), order="agency__code")
MEASURE = column("measure", _("Measure"), order="measure__number_key")
OCCURRENCE = column("occurrence_label", _("Period"), order="")
PROVENANCE = column("source", _("Source"))
DEMO = column("is_demo", _("Demo"))
SINCE = column("starts_on", _("From"))
UNTIL = column("ends_on", _("Until"))
DUE = column("due_on", _("Due"))
TITLES = tuple(
    column(f"title_{code}", label)
    for code, label in (("kk", _("Title in Kazakh")), ("ru", _("Title in Russian")), ("en", _("Title in English")))
)
DECISION = (
    column("proposed_by", _("Proposed by"), order="proposed_by__code"),
    column("proposed_at", _("Proposed")),
    column("confirmed_at", _("Confirmed")),
)
PROTOCOL = (column("protocol_number", _("Protocol number")), column("protocol_date", _("Protocol date")))


class RoadmapForm(VersionedForm):
    """What the operator says of a new draft."""

    regions = forms.ModelMultipleChoiceField(Region.objects.all(), label=_("Parties"))
    cycle = forms.ChoiceField(choices=Cycle.choices, initial=Cycle.QUARTERLY, label=_("Reporting cycle"))
    days_after = forms.IntegerField(
        min_value=0, max_value=366, initial=DAYS_AT_FIRST, label=_("Days allowed after a period's end")
    )

    def sent_values(self) -> dict[str, Any]:
        """Return all fields: a draft begins with each of them."""
        values = {name: self.cleaned_data.get(name) for name in FIELDS}
        return {**values, "regions": [region.code for region in self.cleaned_data["regions"]]}


class PartyInline(RegionInline):
    """The Parties of a road map, and how often they report."""

    model = Party
    view_action = Action.PLAN_READ
    fields = (
        REGION,
        column("cycle", _("Reporting cycle")),
        column("days_after", _("Days allowed after a period's end")),
    )

    def rows(self, user: User) -> models.QuerySet[Party]:
        return Party.objects.select_related("region")


@admin.register(Roadmap, site=site)
class RoadmapAdmin(RegionAdmin):
    """Road maps: drafts only of the own region's; the operator begins one."""

    form = RoadmapForm
    view_action = Action.PLAN_READ
    audited_as = "roadmap"
    list_display = (
        column("code", _("Code")),
        column("short_title_ru", _("Short title in Russian")),
        STATE,
        SINCE,
        UNTIL,
    )
    shown = ("code", *TITLES, STATE, SINCE, UNTIL, column("signed_on", _("Signed")), PROVENANCE)
    added = FIELDS
    labels: ClassVar[Mapping[str, Any]] = {
        "code": _("Code"),
        "title_kk": _("Title in Kazakh"),
        "title_ru": _("Title in Russian"),
        "title_en": _("Title in English"),
        "short_title_kk": _("Short title in Kazakh"),
        "short_title_ru": _("Short title in Russian"),
        "short_title_en": _("Short title in English"),
        "starts_on": _("From"),
        "ends_on": _("Until"),
    }
    inlines = (PartyInline,)

    def rows(self, user: User) -> models.QuerySet[Roadmap]:
        return Roadmap.objects.visible_to(user)

    def may_add(self, user: User) -> bool:
        return can(user, Action.ROADMAP_LOAD)

    def add_row(self, act: Act, values: Mapping[str, Any]) -> Roadmap:
        return found_roadmap(act, values=values)

    def target_of(self, row: Roadmap) -> str:
        return f"roadmap:{row.code}"


@admin.register(Direction, site=site)
class DirectionAdmin(RegionAdmin):
    """The sections of the road maps."""

    view_action = Action.PLAN_READ
    audited_as = "direction"
    ordering = ("roadmap", "number")
    shown = (
        ROADMAP,
        column("number", _("Number")),
        column("code", _("Code")),
        column("name_kk", _("Name in Kazakh")),
        column("name_ru", _("Name in Russian")),
        column("name_en", _("Name in English")),
        PROVENANCE,
    )
    list_display = shown
    list_display_links = (shown[1],)

    def rows(self, user: User) -> models.QuerySet[Direction]:
        return Direction.objects.visible_to(user).select_related("roadmap")


class ExecutorInline(RegionInline):
    """Who carries a measure out, and since when."""

    model = Executor
    view_action = Action.PLAN_READ
    fields = (
        REGION,
        AGENCY,
        column("role", _("Part")),
        column("by_agreement", _("By agreement")),
        column("from_on", _("From")),
        column("until_on", _("Until")),
    )

    def rows(self, user: User) -> models.QuerySet[Executor]:
        return Executor.objects.select_related("region", "agency")


class OccurrenceInline(RegionInline):
    """The due periods of a measure, and how they stand jointly."""

    model = Occurrence
    view_action = Action.PLAN_READ
    fields = (
        column("label", _("Period")),
        SINCE,
        DUE,
        STATUS,
        PROGRESS,
        column("agreement", _("Agreement")),
        column("is_retired", _("Replaced")),
    )

    def rows(self, user: User) -> models.QuerySet[Occurrence]:
        return Occurrence.objects.all()


@admin.register(Measure, site=site)
class MeasureAdmin(RegionAdmin):
    """The measures, with their executors and periods."""

    view_action = Action.PLAN_READ
    audited_as = "measure"
    list_display = (NUMBER, column("title_ru", _("Title in Russian")), ROADMAP, DUE, STATUS, PROGRESS)
    list_filter = (
        titled_filter("roadmap", _("Road map"), RelatedOnlyFieldListFilter),
        titled_filter("status", _("Status")),
        titled_filter("agreement", _("Agreement")),
        titled_filter("is_cancelled", _("Cancelled"), BooleanFieldListFilter),
    )
    lookups = frozenset({"roadmap__id__exact", "status__exact", "agreement__exact", "is_cancelled__exact"})
    searched = ("words",)
    shown = (
        ROADMAP,
        column("direction", _("Direction"), order=""),
        NUMBER,
        *TITLES,
        column("deadline_kk", _("Deadline in Kazakh")),
        column("deadline_ru", _("Deadline in Russian")),
        column("deadline_en", _("Deadline in English")),
        column("completion_form", _("Form of completion"), order=""),
        DUE,
        column("original_due_on", _("Due as signed")),
        STATUS,
        PROGRESS,
        column("agreement", _("Agreement")),
        column("is_cancelled", _("Cancelled")),
        PROVENANCE,
    )
    inlines = (ExecutorInline, OccurrenceInline)

    def rows(self, user: User) -> models.QuerySet[Measure]:
        return Measure.objects.visible_to(user).select_related("roadmap", "direction", "completion_form")

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Find measures as the pages and the API do: every word begins a word of theirs."""
        for word in search_words(search_term):
            queryset = queryset.filter(words__contains=f" {word}")
        return queryset, False


class EvidenceInline(RegionInline):
    """What was handed in with a report; the files themselves are served by the product's own page."""

    model = Evidence
    view_action = Action.REPORT_READ_ACCEPTED
    fields = (
        column("name", _("Name")),
        column("media_type", _("Kind")),
        column("size", _("Bytes")),
        column("sha256", _("SHA-256")),
    )

    def rows(self, user: User) -> models.QuerySet[Evidence]:
        return Evidence.objects.filter(report__in=Report.objects.visible_to(user))


@admin.register(Report, site=site)
class ReportAdmin(RegionAdmin):
    """Accepted reports. Who typed them is their own region's to know, so it is not shown."""

    view_action = Action.REPORT_READ_ACCEPTED
    audited_as = "report"
    list_display = ("id", MEASURE, OCCURRENCE, REGION, AGENCY, STATUS, PROGRESS, column("stands_on", _("Stands on")))
    list_filter = (
        titled_filter("region", _("Region"), RelatedOnlyFieldListFilter),
        titled_filter("status", _("Status")),
    )
    lookups = frozenset({"region__id__exact", "status__exact"})
    shown = (
        *list_display[1:],
        column("summary", _("Summary")),
        column("at_risk", _("At risk")),
        column("reason", _("Reason")),
        column("reason_text", _("Reason in words")),
        column("completion_delivered", _("Form of completion handed in")),
        column("signatory_post", _("Post of who answers for it")),
        column("signatory_name", _("Name of who answers for it")),
        column("accepted_at", _("Accepted")),
        column("superseded_at", _("Corrected")),
        column("after_closing", _("After the closing of the period")),
        column("content_hash", _("Hash of the content")),
        DEMO,
    )
    inlines = (EvidenceInline,)

    def rows(self, user: User) -> models.QuerySet[Report]:
        seen = Report.objects.visible_to(user).select_related("measure", "region", "agency")
        labelled: models.QuerySet[Any] = seen.annotate(occurrence_label=models.F("occurrence__label"))
        return labelled


class AmendmentChangeInline(RegionInline):
    """What an amendment changes, word for word."""

    model = AmendmentChange
    view_action = Action.PLAN_READ
    fields = (
        MEASURE,
        column("field", _("What")),
        column("before", _("Before")),
        column("after", _("After")),
    )

    def rows(self, user: User) -> models.QuerySet[AmendmentChange]:
        return AmendmentChange.objects.filter(amendment__in=Amendment.objects.visible_to(user)).select_related(
            "measure"
        )


@admin.register(Amendment, site=site)
class AmendmentAdmin(RegionAdmin):
    """Amendments in effect."""

    view_action = Action.PLAN_READ
    audited_as = "amendment"
    list_display = ("id", ROADMAP, *PROTOCOL, column("effective_on", _("Takes effect")), STATE)
    shown = (*list_display[1:], *DECISION, DEMO)
    inlines = (AmendmentChangeInline,)

    def rows(self, user: User) -> models.QuerySet[Any]:
        return Amendment.objects.visible_to(user).select_related("roadmap", "proposed_by")


@admin.register(Settlement, site=site)
class SettlementAdmin(RegionAdmin):
    """Settlements in effect."""

    view_action = Action.PLAN_READ
    audited_as = "settlement"
    list_display = ("id", MEASURE, OCCURRENCE, STATUS, *PROTOCOL, STATE)
    shown = (*list_display[1:], column("text", _("Text")), *DECISION, DEMO)

    def rows(self, user: User) -> models.QuerySet[Any]:
        seen: models.QuerySet[Any] = Settlement.objects.visible_to(user).select_related("measure", "proposed_by")
        labelled: models.QuerySet[Any] = seen.annotate(occurrence_label=models.F("occurrence__label"))
        return labelled


@admin.register(PeriodClose, site=site)
class PeriodCloseAdmin(RegionAdmin):
    """Closed periods, with the hash of what was known."""

    view_action = Action.PLAN_READ
    audited_as = "period"
    list_display = ("id", ROADMAP, column("period", _("Period")), UNTIL, STATE, column("sha256", _("SHA-256")))
    shown = (*list_display[1:], *DECISION, DEMO)

    def rows(self, user: User) -> models.QuerySet[Any]:
        return PeriodClose.objects.visible_to(user).select_related("roadmap", "proposed_by").defer("document")
