"""Silence and punctuality of each Party, and of each agency that leads: counted by the database (rules.md §3, §6).

What is counted are pairs of a standing and a reporting period that is over, allowance included. A pair is
expected where the period began on or after the occurrence's start, and the standing was not closed before it.
It is reported where an accepted report says how things stood on a day inside the period; in time where
the first such report was submitted before the allowance ended. An `as_needed` or cancelled measure expects
nothing. That is raw SQL because the ORM cannot join rows that are given with the query, as the periods are.
"""

# ruff: noqa: S608 -- SQL is what this file writes: of constants, and of days, instants and ids as literals

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from roadmap.choices import Cycle, DeadlineForm
from roadmap.rules.periods import Period, reporting_periods
from roadmap.selectors.asof import reader
from roadmap.selectors.asof.tables import literal
from roadmap.selectors.criteria import ids_of
from roadmap.selectors.fetching import Row, Statement, run
from roadmap.selectors.question import Question
from roadmap.selectors.reference import PartyRow, Reference, RoadmapRow

# whole days that passed between two instants
DAYS_PASSED = {
    "postgresql": "CAST(FLOOR(EXTRACT(EPOCH FROM (w.first_at - w.ended_at)) / 86400) AS integer)",
    "sqlite": "CAST(julianday(w.first_at) - julianday(w.ended_at) + 0.000001 AS integer)",
}
PERCENT = 100


@dataclass(frozen=True)
class Punctuality:
    """How one side reports; `agency` None: the whole Party. Percentages are whole, rounded down.

    `median_days` counts from the end of a period to the first submission about it (0: before the end), None where
    nothing was reported; `share_in_time` is of what was expected, None where nothing was. `periods_missed` are
    periods about which the side said nothing at all though something was expected. `days_silent` is since the
    newest day that an accepted report of the side speaks of, None where it never reported.
    """

    region: str
    agency: str | None
    expected: int
    reported: int
    missed: int
    in_time: int
    share_in_time: int | None
    median_days: int | None
    periods: int
    periods_missed: int
    last_stands_on: date | None
    days_silent: int | None


@dataclass
class _Tally:
    """The counts of one side while rows are added: pairs by days, by period, and the newest word."""

    in_time: int = 0
    missed: int = 0
    days: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    reported_in: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    last_stands_on: date | None = None

    def add(self, period: date, days: int | None, in_time: bool, count: int) -> None:
        """Count pairs that say the same."""
        self.reported_in[period] += 0 if days is None else count
        if days is None:
            self.missed += count
            return
        self.days[days] += count
        self.in_time += count if in_time else 0

    def spoke(self, stands_on: date | None) -> None:
        """Take the newest day that something of the side speaks of."""
        if stands_on is not None:
            self.last_stands_on = max(self.last_stands_on or stands_on, stands_on)

    def shown(self, region: str, agency: str | None, day: date) -> Punctuality:
        """Return what the counts come to."""
        reported = sum(self.days.values())
        expected = reported + self.missed
        return Punctuality(
            region=region,
            agency=agency,
            expected=expected,
            reported=reported,
            missed=self.missed,
            in_time=self.in_time,
            share_in_time=self.in_time * PERCENT // expected if expected else None,
            median_days=_median(self.days),
            periods=len(self.reported_in),
            periods_missed=sum(1 for count in self.reported_in.values() if not count),
            last_stands_on=self.last_stands_on,
            days_silent=(day - self.last_stands_on).days if self.last_stands_on is not None else None,
        )


def punctuality(
    question: Question, reference: Reference, roadmaps: Collection[str] | None = None
) -> list[Punctuality]:
    """Return each Party's figures, each followed by those of its leading agencies, by code: two queries.

    `roadmaps` are the codes of those asked for; left out, all that the reader may know of.
    """
    asked = _asked(question, reference, roadmaps)
    tallies: dict[tuple[int, int | None], _Tally] = {
        (party.region_id, None): _Tally() for row in asked.values() for party in row.parties
    }
    for region_id, lead_id, period, days, in_time, count in _pairs(question, reference, asked):
        for key in ((region_id, None), (region_id, lead_id)):
            tallies.setdefault(key, _Tally()).add(period, days, in_time, count)
    for region_id, lead_id, stands_on in _last_words(question, reference, asked):
        for key in ((region_id, None), (region_id, lead_id)):
            tallies.setdefault(key, _Tally()).spoke(stands_on)
    found = [
        tally.shown(
            reference.regions[region_id].code,
            reference.agencies[lead_id] if lead_id is not None else None,
            question.day_of(region_id),
        )
        for (region_id, lead_id), tally in tallies.items()
    ]
    return sorted(found, key=lambda one: (one.region, one.agency or ""))


def _asked(question: Question, reference: Reference, roadmaps: Collection[str] | None) -> dict[int, RoadmapRow]:
    hidden = reference.hidden_from(question.reader)
    wanted = ids_of(reference.roadmap_ids, roadmaps)
    return {pk: row for pk, row in reference.roadmaps.items() if pk not in hidden and (wanted is None or pk in wanted)}


def _pairs(
    question: Question, reference: Reference, asked: dict[int, RoadmapRow]
) -> Iterator[tuple[int, int | None, date, int | None, bool, int]]:
    """Yield counted pairs: region, lead agency, the period's first day, days after its end, in time, how many."""
    periods = [
        line for row in asked.values() for party in row.parties for line in _periods(question, reference, row, party)
    ]
    if not periods:
        return
    known = "" if question.known_on is None else f" AND r.accepted_at <= {literal(question.known_on)}"
    passed = DAYS_PASSED[connection.vendor]
    days = f"CASE WHEN w.first_at IS NULL THEN NULL WHEN w.first_at < w.ended_at THEN 0 ELSE {passed} + 1 END"
    inner = (
        "SELECT p.region_id, d.lead_id, p.starts_on, p.ended_at, p.until_at, "
        "(SELECT MIN(r.submitted_at) FROM roadmap_report r WHERE r.standing_id = s.id AND r.state = 'accepted' "
        f"AND r.stands_on BETWEEN p.starts_on AND p.ends_on AND r.stands_on <= {literal(question.facts_on)}{known}) "
        "AS first_at "
        f"FROM (SELECT column1 AS party_id, column2 AS region_id, column3 AS starts_on, column4 AS ends_on, "
        f"column5 AS ended_at, column6 AS until_at FROM (VALUES {', '.join(periods)}) given) p "
        'JOIN "roadmap_standing" s ON s.party_id = p.party_id AND s.has_executor '
        'JOIN "roadmap_occurrence" o ON o.id = s.occurrence_id AND NOT o.is_retired '
        'JOIN "roadmap_measure" m ON m.id = s.measure_id AND NOT m.is_cancelled '
        f"AND m.deadline_form <> '{DeadlineForm.AS_NEEDED.value}' AND m.holds_from <= p.starts_on "
        'JOIN "roadmap_measureside" d ON d.measure_id = s.measure_id AND d.region_id = p.region_id '
        "WHERE o.starts_on <= p.starts_on AND NOT (s.is_closed AND s.stands_on < p.starts_on)"
    )
    sql = (
        "SELECT y.region_id, y.lead_id, y.starts_on, y.days, y.in_time, COUNT(*) FROM (SELECT w.region_id, w.lead_id, "
        f"w.starts_on, {days} AS days, (w.first_at IS NOT NULL AND w.first_at < w.until_at) AS in_time "
        f"FROM ({inner}) w) y GROUP BY y.region_id, y.lead_id, y.starts_on, y.days, y.in_time"
    )
    for region_id, lead_id, starts_on, late, in_time, count in _rows(question, reference, sql):
        yield region_id, lead_id, _day(starts_on), late, bool(in_time), count


def _last_words(
    question: Question, reference: Reference, asked: dict[int, RoadmapRow]
) -> Iterator[tuple[int, int | None, date | None]]:
    """Yield the newest day that each lead agency's measures were reported on, by region and agency."""
    if not asked:
        return
    ids = ", ".join(str(pk) for pk in asked)
    sql = (
        'SELECT d.region_id, d.lead_id, MAX(d.stands_on) FROM "roadmap_measureside" d '
        f'JOIN "roadmap_measure" m ON m.id = d.measure_id AND m.roadmap_id IN ({ids}) GROUP BY d.region_id, d.lead_id'
    )
    for region_id, lead_id, stands_on in _rows(question, reference, sql):
        yield region_id, lead_id, _day(stands_on) if stands_on is not None else None


def _rows(question: Question, reference: Reference, sql: str) -> Sequence[Row]:
    return run(reader(question, reference).moved(Statement(sql.replace("%", "%%"), ())))


def _periods(question: Question, reference: Reference, row: RoadmapRow, party: PartyRow) -> Iterator[str]:
    """Yield the periods of a Party that are over on its day, allowance included, as rows of SQL."""
    day = question.day_of(party.region_id)
    held = party.cycle_on(day, question.known_on)
    zone = ZoneInfo(reference.regions[party.region_id].timezone)
    for period in reporting_periods(Cycle(held.cycle), row.term):
        until = period.ends_on + timedelta(days=held.days_after + 1)
        if until <= day:
            yield _line(party, period, _midnight(period.ends_on + timedelta(days=1), zone), _midnight(until, zone))


def _line(party: PartyRow, period: Period, ended_at: datetime, until_at: datetime) -> str:
    values = (literal(period.starts_on), literal(period.ends_on), literal(ended_at), literal(until_at))
    return f"({party.id}, {party.region_id}, {', '.join(values)})"


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def _day(value: date | str) -> date:
    """Return a day, which SQLite hands out as text where it is computed."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _median(counts: dict[int, int]) -> int | None:
    """Return the middle of counted days, the lower one of two; None of none."""
    total, passed = sum(counts.values()), 0
    for days in sorted(counts):
        passed += counts[days]
        if 2 * passed >= total:
            return days
    return None
