"""Writes very many rows by COPY, or the ORM's own INSERT, its text made once; their ids are given beforehand.

`bulk_create` spends ten times what the database needs on each value; a hundred thousand synthetic
reports would take minutes. Only synthetic data are written so (performance.md).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from io import StringIO
from itertools import count
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import DateField, DateTimeField, Field, JSONField, Max, Model
from django.db.models.base import ModelState
from django.db.models.sql import InsertQuery

Convert = Callable[[Any], Any]
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def ids_after(model: type[Model]) -> Iterator[int]:
    """Yield the ids that come after those of a table."""
    last = model._default_manager.aggregate(last=Max("pk"))["last"]  # noqa: SLF001 -- Django's documented interface
    return count((last or 0) + 1)


def maker(model: type[Model]) -> Callable[[int, Mapping[str, Any]], Any]:
    """Return what makes a row of a model from its id and columns, as the model does itself, in a fifth of the time."""
    fields = model._meta.concrete_fields  # noqa: SLF001 -- the same
    blank = {field.attname: field.get_default() for field in fields if not isinstance(field, JSONField)}
    made_anew = [(field.attname, field.get_default) for field in fields if isinstance(field, JSONField)]
    named = {field.name: field.attname for field in fields}

    def make(pk: int, columns: Mapping[str, Any]) -> Model:
        row = model.__new__(model)
        state = ModelState()
        values = {"_state": state, **blank, **{name: default() for name, default in made_anew}}
        for name, value in columns.items():
            if isinstance(value, Model):
                state.fields_cache[name] = value
                values[named[name]] = value.pk
            else:
                values[name] = value
        values["id"] = pk
        row.__dict__ = values
        return row

    return make


def insert(rows: Sequence[Model]) -> None:
    """Write rows of one model; each has its id."""
    if not rows:
        return
    model = type(rows[0])
    fields = list(model._meta.concrete_fields)  # noqa: SLF001 -- the same
    names = [field.attname for field in fields]
    converted = [(place, convert) for place, field in enumerate(fields) if (convert := _converter(field)) is not None]
    values = (_values(row, names, converted) for row in rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            quoted = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
            table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 -- the same
            lines = "".join("\t".join(map(_copied, row)) + "\n" for row in values)
            cursor.copy_expert(f"COPY {table} ({quoted}) FROM STDIN", StringIO(lines))
        else:
            query = InsertQuery(model)
            query.insert_values(fields, [rows[0]])
            [(sql, _params)] = query.get_compiler(connection=connection).as_sql()
            cursor.executemany(sql, list(values))


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


def _copied(value: object) -> str:
    """Return a value as COPY reads it."""
    if value is None:
        return r"\N"
    if isinstance(value, str):
        return value.translate(_ESCAPED) if _SPECIAL.search(value) else value
    return str(value)


def _converter(field: Field[Any, Any]) -> Convert | None:
    """Return what turns a value of a field into the driver's; None where it is that already."""
    if isinstance(field, JSONField):
        return json.dumps
    if connection.vendor == "sqlite" and isinstance(field, DateTimeField):
        return _instant
    return _day if connection.vendor == "sqlite" and isinstance(field, DateField) else None


def _instant(value: datetime | None) -> str | None:
    return None if value is None else str(value.astimezone(UTC).replace(tzinfo=None))


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
