"""How one Party stands on one occurrence, and how healthy that is (rules.md §3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from roadmap.choices import DeadlineForm, Health, Reason, Status
from roadmap.rules.periods import Term

DAYS_OF_WARNING = 30
CLOSED_STATUSES = frozenset({Status.DONE, Status.NOT_DONE})
WORST_FIRST = tuple(Health)


@dataclass(frozen=True)
class Fact:
    """One accepted report, as far as the rules look at it.

    `superseded_at` is the acceptance of the correction that replaced it, or None.
    """

    report_id: int
    status: Status
    progress: int
    stands_on: date
    accepted_at: datetime
    superseded_at: datetime | None = None
    at_risk: bool = False
    reason: Reason | None = None


@dataclass(frozen=True)
class Days:
    """The first day on which an open standing is late, due soon, silent; None is never.

    They hold while no report is accepted and no date of the plan moves, so health needs no
    write at midnight (`health_on` compares them with the day).
    """

    late_from: date | None = None
    soon_from: date | None = None
    silent_from: date | None = None


def facts_that_count(
    facts: Iterable[Fact], *, as_of: date | None = None, known_on: datetime | None = None
) -> tuple[Fact, ...]:
    """Return the facts that answer for a day and a moment (rules.md §6), in the order given.

    `as_of` leaves out what holds later (None: no limit); `known_on` leaves out what was accepted
    later (None: now, so everything accepted). A fact is superseded from the moment its
    correction was accepted, whatever day the correction speaks of.
    """
    return tuple(
        fact
        for fact in facts
        if (as_of is None or fact.stands_on <= as_of)
        and (known_on is None or fact.accepted_at <= known_on)
        and not _is_superseded(fact, known_on)
    )


def newest_fact(facts: Iterable[Fact], *, as_of: date | None = None, known_on: datetime | None = None) -> Fact | None:
    """Return the fact that a standing's status, progress and date are taken from (rules.md §3).

    It is the one with the highest `stands_on`, then the latest acceptance, then the highest id,
    among those that count; None where none does, which reads as `not_started`, 0.
    """
    return max(
        facts_that_count(facts, as_of=as_of, known_on=known_on),
        key=lambda fact: (fact.stands_on, fact.accepted_at, fact.report_id),
        default=None,
    )


def latest_acceptance(
    facts: Iterable[Fact], *, as_of: date | None = None, known_on: datetime | None = None
) -> datetime | None:
    """Return when the last of the facts that count was accepted, or None without any.

    It may be later than the acceptance of `newest_fact`: a correction of an earlier day can come
    last, and a settlement must be younger than that one too (rules.md §4).
    """
    counted = facts_that_count(facts, as_of=as_of, known_on=known_on)
    return max((fact.accepted_at for fact in counted), default=None)


def is_closed(status: Status, cancelled: bool) -> bool:
    """Return whether nothing more is awaited: done, not done, or the measure cancelled."""
    return cancelled or status in CLOSED_STATUSES


def days_of(
    *,
    form: DeadlineForm,
    due_on: date,
    term: Term,
    status: Status,
    cancelled: bool,
    silent_from: date | None,
) -> Days:
    """Return from which days on a standing is late, due soon and silent (rules.md §3).

    A closed standing and an `as_needed` one are never any of them; a `whole_period` one is due
    with the term itself. `silent_from` comes from `periods.silent_from`.
    """
    if is_closed(status, cancelled) or form == DeadlineForm.AS_NEEDED:
        return Days()
    last_day = term.ends_on if form == DeadlineForm.WHOLE_PERIOD else due_on
    return Days(
        late_from=_day_after(last_day),
        soon_from=_days_before(last_day, DAYS_OF_WARNING),
        silent_from=silent_from,
    )


def health_on(*, closed: bool, days: Days, today: date) -> Health:
    """Return the health of a standing on `today`, that Party's local day (rules.md §3).

    The first match counts: closed, late, due soon, silent, on track.
    """
    if closed:
        return Health.CLOSED
    if _has_come(days.late_from, today):
        return Health.LATE
    if _has_come(days.soon_from, today):
        return Health.DUE_SOON
    if _has_come(days.silent_from, today):
        return Health.SILENT
    return Health.ON_TRACK


def worst_health(healths: Iterable[Health]) -> Health:
    """Return the worst of `healths` (late, due soon, silent, on track, closed; rules.md §4).

    Of none it is `on_track`: where nobody stands, nothing is late and nothing is closed.
    """
    return min(healths, key=WORST_FIRST.index, default=Health.ON_TRACK)


def days_silent(*, newest_stands_on: date | None, closed: bool, today: date) -> int | None:
    """Return the days from the newest accepted `stands_on` to `today` (rules.md §3).

    None where nothing was ever reported, and where the standing is closed.
    """
    if newest_stands_on is None or closed:
        return None
    return (today - newest_stands_on).days


def _is_superseded(fact: Fact, known_on: datetime | None) -> bool:
    """Return whether a correction of `fact` was accepted by `known_on` (None: ever)."""
    if fact.superseded_at is None:
        return False
    return known_on is None or fact.superseded_at <= known_on


def _has_come(day: date | None, today: date) -> bool:
    """Return whether `day` is today or past; None never comes."""
    return day is not None and day <= today


def _day_after(day: date) -> date | None:
    """Return the day after `day`, or None where the calendar ends with it."""
    return None if day == date.max else day + timedelta(days=1)


def _days_before(day: date, count: int) -> date:
    """Return the day `count` days before `day`, or the calendar's first."""
    return max(day, date.min + timedelta(days=count)) - timedelta(days=count)
