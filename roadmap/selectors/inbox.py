"""What waits for a person among the reports of the own side (ui.md *Today*, *Reports*)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from django.db.models import Case, Count, IntegerField, Q, Value, When

from accounts.models import User
from accounts.policy import Action, can
from roadmap.choices import ReportState
from roadmap.models import Report
from roadmap.selectors.asof import reader as reader_on
from roadmap.selectors.criteria import PlanCriteria
from roadmap.selectors.history import REPORT_COLUMNS, ReportLine, report_line
from roadmap.selectors.keyset import Key, Ordering
from roadmap.selectors.measures import MEASURES
from roadmap.selectors.question import Question
from roadmap.selectors.reference import NO_WRITE_YET, Counters, Reference
from roadmap.selectors.reports import REPORTS, ReportCriteria, report_orderings, reports_asked
from roadmap.selectors.rows import Json

Audience = tuple[int | None, int | None, str]
WAITING = "waiting"
# what is to be done first: by who accepts, and by who writes
TO_ACCEPT = (ReportState.SUBMITTED, ReportState.RETURNED, ReportState.DRAFT, ReportState.ACCEPTED)
TO_WRITE = (ReportState.RETURNED, ReportState.DRAFT, ReportState.SUBMITTED, ReportState.ACCEPTED)
_kept: dict[Audience, tuple[tuple[int, int], int]] = {}


def waiting_count(reader: User, now: Counters) -> int:
    """Return how many reports wait for this person: to accept, or returned to the own agency.

    Kept in the process until a counter of what the person may see moves: one query, or none.
    """
    if not can(reader, Action.REPORT_WRITE):
        return 0
    audience = (reader.region_id, reader.agency_id, reader.role)
    stood = now.seen_by(reader)
    kept = _kept.get(audience)
    if kept is not None and kept[0] == stood and now.head != NO_WRITE_YET:
        return kept[1]
    state = ReportState.SUBMITTED if can(reader, Action.REPORT_ACCEPT) else ReportState.RETURNED
    count = Report.objects.visible_to(reader).filter(region_id=reader.region_id or 0, state=state).count()
    _kept[audience] = (stood, count)
    return count


def forget() -> None:
    """Drop the counts that this process keeps."""
    _kept.clear()


def inbox_orderings(question: Question) -> dict[str, Ordering]:
    """Return the orders of the inbox: what waits for the reader first, then the newest changes."""
    states = TO_ACCEPT if can(question.reader, Action.REPORT_ACCEPT) else TO_WRITE
    whens = [When(state=state, then=Value(-rank)) for rank, state in enumerate(states)]
    waits = Key("waits_rank", int, Case(*whens, default=Value(-len(states)), output_field=IntegerField()))
    # both descend: the first rank is the highest, and the newest change comes first
    waiting = Ordering(waits, (Key("updated_at", datetime), Key("id", int)), descending=True, follows=True)
    return {WAITING: waiting, **report_orderings(question)}


INBOX = replace(REPORTS, default=WAITING, orderings=inbox_orderings)


def open_counts(question: Question, reference: Reference, criteria: ReportCriteria) -> Mapping[str, int]:
    """Return how many reports on their way the reader may know of, by state, whatever state is asked: one query."""
    asked = reports_asked(question, reference, replace(criteria, state=None))
    rows = asked.exclude(state=ReportState.ACCEPTED).order_by().values_list("state").annotate(Count("pk"))
    return dict(rows)


def lines_around(question: Question, reference: Reference, report_ids: Collection[int]) -> list[ReportLine]:
    """Return some reports and the accepted ones on the same standings, to be compared with: one query."""
    if not report_ids:
        return []
    standings = Report.objects.filter(pk__in=report_ids).values("standing_id")
    near = Q(pk__in=report_ids) | Q(state=ReportState.ACCEPTED, standing_id__in=standings)
    found = reports_asked(question, reference, ReportCriteria()).filter(near)
    return [report_line(row, reference) for row in found.order_by("-updated_at", "-id").values_list(*REPORT_COLUMNS)]


def measures_by_id(question: Question, reference: Reference, measure_ids: Collection[int]) -> Mapping[int, Json]:
    """Return some measures with their sides: two queries. One that is not in the text on that day is left out."""
    if not measure_ids:
        return {}
    found = MEASURES.asked(question, reference, PlanCriteria()).filter(pk__in=measure_ids)
    rows = reader_on(question, reference, list(measure_ids)).rows(found, MEASURES.columns)
    return {row["id"]: row for row in MEASURES.shown(question, reference, rows, ())}
