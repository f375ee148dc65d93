"""When somebody is reminded, and how far up it goes."""

from datetime import date, timedelta

import pytest

from roadmap.rules.reminders import AGENCY, COORDINATOR, HEAD, reminder

DUE = date(2025, 6, 30)
SOON, LATE = DUE - timedelta(days=30), DUE + timedelta(days=1)


def on(
    today: date, silent_from: date | None = None, soon_from: date | None = SOON
) -> tuple[str, int, int, int] | None:
    found = reminder(due_on=DUE, soon_from=soon_from, late_from=LATE, silent_from=silent_from, today=today)
    return None if found is None else (found.kind.value, found.days, found.step, found.level)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2025, 5, 30), None),
        (date(2025, 5, 31), ("due", 30, 30, AGENCY)),
        (date(2025, 6, 22), ("due", 8, 30, AGENCY)),
        (date(2025, 6, 23), ("due", 7, 7, AGENCY)),
        (date(2025, 6, 29), ("due", 1, 1, AGENCY)),
        (date(2025, 6, 30), ("due", 0, 1, AGENCY)),
        (date(2025, 7, 1), ("late", 1, 0, AGENCY)),
        (date(2025, 7, 7), ("late", 7, 0, AGENCY)),
        (date(2025, 7, 8), ("late", 8, 0, HEAD)),
        (date(2025, 7, 15), ("late", 15, 0, COORDINATOR)),
    ],
)
def test_what_falls_due_is_said_in_steps_and_then_goes_up(
    today: date, expected: tuple[str, int, int, int] | None
) -> None:
    assert on(today) == expected


def test_silence_is_said_only_where_nothing_else_is() -> None:
    silent = date(2025, 4, 11)
    assert on(date(2025, 4, 11), silent) == ("silent", 0, 0, AGENCY)
    assert on(date(2025, 5, 31), silent) == ("due", 30, 30, AGENCY)


def test_what_is_never_late_and_never_silent_is_not_reminded_of() -> None:
    assert reminder(due_on=DUE, soon_from=None, late_from=None, silent_from=None, today=date(2030, 1, 1)) is None


def test_each_step_is_another_reminder() -> None:
    days = [date(2025, 6, 1), date(2025, 6, 23), date(2025, 6, 29), date(2025, 7, 1), date(2025, 7, 8)]
    keys = {
        found.key
        for day in days
        if (found := reminder(due_on=DUE, soon_from=SOON, late_from=LATE, silent_from=None, today=day))
    }
    assert len(keys) == len(days)
