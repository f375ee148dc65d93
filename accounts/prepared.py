"""Queries that every request asks: compiled by Django once, run with other parameters ever after.

Django spends a thousand calls of Python on writing the SQL of one query, ten times what running it
takes. The SQL is still the query set's own (performance.md, function-call gates).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

# Stands in a query set for the text that a run brings.
SLOT = "\ue000slot\ue000"
Row = tuple[Any, ...]


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
            compiled = self.kept[own] = self._compile(own)
        with own.cursor() as cursor:
            cursor.execute(compiled.sql, [text if value == SLOT else value for value in compiled.params])
            found: list[Row] = cursor.fetchall()
        if not compiled.converters:
            return found
        return [tuple(row) for row in compiled.compiler.apply_converters(found, compiled.converters)]

    def _compile(self, own: BaseDatabaseWrapper) -> _Compiled:
        compiler = self.make().query.get_compiler(connection=own)
        sql, params = compiler.as_sql()
        columns = [expression for expression, _sql, _alias in compiler.select]
        return _Compiled(compiler, sql, params, compiler.get_converters(columns))
