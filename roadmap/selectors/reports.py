"""What agencies say, as far as a reader may know (api.md *Report*; rules.md §3, §7)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from roadmap.choices import ReportState
from roadmap.models import Evidence, Report
from roadmap.rules.facts import ALWAYS_KNOWN, ALWAYS_ON
from roadmap.selectors.criteria import Codes, ids_of
from roadmap.selectors.keyset import Key, Ordering, orderings
from roadmap.selectors.listing import Listing
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.rows import Json, Row, instant
from roadmap.selectors.searching import NOTHING, REPORT, HoldsWords, Words

COLUMNS = (
    "id",
    "measure_id",
    "measure__number",
    "occurrence__label",
    "region_id",
    "agency_id",
    "author__username",
    "signatory_post",
    "signatory_name",
    "on_behalf",
    "state",
    "stands_on",
    "status",
    "progress",
    "at_risk",
    "reason",
    "reason_text",
    "summary",
    "language",
    "completion_delivered",
    "supersedes_id",
    "correction_reason",
    "after_closing",
    "returned_reason",
    "is_demo",
    "submitted_at",
    "accepted_at",
    "accepted_by__username",
    "version",
    "updated_at",
)
EVIDENCE = ("id", "name", "size", "sha256", "media_type", "link")


@dataclass(frozen=True)
class ReportCriteria:
    """What is asked for; None is no condition, several conditions hold together."""

    measure: frozenset[int] | None = None
    number: Codes | None = None
    occurrence: Codes | None = None
    roadmap: Codes | None = None
    direction: frozenset[int] | None = None
    region: Codes | None = None
    agency: Codes | None = None
    state: Codes | None = None
    status: Codes | None = None
    reason: Codes | None = None
    at_risk: bool | None = None
    stands_after: date | None = None
    stands_before: date | None = None
    accepted_after: datetime | None = None
    updated_after: datetime | None = None
    demo: bool | None = None
    search: Words | None = None

    def conditions(self, reference: Reference) -> Q:
        """Return the criteria as one condition."""
        lookups = {
            "measure_id__in": self.measure,
            "measure__number__in": self.number,
            "occurrence__label__in": self.occurrence,
            "measure__roadmap_id__in": ids_of(reference.roadmap_ids, self.roadmap),
            "measure__direction_id__in": self.direction and reference.direction_ids(self.direction),
            "region_id__in": ids_of(reference.region_ids, self.region),
            "agency_id__in": ids_of(reference.agency_ids, self.agency),
            "state__in": self.state,
            "status__in": self.status,
            "reason__in": self.reason,
            "at_risk": self.at_risk,
            "stands_on__gte": self.stands_after,
            "stands_on__lte": self.stands_before,
            "accepted_at__gt": self.accepted_after,
            "updated_at__gt": self.updated_after,
            "is_demo": self.demo,
        }
        found = Q(**{name: value for name, value in lookups.items() if value is not None})
        if self.search is None:
            return found
        return found & (Q(HoldsWords("pk", REPORT, self.search)) if self.search else NOTHING)


def reports_asked(question: Question, reference: Reference, criteria: ReportCriteria) -> QuerySet[Report]:
    """Return the reports that a reader may know of and asks for.

    Asked about a day or a moment, it is the Parties' words that were true on it and accepted by it.
    """
    found = Report.objects.visible_to(question.asker).filter(criteria.conditions(reference))
    hidden = reference.hidden_from(question.reader)
    if hidden:
        found = found.exclude(measure__roadmap_id__in=hidden)
    if question.as_of is not None:
        found = found.filter(state=ReportState.ACCEPTED, stands_on__lte=question.as_of)
    if question.known_on is not None:
        found = found.filter(state=ReportState.ACCEPTED, accepted_at__lte=question.known_on)
    return found


def report_orderings(_question: Question) -> dict[str, Ordering]:
    """Return the orders that a list of reports offers; what has no day or moment yet comes first."""
    choices = {
        "id": Key("id", int),
        "number": Key("number_key", str, F("measure__number_key")),
        "stands_on": Key("stands_key", date, Coalesce("stands_on", Value(ALWAYS_ON))),
        "accepted_at": Key("accepted_key", datetime, Coalesce("accepted_at", Value(ALWAYS_KNOWN))),
        "updated_at": Key("updated_at", datetime),
    }
    return orderings(choices, (Key("id", int),))


def report_one(question: Question, reference: Reference, report_id: int) -> Json:
    """Return one report: two queries.

    :raises Report.DoesNotExist: where the reader may not know of it.
    """
    row = reports_asked(question, reference, ReportCriteria()).values_list(*COLUMNS).get(pk=report_id)
    return report_rows(question, reference, [row])[0]


def report_rows(
    question: Question, reference: Reference, rows: Sequence[Row], _expand: Collection[str] = ()
) -> list[Json]:
    """Return raw rows of `COLUMNS` as *Reports* with their evidence: one query."""
    evidence: dict[int, list[Json]] = {row[0]: [] for row in rows}
    if evidence:
        found = Evidence.objects.filter(report_id__in=list(evidence)).order_by("id")
        for report_id, *columns in found.values_list("report_id", *EVIDENCE):
            evidence[report_id].append(evidence_shown(columns))
    return [_shown(row, evidence[row[0]], question, reference) for row in rows]


def check_report(question: Question, reference: Reference, report_id: int) -> None:
    """Refuse a report that the reader may not know of.

    :raises Report.DoesNotExist: where that is so.
    """
    reports_asked(question, reference, ReportCriteria()).values_list("pk").get(pk=report_id)


def evidence_shown(row: Sequence[object]) -> Json:
    """Return a piece of evidence from `EVIDENCE`; a link has no size, hash or kind."""
    number, name, size, sha256, media_type, link = row
    return {
        "id": number,
        "name": name,
        "size": None if link else size,
        "sha256": sha256 or None,
        "media_type": media_type or None,
        "link": link or None,
    }


def _shown(row: Row, evidence: list[Json], question: Question, reference: Reference) -> Json:
    found = dict(zip(COLUMNS, row, strict=True))
    reader = question.reader
    own = getattr(reader, "region_id", None) == found["region_id"]
    is_visitor = not getattr(reader, "is_authenticated", False)
    return {
        "id": found["id"],
        "measure": found["measure_id"],
        "measure_number": found["measure__number"],
        "occurrence": found["occurrence__label"],
        "region": reference.regions[found["region_id"]].code,
        "agency": reference.agencies[found["agency_id"]],
        "author": found["author__username"] if own else None,
        "signatory": {
            "post": found["signatory_post"],
            "name": None if is_visitor else found["signatory_name"],
        },
        "on_behalf": found["on_behalf"],
        "state": found["state"],
        "stands_on": found["stands_on"],
        "status": found["status"] or None,
        "progress": found["progress"],
        "at_risk": found["at_risk"],
        "reason": found["reason"] or None,
        "reason_text": found["reason_text"],
        "summary": found["summary"],
        "language": found["language"] or None,
        "completion_delivered": found["completion_delivered"],
        "supersedes": found["supersedes_id"],
        "correction_reason": found["correction_reason"],
        "after_closing": found["after_closing"],
        "returned_reason": found["returned_reason"],
        "demo": found["is_demo"],
        "evidence": evidence,
        "submitted_at": instant(found["submitted_at"]),
        "accepted_at": instant(found["accepted_at"]),
        "accepted_by": found["accepted_by__username"] if own else None,
        "version": found["version"],
        "updated_at": instant(found["updated_at"]),
    }


REPORTS = Listing(
    name="reports",
    columns=COLUMNS,
    default="-id",
    asked=reports_asked,
    orderings=report_orderings,
    shown=report_rows,
)
