"""What a phrase can mean, before it is laid into a road map's term (rules.md §2)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from roadmap.choices import DeadlineForm

MONTHS_IN_YEAR = 12
_LEAP_YEAR = 2024
_OVER_ANY_MONTH = 32


@dataclass(frozen=True)
class MonthDay:
    """A day of any year; `day` None is the last of the month."""

    month: int
    day: int | None

    def on(self, year: int) -> date:
        """Return this day in a year; 29 February is the last of the month in every year."""
        last = monthrange(year, self.month)[1]
        return date(year, self.month, min(self.day or last, last))

    def is_in(self, year: int) -> bool:
        """Return whether that year has this very day."""
        return self.day is None or self.day <= monthrange(year, self.month)[1]

    def is_before(self, other: "MonthDay") -> bool:
        """Return whether this day comes earlier in the year than the other."""
        return (self.month, self.day or _OVER_ANY_MONTH) < (other.month, other.day or _OVER_ANY_MONTH)


def month_day(month: int, day: int) -> MonthDay | None:
    """Return a day of the year, or None where no year has it."""
    if not 1 <= month <= MONTHS_IN_YEAR or not 1 <= day <= monthrange(_LEAP_YEAR, month)[1]:
        return None
    return MonthDay(month, day)


@dataclass(frozen=True)
class Part:
    """A stretch of any year: a month, quarter, half-year or window, both days included."""

    form: DeadlineForm
    first: MonthDay
    last: MonthDay


def months(form: DeadlineForm, first: int, last: int) -> Part:
    """Return the stretch of whole months from `first` to `last`."""
    return Part(form, MonthDay(first, 1), MonthDay(last, None))


@dataclass(frozen=True)
class FixedDate:
    """Due on a day; None is the last of the term."""

    due_on: date | None


@dataclass(frozen=True)
class InYear:
    """Due in a stretch of one year."""

    part: Part
    year: int

    @property
    def starts_on(self) -> date:
        """Return the first day."""
        return self.part.first.on(self.year)

    @property
    def due_on(self) -> date:
        """Return the last day."""
        return self.part.last.on(self.year)


@dataclass(frozen=True)
class Years:
    """Due in one or more whole years, both included."""

    first: int
    last: int

    @property
    def starts_on(self) -> date:
        """Return the first day."""
        return date(self.first, 1, 1)

    @property
    def due_on(self) -> date:
        """Return the last day."""
        return date(self.last, 12, 31)


@dataclass(frozen=True)
class Since:
    """From the beginning of a year or a part of it to the end of the term."""

    starts_on: date


@dataclass(frozen=True)
class WholeTerm:
    """The term, and as `years` those that the phrase gives for it."""

    years: Years | None = None


@dataclass(frozen=True)
class AsNeeded:
    """No date, and as `years` those that the phrase gives for the term."""

    years: Years | None = None


@dataclass(frozen=True)
class Recurring:
    """Due again and again: in `part` or on `day` of each year, in the whole term or within a limit."""

    form: DeadlineForm
    part: Part | None = None
    day: MonthDay | None = None
    limit: Years | Since | None = None


Meaning = FixedDate | InYear | Years | WholeTerm | AsNeeded | Recurring
