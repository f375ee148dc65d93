"""What the parts of a phrase mean together; None where they make no sense (rules.md §2).

Each function is the meaning of some rule of the grammar; its arguments come in the phrase's order.
"""

from datetime import date

from roadmap.choices import DeadlineForm
from roadmap.rules.deadlines.meanings import (
    MONTHS_IN_YEAR,
    FixedDate,
    InYear,
    MonthDay,
    Part,
    Years,
    month_day,
    months,
)

MONTHS_IN_QUARTER = 3
MONTHS_IN_HALF = 6
_DAYS_IN_DECADE = 10
_DECADES = 3


# Parts of a year


def month(number: int) -> Part:
    """Return a month."""
    return months(DeadlineForm.MONTH, number, number)


def quarter(number: int) -> Part | None:
    """Return a quarter, I to IV."""
    if not 1 <= number <= MONTHS_IN_YEAR // MONTHS_IN_QUARTER:
        return None
    last = number * MONTHS_IN_QUARTER
    return months(DeadlineForm.QUARTER, last - MONTHS_IN_QUARTER + 1, last)


def half(number: int) -> Part | None:
    """Return a half-year, I or II."""
    if not 1 <= number <= MONTHS_IN_YEAR // MONTHS_IN_HALF:
        return None
    last = number * MONTHS_IN_HALF
    return months(DeadlineForm.HALF_YEAR, last - MONTHS_IN_HALF + 1, last)


def decade(number: int, of_month: int) -> Part | None:
    """Return ten days of a month (декада): the first, the second, or what remains."""
    if not 1 <= number <= _DECADES:
        return None
    first = (number - 1) * _DAYS_IN_DECADE + 1
    last = number * _DAYS_IN_DECADE if number < _DECADES else None
    return Part(DeadlineForm.WINDOW, MonthDay(of_month, first), MonthDay(of_month, last))


def decade_of(of_month: int, number: int) -> Part | None:
    """Return ten days of a month that stands first."""
    return decade(number, of_month)


def day_of(day: int, of_month: int) -> MonthDay | None:
    """Return a day of the year."""
    return month_day(of_month, day)


def month_first(of_month: int, day: int) -> MonthDay | None:
    """Return a day of a month that stands first."""
    return month_day(of_month, day)


def parts(first: Part, last: Part) -> Part | None:
    """Return the window from one month, quarter or half-year to a later one of the same kind."""
    if first.form != last.form or not first.last.is_before(last.first):
        return None
    return Part(DeadlineForm.WINDOW, first.first, last.last)


def quarters(first: int, last: int) -> Part | None:
    """Return the window from a quarter to a later one."""
    one, other = quarter(first), quarter(last)
    return parts(one, other) if one and other else None


def halves(first: int, last: int) -> Part | None:
    """Return the window from a half-year to the other."""
    one, other = half(first), half(last)
    return parts(one, other) if one and other else None


def days(first: MonthDay, last: MonthDay) -> Part | None:
    """Return the window from one day to a later one."""
    return Part(DeadlineForm.WINDOW, first, last) if first.is_before(last) else None


def days_of(first: int, last: int, of_month: int) -> Part | None:
    """Return the window from one day of a month to a later one of it."""
    one, other = month_day(of_month, first), month_day(of_month, last)
    return days(one, other) if one and other else None


def number_to_day(first: int, last: MonthDay) -> Part | None:
    """Return the window from a day to a later one, which gives the month."""
    one = month_day(last.month, first)
    return days(one, last) if one else None


def month_days(of_month: int, first: int, last: int) -> Part | None:
    """Return the window of days of a month that stands first."""
    return days_of(first, last, of_month)


# With a year


def on(day: MonthDay, year: int) -> date | None:
    """Return a day of a year."""
    return day.on(year) if day.is_in(year) else None


def day_month_year(day: int, of_month: int, year: int) -> date | None:
    """Return the day of 31-Dec-2024."""
    whole = month_day(of_month, day)
    return on(whole, year) if whole else None


def year_on(year: int, day: MonthDay) -> date | None:
    """Return a day of a year that stands first."""
    return on(day, year)


def part_in(part: Part, year: int) -> InYear | None:
    """Return a part of a year."""
    return InYear(part, year) if part.first.is_in(year) and part.last.is_in(year) else None


def year_part(year: int, part: Part) -> InYear | None:
    """Return a part of a year that stands first."""
    return part_in(part, year)


def year_window(year: int, first: Part, last: Part) -> InYear | None:
    """Return the window between two parts of one year that stands first."""
    whole = parts(first, last)
    return part_in(whole, year) if whole else None


def year_days(year: int, first: MonthDay, last: MonthDay) -> InYear | None:
    """Return the window between two days of one year that stands first."""
    whole = days(first, last)
    return part_in(whole, year) if whole else None


def month_of_year(month_and_year: tuple[int, int]) -> InYear:
    """Return the month that digits name: 07.2024."""
    return InYear(month(month_and_year[0]), month_and_year[1])


def year_month(year: int, two_digits: int) -> InYear | None:
    """Return the month of 2024-07, where it cannot be two years as well, as in 2010-12."""
    is_month = 1 <= two_digits <= MONTHS_IN_YEAR and two_digits <= year % 100
    return InYear(month(two_digits), year) if is_month else None


def dates(first: date, last: date) -> InYear | Years | None:
    """Return the window between two dates of one year, or the whole years that they span.

    A window over New Year is refused (rules.md §2), also where both years are given.
    """
    if first >= last:
        return None
    if first.year == last.year:
        whole = Part(DeadlineForm.WINDOW, MonthDay(first.month, first.day), MonthDay(last.month, last.day))
        return InYear(whole, first.year)
    whole_years = Years(first.year, last.year)
    return whole_years if (whole_years.starts_on, whole_years.due_on) == (first, last) else None


def day_to_date(first: MonthDay, last: date) -> InYear | Years | None:
    """Return the window from a day to a date that gives the year."""
    start = on(first, last.year)
    return dates(start, last) if start else None


def date_to_day(first: date, last: MonthDay) -> InYear | Years | None:
    """Return the window from a date that gives the year to a day."""
    end = on(last, first.year)
    return dates(first, end) if end else None


def number_to_date(first: int, last: date) -> InYear | Years | None:
    """Return the window from a day to a date that gives the month and the year."""
    start = month_day(last.month, first)
    return day_to_date(start, last) if start else None


def parts_in_years(first: InYear, last: InYear) -> InYear | Years | None:
    """Return the window between two parts that give their years."""
    if first.year == last.year:
        return year_window(first.year, first.part, last.part)
    return dates(first.starts_on, last.due_on) if first.part.form == last.part.form else None


def parts_of_years(first_year: int, first: Part, last_year: int, last: Part) -> InYear | Years | None:
    """Return the window between two parts, each behind its year."""
    return parts_in_years(InYear(first, first_year), InYear(last, last_year))


def one_year(year: int) -> Years:
    """Return a whole year."""
    return Years(year, year)


def years(first: int, last: int) -> Years | None:
    """Return several years in a row."""
    return Years(first, last) if first < last else None


def short_years(first: int, two_digits: int) -> Years | None:
    """Return the years of «2023–25 годы»."""
    return years(first, first - first % 100 + two_digits)


# Due dates


def due_at_end(unit: InYear | int) -> FixedDate:
    """Return the last day of a year or of a part of one."""
    return FixedDate(unit.due_on if isinstance(unit, InYear) else date(unit, 12, 31))


def end_of(part: Part) -> MonthDay:
    """Return the last day of a part of any year."""
    return part.last


def end_of_year() -> MonthDay:
    """Return the last day of any year."""
    return MonthDay(MONTHS_IN_YEAR, None)


def end_of_term() -> FixedDate:
    """Return the last day of the term."""
    return FixedDate(None)
