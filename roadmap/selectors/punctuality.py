"""Silence and punctuality of each Party, and of each agency that leads: counted by the database (rules.md §3, §6).

What is counted are pairs of a standing and a reporting period that is over, allowance included. A pair is
expected where the period began on or after the occurrence's start, and the standing was not closed before it.
It is reported where an accepted report says how things stood on a day inside the period; in time where
the first such report was submitted before the allowance ended. An `as_needed` or cancelled measure expects
nothing. Standings are grouped before they meet the periods, and reports meet one period each, so that the work
grows with both and not with the pairs. That is raw SQL because the ORM cannot join rows that are given with the
query, as the periods are.
"""

# ruff: noqa: S608 -- SQL is what this file writes: of constants, and of days, instants and ids as literals

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from roadmap.choices import Cycle, DeadlineForm
from roadmap.rules.facts import ALWAYS_KNOWN
from roadmap.rules.periods import Period, reporting_periods
from roadmap.selectors.asof import is_kept
from roadmap.selectors.asof.tables import Tables, literal
from roadmap.selectors.criteria import ids_of
from roadmap.selectors.fetching import Statement, run
from roadmap.selectors.question import Question
from roadmap.selectors.reference import PartyRow, Reference, RoadmapRow

# whole days that passed between two instants
DAYS_PASSED = {
    "postgresql": "CAST(FLOOR(EXTRACT(EPOCH FROM (f.first_at - f.ended_at)) / 86400) AS integer)",
    "sqlite": "CAST(julianday(f.first_at) - julianday(f.ended_at) + 0.000001 AS integer)",
}
# a standing's pairs with the periods `p` that are expected
EXPECTED = (
    "p.party_id = {0}.party_id AND p.starts_on >= {0}.begins_on AND p.starts_on >= {0}.holds_from "
    "AND ({0}.closed_on IS NULL OR p.starts_on <= {0}.closed_on)"
)
COUNTS = f"NOT {{0}}.is_cancelled AND {{0}}.deadline_form <> '{DeadlineForm.AS_NEEDED.value}'"
# the standings of today, as they are kept, and those of another day, of its facts (see _tables)
KEPT = (
    "SELECT d.region_id, d.lead_id, d.stands_on AS spoken_on, s.id AS standing_id, s.party_id, m.holds_from, "
    f"CASE WHEN {COUNTS.format('m')} THEN o.starts_on END AS begins_on, "
    "CASE WHEN s.is_closed THEN s.stands_on END AS closed_on "
    "FROM roadmap_measureside d JOIN roadmap_measure m ON m.id = d.measure_id "
    "LEFT JOIN roadmap_standing s ON s.measure_id = d.measure_id AND s.region_id = d.region_id AND s.has_executor "
    "LEFT JOIN roadmap_occurrence o ON o.id = s.occurrence_id AND NOT o.is_retired "
    "WHERE d.lead_id IS NOT NULL"
)
DATED = (
    "SELECT s.region_id, s.lead_id, s.stands_on AS spoken_on, s.standing_id, s.party_id, m.holds_from, "
    f"CASE WHEN s.occurrence_id IS NOT NULL AND {COUNTS.format('s')} THEN s.starts_on END AS begins_on, "
    "CASE WHEN s.status IN ('done', 'not_done') THEN s.stands_on END AS closed_on "
    "FROM asof_said s JOIN roadmap_measure m ON m.id = s.measure_id WHERE s.party_id IS NOT NULL"
)
ALIKE = "region_id, lead_id, party_id, holds_from, begins_on, closed_on"
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
    """The counts of one side while rows are added: pairs by days and by period, and the newest word."""

    in_time: int = 0
    days: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    expected_in: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    reported_in: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    last_stands_on: date | None = None

    def expect(self, period: date | None, count: int, spoken_on: date | None) -> None:
        """Count pairs that are expected of a period (None: none is), and take the newest day spoken of."""
        if period is not None:
            self.expected_in[period] += count
        if spoken_on is not None:
            self.last_stands_on = max(self.last_stands_on or spoken_on, spoken_on)

    def report(self, period: date, days: int, count: int, *, in_time: bool) -> None:
        """Count reported pairs that say the same."""
        self.reported_in[period] += count
        self.days[days] += count
        self.in_time += count if in_time else 0

    def shown(self, region: str, agency: str | None, day: date) -> Punctuality:
        """Return what the counts come to."""
        expected, reported = sum(self.expected_in.values()), sum(self.reported_in.values())
        return Punctuality(
            region=region,
            agency=agency,
            expected=expected,
            reported=reported,
            missed=expected - reported,
            in_time=self.in_time,
            share_in_time=self.in_time * PERCENT // expected if expected else None,
            median_days=_median(self.days),
            periods=len(self.expected_in),
            periods_missed=len(self.expected_in.keys() - self.reported_in.keys()),
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
    if not asked:
        return []
    tallies: dict[tuple[int, int | None], _Tally] = defaultdict(_Tally)
    for party in (party for row in asked.values() for party in row.parties):
        tallies[party.region_id, None] = _Tally()
    tables = _tables(question, reference, asked)
    for region_id, lead_id, starts_on, spoken_on, count in run(_expected(tables)):
        for tally in (tallies[region_id, None], tallies[region_id, lead_id]):
            tally.expect(_day(starts_on), count, _day(spoken_on))
    for region_id, lead_id, starts_on, days, in_time, count in run(_reported(tables, question)):
        for tally in (tallies[region_id, None], tallies[region_id, lead_id]):
            tally.report(date.fromisoformat(str(starts_on)), days, count, in_time=bool(in_time))
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


def _tables(question: Question, reference: Reference, asked: dict[int, RoadmapRow]) -> str:
    """Return a `WITH` clause of what meets: standings (`w`) and the periods that are over (`p`).

    A row of `w` is a standing that the agency `lead_id` answers for; pairs are expected of it from `begins_on`
    (none: never) until `closed_on` (none: always). A measure without a standing has one row all the same, for
    `spoken_on`, a day that was spoken of, goes beyond what is expected.
    """
    periods = [
        line for row in asked.values() for party in row.parties for line in _periods(question, reference, row, party)
    ]
    nothing = f"(0, {literal(date.max)}, {literal(date.max)}, {literal(ALWAYS_KNOWN)}, {literal(ALWAYS_KNOWN)})"
    scope = f"m.roadmap_id IN ({', '.join(str(pk) for pk in asked)})"
    if is_kept(question, reference):
        start, standings = "WITH", f"{KEPT} AND {scope}"
    else:
        said = Tables(question.facts_on, question.known_on, reference, scope).of(("asof_said",))
        start, standings = f"{said},", DATED
    return (
        f"{start} w AS MATERIALIZED ({standings}), p AS (SELECT column1 AS party_id, column2 AS starts_on, "
        "column3 AS ends_on, column4 AS ended_at, column5 AS until_at "
        f"FROM (VALUES {', '.join(periods or [nothing])}) given) "
    )


def _expected(tables: str) -> Statement:
    """Return a query of region, lead agency, a period's first day, the newest day spoken of, pairs expected.

    The period is None where nothing is expected.
    """
    return Statement(
        f"{tables}SELECT g.region_id, g.lead_id, p.starts_on, MAX(g.spoken_on), CAST(SUM(g.standings) AS integer) "
        f"FROM (SELECT {ALIKE}, MAX(spoken_on) AS spoken_on, COUNT(*) AS standings FROM w GROUP BY {ALIKE}) g "
        f"LEFT JOIN p ON {EXPECTED.format('g')} GROUP BY g.region_id, g.lead_id, p.starts_on",
        (),
    )


def _reported(tables: str, question: Question) -> Statement:
    """Return a query of region, lead agency, a period's first day, days after its end, in time, pairs reported."""
    counts = "r.state = 'accepted'"
    if question.known_on is not None:
        counts += f" AND r.accepted_at <= {literal(question.known_on)}"
    # what counts is not a condition of the join: SQLite would look for reports by their state
    first = (
        "SELECT w.region_id, w.lead_id, p.starts_on, p.ended_at, p.until_at, "
        f"MIN(CASE WHEN {counts} THEN r.submitted_at END) AS first_at "
        "FROM w CROSS JOIN roadmap_report r CROSS JOIN p WHERE r.standing_id = w.standing_id "
        f"AND r.stands_on BETWEEN p.starts_on AND p.ends_on AND {EXPECTED.format('w')} "
        "GROUP BY w.standing_id, w.region_id, w.lead_id, p.starts_on, p.ended_at, p.until_at"
    )
    days = f"CASE WHEN f.first_at < f.ended_at THEN 0 ELSE {DAYS_PASSED[connection.vendor]} + 1 END"
    return Statement(
        f"{tables}SELECT region_id, lead_id, starts_on, days, in_time, COUNT(*) FROM (SELECT f.region_id, f.lead_id, "
        f"f.starts_on, {days} AS days, f.first_at < f.until_at AS in_time FROM ({first}) f "
        "WHERE f.first_at IS NOT NULL) y "
        "GROUP BY region_id, lead_id, starts_on, days, in_time",
        (),
    )


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
    return f"({party.id}, {', '.join(values)})"


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def _day(value: date | str | None) -> date | None:
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
