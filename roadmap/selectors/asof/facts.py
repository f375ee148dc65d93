"""A few measures on another day: their facts by one query, and what the pure rules make of them.

For the rows of a page this is quicker than computing them in SQL (`tables.py`), which is for
choosing and ordering among many. What is asked often is remembered: the rules are functions of few
different values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateField, DateTimeField, Expression, TextField
from django.db.models.sql.compiler import SQLCompiler

from roadmap.choices import Agreement, Cycle, DeadlineForm, Status
from roadmap.rules.agreement import Settled, Side, joint
from roadmap.rules.periods import Term, silent_from
from roadmap.rules.rollup import roll_up_agreement, roll_up_status
from roadmap.rules.standing import days_of, is_closed
from roadmap.selectors.asof.tables import Tables
from roadmap.selectors.fetching import READERS, Columns, Row, Statement, run
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference, RoadmapRow

DIFFERENT_VALUES = 65_536
DAYS = slice(6, 9)
Said = tuple[Any, ...]
NOTHING_SAID: Said = (None, "not_started", 0, None, False, "", None)


@dataclass(frozen=True)
class Plan:
    """A measure as it stands in the text of the day; `team` are its executors, in their order.

    An executor is (region id, agency id, role, by agreement).
    """

    id: int
    roadmap: RoadmapRow
    form: str
    cancelled: bool
    team: Sequence[tuple[int, int, str, bool]]

    @property
    def engaged(self) -> list[int]:
        """Return the regions that carry it out, in the order of the Parties."""
        regions = {region_id for region_id, _agency, _role, _agreed in self.team}
        return [region_id for region_id in self.roadmap.region_ids if region_id in regions]


@dataclass
class Stood:
    """How measures stood: rows as the kept tables would have them (see measures.py, occurrences.py)."""

    joint: dict[int, tuple[str, int, str, bool]] = field(default_factory=dict)
    sides: list[Row] = field(default_factory=list)
    occurrences: list[Row] = field(default_factory=list)
    standings: list[Row] = field(default_factory=list)


class Team(Expression):
    """The executors of a measure, as `Plan.team` has them, in JSON; `sql` makes the list."""

    output_field = TextField()

    def __init__(self, sql: str) -> None:
        super().__init__()
        self.sql = sql

    def as_sql(
        self,
        compiler: SQLCompiler,  # noqa: ARG002 -- Django's signature
        connection: BaseDatabaseWrapper,  # noqa: ARG002 -- the same
        **_parts: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        """Return a list of lists, made by the database."""
        return self.sql, ()


def team_on(question: Question, reference: Reference) -> Team:
    """Return the executors of a measure on the question's day."""
    tables = Tables(question.facts_on, question.known_on, reference, "TRUE")
    return Team(tables.team('"roadmap_measure"."id"'))


def stood(question: Question, reference: Reference, plans: Sequence[Plan]) -> Stood:
    """Return how some measures stood on the question's day: one query."""
    found = Stood()
    if not plans:
        return found
    said: dict[int, list[Row]] = {}
    for row in _facts(question, reference, [plan.id for plan in plans]):
        said.setdefault(row[0], []).append(row)
    for plan in plans:
        _Measure(plan, question, reference).stand(said.get(plan.id, []), found)
    return found


def _facts(question: Question, reference: Reference, ids: Sequence[int]) -> list[Row]:
    scope = f"m.id IN ({', '.join(['%s'] * len(ids))})"
    tables = Tables(question.facts_on, question.known_on, reference, scope)
    readers = READERS[connection.vendor]
    days = [(index, readers[DateField]) for index in (3, 4, 9) if DateField in readers]
    instants = [(index, readers[DateTimeField]) for index in (13, 14) if DateTimeField in readers]
    return Columns((), (*days, *instants)).read(run(Statement(tables.facts(), tuple(ids))))


class _Measure:
    """One measure: its occurrences' joint standing, its sides, and its own joint standing (rules.md §4)."""

    def __init__(self, plan: Plan, question: Question, reference: Reference) -> None:
        self.plan = plan
        self.regions = plan.engaged
        term, day, known = plan.roadmap.term, question.facts_on, question.known_on
        cycles = {party.region_id: party.cycle_on(day, known) for party in plan.roadmap.parties}
        self.rules = {
            region_id: (plan.form, plan.cancelled, term, cycles[region_id].cycle, cycles[region_id].days_after)
            for region_id in self.regions
        }
        self.executors = {region_id: _executors(plan, region_id, reference) for region_id in self.regions}

    def stand(self, rows: Sequence[Row], found: Stood) -> None:
        """Add what the facts in `rows` come to."""
        by_side: dict[int, list[Row]] = {region_id: [] for region_id in self.regions}
        said: dict[int, list[Said]] = {region_id: [] for region_id in self.regions}
        statuses, progresses, agreements, closed = [], [], [], []
        for occurrence, words, settled in _by_occurrence(rows):
            standings = []
            for region_id in self.regions:
                word = words.get(region_id, NOTHING_SAID)
                standing = self._standing(region_id, occurrence, word)
                standings.append(standing)
                by_side[region_id].append(standing)
                said[region_id].append(word)
                found.standings.append((occurrence[0], region_id, *standing, *self.executors[region_id]))
            status, progress, agreement = _together(standings, [words.get(one) for one in self.regions], settled)
            is_done = bool(standings) and all(standing[5] for standing in standings)
            found.occurrences.append((*occurrence, status, progress, agreement, is_done, self.plan.id))
            statuses.append(status)
            progresses.append(progress)
            agreements.append(agreement)
            closed.append(is_done)
        for region_id in self.regions:
            side = _side(by_side[region_id], said[region_id])
            found.sides.append((self.plan.id, region_id, *side, *self.executors[region_id]))
        found.joint[self.plan.id] = (
            _status(tuple(statuses)),
            sum(progresses) // len(progresses) if progresses else 0,
            _agreement(tuple(agreements)),
            self.plan.cancelled or (bool(closed) and all(closed)),
        )

    def _standing(self, region_id: int, occurrence: Row, word: Said) -> Row:
        _number, status, progress, stands_on, at_risk, reason, _latest = word
        _id, _label, starts_on, due_on = occurrence
        days = _days(self.rules[region_id], status, starts_on, due_on, stands_on)
        return (status, progress, stands_on, at_risk, reason, *days)


def _executors(plan: Plan, region_id: int, reference: Reference) -> tuple[str, list[str], list[str]]:
    codes = reference.agencies
    own = [(codes[agency_id], role, agreed) for region, agency_id, role, agreed in plan.team if region == region_id]
    lead = next((code for code, role, _agreed in own if role == "lead"), "")
    co = [code for code, role, _agreed in own if role == "co"]
    return lead, co, [code for code, _role, agreed in own if agreed]


def _by_occurrence(rows: Sequence[Row]) -> list[tuple[Row, dict[int, Said], tuple[str, datetime] | None]]:
    """Return each occurrence (id, label, dates), what each region said of it, and its settlement."""
    found: dict[int, tuple[Row, dict[int, Said], tuple[str, datetime] | None]] = {}
    for row in rows:
        occurrence = row[1:5]
        if row[1] not in found:
            found[row[1]] = (occurrence, {}, (row[12], row[13]) if row[13] is not None else None)
        if row[6] is not None:
            found[row[1]][1][row[5]] = (row[6], row[7], row[8], row[9], bool(row[10]), row[11], row[14])
    return list(found.values())


def _together(
    standings: Sequence[Row], words: Sequence[Said | None], settled: tuple[str, datetime] | None
) -> tuple[str, int, str]:
    values = tuple(
        (standing[0], standing[1], word is not None) for standing, word in zip(standings, words, strict=True)
    )
    if settled is None:
        return _joint(values)
    sides = [
        Side(Status(status), progress, reported, word[6] if word is not None else None)
        for (status, progress, reported), word in zip(values, words, strict=True)
    ]
    result = joint(sides, Settled(Status(settled[0]), settled[1]))
    return result.status.value, result.progress, result.agreement.value


def _side(standings: Sequence[Row], said: Sequence[Said]) -> Row:
    """Return one Party's values on the measure, as `services.now.set_side` sets them."""
    newest: Said | None = None
    for word in said:
        if word[3] is not None and (newest is None or _order(word, newest) > _order(newest, word)):
            newest = word
    statuses = tuple(standing[0] for standing in standings)
    progress = sum(standing[1] for standing in standings) // len(standings) if standings else 0
    closed = bool(standings) and all(standing[5] for standing in standings)
    days = [_earliest(each) for each in zip(*(one[DAYS] for one in standings), strict=True)] or [None] * 3
    stands_on, at_risk, reason = (newest[3], newest[4], newest[5]) if newest else (None, False, "")
    return (_status(statuses), progress, stands_on, at_risk, reason, closed, *days)


def _earliest(days: Sequence[date | None]) -> date | None:
    come = [day for day in days if day is not None]
    return min(come) if come else None


def _order(word: Said, other: Said) -> tuple[Any, ...]:
    """Return the place of a word among those of its side; acceptances are known where days are equal."""
    return (word[3], word[6], word[0]) if word[3] == other[3] else (word[3],)


@lru_cache(maxsize=DIFFERENT_VALUES)
def _days(
    rules: tuple[str, bool, Term, str, int], status: str, starts_on: date, due_on: date, stands_on: date | None
) -> tuple[bool, date | None, date | None, date | None]:
    """Return whether a standing is closed, and the days from which it is late, due soon and silent."""
    form, cancelled, term, cycle, days_after = rules
    silent = silent_from(
        cycle=Cycle(cycle),
        days_after=days_after,
        term=term,
        occurrence_starts_on=starts_on,
        newest_stands_on=stands_on,
    )
    days = days_of(
        form=DeadlineForm(form),
        due_on=due_on,
        term=term,
        status=Status(status),
        cancelled=cancelled,
        silent_from=silent,
    )
    return is_closed(Status(status), cancelled), days.late_from, days.soon_from, days.silent_from


@lru_cache(maxsize=DIFFERENT_VALUES)
def _joint(sides: tuple[tuple[str, int, bool], ...]) -> tuple[str, int, str]:
    """Return the joint status, progress and agreement of sides without a settlement."""
    result = joint([Side(Status(status), progress, reported, None) for status, progress, reported in sides], None)
    return result.status.value, result.progress, result.agreement.value


@lru_cache(maxsize=DIFFERENT_VALUES)
def _status(statuses: tuple[str, ...]) -> str:
    return roll_up_status([Status(status) for status in statuses]).value


@lru_cache(maxsize=DIFFERENT_VALUES)
def _agreement(agreements: tuple[str, ...]) -> str:
    return roll_up_agreement([Agreement(agreement) for agreement in agreements]).value
