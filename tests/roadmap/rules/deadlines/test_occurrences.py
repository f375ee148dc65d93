"""Occurrences in terms that begin or end inside a year (rules.md §2)."""

from datetime import date

import pytest

from roadmap.rules.deadlines import read_deadline
from roadmap.rules.periods import Term

FROM_SIGNING = Term(date(2022, 11, 28), date(2025, 12, 31))
INSIDE_YEARS = Term(date(2023, 3, 15), date(2025, 6, 20))
ONE_MONTH = Term(date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize(
    ("phrase", "term", "occurrences"),
    [
        # Wholly outside: left out. Partly outside: clipped, and the label stays.
        ("ежегодно", INSIDE_YEARS, "2023 0315–1231, 2024 0101–1231, 2025 0101–0620"),
        ("ежегодно", FROM_SIGNING, "2022 1128–1231, 2023 0101–1231, 2024 0101–1231, 2025 0101–1231"),
        ("ежегодно", ONE_MONTH, "2024 0201–0229"),
        ("ежегодно, I квартал", INSIDE_YEARS, "2023-Q1 0315–0331, 2024-Q1 0101–0331, 2025-Q1 0101–0331"),
        ("ежегодно, II квартал", INSIDE_YEARS, "2023-Q2 0401–0630, 2024-Q2 0401–0630, 2025-Q2 0401–0620"),
        ("ежегодно, IV квартал", INSIDE_YEARS, "2023-Q4 1001–1231, 2024-Q4 1001–1231"),
        ("ежегодно, январь–февраль", INSIDE_YEARS, "2024 0101–0229, 2025 0101–0228"),
        ("ежегодно, февраль–март", INSIDE_YEARS, "2023 0315–0331, 2024 0201–0331, 2025 0201–0331"),
        ("ежегодно, июнь–август", INSIDE_YEARS, "2023 0601–0831, 2024 0601–0831, 2025 0601–0620"),
        ("ежегодно, с 20 по 29 февраля", INSIDE_YEARS, "2024 0220–0229, 2025 0220–0228"),
        (
            "раз в полугодие",
            INSIDE_YEARS,
            "2023-H1 0315–0630, 2023-H2 0701–1231, 2024-H1 0101–0630, 2024-H2 0701–1231, 2025-H1 0101–0620",
        ),
        (
            "ежеквартально",
            Term(date(2024, 3, 31), date(2024, 7, 1)),
            "2024-Q1 0331–0331, 2024-Q2 0401–0630, 2024-Q3 0701–0701",
        ),
        (
            "ежемесячно",
            Term(date(2024, 1, 31), date(2024, 3, 1)),
            "2024-01 0131–0131, 2024-02 0201–0229, 2024-03 0301–0301",
        ),
        ("ежемесячно", ONE_MONTH, "2024-02 0201–0229"),
        # One a year, due on that day, from the day after the one before; the first starts with the road map.
        ("ежегодно, до 31 марта", INSIDE_YEARS, "2023 0315–0331, 2024 20230401–0331, 2025 20240401–0331"),
        ("ежегодно, до 15 марта", INSIDE_YEARS, "2023 0315–0315, 2024 20230316–0315, 2025 20240316–0315"),
        ("ежегодно, до 15 января", INSIDE_YEARS, "2024 20230315–0115, 2025 20240116–0115"),
        ("ежегодно, до 1 октября", INSIDE_YEARS, "2023 0315–1001, 2024 20231002–1001, 2025 20241002–0620"),
        ("ежегодно, до 29 февраля", INSIDE_YEARS, "2024 20230315–0229, 2025 20240301–0228"),
        ("ежегодно, до 28 февраля", INSIDE_YEARS, "2024 20230315–0228, 2025 20240229–0228"),
        (
            "ежегодно, до 15 декабря",
            FROM_SIGNING,
            "2022 1128–1215, 2023 20221216–1215, 2024 20231216–1215, 2025 20241216–1215",
        ),
        # One-off: as it stands, where it is inside.
        ("до 1 июля 2024 года", INSIDE_YEARS, "1 20230315–20240701"),
        ("до 15 марта 2023 года", INSIDE_YEARS, "1 20230315–20230315"),
        ("до 20 июня 2025 года", INSIDE_YEARS, "1 20230315–20250620"),
        ("март 2023 года", Term(date(2023, 3, 1), date(2023, 3, 31)), "2023-03 20230301–20230331"),
        ("II квартал 2023 года", INSIDE_YEARS, "2023-Q2 20230401–20230630"),
        ("2024 год", INSIDE_YEARS, "2024 20240101–20241231"),
        ("2023–2024 годы", FROM_SIGNING, "1 20230101–20241231"),
        ("постоянно", INSIDE_YEARS, "1 20230315–20250620"),
        ("по мере необходимости", INSIDE_YEARS, "1 20230315–20250620"),
        ("до конца срока действия", INSIDE_YEARS, "1 20230315–20250620"),
        # Within a limit.
        ("ежегодно, начиная с 2024 года", INSIDE_YEARS, "2024 0101–1231, 2025 0101–0620"),
        ("ежегодно, 2023–2025 годы", INSIDE_YEARS, "2023 0315–1231, 2024 0101–1231, 2025 0101–0620"),
        ("раз в полугодие в 2025 году", INSIDE_YEARS, "2025-H1 0101–0620"),
        ("ежегодно, до 15 января, начиная с 2024 года", INSIDE_YEARS, "2024 0101–0115, 2025 20240116–0115"),
    ],
)
def test_occurrences(phrase: str, term: Term, occurrences: str) -> None:
    found = read_deadline(phrase, term=term)
    written = []
    for one in occurrences.split(", "):
        label, days = one.split(" ")
        starts_on, due_on = (day if len(day) == 8 else label[:4] + day for day in days.split("–"))
        written.append((label, date.fromisoformat(starts_on), date.fromisoformat(due_on)))
    assert [(one.label, one.starts_on, one.due_on) for one in found.occurrences] == written
    assert (found.starts_on, found.due_on) == (written[0][1], written[-1][2])


@pytest.mark.parametrize(
    ("phrase", "term", "form"),
    [
        # Years that are the whole term are the whole period; a year or a window that is the term stays what it is.
        ("2023–2025 годы", Term(date(2023, 1, 1), date(2025, 12, 31)), "whole_period"),
        ("с 1 января 2023 года по 31 декабря 2025 года", Term(date(2023, 1, 1), date(2025, 12, 31)), "whole_period"),
        ("2023–2025 годы", FROM_SIGNING, "years"),
        ("январь 2023 – декабрь 2024 года", FROM_SIGNING, "years"),
        ("2024 год", Term(date(2024, 1, 1), date(2024, 12, 31)), "year"),
        ("январь–декабрь 2024 года", Term(date(2024, 1, 1), date(2024, 12, 31)), "window"),
    ],
)
def test_years_that_are_the_term(phrase: str, term: Term, form: str) -> None:
    assert read_deadline(phrase, term=term).form == form


@pytest.mark.parametrize(
    "phrase", ["ежегодно", "ежемесячно", "ежегодно, до 31 декабря", "IV квартал 9999 года", "9999 год"]
)
def test_the_last_year_of_the_calendar(phrase: str) -> None:
    term = Term(date(9999, 1, 1), date(9999, 12, 31))
    assert read_deadline(phrase, term=term).due_on == date.max


@pytest.mark.parametrize("phrase", ["ежегодно", "ежемесячно", "ежегодно, до 1 января"])
def test_the_first_year_of_the_calendar(phrase: str) -> None:
    found = read_deadline(phrase, term=Term(date.min, date(2, 12, 31)))
    assert found.starts_on == date.min
    assert found.occurrences[0].label.startswith("0001")
