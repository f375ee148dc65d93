"""The evidence of a report, for those who may know of the report (api.md *Report*)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from roadmap.models import Evidence
from roadmap.selectors.keyset import Key, Ordering, orderings
from roadmap.selectors.listing import Listing
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.reports import EVIDENCE as COLUMNS
from roadmap.selectors.reports import ReportCriteria, evidence_shown, reports_asked
from roadmap.selectors.rows import Json, Row


@dataclass(frozen=True)
class EvidenceCriteria:
    """Whose evidence; None is every report's that the reader may know of."""

    report: int | None = None


def evidence_asked(question: Question, reference: Reference, criteria: EvidenceCriteria) -> QuerySet[Evidence]:
    """Return the evidence that a reader may know of and asks for."""
    reports = reports_asked(question, reference, ReportCriteria())
    if criteria.report is not None:
        reports = reports.filter(pk=criteria.report)
    return Evidence.objects.filter(report_id__in=reports.values("pk"))


def evidence_rows(
    _question: Question, _reference: Reference, rows: Sequence[Row], _expand: Collection[str] = ()
) -> list[Json]:
    """Return raw rows of `COLUMNS` as pieces of evidence."""
    return [evidence_shown(row) for row in rows]


def evidence_orderings(_question: Question) -> dict[str, Ordering]:
    """Return the orders that a list of evidence offers."""
    return orderings({"id": Key("id", int)}, ())


EVIDENCE = Listing(
    name="evidence",
    columns=COLUMNS,
    default="id",
    asked=evidence_asked,
    orderings=evidence_orderings,
    shown=evidence_rows,
)
