"""How one Party stands on one occurrence: facts, closed, silence (rules.md §3)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.choices import Status
from roadmap.rules.standing import (
    Fact,
    days_silent,
    facts_that_count,
    is_closed,
    latest_acceptance,
    newest_fact,
)

days_around = st.dates(date(2022, 1, 1), date(2027, 12, 31))
# Few moments, so that ties are common.
moments = st.integers(0, 9).map(lambda count: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=count))


def at(text: str) -> datetime:
    """Return the moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def fact(
    report_id: int,
    stands_on: str,
    accepted_at: str,
    superseded_at: str | None = None,
    status: Status = Status.IN_PROGRESS,
) -> Fact:
    """Return an accepted report of that day."""
    return Fact(
        report_id=report_id,
        status=status,
        progress=10,
        stands_on=date.fromisoformat(stands_on),
        accepted_at=at(accepted_at),
        superseded_at=None if superseded_at is None else at(superseded_at),
    )


@st.composite
def fact_lists(draw: st.DrawFn) -> list[Fact]:
    """Return accepted reports in any order, some superseded after their acceptance."""
    facts = []
    for report_id in range(draw(st.integers(0, 6))):
        accepted_at = draw(moments)
        later = st.integers(1, 9).map(timedelta).map(accepted_at.__add__)
        facts.append(
            Fact(
                report_id=report_id,
                status=draw(st.sampled_from(Status)),
                progress=draw(st.integers(0, 100)),
                stands_on=draw(st.dates(date(2024, 1, 1), date(2024, 1, 9))),
                accepted_at=accepted_at,
                superseded_at=draw(st.none() | later),
            )
        )
    return draw(st.permutations(facts))


# The newest fact


def test_no_fact_is_newest_of_none() -> None:
    assert newest_fact([]) is None
    assert latest_acceptance([]) is None


@pytest.mark.parametrize(
    ("others", "newest"),
    [
        pytest.param(
            [fact(1, "2024-03-31", "2024-04-20"), fact(2, "2024-06-30", "2024-04-10")],
            2,
            id="highest stands_on, though accepted earlier",
        ),
        pytest.param(
            [fact(2, "2024-06-30", "2024-07-10"), fact(1, "2024-06-30", "2024-07-11")],
            1,
            id="same day: latest acceptance, though the lower id",
        ),
        pytest.param(
            [fact(7, "2024-06-30", "2024-07-10"), fact(10, "2024-06-30", "2024-07-10")],
            10,
            id="same day and moment: highest id, as a number",
        ),
        pytest.param(
            [
                fact(1, "2024-03-31", "2024-04-10"),
                fact(2, "2024-06-30", "2024-07-10", superseded_at="2024-08-01"),
            ],
            1,
            id="superseded ones left out",
        ),
        pytest.param(
            [
                fact(1, "2024-06-30", "2024-07-10", superseded_at="2024-08-01"),
                fact(2, "2024-05-31", "2024-08-01", superseded_at="2024-09-01"),
                fact(3, "2024-04-30", "2024-09-01"),
            ],
            3,
            id="a correction of a correction, of an earlier day",
        ),
    ],
)
def test_newest_fact(others: list[Fact], newest: int) -> None:
    for facts in (others, others[::-1]):
        found = newest_fact(facts)
        assert found is not None
        assert found.report_id == newest


CORRECTED = [
    fact(1, "2024-06-30", "2024-07-10"),
    fact(2, "2024-12-31", "2025-02-01", superseded_at="2025-03-01"),
    fact(3, "2024-11-30", "2025-03-01"),
]


@pytest.mark.parametrize(
    ("as_of", "known_on", "newest"),
    [
        pytest.param(None, None, 3, id="now"),
        pytest.param("2024-06-29", None, None, id="the day before the first"),
        pytest.param("2024-06-30", None, 1, id="the day of the first"),
        pytest.param("2024-11-29", None, 1, id="the day before the correction"),
        pytest.param("2024-11-30", None, 3, id="the day of the correction"),
        pytest.param("2024-12-31", None, 3, id="the superseded one does not return"),
        pytest.param("2024-12-31", "2024-12-31", 1, id="not yet known in December"),
        pytest.param("2024-12-31", "2025-02-01", 2, id="known from its acceptance on"),
        pytest.param("2024-12-31", "2025-02-28T23:59:59", 2, id="until the correction"),
        pytest.param("2024-12-31", "2025-03-01", 3, id="the correction from its acceptance on"),
        pytest.param("2024-11-30", "2025-02-15", 1, id="both axes"),
        pytest.param(None, "2024-07-09", None, id="nothing known"),
        pytest.param(None, "2025-02-15", 2, id="known on, without a day"),
    ],
)
def test_newest_fact_on_two_axes(as_of: str | None, known_on: str | None, newest: int | None) -> None:
    found = newest_fact(
        CORRECTED,
        as_of=None if as_of is None else date.fromisoformat(as_of),
        known_on=None if known_on is None else at(known_on),
    )
    assert (found and found.report_id) == newest


def test_latest_acceptance_is_not_always_the_newest_facts() -> None:
    facts = [
        fact(1, "2024-03-31", "2024-04-10", superseded_at="2024-09-01"),
        fact(2, "2024-06-30", "2024-07-10"),
        fact(3, "2024-03-30", "2024-09-01"),
    ]

    newest = newest_fact(facts)

    assert newest is not None
    assert newest.report_id == 2
    assert latest_acceptance(facts) == at("2024-09-01")
    assert latest_acceptance(facts, known_on=at("2024-08-01")) == at("2024-07-10")
    assert latest_acceptance(facts, as_of=date(2024, 3, 29)) is None


@given(fact_lists(), st.randoms(use_true_random=False))
def test_order_of_facts_never_matters(facts: list[Fact], random: Random) -> None:
    shuffled = list(facts)
    random.shuffle(shuffled)

    assert newest_fact(shuffled) == newest_fact(facts)
    assert latest_acceptance(shuffled) == latest_acceptance(facts)


@given(fact_lists(), days_around, moments)
def test_a_past_question_ignores_what_came_later(facts: list[Fact], as_of: date, known_on: datetime) -> None:
    """Facts accepted after `known_on` or of days after `as_of` change no answer."""
    earlier = [
        replace(each, superseded_at=None) if each.superseded_at is not None and each.superseded_at > known_on else each
        for each in facts
        if each.stands_on <= as_of and each.accepted_at <= known_on
    ]

    assert newest_fact(facts, as_of=as_of, known_on=known_on) == newest_fact(
        [each for each in facts if each.report_id in {fact.report_id for fact in earlier}],
        as_of=as_of,
        known_on=known_on,
    )
    found = newest_fact(facts, as_of=as_of, known_on=known_on)
    now_of_then = newest_fact(earlier)
    assert (found and found.report_id) == (now_of_then and now_of_then.report_id)


@given(fact_lists())
def test_facts_that_count_keep_their_order_and_superseded_ones_never_count(
    facts: list[Fact],
) -> None:
    assert facts_that_count(facts) == tuple(each for each in facts if each.superseded_at is None)


# Closed


@pytest.mark.parametrize(
    ("status", "cancelled", "closed"),
    [
        (Status.NOT_STARTED, False, False),
        (Status.IN_PROGRESS, False, False),
        (Status.DONE, False, True),
        (Status.NOT_DONE, False, True),
        (Status.NOT_STARTED, True, True),
        (Status.IN_PROGRESS, True, True),
        (Status.DONE, True, True),
        (Status.NOT_DONE, True, True),
    ],
)
def test_is_closed(status: Status, cancelled: bool, closed: bool) -> None:
    assert is_closed(status, cancelled) is closed


# Silence in days


@pytest.mark.parametrize(
    ("newest_stands_on", "closed", "count"),
    [
        (date(2024, 6, 30), False, 0),
        (date(2024, 6, 29), False, 1),
        (date(2023, 6, 30), False, 366),
        (None, False, None),
        (date(2024, 6, 29), True, None),
        (None, True, None),
    ],
)
def test_days_silent(newest_stands_on: date | None, closed: bool, count: int | None) -> None:
    today = date(2024, 6, 30)

    assert days_silent(newest_stands_on=newest_stands_on, closed=closed, today=today) == count
