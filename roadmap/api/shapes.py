"""The shapes of what reads answer, for the schema. No row passes through them (performance.md)."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.roles import AgencyLevel
from roadmap.choices import (
    Agreement,
    Audience,
    Cycle,
    DeadlineForm,
    Health,
    Language,
    PeriodState,
    ProposalState,
    Reason,
    ReportState,
    RoadmapState,
    SourceKind,
    Status,
)

# Some fields bear names that REST framework's own attributes have too; its metaclass takes them off the class.
Shape = serializers.Serializer[Any]


class Texts(Shape):
    """A text in the three languages."""

    kk = serializers.CharField()
    ru = serializers.CharField()
    en = serializers.CharField()


class Region(Shape):
    """An administration that can be a Party."""

    code = serializers.CharField()
    name = Texts()
    country = serializers.CharField()
    timezone = serializers.CharField()
    language = serializers.ChoiceField(choices=Language.choices)


class Agency(Shape):
    """A body of one region."""

    code = serializers.CharField()
    region = serializers.CharField()
    name = Texts()
    level = serializers.ChoiceField(choices=AgencyLevel.choices)
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)
    successor = serializers.CharField(allow_null=True)
    source = serializers.ChoiceField(choices=SourceKind.choices)  # type: ignore[assignment]
    version = serializers.IntegerField()


class Party(Shape):
    """A region's part in a road map."""

    region = serializers.CharField()
    signatory = serializers.DictField()
    cycle = serializers.ChoiceField(choices=Cycle.choices)
    days_after = serializers.IntegerField()
    version = serializers.IntegerField()


class StateProposal(Shape):
    """An open proposal to put a road map in force, or to close it."""

    state = serializers.ChoiceField(choices=RoadmapState.choices)
    proposed_by = serializers.CharField()
    proposed_at = serializers.DateTimeField()


class Roadmap(Shape):
    """The signed document."""

    code = serializers.CharField()
    title = Texts()
    short_title = Texts()
    state = serializers.ChoiceField(choices=RoadmapState.choices)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    signed_on = serializers.DateField(allow_null=True)
    closed_until = serializers.DateField(allow_null=True)
    parties = Party(many=True)
    predecessor = serializers.CharField(allow_null=True)
    successor = serializers.CharField(allow_null=True)
    proposal = StateProposal(allow_null=True)
    disclaimer = Texts()
    source = serializers.ChoiceField(choices=SourceKind.choices)  # type: ignore[assignment]
    version = serializers.IntegerField()


class Direction(Shape):
    """A numbered section of a road map."""

    id = serializers.IntegerField()
    roadmap = serializers.CharField()
    number = serializers.IntegerField()
    code = serializers.CharField()
    name = Texts()
    source = serializers.ChoiceField(choices=SourceKind.choices)  # type: ignore[assignment]
    version = serializers.IntegerField()


class CompletionForm(Texts):
    """The kind of document by which a measure is completed."""

    code = serializers.CharField()


class Deadline(Shape):
    """When a measure is due."""

    form = serializers.ChoiceField(choices=DeadlineForm.choices)
    starts_on = serializers.DateField()
    due_on = serializers.DateField()
    wording = Texts()
    original_due_on = serializers.DateField()
    postponements = serializers.IntegerField()
    slippage_days = serializers.IntegerField()


class Side(Shape):
    """How one Party stands."""

    region = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    progress = serializers.IntegerField(min_value=0, max_value=100)
    health = serializers.ChoiceField(choices=Health.choices)
    stands_on = serializers.DateField(allow_null=True)
    days_silent = serializers.IntegerField(allow_null=True)
    at_risk = serializers.BooleanField()
    reason = serializers.ChoiceField(choices=Reason.choices, allow_null=True)
    lead = serializers.CharField(allow_null=True)
    co = serializers.ListField(child=serializers.CharField())
    by_agreement = serializers.ListField(child=serializers.CharField())


class MeasureSource(Shape):
    """Where the texts of a measure come from, field by field."""

    def get_fields(self) -> dict[str, Any]:
        """Return the declared fields: one of them is called `fields`, as the serializer's own are."""
        return {
            "kind": serializers.ChoiceField(choices=SourceKind.choices),
            "fields": serializers.DictField(child=serializers.CharField()),
        }


class MeasureOccurrence(Shape):
    """One due period, and how it stands."""

    id = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]
    starts_on = serializers.DateField()
    due_on = serializers.DateField()
    status = serializers.ChoiceField(choices=Status.choices)
    progress = serializers.IntegerField(min_value=0, max_value=100)
    health = serializers.ChoiceField(choices=Health.choices)
    agreement = serializers.ChoiceField(choices=Agreement.choices)
    sides = Side(many=True)


class Occurrence(MeasureOccurrence):
    """One due period with its measure, and how it stands."""

    measure = serializers.IntegerField()
    measure_number = serializers.CharField()
    roadmap = serializers.CharField()
    direction = serializers.IntegerField()


class Measure(Shape):
    """A numbered promise, and how it stands."""

    id = serializers.IntegerField()
    roadmap = serializers.CharField()
    number = serializers.CharField()
    direction = serializers.IntegerField()
    title = Texts()
    completion_form = CompletionForm()
    deadline = Deadline()
    status = serializers.ChoiceField(choices=Status.choices)
    progress = serializers.IntegerField(min_value=0, max_value=100)
    health = serializers.ChoiceField(choices=Health.choices)
    agreement = serializers.ChoiceField(choices=Agreement.choices)
    cancelled = serializers.BooleanField()
    sides = Side(many=True)
    source = MeasureSource()  # type: ignore[assignment]
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class MeasureThen(Shape):
    """How a measure stood on the day it is compared with."""

    status = serializers.ChoiceField(choices=Status.choices)
    progress = serializers.IntegerField(min_value=0, max_value=100)
    health = serializers.ChoiceField(choices=Health.choices)
    agreement = serializers.ChoiceField(choices=Agreement.choices)
    due_on = serializers.DateField()


class MeasureRow(Measure):
    """A measure in a list; its occurrences, and how it stood on another day, where they are asked for."""

    occurrences = MeasureOccurrence(many=True, required=False)
    then = MeasureThen(required=False, allow_null=True)


class MeasureInFull(Measure):
    """One measure with its occurrences and provenance."""

    occurrences = MeasureOccurrence(many=True)
    provenance = serializers.DictField()


class Signatory(Shape):
    """Who answers for a report; the name is not for visitors."""

    post = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True, allow_null=True)


class Evidence(Shape):
    """A file or a link; a link has no size, hash or kind."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    size = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField(allow_null=True)
    media_type = serializers.CharField(allow_null=True)
    link = serializers.CharField(allow_null=True)


class Report(Shape):
    """What an agency says; names of people are for their own region."""

    id = serializers.IntegerField()
    measure = serializers.IntegerField()
    measure_number = serializers.CharField()
    occurrence = serializers.CharField()
    region = serializers.CharField()
    agency = serializers.CharField()
    author = serializers.CharField(allow_null=True)
    signatory = Signatory()
    on_behalf = serializers.BooleanField()
    state = serializers.ChoiceField(choices=ReportState.choices)
    stands_on = serializers.DateField(allow_null=True)
    status = serializers.ChoiceField(choices=Status.choices, allow_null=True)
    progress = serializers.IntegerField(allow_null=True, min_value=0, max_value=100)
    at_risk = serializers.BooleanField()
    reason = serializers.ChoiceField(choices=Reason.choices, allow_null=True)
    reason_text = serializers.CharField(allow_blank=True)
    summary = serializers.CharField(allow_blank=True)
    language = serializers.ChoiceField(choices=Language.choices, allow_null=True)
    completion_delivered = serializers.BooleanField()
    supersedes = serializers.IntegerField(allow_null=True)
    correction_reason = serializers.CharField(allow_blank=True)
    after_closing = serializers.BooleanField()
    returned_reason = serializers.CharField(allow_blank=True)
    demo = serializers.BooleanField()
    evidence = Evidence(many=True)
    submitted_at = serializers.DateTimeField(allow_null=True)
    accepted_at = serializers.DateTimeField(allow_null=True)
    accepted_by = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class Comment(Shape):
    """A remark on a measure; the author's name is for the own region."""

    id = serializers.IntegerField()
    measure = serializers.IntegerField()
    text = serializers.CharField()
    audience = serializers.ChoiceField(choices=Audience.choices)
    region = serializers.CharField()
    agency = serializers.CharField(allow_null=True)
    author = serializers.CharField(allow_null=True)
    demo = serializers.BooleanField()
    at = serializers.DateTimeField()


class Proposed(Shape):
    """What amendments, settlements and closings share; `proposed_by` is a region."""

    id = serializers.IntegerField()
    roadmap = serializers.CharField()
    state = serializers.ChoiceField(choices=ProposalState.choices)
    proposed_by = serializers.CharField()
    proposed_at = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField(allow_null=True)
    declined_reason = serializers.CharField(allow_blank=True)
    demo = serializers.BooleanField()
    version = serializers.IntegerField()


class AmendmentChange(Shape):
    """One change, before and after word for word; `measure` is null for an added one until it is in effect."""

    measure = serializers.IntegerField(allow_null=True)
    number = serializers.CharField(allow_null=True)
    field = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class Amendment(Proposed):
    """A change of the signed text."""

    protocol_number = serializers.CharField()
    protocol_date = serializers.DateField()
    effective_on = serializers.DateField()
    changes = AmendmentChange(many=True)


class Settlement(Proposed):
    """Both Parties' agreed status of an occurrence."""

    measure = serializers.IntegerField()
    measure_number = serializers.CharField()
    occurrence = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    text = serializers.CharField()
    protocol_number = serializers.CharField()
    protocol_date = serializers.DateField()


class Period(Proposed):
    """A reporting period that both Parties close."""

    state = serializers.ChoiceField(choices=PeriodState.choices)
    period = serializers.CharField()
    cycle = serializers.ChoiceField(choices=Cycle.choices)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    sha256 = serializers.CharField(allow_null=True)


class Change(Shape):
    """One change of the feed; `id` is the code for agency, direction and road map."""

    seq = serializers.IntegerField()
    at = serializers.DateTimeField()
    kind = serializers.CharField()
    id = serializers.JSONField()
    change = serializers.CharField()
    by_region = serializers.CharField(allow_null=True)


class Changes(Shape):
    """A portion of the feed, and the cursor of the next one."""

    results = Change(many=True)
    next_after = serializers.CharField()


class SummaryRow(Shape):
    """Counts and the mean progress of one group; the group's own values stand beside them."""

    measures = serializers.IntegerField(required=False)
    occurrences = serializers.IntegerField(required=False)
    by_status = serializers.DictField(child=serializers.IntegerField())
    by_agreement = serializers.DictField(child=serializers.IntegerField())
    by_health = serializers.DictField(child=serializers.IntegerField())
    progress = serializers.IntegerField(allow_null=True)
    cancelled = serializers.IntegerField()
    roadmap = serializers.CharField(required=False)
    direction = serializers.IntegerField(required=False)
    region = serializers.CharField(required=False)
    agency = serializers.CharField(required=False)
    lead = serializers.CharField(required=False, allow_null=True)
    status = serializers.ChoiceField(choices=Status.choices, required=False)
    agreement = serializers.ChoiceField(choices=Agreement.choices, required=False)
    health = serializers.ChoiceField(choices=Health.choices, required=False)
    deadline_form = serializers.ChoiceField(choices=DeadlineForm.choices, required=False)
    year = serializers.IntegerField(required=False)
    quarter = serializers.CharField(required=False)
    source = serializers.ChoiceField(choices=SourceKind.choices, required=False)  # type: ignore[assignment]


class Summary(Shape):
    """All groups."""

    results = SummaryRow(many=True)


class PunctualityRow(Shape):
    """How one side reports; without an agency, the whole Party."""

    region = serializers.CharField()
    agency = serializers.CharField(allow_null=True)
    expected = serializers.IntegerField()
    reported = serializers.IntegerField()
    missed = serializers.IntegerField()
    in_time = serializers.IntegerField()
    share_in_time = serializers.IntegerField(allow_null=True)
    median_days = serializers.IntegerField(allow_null=True)
    periods = serializers.IntegerField()
    periods_missed = serializers.IntegerField()
    last_stands_on = serializers.DateField(allow_null=True)
    days_silent = serializers.IntegerField(allow_null=True)


class Punctuality(Shape):
    """Each Party, followed by its leading agencies."""

    results = PunctualityRow(many=True)
