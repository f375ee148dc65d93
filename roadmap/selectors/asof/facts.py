"""A few measures on another day: their facts by one query, and what the pure rules make of them.

For the rows of a page this is quicker than computing them in SQL (`tables.py`), which is for
choosing and ordering among many. What is asked often is remembered: the rules are functions of few
different values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
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
IS_CLOSED = itemgetter(5)
DIFFERENT_MEASURES = 4_096
Said = tuple[Any, ...]
Executor = tuple[int, int, str, bool]
Joint = tuple[str, int, str, bool]
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
    team: tuple[Executor, ...]


@dataclass
class Stood:
    """How measures stood: rows as the kept tables would have them (see measures.py, occurrences.py)."""

    joint: dict[int, Joint] = field(default_factory=dict)
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
    rules = {plan.roadmap.code: _rules(plan.roadmap, question) for plan in plans}
    codes = _Codes(reference.codes, reference.agencies)
    for plan in plans:
        of_one = plan.id, plan.form, plan.cancelled, plan.team, rules[plan.roadmap.code]
        joint_ones, sides, occurrences, standings = _stand(of_one, tuple(said.get(plan.id, ())), codes)
        found.joint[plan.id] = joint_ones
        found.sides += sides
        found.occurrences += occurrences
        found.standings += standings
    return found


@dataclass(frozen=True)
class _Codes:
    """The codes of agencies; `known` tells them from others."""

    known: str
    agencies: Mapping[int, str] = field(compare=False)


@dataclass(frozen=True)
class _Rules:
    """What a road map's Parties are asked to do, in their order: region, cycle and days allowed."""

    term: Term
    cycles: tuple[tuple[int, str, int], ...]


def _rules(roadmap: RoadmapRow, question: Question) -> _Rules:
    cycles = [(one.region_id, one.cycle_on(question.facts_on, question.known_on)) for one in roadmap.parties]
    return _Rules(roadmap.term, tuple([(region_id, one.cycle, one.days_after) for region_id, one in cycles]))


@lru_cache(maxsize=DIFFERENT_MEASURES)
def _stand(
    measure: tuple[int, str, bool, tuple[Executor, ...], _Rules], rows: tuple[Row, ...], codes: _Codes
) -> tuple[Joint, list[Row], list[Row], list[Row]]:
    """Return what the facts in `rows` come to: jointly, for the sides, for the occurrences and the standings."""
    found = _Measure(*measure, codes.agencies)
    found.stand(rows)
    return found.joint, found.sides, found.occurrences, found.standings


def _facts(question: Question, reference: Reference, ids: Sequence[int]) -> list[Row]:
    scope = f"m.id IN ({', '.join(['%s'] * len(ids))})"
    tables = Tables(question.facts_on, question.known_on, reference, scope)
    readers = READERS[connection.vendor]
    days = [(index, readers[DateField]) for index in (3, 4, 9) if DateField in readers]
    instants = [(index, readers[DateTimeField]) for index in (13, 14) if DateTimeField in readers]
    return Columns((), (*days, *instants)).read(run(Statement(tables.facts(), tuple(ids))))


class _Measure:
    """One measure: its occurrences' joint standing, its sides, and its own joint standing (rules.md §4)."""

    def __init__(
        self,
        number: int,
        form: str,
        cancelled: bool,
        team: tuple[Executor, ...],
        rules: _Rules,
        agencies: Mapping[int, str],
    ) -> None:
        self.id, self.cancelled = number, cancelled
        engaged = {one[0] for one in team}
        self.regions = [one[0] for one in rules.cycles if one[0] in engaged]
        self.rules = {one[0]: (form, cancelled, rules.term, one[1], one[2]) for one in rules.cycles}
        self.executors = {region_id: _executors(team, region_id, agencies) for region_id in self.regions}
        self.joint: Joint = ("not_started", 0, "unreported", cancelled)
        self.sides: list[Row] = []
        self.occurrences: list[Row] = []
        self.standings: list[Row] = []

    def stand(self, rows: Sequence[Row]) -> None:
        """Work out what the facts in `rows` come to."""
        by_side: dict[int, list[Row]] = {region_id: [] for region_id in self.regions}
        said: dict[int, list[Said]] = {region_id: [] for region_id in self.regions}
        for occurrence, words, settled in _by_occurrence(rows):
            standings = []
            for region_id in self.regions:
                word = words.get(region_id, NOTHING_SAID)
                standing = self._standing(region_id, occurrence, word)
                standings.append(standing)
                by_side[region_id].append(standing)
                said[region_id].append(word)
                self.standings.append((occurrence[0], region_id, *standing, *self.executors[region_id]))
            status, progress, agreement = _together(standings, [words.get(one) for one in self.regions], settled)
            is_done = bool(standings) and all(map(IS_CLOSED, standings))
            self.occurrences.append((*occurrence, status, progress, agreement, is_done, self.id))
        for region_id in self.regions:
            side = _side(by_side[region_id], said[region_id])
            self.sides.append((self.id, region_id, *side, *self.executors[region_id]))
        if self.occurrences:
            self.joint = self._jointly()

    def _jointly(self) -> Joint:
        statuses, progresses, agreements, closed = list(zip(*self.occurrences, strict=True))[4:8]
        progress = sum(progresses) // len(progresses)
        return _status(statuses), progress, _agreement(agreements), self.cancelled or all(closed)

    def _standing(self, region_id: int, occurrence: Row, word: Said) -> Row:
        _number, status, progress, stands_on, at_risk, reason, _latest = word
        _id, _label, starts_on, due_on = occurrence
        days = _days(self.rules[region_id], status, starts_on, due_on, stands_on)
        return (status, progress, stands_on, at_risk, reason, *days)


def _executors(team: Sequence[Executor], region_id: int, codes: Mapping[int, str]) -> tuple[str, list[str], list[str]]:
    own = [(codes[agency_id], role, agreed) for region, agency_id, role, agreed in team if region == region_id]
    lead = next(iter([code for code, role, _agreed in own if role == "lead"]), "")
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
    pairs = zip(standings, words, strict=True)
    values = tuple([(standing[0], standing[1], word is not None) for standing, word in pairs])
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
    stands_on, at_risk, reason = (newest[3], newest[4], newest[5]) if newest else (None, False, "")
    if not standings:
        return (_status(()), 0, stands_on, at_risk, reason, False, None, None, None)
    statuses, progresses, _on, _risks, _reasons, closed, *days = zip(*standings, strict=True)
    progress = sum(progresses) // len(progresses)
    return (_status(statuses), progress, stands_on, at_risk, reason, all(closed), *[_earliest(one) for one in days])


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
