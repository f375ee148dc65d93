"""What words of recurrence mean together; None where they make no sense (rules.md §2).

Each function is the meaning of some rule of the grammar; its arguments come in the phrase's order.
"""

from datetime import date

from roadmap.choices import DeadlineForm
from roadmap.rules.deadlines.combining import end_of_year
from roadmap.rules.deadlines.meanings import (
    MONTHS_IN_YEAR,
    AsNeeded,
    InYear,
    MonthDay,
    Part,
    Recurring,
    Since,
    WholeTerm,
    Years,
)

# The forms by the months from one due period to the next.
PACES = {
    12: DeadlineForm.ANNUAL,
    6: DeadlineForm.SEMIANNUAL,
    3: DeadlineForm.QUARTERLY,
    1: DeadlineForm.MONTHLY,
}


def said_twice(number: int, in_words: int) -> int | None:
    """Return the number of «1 (один)», where both say the same."""
    return number if number == in_words else None


def pace(times: int, every: int) -> int | None:
    """Return the months from one due period to the next; `every` is the period in months.

    So many times a year is read where a form of deadline says it: 1, 2, 4 or 12 times.
    """
    if times == 1:
        return every if every in PACES else None
    apart = every // times if every == MONTHS_IN_YEAR and times and every % times == 0 else None
    return apart if apart in PACES else None


def pace_turned(every: int, times: int) -> int | None:
    """Return the pace where the period stands first."""
    return pace(times, every)


def pace_said_twice(every: int, times: int, period: int) -> int | None:
    """Return the pace of «ежегодно, два раза в год», where both speak of one period."""
    return pace(times, period) if every == period else None


def pace_every(every: int) -> int | None:
    """Return the pace of once in so many months."""
    return pace(1, every)


def pace_of_months(*times_and_months: int) -> int | None:
    """Return the pace of so many times each so many months, once where no number of times is given."""
    *times, every = times_and_months
    return pace(times[0] if times else 1, every)


def yearly(every: int) -> int | None:
    """Return the pace of a year, and no other."""
    return every if every == MONTHS_IN_YEAR else None


def rhythm(every: int) -> Recurring:
    """Return what recurs at a pace."""
    return Recurring(PACES[every])


def one_rhythm(every: int, same: int) -> Recurring | None:
    """Return what recurs at a pace that is said twice, and the same both times."""
    return rhythm(every) if every == same else None


def slot_each_year(_every: int, slot: Part | MonthDay, *_every_again: int) -> Recurring:
    """Return what recurs each year in a part of it or on a day; that it is each year may be said again."""
    return every_slot(slot)


def each_year_slot(slot: Part | MonthDay, _every: int) -> Recurring:
    """Return what recurs each year, where the part or the day stands first."""
    return every_slot(slot)


def each_year_each_year_slot(_every: int, _again: int, slot: Part | MonthDay) -> Recurring:
    """Return what recurs each year, where that is said twice before the part or the day."""
    return every_slot(slot)


def every_slot(slot: Part | MonthDay) -> Recurring:
    """Return what recurs in a part of each year or on a day of it."""
    if isinstance(slot, MonthDay):
        return Recurring(DeadlineForm.ANNUAL_DATE, day=slot)
    is_quarter = slot.form == DeadlineForm.QUARTER
    return Recurring(DeadlineForm.ANNUAL_QUARTER if is_quarter else DeadlineForm.ANNUAL_WINDOW, part=slot)


def at_the_end_of_each(every: int) -> Recurring:
    """Return what is due at the end of each period."""
    return every_slot(end_of_year()) if every == MONTHS_IN_YEAR else rhythm(every)


def since_year(year: int) -> Since:
    """Return the limit that begins with a year."""
    return Since(date(year, 1, 1))


def since_part(part: InYear) -> Since:
    """Return the limit that begins with a part of a year."""
    return Since(part.starts_on)


def limited(recurring: Recurring, limit: Years | Since | WholeTerm) -> Recurring | None:
    """Return what recurs within a limit.

    Nothing recurs each year within one, and a limit that begins inside a due period is unclear.
    """
    if isinstance(limit, WholeTerm):
        return recurring
    every = next((every for every, form in PACES.items() if form == recurring.form), MONTHS_IN_YEAR)
    if isinstance(limit, Years):
        is_clear = every < MONTHS_IN_YEAR or limit.first < limit.last
    else:
        is_clear = limit.starts_on.day == 1 and (limit.starts_on.month - 1) % every == 0
    return Recurring(recurring.form, recurring.part, recurring.day, limit) if is_clear else None


def limit_first(limit: Years | Since | WholeTerm, recurring: Recurring) -> Recurring | None:
    """Return what recurs within a limit that stands first."""
    return limited(recurring, limit)


# Throughout, and as needed


def whole_term(*limits: Years | WholeTerm) -> WholeTerm:
    """Return the term, with the years that the phrase gives for it."""
    return WholeTerm(next((limit for limit in limits if isinstance(limit, Years)), None))


def as_needed(*limits: Years | Since | WholeTerm) -> AsNeeded | None:
    """Return what is done as needed, with the years that the phrase gives for the term."""
    if any(isinstance(limit, Since) for limit in limits):
        return None
    return AsNeeded(next((limit for limit in limits if isinstance(limit, Years)), None))
