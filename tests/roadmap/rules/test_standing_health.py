"""The health of a standing and the days it follows from (rules.md §3)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.choices import DeadlineForm, Health, Status
from roadmap.rules.periods import Term
from roadmap.rules.standing import Days, days_of, health_on, is_closed, worst_health

TERM = Term(date(2023, 1, 1), date(2025, 12, 31))
DUE_ON = date(2024, 6, 30)
OPEN_STATUSES = [Status.NOT_STARTED, Status.IN_PROGRESS]
DATED_FORMS = [form for form in DeadlineForm if form not in {DeadlineForm.WHOLE_PERIOD, DeadlineForm.AS_NEEDED}]

days_around = st.dates(date(2022, 1, 1), date(2027, 12, 31))
some_days = st.builds(
    Days,
    late_from=st.none() | days_around,
    soon_from=st.none() | days_around,
    silent_from=st.none() | days_around,
)


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
