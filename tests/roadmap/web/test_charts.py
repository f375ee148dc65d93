"""Where days and counts stand on a drawing."""

from datetime import date

import pytest

from roadmap.web.charts import CountScale, DayScale, count_ticks, month_starts, stairs, total_by

YEAR = DayScale(date(2023, 1, 1), date(2023, 12, 31), left=10, width=365)
HEIGHTS = CountScale(most=10, bottom=100, height=100)


@pytest.mark.parametrize(
    ("day", "begins", "ends"),
    [
        (date(2023, 1, 1), 10, 11),
        (date(2023, 12, 31), 374, 375),
        (date(2022, 6, 1), 10, 10),
        (date(2024, 6, 1), 375, 375),
    ],
)
def test_a_day_stands_between_its_begin_and_its_end(day: date, begins: float, ends: float) -> None:
    assert (YEAR.begin(day), YEAR.end(day)) == (begins, ends)


def test_counts_grow_upwards() -> None:
    assert [HEIGHTS.y(count) for count in (0, 5, 10)] == [100, 50, 0]


def test_nothing_to_count_stands_on_the_ground() -> None:
    assert CountScale(0, 100, 100).y(0) == 100


@pytest.mark.parametrize(("months", "count"), [(12, 1), (3, 4), (1, 12)])
def test_marks_stand_at_the_first_days(months: int, count: int) -> None:
    found = month_starts(YEAR, months)
    assert (found[0], len(found)) == (date(2023, 1, 1), count)


@pytest.mark.parametrize(("most", "labels"), [(4, "0 1 2 3 4"), (10, "0 2 4 6 8 10"), (114, "0 50 100"), (0, "0")])
def test_ticks_are_round_counts(most: int, labels: str) -> None:
    assert " ".join(tick.label for tick in count_ticks(CountScale(most, 100, 100))) == labels


def test_stairs_rise_at_the_end_of_each_day_and_stop_today() -> None:
    counts = {date(2023, 1, 2): 5, date(2023, 1, 10): 5}
    assert stairs(counts, YEAR, HEIGHTS, until=date(2023, 1, 4)) == "M10 100.0H12.0V50.0H14.0"


def test_what_came_before_the_drawing_begins_is_its_ground() -> None:
    assert stairs({date(2022, 12, 1): 5}, YEAR, HEIGHTS, until=date(2023, 1, 1)) == "M10 50.0H11.0"


def test_total_by_counts_the_day_itself() -> None:
    counts = {date(2023, 1, 2): 5, date(2023, 1, 10): 5}
    assert [total_by(counts, date(2023, 1, day)) for day in (1, 2, 9, 10)] == [0, 5, 5, 10]
