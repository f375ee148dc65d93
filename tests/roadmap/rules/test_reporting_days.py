"""The bounds of the day on which a report's facts hold (rules.md §3)."""

from dataclasses import replace
from datetime import date

import pytest

from roadmap.choices import Status
from roadmap.rules.periods import Term
from roadmap.rules.reporting import check_stands_on
from tests.roadmap.rules.reports import COMPLETE, FIRST, codes, lacking

OUTSIDE = ("stands_on", "stands_on_outside_term")
FUTURE = ("stands_on", "stands_on_in_future")
BEFORE = ("stands_on", "stands_on_before_newest")


@pytest.mark.parametrize(
    ("stands_on", "faults"),
    [
        ("2022-12-31", [OUTSIDE]),  # the day before the term
        ("2023-01-01", []),  # its first day, a year before the occurrence starts
        ("2023-12-31", []),  # before the occurrence starts
        ("2025-12-31", []),  # the term's last day
        ("2026-01-01", []),  # the day after it
        ("2026-03-31", []),  # 90 days after it
        ("2026-04-01", [OUTSIDE]),  # 91 days after it
    ],
)
def test_stands_on_lies_about_the_term(stands_on: str, faults: list[tuple[str, str]]) -> None:
    values = replace(COMPLETE, stands_on=date.fromisoformat(stands_on))

    assert codes(check_stands_on(values, FIRST)) == faults
    correction = replace(values, is_correction=True)
    assert codes(check_stands_on(correction, FIRST)) == faults


@pytest.mark.parametrize(("stands_on", "faults"), [("2024-06-29", []), ("2024-06-30", []), ("2024-07-01", [FUTURE])])
@pytest.mark.parametrize("is_correction", [False, True])
def test_stands_on_is_not_in_the_future(stands_on: str, faults: list[tuple[str, str]], is_correction: bool) -> None:
    facts = replace(FIRST, today=date(2024, 6, 30))
    values = replace(COMPLETE, stands_on=date.fromisoformat(stands_on), is_correction=is_correction)

    assert codes(check_stands_on(values, facts)) == faults


@pytest.mark.parametrize(
    ("stands_on", "is_correction", "faults"),
    [
        ("2024-03-30", False, [BEFORE]),
        ("2024-03-31", False, []),
        ("2024-04-01", False, []),
        ("2024-03-30", True, []),
    ],
)
def test_stands_on_is_not_before_the_newest(
    stands_on: str, is_correction: bool, faults: list[tuple[str, str]]
) -> None:
    facts = replace(FIRST, newest_stands_on=date(2024, 3, 31), newest_status=Status.IN_PROGRESS)
    values = replace(COMPLETE, stands_on=date.fromisoformat(stands_on), is_correction=is_correction)

    assert codes(check_stands_on(values, facts)) == faults


def test_every_bound_that_a_day_breaks_is_told() -> None:
    facts = replace(FIRST, today=date(2024, 1, 1), newest_stands_on=date(2027, 1, 1))
    values = replace(COMPLETE, stands_on=date(2026, 6, 1))

    assert codes(check_stands_on(values, facts)) == [OUTSIDE, FUTURE, BEFORE]


def test_a_day_at_the_end_of_the_calendar_is_refused_like_any_other() -> None:
    assert OUTSIDE in lacking(stands_on=date.max)
    assert OUTSIDE in lacking(stands_on=date.min)
    endless = replace(FIRST, term=Term(date(2023, 1, 1), date.max))
    assert codes(check_stands_on(replace(COMPLETE, stands_on=date.max), endless)) == [FUTURE]
