"""On which day the work that falls due on a day off can still be done."""

from datetime import date

import pytest

from roadmap.rules.workdays import next_working_day

NEW_YEAR = {date(2026, 1, 1), date(2026, 1, 2)}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 12, 31), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2026, 1, 5)),  # a holiday, then another, then a week-end
        (date(2026, 1, 3), date(2026, 1, 5)),
        (date(2026, 1, 5), date(2026, 1, 5)),
    ],
)
def test_next_working_day(day: date, expected: date) -> None:
    assert next_working_day(day, NEW_YEAR) == expected
