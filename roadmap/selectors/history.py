"""What happened on one measure: reports, changes of the text, settlements, closings (ui.md *Measure*)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, F, JSONField, TextField, Value

from roadmap.choices import ReportState
from roadmap.models import AmendmentChange, Settlement
from roadmap.selectors.proposals import ProposalCriteria, amendments_asked, periods_asked, settlements_asked
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.reports import ReportCriteria, reports_asked
from roadmap.selectors.rows import Row

SETTLEMENT = "settlement"
REPORT_COLUMNS = (
    "id",
    "occurrence_id",
    "occurrence__label",
    "region_id",
    "agency_id",
    "state",
    "stands_on",
    "status",
    "progress",
    "at_risk",
    "reason",
    "reason_text",
    "summary",
    "language",
    "signatory_post",
    "signatory_name",
    "on_behalf",
    "supersedes_id",
    "correction_reason",
    "returned_reason",
    "after_closing",
    "is_demo",
    "superseded_at",
    "accepted_at",
    "updated_at",
    "completion_delivered",
    "was_submitted",
    "version",
    "author_id",
    "writers",
)


@dataclass(frozen=True)
class ReportLine:
    """A report as the ribbon, the side cards and the list of own drafts tell it; `region`, `agency` are codes."""

    id: int
    occurrence_id: int
    occurrence: str
    region: str
    agency: str
    state: str
    stands_on: date | None
    status: str
    progress: int | None
    at_risk: bool
    reason: str
    reason_text: str
    summary: str
    language: str
    signatory_post: str
    signatory_name: str
    on_behalf: bool
    supersedes_id: int | None
    correction_reason: str
    returned_reason: str
    after_closing: bool
    demo: bool
    superseded_at: datetime | None
    accepted_at: datetime | None
    updated_at: datetime
    completion_delivered: bool
    was_submitted: bool
    version: int
    author_id: int
    writers: list[int]

    @property
    def is_accepted(self) -> bool:
        """Return whether it is its Party's word."""
        return self.state == ReportState.ACCEPTED

    def is_superseded_by(self, known_on: datetime | None) -> bool:
        """Return whether its correction was accepted by a moment (None: now)."""
        return self.superseded_at is not None and (known_on is None or self.superseded_at <= known_on)

    def was_written_by(self, person_id: int) -> bool:
        """Return whether a person wrote any of it, and so may not accept it (four eyes, rules.md §3)."""
        return person_id == self.author_id or person_id in self.writers

    @property
    def rank(self) -> tuple[date, datetime, int]:
        """Return what the newest accepted report has the highest of (rules.md §3)."""
        assert self.stands_on is not None  # noqa: S101 -- held by the database for what is accepted
        assert self.accepted_at is not None  # noqa: S101
        return self.stands_on, self.accepted_at, self.id


@dataclass(frozen=True)
class ClosingLine:
    """The closing of a reporting period, as the ribbon tells it; `proposed_by` is a region's code."""

    id: int
    period: str
    state: str
    proposed_by: str
    proposed_at: datetime
    confirmed_at: datetime | None
    ends_on: date
    sha256: str
    declined_reason: str
    demo: bool


@dataclass(frozen=True)
class AgreementLine:
    """One change of an amendment, or a settlement, on a measure.

    `kind` is the amended field, or `settlement`. `before` and `after` are of an amendment; `status`,
    `text` and `occurrence` of a settlement. `effective_on` is the day from which it is true.
    """

    kind: str
    id: int
    state: str
    proposed_by: str
    proposed_at: datetime
    confirmed_at: datetime | None
    protocol_number: str
    protocol_date: date
    effective_on: date
    declined_reason: str
    demo: bool
    version: int
    status: str
    text: str
    occurrence: str
    before: Any
    after: Any


def reports_of(question: Question, reference: Reference, measure_id: int) -> list[ReportLine]:
    """Return the reports on a measure that the reader may know of, the newest first: one query."""
    asked = reports_asked(question, reference, ReportCriteria(measure=frozenset({measure_id})))
    rows: Iterable[Row] = asked.order_by("-updated_at", "-id").values_list(*REPORT_COLUMNS)
    return [report_line(row, reference) for row in rows]


def newest_by_side(
    reports: list[ReportLine], *, known_on: datetime | None = None
) -> Mapping[tuple[int, str], ReportLine]:
    """Return the report that each standing is taken from, by occurrence and region (rules.md §3).

    A report is left out from the moment its correction was accepted, where that was known by `known_on`.
    """
    newest: dict[tuple[int, str], ReportLine] = {}
    for report in reports:
        if not report.is_accepted or report.is_superseded_by(known_on):
            continue
        key = (report.occurrence_id, report.region)
        if key not in newest or newest[key].rank < report.rank:
            newest[key] = report
    return newest


def agreements_of(question: Question, reference: Reference, measure_id: int) -> list[AgreementLine]:
    """Return the amendments and settlements of a measure that the reader may know of: one query."""
    criteria = ProposalCriteria(measure=frozenset({measure_id}))
    changes = AmendmentChange.objects.filter(
        measure_id=measure_id, amendment__in=amendments_asked(question, reference, criteria).values("pk")
    )
    settlements = Settlement.objects.filter(pk__in=settlements_asked(question, reference, criteria).values("pk"))
    nothing = Value("", output_field=TextField())
    changed = changes.order_by().values_list(
        F("field"),
        *_shared("amendment__"),
        F("amendment__effective_on"),
        *_told("amendment__"),
        Value("", output_field=CharField()),
        nothing,
        Value("", output_field=CharField()),
        F("before"),
        F("after"),
    )
    settled = settlements.order_by().values_list(
        Value(SETTLEMENT, output_field=CharField()),
        *_shared(""),
        F("protocol_date"),
        *_told(""),
        F("status"),
        F("text"),
        F("occurrence__label"),
        Value(None, output_field=JSONField()),
        Value(None, output_field=JSONField()),
    )
    rows: list[Row] = sorted(changed.union(settled, all=True), key=lambda row: row[4], reverse=True)
    return [_agreement(row, reference) for row in rows]


def closings_of(question: Question, reference: Reference, measure_id: int) -> list[ClosingLine]:
    """Return the closings of periods of a measure's road map that the reader may know of: one query."""
    asked = periods_asked(question, reference, ProposalCriteria(measure=frozenset({measure_id})))
    columns = ("id", "period", "state", "proposed_by_id", "proposed_at", "confirmed_at", "ends_on", "sha256")
    rows = asked.order_by("-id").values_list(*columns, "declined_reason", "is_demo")
    return [_closing(row, reference) for row in rows]


def report_line(row: Row, reference: Reference) -> ReportLine:
    """Return a raw row of `REPORT_COLUMNS` as a line."""
    values = [*row[:3], reference.regions[row[3]].code, reference.agencies[row[4]], *row[5:]]
    return ReportLine(*values)


def _closing(row: Row, reference: Reference) -> ClosingLine:
    values = [*row[:3], reference.regions[row[3]].code, *row[4:]]
    return ClosingLine(*values)


def _agreement(row: Row, reference: Reference) -> AgreementLine:
    values = [*row[:3], reference.regions[row[3]].code, *row[4:]]
    return AgreementLine(*values)


def _shared(way: str) -> list[F]:
    names = ("id", "state", "proposed_by_id", "proposed_at", "confirmed_at", "protocol_number", "protocol_date")
    return [F(f"{way}{name}") for name in names]


def _told(way: str) -> list[F]:
    return [F(f"{way}{name}") for name in ("declined_reason", "is_demo", "version")]
