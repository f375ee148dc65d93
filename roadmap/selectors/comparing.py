"""What changed between two days: the measures that stood otherwise on the earlier one (rules.md §6).

The tables of the other day stand under names of their own beside those of the question's, so that one
statement finds the rows that differ, whatever else is asked of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, F, Func, Q

from roadmap.models import Measure
from roadmap.selectors.asof import EVERY_MEASURE, MEASURE, AnotherDay, Reader, reader
from roadmap.selectors.asof.tables import STANDS_FOR, Tables, literal
from roadmap.selectors.fetching import Statement
from roadmap.selectors.health import SIDES_OF_MEASURE, WORST_FIRST, HealthIn
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.rows import Json

if TYPE_CHECKING:
    from datetime import date

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

COMPARED = ("status", "progress", "health", "agreement", "due_on")
THEN_MEASURE = STANDS_FOR[MEASURE].replace("asof_", "then_")


class StoodThen(Func):
    """Whether a measure stood on another day as it stands on the question's, in all that is compared."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, question: Question, day: date) -> None:
        health = HealthIn(question, SIDES_OF_MEASURE).code()
        super().__init__(F("id"), F("status"), F("progress"), health, F("agreement"), F("due_on"))
        self.day = day

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002 -- Django's signature
        *_parts: str | None,
        **_context: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        """Return the comparison: one set of the other day's rows, looked up by the whole row."""
        parts = [compiler.compile(source) for source in self.get_source_expressions()]
        columns = ", ".join(sql for sql, _params in parts)
        params = tuple(param for _sql, some in parts for param in some)
        then = f"SELECT t.id, t.status, t.progress, {_health('t', self.day)}, t.agreement, t.due_on"
        return f"({columns}) IN ({then} FROM {THEN_MEASURE} t)", params


@dataclass(frozen=True)
class BothDays(Reader):
    """Reads query sets that look at the rows of two days."""

    now: Reader
    question: Question
    reference: Reference
    scope: Statement

    def moved(self, statement: Statement) -> Statement:
        """Return a statement over the tables of the question's day, with those of the other day beside them."""
        moved = self.now.moved(statement)
        day = self.question.compared_with
        assert day is not None  # noqa: S101 -- whoever compares names the day
        tables = Tables(day, self.question.known_on, self.reference, self.scope.sql)
        clause = tables.of([STANDS_FOR[MEASURE]]).replace("asof_", "then_").strip()
        params = self.scope.params * clause.count(self.scope.sql) if self.scope.params else ()
        is_dated = moved.sql.startswith("WITH ")
        sql = f"{clause}, {moved.sql.removeprefix('WITH ')}" if is_dated else f"{clause} {moved.sql}"
        return Statement(sql, (*params, *moved.params))


def differing(question: Question) -> Q:
    """Return the condition that a measure stands otherwise than on the day it is compared with, or is new."""
    if question.compared_with is None:
        return Q()
    return ~Q(StoodThen(question, question.compared_with))


def comparing(now: Reader, question: Question, reference: Reference) -> Reader:
    """Return what also reads the other day, where a question compares two; `now` reads its own."""
    if question.compared_with is None:
        return now
    scope = now.scope if isinstance(now, AnotherDay) else EVERY_MEASURE
    return BothDays(now, question, reference, scope)


def stood_then(question: Question, reference: Reference, measure_ids: Sequence[int]) -> Mapping[int, Json]:
    """Return how measures stood on the day they are compared with; those not in the text yet are absent.

    One query, or none.
    """
    if question.compared_with is None or not measure_ids:
        return {}
    then = replace(question, as_of=question.compared_with, compared_with=None)
    found = Measure.objects.filter(pk__in=measure_ids, holds_from__lte=then.facts_on)
    named = found.annotate(health=HealthIn(then, SIDES_OF_MEASURE).code())
    rows = reader(then, reference, list(measure_ids)).rows(named, ("pk", *COMPARED))
    return {row[0]: dict(zip(COMPARED, row[1:], strict=True)) for row in rows}


def _health(alias: str, day: date) -> str:
    """Return the health of a row of the other day, first match first (rules.md §3)."""
    columns = {"late": "late_from", "due_soon": "soon_from", "silent": "silent_from"}
    whens = " ".join(
        f"WHEN {alias}.{columns[code]} <= {literal(day)} THEN '{code}'" for code in WORST_FIRST if code in columns
    )
    return f"CASE WHEN {alias}.is_closed THEN 'closed' {whens} ELSE 'on_track' END"
