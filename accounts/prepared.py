"""Queries that every request asks: compiled by Django once, run with other parameters ever after.

Django spends a thousand calls of Python on writing the SQL of one query, ten times what running it
takes. The SQL is still the query set's own (performance.md, function-call gates).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

# Stands in a query set for the text that a run brings.
SLOT = "\ue000slot\ue000"
# Stands in a query set for the first id that a run brings, and the numbers after it for the others.
SLOT_ID = 8_000_000_000_000_000
DIFFERENT_AUDIENCES = 500
Row = tuple[Any, ...]
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class _Compiled:
    compiler: SQLCompiler
    sql: str
    params: Sequence[Any]
    converters: dict[int, Any]


class Prepared:
    """A query set of `values_list` rows, which may hold one text parameter, `SLOT`.

    Kept for each connection, because the SQL and the conversion of values are the database's.
    """

    def __init__(self, make: Callable[[], QuerySet[Any, Row]]) -> None:
        self.make = make
        self.kept: WeakKeyDictionary[BaseDatabaseWrapper, _Compiled] = WeakKeyDictionary()

    def rows(self, text: str = "") -> list[Row]:
        """Return the rows, with `text` where the query set has its `SLOT`."""
        own = connections[DEFAULT_DB_ALIAS]
        compiled = self.kept.get(own)
        if compiled is None:
            compiled = self.kept[own] = _compiled(self.make(), own)
        with own.cursor() as cursor:
            cursor.execute(compiled.sql, [text if value == SLOT else value for value in compiled.params])
            found: list[Row] = cursor.fetchall()
        if not compiled.converters:
            return found
        return [tuple(row) for row in compiled.compiler.apply_converters(found, compiled.converters)]


class PreparedModels(Generic[M]):
    """Query sets of whole rows with what is selected beside them, each compiled once for a connection and audience.

    `make` takes the ids that change, then what the text depends on besides; the latter must be few
    and hashable. Locks as the query set says, so callers of those that lock are in a transaction.
    """

    def __init__(self, make: Callable[..., QuerySet[M]]) -> None:
        self.make = make
        self.kept: WeakKeyDictionary[BaseDatabaseWrapper, dict[Hashable, _Compiled]] = WeakKeyDictionary()

    def rows(self, ids: Sequence[int], *audience: Hashable) -> list[M]:
        """Return the rows for some ids, as the query set would."""
        own = connections[DEFAULT_DB_ALIAS]
        kept = self.kept.setdefault(own, {})
        compiled = kept.get(audience)
        if compiled is None:
            if len(kept) >= DIFFERENT_AUDIENCES:
                kept.clear()
            slots = [SLOT_ID + place for place in range(len(ids))]
            compiled = kept[audience] = _compiled(self.make(*slots, *audience), own)
        with own.cursor() as cursor:
            cursor.execute(compiled.sql, [_filled(value, ids) for value in compiled.params])
            found: list[Row] = cursor.fetchall()
        return _instances(compiled, found)


def _filled(value: Any, ids: Sequence[int]) -> Any:  # noqa: ANN401 -- a parameter of any kind
    is_slot = isinstance(value, int) and SLOT_ID <= value < SLOT_ID + len(ids)
    return ids[value - SLOT_ID] if is_slot else value


def _compiled(queryset: QuerySet[Any, Any], own: BaseDatabaseWrapper) -> _Compiled:
    compiler = queryset.query.get_compiler(connection=own)
    sql, params = compiler.as_sql()
    columns = [expression for expression, _sql, _alias in compiler.select]
    return _Compiled(compiler, sql, params, compiler.get_converters(columns))


def _instances(compiled: _Compiled, rows: list[Row]) -> list[Any]:
    """Return rows as models, in the way of Django's own `ModelIterable`."""
    compiler = compiled.compiler
    found = compiler.apply_converters(rows, compiled.converters) if compiled.converters else rows
    information: Any = compiler.klass_info
    model, fields = information["model"], information["select_fields"]
    begin, end = fields[0], fields[-1] + 1
    names = [one[0].target.attname for one in compiler.select[begin:end]]
    populators_of: Any = get_related_populators
    populators = populators_of(information, compiler.select, DEFAULT_DB_ALIAS)
    made = []
    for row in found:
        one = model.from_db(DEFAULT_DB_ALIAS, names, row[begin:end])
        for populator in populators:
            populator.populate(row, one)
        for name, place in (compiler.annotation_col_map or {}).items():
            setattr(one, name, row[place])
        made.append(one)
    return made
