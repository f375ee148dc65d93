"""Reports and standings that the tests of the reporting rules begin with."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from roadmap.choices import DeadlineForm, Language, Status
from roadmap.rules.periods import Term
from roadmap.rules.reporting import Missing, ReportValues, StandingFacts, missing_in_report

COMPLETE = ReportValues(
    status=Status.IN_PROGRESS,
    progress=40,
    stands_on=date(2024, 6, 30),
    at_risk=False,
    reason=None,
    reason_text="",
    summary="Two missions were exchanged.",
    language=Language.EN,
    completion_delivered=False,
    signatory_post="Head of the department",
    signatory_name="A. Person",
    is_correction=False,
    correction_reason="",
)
NOTHING = ReportValues(
    status=None,
    progress=None,
    stands_on=None,
    at_risk=None,
    reason=None,
    reason_text=None,
    summary=None,
    language=None,
    completion_delivered=None,
    signatory_post=None,
    signatory_name=None,
    is_correction=False,
    correction_reason=None,
)
EMPTY = replace(
    NOTHING,
    status="",
    reason="",
    reason_text="",
    summary="",
    language="",
    signatory_post="",
    signatory_name="",
    correction_reason="",
)
FIRST = StandingFacts(
    form=DeadlineForm.YEAR,
    completion_form_code="MINUTES",
    occurrence_starts_on=date(2024, 1, 1),
    due_on=date(2024, 12, 31),
    term=Term(date(2023, 1, 1), date(2025, 12, 31)),
    today=date(2026, 12, 31),
    newest_stands_on=None,
    newest_status=None,
    evidence_count=0,
)


def codes(missing: Iterable[Missing]) -> list[tuple[str, str]]:
    """Return the field and code of each."""
    return [(each.field, each.code) for each in missing]


def lacking(facts: StandingFacts = FIRST, **values: Any) -> list[tuple[str, str]]:
    """Return what an otherwise complete report lacks with these values."""
    return codes(missing_in_report(replace(COMPLETE, **values), facts))
