"""What not even a draft may hold (rules.md §3)."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils.functional import Promise
from hypothesis import given
from hypothesis import strategies as st

from roadmap.choices import Status
from roadmap.errors import InvalidInput
from roadmap.rules.reporting import ReportValues, check_draft_values
from tests.roadmap.rules.reports import COMPLETE, EMPTY, NOTHING


@pytest.mark.parametrize("values", [NOTHING, EMPTY, COMPLETE])
def test_a_draft_may_be_incomplete(values: ReportValues) -> None:
    check_draft_values(values)


@pytest.mark.parametrize(("status", "progress"), [(Status.DONE, 0), (Status.NOT_STARTED, 100)])
def test_a_draft_may_hold_an_unfitting_progress(status: Status, progress: int) -> None:
    check_draft_values(replace(COMPLETE, status=status, progress=progress))


@pytest.mark.parametrize(
    ("field", "wrong", "code"),
    [
        ("progress", -1, "out_of_range"),
        ("progress", 101, "out_of_range"),
        ("progress", 10**30, "out_of_range"),
        ("progress", 40.0, "invalid"),
        ("progress", "40", "invalid"),
        ("progress", True, "invalid"),
        ("progress", [40], "invalid"),
        ("status", "finished", "unknown_code"),
        ("status", "DONE", "unknown_code"),
        ("status", " done", "unknown_code"),
        ("status", 1, "unknown_code"),
        ("status", [], "unknown_code"),
        ("status", False, "unknown_code"),
        ("reason", "money", "unknown_code"),
        ("reason", {}, "unknown_code"),
        ("language", "de", "unknown_code"),
        ("language", "RU", "unknown_code"),
        ("stands_on", "2024-06-30", "invalid"),
        ("stands_on", datetime(2024, 6, 30, tzinfo=UTC), "invalid"),
        ("stands_on", 20240630, "invalid"),
        ("at_risk", "yes", "invalid"),
        ("at_risk", 1, "invalid"),
        ("completion_delivered", "true", "invalid"),
        ("reason_text", 5, "invalid"),
        ("summary", ["words"], "invalid"),
        ("correction_reason", 5, "invalid"),
        ("signatory_post", 5, "invalid"),
        ("signatory_name", 5, "invalid"),
    ],
)
def test_a_wrong_value_is_refused_at_once(field: str, wrong: Any, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_draft_values(replace(COMPLETE, **{field: wrong}))

    named = "signatory" if field.startswith("signatory") else field
    assert (caught.value.field, caught.value.code) == (named, code)
    assert isinstance(caught.value.message, Promise)


@given(st.integers())
def test_progress_is_a_percentage(progress: int) -> None:
    values = replace(COMPLETE, progress=progress)

    if 0 <= progress <= 100:
        check_draft_values(values)
    else:
        with pytest.raises(InvalidInput):
            check_draft_values(values)
