"""From occurrences to the measure, from measures to a direction (rules.md §4)."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.choices import Agreement, Health, Status
from roadmap.rules.rollup import (
    RollUp,
    counts,
    minimum_days,
    roll_up_agreement,
    roll_up_progress,
    roll_up_status,
)
from roadmap.rules.standing import Days, health_on, worst_health

NOT_STARTED, IN_PROGRESS, DONE, NOT_DONE = (
    Status.NOT_STARTED,
    Status.IN_PROGRESS,
    Status.DONE,
    Status.NOT_DONE,
)
Row = tuple[Status, Agreement, Health, int, bool]

days_around = st.dates(date(2023, 1, 1), date(2026, 12, 31))
maybe_days = st.none() | days_around
some_days = st.builds(Days, late_from=maybe_days, soon_from=maybe_days, silent_from=maybe_days)
standings = st.booleans().flatmap(lambda closed: st.tuples(st.just(closed), st.just(Days()) if closed else some_days))
rows = st.lists(
    st.tuples(
        st.sampled_from(Status),
        st.sampled_from(Agreement),
        st.sampled_from(Health),
        st.integers(0, 100),
        st.booleans(),
    ),
    max_size=8,
)


# Status


@pytest.mark.parametrize(
    ("statuses", "whole"),
    [
        ([DONE], DONE),
        ([DONE, DONE], DONE),
        ([NOT_DONE], NOT_DONE),
        ([DONE, NOT_DONE], NOT_DONE),
        ([NOT_DONE, NOT_DONE], NOT_DONE),
        ([NOT_STARTED], NOT_STARTED),
        ([NOT_STARTED, NOT_STARTED], NOT_STARTED),
        ([IN_PROGRESS], IN_PROGRESS),
        ([NOT_STARTED, IN_PROGRESS], IN_PROGRESS),
        ([NOT_STARTED, DONE], IN_PROGRESS),
        ([NOT_STARTED, NOT_DONE], IN_PROGRESS),
        ([IN_PROGRESS, DONE], IN_PROGRESS),
        ([IN_PROGRESS, NOT_DONE], IN_PROGRESS),
        ([NOT_STARTED, DONE, NOT_DONE], IN_PROGRESS),
        ([NOT_STARTED, IN_PROGRESS, DONE, NOT_DONE], IN_PROGRESS),
        ([], NOT_STARTED),
    ],
)
def test_roll_up_status(statuses: list[Status], whole: Status) -> None:
    assert roll_up_status(statuses) == whole
    assert roll_up_status(reversed(statuses)) == whole


@given(st.lists(st.sampled_from(Status), min_size=1, max_size=6))
def test_roll_up_status_is_the_rule_word_by_word(statuses: list[Status]) -> None:
    if all(each == DONE for each in statuses):
        whole = DONE
    elif all(each in {DONE, NOT_DONE} for each in statuses) and NOT_DONE in statuses:
        whole = NOT_DONE
    elif all(each == NOT_STARTED for each in statuses):
        whole = NOT_STARTED
    else:
        whole = IN_PROGRESS

    assert roll_up_status(statuses) == whole


# Progress


@pytest.mark.parametrize(
    ("progresses", "mean"),
    [
        ([], 0),
        ([0], 0),
        ([100], 100),
        ([100, 100, 99], 99),
        ([50, 51], 50),
        ([1, 0, 0], 0),
        ([33, 33, 34], 33),
        ([0, 100, 100], 66),
    ],
)
def test_roll_up_progress(progresses: list[int], mean: int) -> None:
    assert roll_up_progress(progresses) == mean
    assert roll_up_progress(iter(progresses)) == mean


@given(st.lists(st.integers(0, 100), min_size=1))
def test_mean_progress_lies_between_its_parts(progresses: list[int]) -> None:
    mean = roll_up_progress(progresses)

    assert min(progresses) <= mean <= max(progresses)
    assert mean * len(progresses) <= sum(progresses) < (mean + 1) * len(progresses)


# Agreement


@pytest.mark.parametrize(
    ("agreements", "whole"),
    [
        ([Agreement.UNREPORTED, Agreement.UNREPORTED], Agreement.UNREPORTED),
        ([Agreement.AGREED, Agreement.UNREPORTED], Agreement.AGREED),
        ([Agreement.SETTLED, Agreement.UNREPORTED], Agreement.SETTLED),
        ([Agreement.SETTLED, Agreement.AGREED], Agreement.SETTLED),
        ([Agreement.ONE_SIDED, Agreement.SETTLED], Agreement.ONE_SIDED),
        ([Agreement.ONE_SIDED, Agreement.UNREPORTED], Agreement.ONE_SIDED),
        ([Agreement.DIVERGING, Agreement.ONE_SIDED], Agreement.DIVERGING),
        (list(Agreement), Agreement.DIVERGING),
        ([Agreement.AGREED], Agreement.AGREED),
        ([], Agreement.UNREPORTED),
    ],
)
def test_roll_up_agreement(agreements: list[Agreement], whole: Agreement) -> None:
    assert roll_up_agreement(agreements) == whole
    assert roll_up_agreement(reversed(agreements)) == whole


@given(st.lists(st.sampled_from(Agreement), min_size=1))
def test_a_measure_is_unreported_only_where_all_of_it_is(agreements: list[Agreement]) -> None:
    whole = roll_up_agreement(agreements)

    assert (whole == Agreement.UNREPORTED) == (set(agreements) == {Agreement.UNREPORTED})
    assert whole in agreements


# The days


def test_minimum_days_takes_the_earliest_of_each() -> None:
    assert minimum_days(
        Days(late_from=date(2024, 7, 1), soon_from=date(2024, 5, 31)),
        Days(),
        Days(late_from=date(2025, 1, 1), soon_from=date(2024, 5, 1), silent_from=date(2025, 2, 1)),
    ) == Days(late_from=date(2024, 7, 1), soon_from=date(2024, 5, 1), silent_from=date(2025, 2, 1))


def test_minimum_days_of_none_never_come() -> None:
    assert minimum_days() == Days()
    assert minimum_days(Days(), Days()) == Days()


@given(st.lists(standings, min_size=1, max_size=5), days_around)
def test_health_of_the_minimum_is_the_worst_health(parts: list[tuple[bool, Days]], today: date) -> None:
    whole = health_on(
        closed=all(closed for closed, _ in parts),
        days=minimum_days(*(days for _, days in parts)),
        today=today,
    )

    assert whole == worst_health(health_on(closed=closed, days=days, today=today) for closed, days in parts)


# Counts


def test_counts_of_a_direction() -> None:
    measures: list[Row] = [
        (DONE, Agreement.AGREED, Health.CLOSED, 100, False),
        (IN_PROGRESS, Agreement.DIVERGING, Health.LATE, 50, False),
        (IN_PROGRESS, Agreement.AGREED, Health.ON_TRACK, 51, False),
        (NOT_DONE, Agreement.SETTLED, Health.CLOSED, 90, True),
    ]

    assert counts(iter(measures)) == RollUp(
        measures=3,
        by_status={NOT_STARTED: 0, IN_PROGRESS: 2, DONE: 1, NOT_DONE: 0},
        by_agreement={
            Agreement.DIVERGING: 1,
            Agreement.ONE_SIDED: 0,
            Agreement.SETTLED: 0,
            Agreement.AGREED: 2,
            Agreement.UNREPORTED: 0,
        },
        by_health={
            Health.LATE: 1,
            Health.DUE_SOON: 0,
            Health.SILENT: 0,
            Health.ON_TRACK: 1,
            Health.CLOSED: 1,
        },
        progress=67,
        cancelled=1,
    )


@pytest.mark.parametrize("cancelled", [0, 2])
def test_counts_without_a_measure_have_no_mean(cancelled: int) -> None:
    row: Row = (DONE, Agreement.AGREED, Health.CLOSED, 100, True)

    found = counts([row] * cancelled)

    assert (found.measures, found.progress, found.cancelled) == (0, None, cancelled)
    assert list(found.by_status) == list(Status)
    assert list(found.by_agreement) == list(Agreement)
    assert list(found.by_health) == list(Health)
    for numbers in (found.by_status, found.by_agreement, found.by_health):
        assert set(numbers.values()) == {0}


@given(rows, st.randoms(use_true_random=False))
def test_counts_add_up_in_any_order(measures: list[Row], random: Random) -> None:
    found = counts(measures)

    assert found.measures + found.cancelled == len(measures)
    for numbers in (found.by_status, found.by_agreement, found.by_health):
        assert sum(numbers.values()) == found.measures
    random.shuffle(measures)
    assert counts(measures) == found


@given(rows)
def test_cancelled_measures_change_only_their_own_count(measures: list[Row]) -> None:
    found = counts(measures)
    kept = counts(row for row in measures if not row[4])

    assert found == RollUp(
        measures=kept.measures,
        by_status=kept.by_status,
        by_agreement=kept.by_agreement,
        by_health=kept.by_health,
        progress=kept.progress,
        cancelled=sum(row[4] for row in measures),
    )
