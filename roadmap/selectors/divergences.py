"""What each Party said last on due periods, such as those on which they diverge (rules.md §4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from roadmap.choices import ReportState
from roadmap.selectors.history import REPORT_COLUMNS, ReportLine, newest_by_side, report_line
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.reports import ReportCriteria, reports_asked


def words_on(
    question: Question, reference: Reference, occurrence_ids: Collection[int]
) -> Mapping[tuple[int, str], ReportLine]:
    """Return the report that each standing of some occurrences is taken from, by occurrence and region.

    One query, or none.
    """
    if not occurrence_ids:
        return {}
    accepted = ReportCriteria(state=frozenset({ReportState.ACCEPTED}))
    found = reports_asked(question, reference, accepted).filter(occurrence_id__in=occurrence_ids)
    rows = found.order_by("id").values_list(*REPORT_COLUMNS)
    return newest_by_side([report_line(row, reference) for row in rows], known_on=question.known_on)
