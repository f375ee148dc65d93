"""Questions about another day or moment: the same query sets, over the tables of that day (rules.md §6).

The ORM compiles a query set as it does for today; then each kept table in its text is replaced by
one of the same columns made of the dated facts (`tables.py`), which stands before it in a `WITH`
clause. That is raw SQL because the ORM can neither write such clauses nor swap a model's table, and
because writing every read twice would let the two drift apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from roadmap.selectors.asof.tables import JOINT_COLUMNS, STANDS_FOR, Tables
from roadmap.selectors.fetching import Prepared, Row, Statement, columns_of_query, run, statement_of, stream
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference

MEASURE, PLAN = "roadmap_measure", "asof_plan"
EVERY_MEASURE, NO_MEASURE = Statement("TRUE", ()), Statement("FALSE", ())
NOTHING = Statement("", ())


class Reader:
    """Reads query sets over the rows that services keep for today."""

    def moved(self, statement: Statement) -> Statement:
        """Return a statement over the tables that the question asks for."""
        return statement

    def rows(self, queryset: QuerySet[Any], names: Sequence[str]) -> list[Row]:
        """Return columns of the rows, by one query."""
        columns = columns_of_query(queryset, names)
        statement = statement_of(queryset.values_list(*columns.selected))
        return columns.read(run(self.moved(statement))) if statement is not None else []

    def portions(self, queryset: QuerySet[Any], names: Sequence[str], size: int) -> Iterator[list[Row]]:
        """Yield columns of the rows in portions, by one query that is read as it comes."""
        columns = columns_of_query(queryset, names)
        statement = statement_of(queryset.values_list(*columns.selected))
        if statement is not None:
            yield from (columns.read(rows) for rows in stream(self.moved(statement), size))

    def text(self, queryset: QuerySet[Any], names: Sequence[str]) -> Prepared:
        """Return a query set over the tables that the question asks for, to be kept; read it by a plain `Reader`."""
        columns = columns_of_query(queryset, names)
        statement = self.moved(statement_of(queryset.values_list(*columns.selected)) or NOTHING)
        return Prepared(statement.sql, statement.params, (), columns)

    def prepared(self, query: Prepared, values: Mapping[str, Any]) -> list[Row]:
        """Return the rows of a kept query for some values."""
        return query.columns.read(run(self.moved(query.statement(values)))) if query.sql else []

    def count(self, queryset: QuerySet[Any]) -> int:
        """Return how many rows there are, by one query."""
        statement = statement_of(queryset.order_by().values_list("pk"))
        if statement is None:
            return 0
        counted = Statement(f"SELECT COUNT(*) FROM ({statement.sql}) counted", statement.params)  # noqa: S608 -- the ORM's own text
        found: int = run(self.moved(counted))[0][0]
        return found


@dataclass(frozen=True)
class AnotherDay(Reader):
    """Reads query sets over the dated facts of the question's day; `scope` is a condition on measures."""

    question: Question
    reference: Reference
    scope: Statement

    def moved(self, statement: Statement) -> Statement:
        """Return a statement over the tables of the day."""
        sql = statement.sql
        needed = []
        for kept, dated in STANDS_FOR.items():
            if f'"{kept}"' in sql:
                name = dated if kept != MEASURE or _asks_for_standing(sql) else PLAN
                sql = sql.replace(f'"{kept}"', f'"{name}"')
                needed.append(name)
        tables = Tables(self.question.facts_on, self.question.known_on, self.reference, self.scope.sql)
        clause = tables.of(needed) if needed else ""
        params = self.scope.params * clause.count(self.scope.sql) if self.scope.params else ()
        return Statement(f"{clause}{sql}", (*params, *statement.params))


def _asks_for_standing(sql: str) -> bool:
    """Return whether a query looks at how measures stand jointly, not only at their text."""
    return any(f'"{MEASURE}"."{column}"' in sql for column in JOINT_COLUMNS)


def reader(question: Question, reference: Reference, scope: QuerySet[Any] | Sequence[int] | None = None) -> Reader:
    """Return what reads a question: today's rows, or the facts of another day.

    `scope` limits the work to some measures: a query set of their ids over what no day changes, or
    the ids themselves; None is every measure.
    """
    if is_kept(question, reference):
        return Reader()
    return AnotherDay(question, reference, _condition(scope))


def is_kept(question: Question, reference: Reference) -> bool:
    """Return whether the rows that services keep answer a question.

    They do not where a text took effect today that no write has brought into them yet.
    """
    pending = (row.next_text_on for row in reference.roadmaps.values() if row.next_text_on is not None)
    return question.is_present and all(day > question.facts_on for day in pending)


def _condition(scope: QuerySet[Any] | Sequence[int] | None) -> Statement:
    if scope is None:
        return EVERY_MEASURE
    if not isinstance(scope, QuerySet):
        return Statement(f"m.id IN ({', '.join(['%s'] * len(scope))})", tuple(scope)) if scope else NO_MEASURE
    statement = statement_of(scope)
    return NO_MEASURE if statement is None else Statement(f"m.id IN ({statement.sql})", statement.params)
