"""Reporting periods, and the day from which a standing is silent (rules.md §3, §6)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.choices import Cycle
from roadmap.errors import RuleBroken
from roadmap.rules.periods import Period, Term, parse_period, reporting_periods, silent_from

TERM = Term(date(2023, 1, 1), date(2025, 12, 31))
cycles = st.sampled_from(Cycle)
days_around = st.dates(date(2022, 6, 1), date(2026, 12, 31))
terms = st.tuples(days_around, days_around).map(sorted).map(lambda ends: Term(*ends))


@pytest.mark.parametrize(
    ("cycle", "term", "codes"),
    [
        (Cycle.YEARLY, TERM, "2023 2024 2025"),
        (Cycle.HALF_YEARLY, TERM, "2023-H1 2023-H2 2024-H1 2024-H2 2025-H1 2025-H2"),
        (Cycle.QUARTERLY, Term(date(2024, 1, 1), date(2024, 12, 31)), "2024-Q1 2024-Q2 2024-Q3 2024-Q4"),
        # Those that begin inside: the first day counts, and a period may end after the term.
        (Cycle.QUARTERLY, Term(date(2024, 1, 2), date(2024, 10, 1)), "2024-Q2 2024-Q3 2024-Q4"),
        (Cycle.YEARLY, Term(date(2024, 1, 2), date(2024, 12, 31)), ""),
        (Cycle.HALF_YEARLY, Term(date(2022, 11, 28), date(2023, 6, 30)), "2023-H1"),
    ],
)
def test_reporting_periods_begin_inside_the_term(cycle: Cycle, term: Term, codes: str) -> None:
    assert [period.code for period in reporting_periods(cycle, term)] == codes.split()


@pytest.mark.parametrize(
    ("code", "cycle", "starts_on", "ends_on"),
    [
        ("2024-Q1", Cycle.QUARTERLY, date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-Q2", Cycle.QUARTERLY, date(2024, 4, 1), date(2024, 6, 30)),
        ("2024-Q4", Cycle.QUARTERLY, date(2024, 10, 1), date(2024, 12, 31)),
        ("2024-H1", Cycle.HALF_YEARLY, date(2024, 1, 1), date(2024, 6, 30)),
        ("2024-H2", Cycle.HALF_YEARLY, date(2024, 7, 1), date(2024, 12, 31)),
        ("2024", Cycle.YEARLY, date(2024, 1, 1), date(2024, 12, 31)),
        ("0001", Cycle.YEARLY, date(1, 1, 1), date(1, 12, 31)),
        ("9999-Q4", Cycle.QUARTERLY, date(9999, 10, 1), date(9999, 12, 31)),
    ],
)
def test_parse_period(code: str, cycle: Cycle, starts_on: date, ends_on: date) -> None:
    assert parse_period(code) == Period(code, cycle, starts_on, ends_on)


@pytest.mark.parametrize(
    "code",
    [
        *("", " ", "2024-Q0", "2024-Q5", "2024-H0", "2024-H3", "2024-q2", "2024Q2", "2024-", "2024-Q", "2024-Q22"),
        *("0000", "0000-Q1", "10000", "24", "2024 ", "2024\n", "2024-05", "٢٠٢٤", "２０２４", "2024-Q２"),
        *("\udcff", "2024\x00", "x" * 10_000),
    ],
)
def test_parse_period_refuses_what_is_no_code(code: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        parse_period(code)
    assert (caught.value.code, caught.value.field) == ("period_unreadable", "period")
    assert len(str(caught.value).encode()) < 200


@given(cycle=cycles, term=terms)
def test_every_period_is_read_from_its_code(cycle: Cycle, term: Term) -> None:
    for period in reporting_periods(cycle, term):
        assert parse_period(period.code) == period


@pytest.mark.parametrize(
    ("cycle", "days_after", "starts_on", "newest", "expected"),
    [
        # Never reported: the first quarter, its end and ten days.
        (Cycle.QUARTERLY, 10, date(2023, 1, 1), None, date(2023, 4, 11)),
        (Cycle.QUARTERLY, 0, date(2023, 1, 1), None, date(2023, 4, 1)),
        # The occurrence begins inside a quarter: the next one is the first that counts.
        (Cycle.QUARTERLY, 10, date(2023, 1, 2), None, date(2023, 7, 11)),
        # A report that stands on the first day of a quarter answers for it, one the day before does not.
        (Cycle.QUARTERLY, 10, date(2023, 1, 1), date(2023, 4, 1), date(2023, 10, 11)),
        (Cycle.QUARTERLY, 10, date(2023, 1, 1), date(2023, 3, 31), date(2023, 7, 11)),
        # A report before the occurrence's start leaves the first period open.
        (Cycle.HALF_YEARLY, 20, date(2024, 1, 1), date(2023, 2, 1), date(2024, 7, 21)),
        (Cycle.YEARLY, 59, date(2023, 1, 1), None, date(2024, 2, 29)),
        # No period is left.
        (Cycle.YEARLY, 59, date(2025, 1, 2), None, None),
        (Cycle.QUARTERLY, 10, date(2023, 1, 1), date(2025, 10, 1), None),
    ],
)
def test_silent_from(
    cycle: Cycle, days_after: int, starts_on: date, newest: date | None, expected: date | None
) -> None:
    found = silent_from(
        cycle=cycle, days_after=days_after, term=TERM, occurrence_starts_on=starts_on, newest_stands_on=newest
    )
    assert found == expected


def test_silent_from_after_the_last_day_of_the_calendar_is_never() -> None:
    term = Term(date(9999, 1, 1), date(9999, 12, 31))
    for days_after, expected in ((0, None), (10, None)):
        assert (
            silent_from(
                cycle=Cycle.YEARLY,
                days_after=days_after,
                term=term,
                occurrence_starts_on=term.starts_on,
                newest_stands_on=None,
            )
            == expected
        )


def is_silent_by_the_letter(
    *, cycle: Cycle, days_after: int, term: Term, starts_on: date, stands_on: list[date], today: date
) -> bool:
    """Transcribe rules.md §3 word by word.

    Take that Party's newest reporting period whose end plus allowance lies before `today` and which
    began on or after the occurrence's start; the standing is silent if no accepted report of it has
    `stands_on` on or after that period's first day.
    """
    ended = [
        period
        for period in reporting_periods(cycle, term)
        if period.ends_on + timedelta(days=days_after) < today and period.starts_on >= starts_on
    ]
    if not ended:
        return False
    newest = max(ended, key=lambda period: period.starts_on)
    return not any(day >= newest.starts_on for day in stands_on)


@given(
    cycle=cycles,
    days_after=st.integers(0, 120),
    term=terms,
    starts_on=days_around,
    stands_on=st.lists(days_around, max_size=4),
    today=st.dates(date(2022, 6, 1), date(2028, 6, 30)),
)
def test_one_day_says_what_the_rule_says(
    cycle: Cycle, days_after: int, term: Term, starts_on: date, stands_on: list[date], today: date
) -> None:
    first = silent_from(
        cycle=cycle,
        days_after=days_after,
        term=term,
        occurrence_starts_on=starts_on,
        newest_stands_on=max(stands_on, default=None),
    )
    expected = is_silent_by_the_letter(
        cycle=cycle, days_after=days_after, term=term, starts_on=starts_on, stands_on=stands_on, today=today
    )
    assert (first is not None and first <= today) == expected
