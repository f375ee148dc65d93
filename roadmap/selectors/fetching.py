"""Rows of a query set as tuples, without the ORM's work for each row (performance.md).

The SQL is the ORM's own; here it is only run. That is raw SQL with three reasons: the text of a
query that differs in nothing but its values is made once and kept; values are converted a column
at a time, each different one once; and asof.py can put the tables of another day under it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import BooleanField, DateField, DateTimeField, Field, JSONField, QuerySet, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

Row = tuple[Any, ...]
Reader = Callable[[Any], Any]
DIFFERENT_VALUES = 65_536
DIFFERENT_QUERIES = 2_000
PATIENCE = "5min"
# values that stand for others while a query's text is made; no row has them
SAMPLE_ID = 8_000_000_000_000_000
SAMPLE_DAY = date(1111, 1, 11)
SAMPLES: Mapping[type[Any], Any] = {
    int: SAMPLE_ID - 1,
    str: "\u2422 no row's text",
    date: date(1111, 1, 12),
    datetime: datetime(1111, 1, 13, tzinfo=UTC),
}

_kept: dict[Hashable, Prepared] = {}


@dataclass(frozen=True)
class Columns:
    """Columns as they are selected, and what turns their raw values into Python's (None: nothing)."""

    selected: tuple[str | Combinable, ...]
    readers: tuple[tuple[int, Reader], ...]

    def read(self, rows: Sequence[Row]) -> list[Row]:
        """Return rows with their values converted, a column at a time."""
        if not rows or not self.readers:
            return list(rows)
        columns: list[Any] = list(zip(*rows, strict=True))
        for index, reader in self.readers:
            columns[index] = map(reader, columns[index])
        return list(zip(*columns, strict=True))


@dataclass(frozen=True)
class Statement:
    """A query as text with its parameters."""

    sql: str
    params: tuple[Any, ...]


@dataclass(frozen=True)
class Prepared:
    """A query whose text is kept: `slots` names the parameters that change, the others stay."""

    sql: str
    params: tuple[Any, ...]
    slots: tuple[tuple[int, str], ...]
    columns: Columns

    def statement(self, values: Mapping[str, Any]) -> Statement:
        """Return the query for some values of the slots."""
        params = list(self.params)
        for index, name in self.slots:
            params[index] = raw(values[name])
        return Statement(self.sql, tuple(params))


def fetch(queryset: QuerySet[Any], names: Sequence[str]) -> list[Row]:
    """Return the columns `names` of a query set's rows, by one query. Values are shared: never change them."""
    columns = columns_of_query(queryset, names)
    statement = statement_of(queryset.values_list(*columns.selected))
    return columns.read(run(statement)) if statement is not None else []


def statement_of(queryset: QuerySet[Any]) -> Statement | None:
    """Return a query set as text, or None where it can find nothing."""
    try:
        sql, params = queryset.query.get_compiler(queryset.db).as_sql()
    except EmptyResultSet:
        return None
    return Statement(sql, tuple(params))


def run(statement: Statement) -> list[Row]:
    """Return the raw rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.params)
        rows: list[Row] = cursor.fetchall()
    return rows


def stream(statement: Statement, size: int) -> Iterator[list[Row]]:
    """Yield the raw rows of a statement in portions, as the database gives them; read it in a `snapshot`."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement.sql, statement.params)
        while rows := cursor.fetchmany(size):
            yield rows


@contextmanager
def snapshot() -> Iterator[None]:
    """Let all reads inside see one state of the data, whatever is written meanwhile.

    A transaction that is open already stays as it is. A reader who takes long is not cut off for
    being idle; readers and writers do not wait for one another on either database.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{PATIENCE}'")
            yield
    else:
        # not atomic(): that would take the right to write, and keep writers waiting
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def kept(key: Hashable, make: Callable[[], Prepared]) -> Prepared:
    """Return the query that is kept under a key, made now where there is none yet.

    The key holds everything that the text depends on; the values of the slots are left out of it.
    """
    found = _kept.get((connection.vendor, key))
    if found is None:
        if len(_kept) >= DIFFERENT_QUERIES:
            _kept.clear()
        found = _kept[connection.vendor, key] = make()
    return found


def prepare(queryset: QuerySet[Any], names: Sequence[str], samples: Mapping[str, Any]) -> Prepared:
    """Return a query set of sample values as a query that takes others; each sample is a value of its own.

    Where it can find nothing, whatever the values are, the text is empty.
    """
    columns = columns_of_query(queryset, names)
    statement = statement_of(queryset.values_list(*columns.selected)) or Statement("", ())
    known = {raw(value): name for name, value in samples.items()}
    slots = tuple((index, known[value]) for index, value in enumerate(statement.params) if value in known)
    return Prepared(statement.sql, statement.params, slots, columns)


def sample_ids(count: int) -> dict[str, int]:
    """Return ids that no row has, by the names of their slots."""
    return {f"id{place}": SAMPLE_ID + place for place in range(count)}


def raw(value: Any) -> Any:  # noqa: ANN401 -- what the database takes
    """Return a day or an instant as the database's driver takes it, and anything else as it is."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


@dataclass(frozen=True)
class _Model:
    """A model's class as a key."""

    kind: type[Any]


def columns_of_query(queryset: QuerySet[Any], names: Sequence[str]) -> Columns:
    """Return how columns of a query set are selected and read on this database."""
    annotations = queryset.query.annotations
    made = tuple((name, type(annotations[name].output_field)) for name in names if name in annotations)
    return columns_of(_Model(queryset.model), tuple(names), made, connection.vendor)


@cache
def columns_of(
    model: _Model,
    names: tuple[str, ...],
    made: tuple[tuple[str, Any], ...],
    vendor: str,
) -> Columns:
    """Return how columns of a model, and those that a query makes, are selected and read."""
    selected: list[str | Combinable] = []
    readers = []
    kinds = dict(made)
    for index, name in enumerate(names):
        kind = kinds[name] if name in kinds else _kind(model.kind, name)
        if kind in READERS[vendor]:
            readers.append((index, READERS[vendor][kind]))
        # SQLite's driver would turn each day and instant into Python's by itself, one by one
        is_dated = vendor == "sqlite" and kind in {DateField, DateTimeField}
        selected.append(Cast(name, TextField()) if is_dated else name)
    return Columns(tuple(selected), tuple(readers))


def _kind(model: type[Any], name: str) -> type[Any]:
    """Return the kind of field that a name leads to."""
    queryset = model._default_manager.values_list(name)  # noqa: SLF001
    compiler = queryset.query.get_compiler(queryset.db)
    compiler.pre_sql_setup()
    assert compiler.select is not None  # noqa: S101 -- set by the line above
    return type(compiler.select[0][0].output_field)


@lru_cache(maxsize=DIFFERENT_VALUES)
def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@lru_cache(maxsize=DIFFERENT_VALUES)
def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


@lru_cache(maxsize=DIFFERENT_VALUES)
def _json(text: str | None) -> Any:  # noqa: ANN401 -- whatever was stored
    return None if text is None else orjson.loads(text)


READERS: Mapping[str, Mapping[type[Field[Any, Any]], Reader]] = {
    "sqlite": {BooleanField: bool, DateField: _day, DateTimeField: _instant, JSONField: _json},
    "postgresql": {JSONField: _json},
}
