"""What the names in the tables of wordings stand for, written out without the code under test."""

from collections.abc import Iterator
from datetime import date

from roadmap.choices import RECURRING_FORMS, DeadlineForm
from roadmap.rules.deadlines import Deadline, Span, read_deadline
from roadmap.rules.periods import Term

TERM = Term(date(2023, 1, 1), date(2025, 12, 31))
YEARS = ("2023", "2024", "2025")
QUARTERS = (("Q1", "01-01", "03-31"), ("Q2", "04-01", "06-30"), ("Q3", "07-01", "09-30"), ("Q4", "10-01", "12-31"))
HALVES = (("H1", "01-01", "06-30"), ("H2", "07-01", "12-31"))
LAST_DAYS = ("31", "28", "31", "30", "31", "30", "31", "31", "30", "31", "30", "31")


def span(label: str, starts_on: str, due_on: str) -> Span:
    """Return an occurrence from its days as 2023-01-01."""
    return Span(label, date.fromisoformat(starts_on), date.fromisoformat(due_on))


def deadline(form: DeadlineForm, *spans: Span) -> Deadline:
    """Return a deadline from its occurrences."""
    return Deadline(form, spans[0].starts_on, spans[-1].due_on, spans)


def read(phrase: str) -> Deadline:
    """Read a phrase in the term of the shipped road map."""
    return read_deadline(phrase, term=TERM)


def pieces(form: DeadlineForm) -> Iterator[Span]:
    """Yield the months, quarters, half-years or years of the term."""
    for year in YEARS:
        if form == DeadlineForm.MONTHLY:
            for number, last in enumerate(LAST_DAYS, start=1):
                last_day = "29" if (year, number) == ("2024", 2) else last
                yield span(f"{year}-{number:02}", f"{year}-{number:02}-01", f"{year}-{number:02}-{last_day}")
        elif form == DeadlineForm.ANNUAL:
            yield span(year, f"{year}-01-01", f"{year}-12-31")
        else:
            for name, first, last in HALVES if form == DeadlineForm.SEMIANNUAL else QUARTERS:
                yield span(f"{year}-{name}", f"{year}-{first}", f"{year}-{last}")


def annual_dates(days: list[str]) -> tuple[Span, ...]:
    """Return occurrences due on these days of 2023, 2024 and 2025, each from the day after the one before."""
    due = [date.fromisoformat(day) for day in days]
    starts = [TERM.starts_on] + [date.fromordinal(day.toordinal() + 1) for day in due[:-1]]
    return tuple(Span(year, *ends) for year, *ends in zip(YEARS, starts, due, strict=True))


def expected(name: str) -> Deadline:
    """Return the deadline of a name: a form, and the label, the due date or the days that tell it from others."""
    form, _, which = name.partition(" ")
    kind = DeadlineForm(form)
    return deadline(kind, *(recurring(kind, which) if kind in RECURRING_FORMS else [once(kind, which)]))


def once(kind: DeadlineForm, which: str) -> Span:
    """Return the occurrence of a one-off deadline."""
    first, _, last = which.partition("..")
    if kind == DeadlineForm.FIXED_DATE:
        return span("1", "2023-01-01", which)
    if kind in {DeadlineForm.WHOLE_PERIOD, DeadlineForm.AS_NEEDED}:
        return span("1", "2023-01-01", "2025-12-31")
    if kind in {DeadlineForm.WINDOW, DeadlineForm.YEARS}:
        return span("1", first, last)
    paces = (DeadlineForm.MONTHLY, DeadlineForm.QUARTERLY, DeadlineForm.SEMIANNUAL, DeadlineForm.ANNUAL)
    return next(one for pace in paces for one in pieces(pace) if one.label == which)


def recurring(kind: DeadlineForm, which: str) -> list[Span]:
    """Return the occurrences of a recurring deadline."""
    first, _, last = which.partition("..")
    if kind == DeadlineForm.ANNUAL_DATE:
        day = last.removeprefix("2025-")
        return list(annual_dates([f"2023-{day}", "2024-02-29" if day == "02-28" else f"2024-{day}", last]))
    if kind == DeadlineForm.ANNUAL_QUARTER:
        return [one for one in pieces(DeadlineForm.QUARTERLY) if one.label.endswith("Q4")]
    if kind == DeadlineForm.ANNUAL_WINDOW:
        return [span(year, year + first[4:], year + last[4:]) for year in YEARS]
    within = Term(*map(date.fromisoformat, (first, last))) if which else TERM
    return [one for one in pieces(kind) if within.starts_on <= one.starts_on and one.due_on <= within.ends_on]


def wordings(table: dict[str, str]) -> list[tuple[str, str]]:
    """Return a table as pairs of a name and a wording."""
    return [
        (name, phrase.strip())
        for name, phrases in table.items()
        for line in phrases.splitlines()
        for phrase in line.split(" | ")
        if phrase.strip()
    ]
