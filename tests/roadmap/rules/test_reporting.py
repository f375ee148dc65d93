"""What a report must satisfy before it is submitted (rules.md §3)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.utils.functional import Promise
from hypothesis import given
from hypothesis import strategies as st

from roadmap.choices import DeadlineForm, Language, Reason, Status
from roadmap.rules.reporting import (
    ReportValues,
    StandingFacts,
    check_draft_values,
    is_late,
    missing_in_report,
)
from tests.roadmap.rules.reports import COMPLETE, EMPTY, FIRST, NOTHING, codes, lacking

EVERYTHING_EMPTY = [
    ("status", "required"),
    ("progress", "required"),
    ("summary", "required"),
    ("language", "required"),
    ("signatory", "required"),
    ("stands_on", "required"),
]
FIELDS = {
    "status",
    "progress",
    "stands_on",
    "summary",
    "language",
    "signatory",
    "reason",
    "reason_text",
    "evidence",
    "correction_reason",
    "supersedes",
}

days_around = st.dates(date(2022, 1, 1), date(2026, 12, 31))
texts = st.sampled_from([None, "", "  ", "Words."])
any_values = st.builds(
    ReportValues,
    status=st.none() | st.just("") | st.sampled_from(Status.values),
    progress=st.none() | st.integers(0, 100),
    stands_on=st.none() | days_around,
    at_risk=st.none() | st.booleans(),
    reason=st.none() | st.just("") | st.sampled_from(Reason.values),
    reason_text=texts,
    summary=texts,
    language=st.none() | st.just("") | st.sampled_from(Language.values),
    completion_delivered=st.none() | st.booleans(),
    signatory_post=texts,
    signatory_name=texts,
    is_correction=st.booleans(),
    correction_reason=texts,
)
any_facts = st.builds(
    StandingFacts,
    form=st.sampled_from(DeadlineForm),
    completion_form_code=st.sampled_from(["INFO", "ACT"]),
    occurrence_starts_on=days_around,
    due_on=days_around,
    term=st.just(FIRST.term),
    today=days_around,
    newest_stands_on=st.none() | days_around,
    newest_status=st.none() | st.sampled_from(Status),
    evidence_count=st.integers(0, 2),
)


# What every report says


def test_a_complete_report_lacks_nothing() -> None:
    assert missing_in_report(COMPLETE, FIRST) == ()


@pytest.mark.parametrize("values", [NOTHING, EMPTY])
def test_an_empty_draft_lacks_everything(values: ReportValues) -> None:
    assert codes(missing_in_report(values, FIRST)) == EVERYTHING_EMPTY


@pytest.mark.parametrize(
    ("field", "empties", "asked"),
    [
        ("status", [None, ""], "status"),
        ("progress", [None], "progress"),
        ("stands_on", [None], "stands_on"),
        ("summary", [None, "", " \n\t\u00a0"], "summary"),
        ("language", [None, ""], "language"),
        ("signatory_post", [None, "", "  "], "signatory"),
        ("signatory_name", [None, "", "  "], "signatory"),
    ],
)
def test_each_word_is_asked_for(field: str, empties: list[Any], asked: str) -> None:
    for empty in empties:
        assert lacking(**{field: empty}) == [(asked, "required")]


def test_a_progress_of_nothing_is_an_answer() -> None:
    assert lacking(status=Status.NOT_STARTED, progress=0) == []


@pytest.mark.parametrize(
    ("status", "fitting", "unfitting"),
    [
        (Status.NOT_STARTED, [0], [1, 50, 100]),
        (Status.IN_PROGRESS, [0, 1, 99], [100]),
        (Status.DONE, [100], [0, 50, 99]),
        (Status.NOT_DONE, [0, 1, 99], [100]),
    ],
)
def test_progress_fits_the_status(status: Status, fitting: list[int], unfitting: list[int]) -> None:
    for progress in fitting:
        assert lacking(status=status, progress=progress, reason=Reason.FINANCING) == []
    for progress in unfitting:
        assert lacking(status=status, progress=progress, reason=Reason.FINANCING) == [
            ("progress", "progress_does_not_fit_status")
        ]


# The reason


@pytest.mark.parametrize(
    ("status", "progress", "at_risk", "wanted"),
    [
        (Status.NOT_STARTED, 0, False, False),
        (Status.NOT_STARTED, 0, None, False),
        (Status.NOT_STARTED, 0, True, True),
        (Status.IN_PROGRESS, 40, False, False),
        (Status.IN_PROGRESS, 40, True, True),
        (Status.NOT_DONE, 40, False, True),
        (Status.NOT_DONE, 40, True, True),
        (Status.DONE, 100, False, False),
        (Status.DONE, 100, True, False),
    ],
)
def test_a_reason_is_asked_for_in_time(status: Status, progress: int, at_risk: bool | None, wanted: bool) -> None:
    for none in (None, ""):
        found = lacking(status=status, progress=progress, at_risk=at_risk, reason=none)
        assert found == ([("reason", "reason_required")] if wanted else [])
    assert lacking(status=status, progress=progress, at_risk=at_risk, reason=Reason.WEATHER_OR_EMERGENCY) == []


@pytest.mark.parametrize(
    ("form", "due_on", "stands_on", "late"),
    [
        (DeadlineForm.YEAR, "2024-12-31", "2024-12-31", False),
        (DeadlineForm.YEAR, "2024-12-31", "2025-01-01", True),
        (DeadlineForm.FIXED_DATE, "2024-06-30", "2024-06-30", False),
        (DeadlineForm.FIXED_DATE, "2024-06-30", "2024-07-01", True),
        (DeadlineForm.WHOLE_PERIOD, "2025-12-31", "2025-12-31", False),
        (DeadlineForm.WHOLE_PERIOD, "2025-12-31", "2026-01-01", True),
        (DeadlineForm.WHOLE_PERIOD, "2024-12-31", "2025-12-31", False),
        (DeadlineForm.AS_NEEDED, "2025-12-31", "2025-12-31", False),
        (DeadlineForm.AS_NEEDED, "2025-12-31", "2026-01-01", False),
    ],
)
def test_a_late_report_needs_a_reason(form: DeadlineForm, due_on: str, stands_on: str, late: bool) -> None:
    facts = replace(FIRST, form=form, due_on=date.fromisoformat(due_on))
    day = date.fromisoformat(stands_on)

    for status, progress in ((Status.NOT_STARTED, 0), (Status.IN_PROGRESS, 40)):
        assert is_late(status, day, facts) is late
        found = lacking(facts, status=status, progress=progress, stands_on=day)
        assert found == ([("reason", "reason_required")] if late else [])
    assert lacking(facts, status=Status.DONE, progress=100, stands_on=day) == []
    assert not is_late(Status.DONE, day, facts)
    assert not is_late(Status.NOT_DONE, day, facts)


@pytest.mark.parametrize("status", [None, ""])
def test_a_draft_without_a_status_is_not_late(status: str | None) -> None:
    late = date(2025, 6, 30)

    assert lacking(status=status, stands_on=late) == [("status", "required")]
    assert not is_late(Status.IN_PROGRESS, None, FIRST)


def test_a_draft_at_risk_is_asked_for_its_reason_before_its_status() -> None:
    assert lacking(status=None, at_risk=True) == [("status", "required"), ("reason", "reason_required")]


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("reason_text", [None, "", "  ", "The bridge was closed."])
def test_another_reason_needs_words(reason: Reason, reason_text: str | None) -> None:
    blank = not (reason_text or "").strip()

    found = lacking(at_risk=True, reason=reason, reason_text=reason_text)

    wanted = reason == Reason.OTHER and blank
    assert found == ([("reason_text", "reason_text_required")] if wanted else [])


# Evidence


@pytest.mark.parametrize(
    ("delivered", "form", "count", "wanted"),
    [
        (True, "MINUTES", 0, True),
        (True, "ACT", 0, True),
        (True, "MINUTES", 1, False),
        (True, "INFO", 0, False),
        (True, "INFO", 2, False),
        (False, "MINUTES", 0, False),
        (None, "MINUTES", 0, False),
    ],
)
def test_what_was_delivered_needs_evidence(delivered: bool | None, form: str, count: int, wanted: bool) -> None:
    facts = replace(FIRST, completion_form_code=form, evidence_count=count)

    found = lacking(facts, completion_delivered=delivered)

    assert found == ([("evidence", "evidence_required")] if wanted else [])


def test_done_without_the_completion_form_needs_no_evidence() -> None:
    assert lacking(status=Status.DONE, progress=100) == []


# Corrections


@pytest.mark.parametrize("text", [None, "", "  "])
def test_a_correction_says_why(text: str | None) -> None:
    assert lacking(is_correction=True, correction_reason=text) == [("correction_reason", "required")]
    assert lacking(is_correction=True, correction_reason="A figure was wrong.") == []
    assert lacking(is_correction=False, correction_reason=text) == []


@pytest.mark.parametrize(
    ("newest", "closed"),
    [
        (None, False),
        (Status.NOT_STARTED, False),
        (Status.IN_PROGRESS, False),
        (Status.DONE, True),
        (Status.NOT_DONE, True),
    ],
)
def test_a_closed_standing_takes_only_corrections(newest: Status | None, closed: bool) -> None:
    facts = replace(FIRST, newest_status=newest, newest_stands_on=None if newest is None else date(2024, 3, 31))

    assert lacking(facts) == ([("supersedes", "standing_closed")] if closed else [])
    assert lacking(facts, is_correction=True, correction_reason="A figure was wrong.") == []


# The list as a whole


@given(any_values, any_facts)
def test_the_list_names_known_fields_once_a_code_with_a_translatable_sentence(
    values: ReportValues, facts: StandingFacts
) -> None:
    missing = missing_in_report(values, facts)

    assert {each.field for each in missing} <= FIELDS
    assert len(set(codes(missing))) == len(missing)
    for each in missing:
        assert isinstance(each.message, Promise)
        assert str(each.message).endswith(".")


@given(any_values, any_facts)
def test_what_may_be_in_a_draft_can_always_be_listed(values: ReportValues, facts: StandingFacts) -> None:
    check_draft_values(values)
    found = {field for field, _ in codes(missing_in_report(values, facts))}

    for field in ("status", "progress", "stands_on", "language"):
        if getattr(values, field) in (None, ""):
            assert field in found


@given(any_values, any_facts)
def test_a_reason_never_makes_a_report_incomplete(values: ReportValues, facts: StandingFacts) -> None:
    without = codes(missing_in_report(replace(values, reason=None), facts))
    with_reason = codes(missing_in_report(replace(values, reason=Reason.PROCUREMENT), facts))

    assert set(with_reason) == set(without) - {("reason", "reason_required")}
