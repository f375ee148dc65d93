"""What one Party said last, as `_word.html` shows it; and the words for states of proposals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from roadmap.choices import PeriodState, ProposalState
from roadmap.selectors.history import ReportLine
from roadmap.web.desk import Desk
from roadmap.web.rows import reason_words
from roadmap.web.sides import signatory_of

STATES: Mapping[str, str | Promise] = {
    **{state.value: state.label for state in ProposalState},
    PeriodState.CLOSED.value: PeriodState.CLOSED.label,
}


@dataclass(frozen=True)
class Word:
    """An accepted report in short."""

    line: ReportLine
    region: str
    agency: str
    signatory: str
    reason: str
    url: str
    is_own: bool


def word_of(desk: Desk, report: ReportLine | None) -> Word | None:
    """Return an accepted report as it stands beside the other Party's; nothing where there is none."""
    if report is None:
        return None
    return Word(
        line=report,
        region=desk.region(report.region),
        agency=desk.agency(report.agency, report.stands_on),
        signatory=signatory_of(desk, report),
        reason=reason_words(report.reason),
        url=reverse("report", args=[report.id]),
        is_own=report.region == desk.own_region,
    )
