"""How one Party stands on one occurrence (rules.md §3)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.choices import DeadlineForm, Health, Status
from roadmap.rules.periods import Term
from roadmap.rules.standing import (
    Days,
    Fact,
    days_of,
    days_silent,
    facts_that_count,
    health_on,
    is_closed,
    latest_acceptance,
    newest_fact,
    worst_health,
)

TERM = Term(date(2023, 1, 1), date(2025, 12, 31))
DUE_ON = date(2024, 6, 30)
OPEN_STATUSES = [Status.NOT_STARTED, Status.IN_PROGRESS]
DATED_FORMS = [form for form in DeadlineForm if form not in {DeadlineForm.WHOLE_PERIOD, DeadlineForm.AS_NEEDED}]

days_around = st.dates(date(2022, 1, 1), date(2027, 12, 31))
# Few moments, so that ties are common.
moments = st.integers(0, 9).map(lambda count: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=count))
some_days = st.builds(
    Days,
    late_from=st.none() | days_around,
    soon_from=st.none() | days_around,
    silent_from=st.none() | days_around,
)


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


def days(
    form: DeadlineForm = DeadlineForm.HALF_YEAR,
    *,
    due_on: date = DUE_ON,
    status: Status = Status.IN_PROGRESS,
    cancelled: bool = False,
    silent_from: date | None = None,
) -> Days:
    """Return the days of a standing which is open unless said otherwise."""
    return days_of(
        form=form,
        due_on=due_on,
        term=TERM,
        status=status,
        cancelled=cancelled,
        silent_from=silent_from,
    )


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


@pytest.mark.parametrize("form", DeadlineForm)
@pytest.mark.parametrize(
    ("status", "cancelled"),
    [
        (Status.DONE, False),
        (Status.NOT_DONE, False),
        (Status.NOT_STARTED, True),
        (Status.IN_PROGRESS, True),
    ],
)
def test_a_closed_standing_has_no_days(
    form: DeadlineForm,
    status: Status,
    cancelled: bool,
) -> None:
    assert days(form, status=status, cancelled=cancelled, silent_from=DUE_ON) == Days()


# The days


@pytest.mark.parametrize("form", DATED_FORMS)
@pytest.mark.parametrize("status", OPEN_STATUSES)
def test_days_of_an_open_standing(form: DeadlineForm, status: Status) -> None:
    assert days(form, status=status, silent_from=date(2024, 4, 26)) == Days(
        late_from=date(2024, 7, 1),
        soon_from=date(2024, 5, 31),
        silent_from=date(2024, 4, 26),
    )


def test_days_of_a_whole_period_follow_the_term() -> None:
    assert days(DeadlineForm.WHOLE_PERIOD, due_on=TERM.ends_on) == Days(
        late_from=date(2026, 1, 1), soon_from=date(2025, 12, 1)
    )


def test_a_whole_period_is_not_late_before_the_term_ends_whatever_its_due_date() -> None:
    found = days(DeadlineForm.WHOLE_PERIOD, due_on=DUE_ON)

    assert (found.late_from, found.soon_from) == (date(2026, 1, 1), date(2025, 12, 1))


def test_days_of_an_as_needed_standing_never_come() -> None:
    assert days(DeadlineForm.AS_NEEDED, due_on=TERM.ends_on, silent_from=DUE_ON) == Days()


def test_days_at_the_ends_of_the_calendar() -> None:
    assert days(due_on=date.max).late_from is None
    assert days(due_on=date.min).soon_from == date.min


# Health


@pytest.mark.parametrize(
    ("form", "due_on", "today", "health"),
    [
        (DeadlineForm.FIXED_DATE, "2024-06-30", "2024-05-30", Health.ON_TRACK),  # in 31 days
        (DeadlineForm.FIXED_DATE, "2024-06-30", "2024-05-31", Health.DUE_SOON),  # in 30 days
        (DeadlineForm.FIXED_DATE, "2024-06-30", "2024-06-29", Health.DUE_SOON),  # tomorrow
        (DeadlineForm.FIXED_DATE, "2024-06-30", "2024-06-30", Health.DUE_SOON),  # due today
        (DeadlineForm.FIXED_DATE, "2024-06-30", "2024-07-01", Health.LATE),  # the day after
        (DeadlineForm.MONTHLY, "2024-02-29", "2024-01-30", Health.DUE_SOON),  # over a leap day
        (DeadlineForm.MONTHLY, "2024-02-29", "2024-01-29", Health.ON_TRACK),
        (DeadlineForm.WHOLE_PERIOD, "2025-12-31", "2025-11-30", Health.ON_TRACK),
        (DeadlineForm.WHOLE_PERIOD, "2025-12-31", "2025-12-01", Health.DUE_SOON),
        (DeadlineForm.WHOLE_PERIOD, "2025-12-31", "2025-12-31", Health.DUE_SOON),  # last day
        (DeadlineForm.WHOLE_PERIOD, "2025-12-31", "2026-01-01", Health.LATE),  # the day after
        (DeadlineForm.AS_NEEDED, "2025-12-31", "2025-12-31", Health.ON_TRACK),
        (DeadlineForm.AS_NEEDED, "2025-12-31", "2026-01-01", Health.ON_TRACK),
        (DeadlineForm.AS_NEEDED, "2025-12-31", "2027-01-01", Health.ON_TRACK),
    ],
)
@pytest.mark.parametrize("status", OPEN_STATUSES)
def test_health_of_an_open_standing(
    form: DeadlineForm, due_on: str, today: str, health: Health, status: Status
) -> None:
    found = days(form, due_on=date.fromisoformat(due_on), status=status)

    assert health_on(closed=False, days=found, today=date.fromisoformat(today)) == health


@pytest.mark.parametrize(
    ("today", "health"),
    [
        ("2024-04-25", Health.ON_TRACK),
        ("2024-04-26", Health.SILENT),
        ("2024-05-30", Health.SILENT),
        ("2024-05-31", Health.DUE_SOON),
        ("2024-06-30", Health.DUE_SOON),
        ("2024-07-01", Health.LATE),
    ],
)
def test_health_of_a_standing_that_falls_silent(today: str, health: Health) -> None:
    found = days(silent_from=date(2024, 4, 26))

    assert health_on(closed=False, days=found, today=date.fromisoformat(today)) == health


@given(some_days, days_around)
def test_a_closed_standing_is_closed_on_every_day(found: Days, today: date) -> None:
    assert health_on(closed=True, days=found, today=today) == Health.CLOSED


@given(
    form=st.sampled_from(DeadlineForm),
    due_on=days_around,
    silent_from=st.none() | days_around,
    today=days_around,
    later=st.integers(0, 900),
)
def test_health_of_an_open_standing_only_worsens(
    form: DeadlineForm, due_on: date, silent_from: date | None, today: date, later: int
) -> None:
    found = days(form, due_on=due_on, silent_from=silent_from)

    now = health_on(closed=False, days=found, today=today)
    then = health_on(closed=False, days=found, today=today + timedelta(days=later))

    assert worst_health([now, then]) == then


@given(
    form=st.sampled_from(DeadlineForm),
    status=st.sampled_from(Status),
    cancelled=st.booleans(),
    due_on=days_around,
    silent_from=st.none() | days_around,
    today=days_around,
)
def test_health_is_the_rule_word_by_word(
    *,
    form: DeadlineForm,
    status: Status,
    cancelled: bool,
    due_on: date,
    silent_from: date | None,
    today: date,
) -> None:
    """The days say the same as the sentence of rules.md §3, read literally."""
    due_on = TERM.ends_on if form == DeadlineForm.WHOLE_PERIOD else due_on
    silent = silent_from is not None and silent_from <= today
    if cancelled or status in {Status.DONE, Status.NOT_DONE}:
        health = Health.CLOSED
    elif form == DeadlineForm.AS_NEEDED:
        health = Health.ON_TRACK
    elif due_on < today:
        health = Health.LATE
    elif 0 <= (due_on - today).days <= 30:
        health = Health.DUE_SOON
    elif silent:
        health = Health.SILENT
    else:
        health = Health.ON_TRACK

    found = days(form, due_on=due_on, status=status, cancelled=cancelled, silent_from=silent_from)

    assert health_on(closed=is_closed(status, cancelled), days=found, today=today) == health


@pytest.mark.parametrize(
    ("healths", "worst"),
    [
        ([Health.CLOSED], Health.CLOSED),
        ([Health.CLOSED, Health.ON_TRACK], Health.ON_TRACK),
        ([Health.ON_TRACK, Health.SILENT], Health.SILENT),
        ([Health.SILENT, Health.DUE_SOON], Health.DUE_SOON),
        ([Health.DUE_SOON, Health.LATE, Health.CLOSED], Health.LATE),
        ([], Health.ON_TRACK),
    ],
)
def test_worst_health(healths: list[Health], worst: Health) -> None:
    assert worst_health(healths) == worst
    assert worst_health(reversed(healths)) == worst


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
