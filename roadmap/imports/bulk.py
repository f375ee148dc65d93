"""Writes very many rows by the ORM's own INSERT, its text made once; their ids are given beforehand.

`bulk_create` spends ten times what the database needs on each value; a hundred thousand synthetic
reports would take minutes. Only synthetic data are written so (performance.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import DateField, DateTimeField, Field, JSONField, Max, Model
from django.db.models.sql import InsertQuery

PORTION = 1000
Convert = Callable[[Any], Any]


def ids_after(model: type[Model]) -> Iterator[int]:
    """Yield the ids that come after those of a table."""
    last = model._default_manager.aggregate(last=Max("pk"))["last"]  # noqa: SLF001 -- Django's documented interface
    return count((last or 0) + 1)


def insert(rows: Sequence[Model]) -> None:
    """Write rows of one model; each has its id."""
    if not rows:
        return
    model = type(rows[0])
    fields = list(model._meta.concrete_fields)  # noqa: SLF001 -- the same
    query = InsertQuery(model)
    query.insert_values(fields, [rows[0]])
    [(sql, _params)] = query.get_compiler(connection=connection).as_sql()
    names = [field.attname for field in fields]
    converted = [(place, convert) for place, field in enumerate(fields) if (convert := _converter(field)) is not None]
    _run(sql, len(fields), [_values(row, names, converted) for row in rows])


def go_on_after(models: Sequence[type[Model]]) -> None:
    """Let a database that counts ids by itself go on after those that were given."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _values(row: Model, names: Sequence[str], converted: Sequence[tuple[int, Convert]]) -> list[Any]:
    known = row.__dict__
    values = [known[name] for name in names]
    for place, convert in converted:
        values[place] = convert(values[place])
    return values


def _run(sql: str, width: int, rows: Sequence[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(sql, rows)
            return
        row = f"({', '.join(['%s'] * width)})"
        head = sql.rpartition(row)[0] or sql.rpartition("(")[0]
        for first in range(0, len(rows), PORTION):
            some = rows[first : first + PORTION]
            cursor.execute(f"{head}{', '.join([row] * len(some))}", [value for values in some for value in values])


def _converter(field: Field[Any, Any]) -> Convert | None:
    """Return what turns a value of a field into the driver's; None where it is that already."""
    if isinstance(field, JSONField):
        return json.dumps
    if connection.vendor == "sqlite" and isinstance(field, DateTimeField):
        return _instant
    return _day if connection.vendor == "sqlite" and isinstance(field, DateField) else None


def _instant(value: datetime | None) -> str | None:
    return connection.ops.adapt_datetimefield_value(value)


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
