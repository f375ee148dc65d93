"""The dated occurrences of a deadline in a road map's term (rules.md §2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from roadmap.choices import DeadlineForm
from roadmap.rules.deadlines.meanings import (
    MONTHS_IN_YEAR,
    AsNeeded,
    FixedDate,
    InYear,
    Meaning,
    MonthDay,
    Part,
    Recurring,
    Since,
    WholeTerm,
    Years,
    months,
)
from roadmap.rules.periods import Term

ONE = "1"
_MONTHS = {DeadlineForm.SEMIANNUAL: 6, DeadlineForm.QUARTERLY: 3, DeadlineForm.MONTHLY: 1}
_FORMS = {6: DeadlineForm.HALF_YEAR, 3: DeadlineForm.QUARTER, 1: DeadlineForm.MONTH}
_WHOLE_YEAR = months(DeadlineForm.YEAR, 1, MONTHS_IN_YEAR)


@dataclass(frozen=True)
class Span:
    """One occurrence; both days included."""

    label: str
    starts_on: date
    due_on: date


@dataclass(frozen=True)
class Deadline:
    """What a wording says: from the first occurrence's start to the last one's due date."""

    form: DeadlineForm
    starts_on: date
    due_on: date
    occurrences: tuple[Span, ...]


class OutsideTerm(Exception):
    """The dates lie outside the road map's term, wholly or partly."""


class Contradiction(Exception):
    """The phrase gives for the whole term years that are not the term."""


def deadline_of(meaning: Meaning, term: Term) -> Deadline:
    """Return the occurrences of what a phrase means, in a term.

    :raises OutsideTerm: where a one-off date is not inside, or nothing recurs inside.
    :raises Contradiction: see there.
    """
    match meaning:
        case Recurring():
            return _recurring(meaning, term)
        case WholeTerm(years) | AsNeeded(years):
            if years and Term(years.starts_on, years.due_on) != term:
                _inside(years.starts_on, years.due_on, term)
                raise Contradiction
            form = DeadlineForm.WHOLE_PERIOD if isinstance(meaning, WholeTerm) else DeadlineForm.AS_NEEDED
            return _once(form, ONE, term.starts_on, term.ends_on, term)
        case FixedDate(due_on):
            last = due_on or term.ends_on
            return _once(DeadlineForm.FIXED_DATE, ONE, min(term.starts_on, last), last, term)
        case InYear(part, year):
            return _once(part.form, label(part, year), meaning.starts_on, meaning.due_on, term)
        case Years():
            return _years(meaning, term)


def label(part: Part, year: int) -> str:
    """Return the label of a part of a year: `2024-Q2`, `2024-H1`, `2024-05`, `2024`; of a window `1`."""
    last = part.last.month
    match part.form:
        case DeadlineForm.MONTH:
            return f"{year:04}-{last:02}"
        case DeadlineForm.QUARTER:
            return f"{year:04}-Q{last // 3}"
        case DeadlineForm.HALF_YEAR:
            return f"{year:04}-H{last // 6}"
        case DeadlineForm.YEAR:
            return f"{year:04}"
        case _:
            return ONE


def _years(years: Years, term: Term) -> Deadline:
    """Return one year, or several; several that are the term are the whole period."""
    if years.first == years.last:
        return _once(DeadlineForm.YEAR, f"{years.first:04}", years.starts_on, years.due_on, term)
    is_term = Term(years.starts_on, years.due_on) == term
    form = DeadlineForm.WHOLE_PERIOD if is_term else DeadlineForm.YEARS
    return _once(form, ONE, years.starts_on, years.due_on, term)


def _once(form: DeadlineForm, name: str, starts_on: date, due_on: date, term: Term) -> Deadline:
    _inside(starts_on, due_on, term)
    return Deadline(form, starts_on, due_on, (Span(name, starts_on, due_on),))


def _inside(starts_on: date, due_on: date, term: Term) -> None:
    if starts_on < term.starts_on or due_on > term.ends_on:
        raise OutsideTerm


def _recurring(recurring: Recurring, term: Term) -> Deadline:
    term = _limited(recurring.limit, term)
    spans = tuple(_clipped(recurring, term))
    if not spans:
        raise OutsideTerm
    return Deadline(recurring.form, spans[0].starts_on, spans[-1].due_on, spans)


def _limited(limit: Years | Since | None, term: Term) -> Term:
    """Return the term within a limit, which may not speak of years that the term does not touch."""
    if limit is None:
        return term
    first = limit.starts_on.year
    last = limit.last if isinstance(limit, Years) else first
    if first < term.starts_on.year or last > term.ends_on.year:
        raise OutsideTerm
    ends_on = limit.due_on if isinstance(limit, Years) else term.ends_on
    return Term(max(term.starts_on, limit.starts_on), min(term.ends_on, ends_on))


def _clipped(recurring: Recurring, term: Term) -> Iterator[Span]:
    """Yield the occurrences that touch the term, cut at its ends; a label stays (rules.md §2)."""
    for year in range(term.starts_on.year, term.ends_on.year + 1):
        for span in _of_year(recurring, year, term):
            if span.starts_on <= term.ends_on and span.due_on >= term.starts_on:
                yield Span(span.label, max(span.starts_on, term.starts_on), min(span.due_on, term.ends_on))


def _of_year(recurring: Recurring, year: int, term: Term) -> Iterator[Span]:
    """Yield the occurrences of a year, whole."""
    if recurring.day:
        yield Span(f"{year:04}", _after_the_one_before(recurring.day, year, term), recurring.day.on(year))
        return
    for part in _parts(recurring):
        is_by_year = recurring.form == DeadlineForm.ANNUAL_WINDOW
        name = label(_WHOLE_YEAR if is_by_year else part, year)
        yield Span(name, part.first.on(year), part.last.on(year))


def _after_the_one_before(day: MonthDay, year: int, term: Term) -> date:
    """Return the day after that of the year before; the first occurrence starts with the term."""
    if year == term.starts_on.year:
        return term.starts_on
    return day.on(year - 1) + timedelta(days=1)


def _parts(recurring: Recurring) -> tuple[Part, ...]:
    """Return the parts of each year in which something recurs."""
    if recurring.part:
        return (recurring.part,)
    every = _MONTHS.get(recurring.form)
    if every is None:
        return (_WHOLE_YEAR,)
    return tuple(months(_FORMS[every], last - every + 1, last) for last in range(every, MONTHS_IN_YEAR + 1, every))
