"""Deadlines drawn at random, each written in all three languages, with what they must give."""

from calendar import monthrange
from datetime import date
from typing import NamedTuple

from hypothesis import strategies as st

from roadmap.choices import DeadlineForm
from roadmap.rules.deadlines import Deadline, Span
from roadmap.rules.periods import Term

TERM = Term(date(2023, 1, 1), date(2025, 12, 31))
YEARS = range(2023, 2026)
ROMAN = ("I", "II", "III", "IV")
# Kazakh: nominative and dative; Russian: nominative and genitive.
MONTHS = (
    ("қаңтар", "қаңтарға", "январь", "января", "January"),
    ("ақпан", "ақпанға", "февраль", "февраля", "February"),
    ("наурыз", "наурызға", "март", "марта", "March"),
    ("сәуір", "сәуірге", "апрель", "апреля", "April"),
    ("мамыр", "мамырға", "май", "мая", "May"),
    ("маусым", "маусымға", "июнь", "июня", "June"),
    ("шілде", "шілдеге", "июль", "июля", "July"),
    ("тамыз", "тамызға", "август", "августа", "August"),
    ("қыркүйек", "қыркүйекке", "сентябрь", "сентября", "September"),
    ("қазан", "қазанға", "октябрь", "октября", "October"),
    ("қараша", "қарашаға", "ноябрь", "ноября", "November"),
    ("желтоқсан", "желтоқсанға", "декабрь", "декабря", "December"),
)


class Rendering(NamedTuple):
    """One deadline: its three wordings, and what they say in `TERM`."""

    wordings: tuple[str, str, str]
    deadline: Deadline


def _made(form: DeadlineForm, spans: list[Span], *wordings: str) -> Rendering:
    kazakh, russian, english = wordings
    return Rendering((kazakh, russian, english), Deadline(form, spans[0].starts_on, spans[-1].due_on, tuple(spans)))


def _end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def fixed_date(day: date) -> Rendering:
    _, to_month, _, of_month, month = MONTHS[day.month - 1]
    return _made(
        DeadlineForm.FIXED_DATE,
        [Span("1", TERM.starts_on, day)],
        f"{day.year} жылғы {day.day} {to_month} дейін",
        f"до {day.day} {of_month} {day.year} года",
        f"by {day.day} {month} {day.year}",
    )


def month(year: int, number: int) -> Rendering:
    kazakh, _, russian, _, english = MONTHS[number - 1]
    span = Span(f"{year}-{number:02}", date(year, number, 1), _end(year, number))
    return _made(DeadlineForm.MONTH, [span], f"{year} жылғы {kazakh}", f"{russian} {year} года", f"{english} {year}")


def quarter(year: int, number: int) -> Rendering:
    span = Span(f"{year}-Q{number}", date(year, number * 3 - 2, 1), _end(year, number * 3))
    roman = ROMAN[number - 1]
    return _made(
        DeadlineForm.QUARTER,
        [span],
        f"{year} жылғы {roman} тоқсан",
        f"{roman} квартал {year} года",
        f"Q{number} {year}",
    )


def half_year(year: int, number: int) -> Rendering:
    span = Span(f"{year}-H{number}", date(year, number * 6 - 5, 1), _end(year, number * 6))
    roman = ROMAN[number - 1]
    return _made(
        DeadlineForm.HALF_YEAR,
        [span],
        f"{year} жылғы {roman} жартыжылдық",
        f"{roman} полугодие {year} года",
        f"H{number} {year}",
    )


def year_of(year: int) -> Rendering:
    span = Span(str(year), date(year, 1, 1), date(year, 12, 31))
    return _made(DeadlineForm.YEAR, [span], f"{year} жыл ішінде", f"в течение {year} года", f"during {year}")


def years(first: int) -> Rendering:
    last = first + 1
    span = Span("1", date(first, 1, 1), date(last, 12, 31))
    return _made(
        DeadlineForm.YEARS, [span], f"{first}–{last} жылдар", f"{first}–{last} годы", f"the years {first}–{last}"
    )


def window(year: int, numbers: tuple[int, int]) -> Rendering:
    first, last = (MONTHS[number - 1] for number in numbers)
    span = Span("1", date(year, numbers[0], 1), _end(year, numbers[1]))
    return _made(
        DeadlineForm.WINDOW,
        [span],
        f"{year} жылғы {first[0]}–{last[0]}",
        f"с {first[3]} по {last[2]} {year} года",
        f"{first[4]} to {last[4]} {year}",
    )


def annual_quarter(number: int) -> Rendering:
    spans = [quarter(year, number).deadline.occurrences[0] for year in YEARS]
    roman = ROMAN[number - 1]
    return _made(
        DeadlineForm.ANNUAL_QUARTER,
        spans,
        f"жыл сайын, {roman} тоқсан",
        f"ежегодно, {roman} квартал",
        f"annually, Q{number}",
    )


def annual_window(numbers: tuple[int, int]) -> Rendering:
    first, last = (MONTHS[number - 1] for number in numbers)
    spans = [Span(str(year), date(year, numbers[0], 1), _end(year, numbers[1])) for year in YEARS]
    return _made(
        DeadlineForm.ANNUAL_WINDOW,
        spans,
        f"жыл сайын, {first[0]}–{last[0]}",
        f"ежегодно, {first[2]}–{last[2]}",
        f"annually, {first[4]}–{last[4]}",
    )


def annual_date(day: date) -> Rendering:
    """`day` lies in a leap year, so that 29 February comes too."""
    due = [date(year, day.month, min(day.day, monthrange(year, day.month)[1])) for year in YEARS]
    starts = [TERM.starts_on] + [date.fromordinal(one.toordinal() + 1) for one in due[:-1]]
    _, to_month, _, of_month, month_name = MONTHS[day.month - 1]
    return _made(
        DeadlineForm.ANNUAL_DATE,
        [Span(str(one.year), start, one) for start, one in zip(starts, due, strict=True)],
        f"жыл сайын, {day.day} {to_month} дейін",
        f"ежегодно, до {day.day} {of_month}",
        f"annually, by {day.day} {month_name}",
    )


any_year = st.sampled_from(YEARS)
month_pairs = st.tuples(st.integers(1, 12), st.integers(1, 12)).filter(lambda pair: pair[0] < pair[1])
renderings = st.one_of(
    st.dates(TERM.starts_on, TERM.ends_on).map(fixed_date),
    st.builds(month, any_year, st.integers(1, 12)),
    st.builds(quarter, any_year, st.integers(1, 4)),
    st.builds(half_year, any_year, st.integers(1, 2)),
    any_year.map(year_of),
    st.sampled_from(YEARS[:-1]).map(years),
    st.builds(window, any_year, month_pairs),
    st.integers(1, 4).map(annual_quarter),
    month_pairs.map(annual_window),
    st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(annual_date),
)
