"""How the database itself writes a cell of CSV or a row of JSON, so that many cost little more than reading them.

A cell is text: booleans as words, lists joined, instants with their offset, and no formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, CharField, DateField, Expression, F, Func, IntegerField, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat, NullIf, Substr
from django.db.models.lookups import In
from django.db.models.sql.compiler import SQLCompiler

from accounts.exports import FORMULA

AsSql = tuple[str, tuple[str | int, ...]]


class Joined(Func):
    """The codes of a JSON list, joined by `; `; nothing for none."""

    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_parts: Any) -> AsSql:
        """Return the codes joined by PostgreSQL."""
        template = "(SELECT string_agg(one.part, '; ') FROM jsonb_array_elements_text(%(expressions)s) AS one(part))"
        return self.as_sql(compiler, connection, template=template)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_parts: Any) -> AsSql:
        """Return the codes joined by SQLite."""
        template = "(SELECT group_concat(value, '; ') FROM json_each(%(expressions)s))"
        return self.as_sql(compiler, connection, template=template)


class Object(Func):
    """A JSON object of names and values by turns."""

    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_parts: Any) -> AsSql:
        """Return the object as PostgreSQL makes it."""
        return self.as_sql(compiler, connection, function="json_build_object")

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_parts: Any) -> AsSql:
        """Return the object as SQLite makes it."""
        return self.as_sql(compiler, connection, function="json_object")


class Stored(Func):
    """A column of JSON as a value of JSON, which SQLite keeps as text."""

    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_parts: Any) -> AsSql:
        """Return the column."""
        return self.as_sql(compiler, connection, template="%(expressions)s")

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_parts: Any) -> AsSql:
        """Return the text as JSON."""
        return self.as_sql(compiler, connection, template="json(%(expressions)s)")


class Flag(Stored):
    """A flag as a value of JSON, which SQLite keeps as a number."""

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_parts: Any) -> AsSql:
        """Return the number as a word of JSON."""
        template = "json(CASE WHEN %(expressions)s THEN 'true' ELSE 'false' END)"
        return self.as_sql(compiler, connection, template=template)


class DaysBetween(Func):
    """The days from the second day to the first."""

    output_field = IntegerField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_parts: Any) -> AsSql:
        """Return the difference of two days."""
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" - ")

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_parts: Any) -> AsSql:  # noqa: ARG002 -- Django's signature
        """Return the difference of two days, which SQLite keeps as text."""
        later, earlier = (compiler.compile(source) for source in self.get_source_expressions())
        sql = f"CAST(julianday({later[0]}) - julianday({earlier[0]}) AS integer)"
        return sql, (*later[1], *earlier[1])


class Instant(Func):
    """A column's instant with the offset of the installation's own zone; SQLite's is written where rows are read."""

    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_parts: Any) -> AsSql:  # noqa: ARG002 -- Django's signature
        """Return the instant as ISO 8601, without a fraction that is nothing."""
        [source] = self.get_source_expressions()
        at, params = compiler.compile(source)
        local = f"({at} AT TIME ZONE '{settings.TIME_ZONE}')"
        offset = f"({local} - ({at} AT TIME ZONE 'UTC'))"
        clock = f"replace(to_char({local}, 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), '.000000', '')"
        sign = f"CASE WHEN {offset} < interval '0' THEN '-' ELSE '+' END"
        hours = f"to_char(CASE WHEN {offset} < interval '0' THEN -{offset} ELSE {offset} END, 'HH24:MI')"
        return f"({clock} || {sign} || {hours})", tuple(params)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_parts: Any) -> AsSql:
        """Return the instant as SQLite keeps it."""
        return self.as_sql(compiler, connection, template="CAST(%(expressions)s AS text)")


def word(condition: str) -> Case:
    """Return a flag as a word; nothing for nothing."""
    return Case(
        When(**{condition: True}, then=Value("true")),
        When(**{condition: False}, then=Value("false")),
        output_field=CharField(),
    )


def text(name: str) -> Case:
    """Return a text that people wrote, with a leading apostrophe where it would be taken for a formula."""
    column = F(name)
    begins = In(Substr(column, 1, 1), list(FORMULA))
    return Case(When(begins, then=Concat(Value("'"), column)), default=column, output_field=TextField())


def filled(name: str) -> NullIf:
    """Return a code, nothing for an empty one."""
    return NullIf(F(name), Value(""))


def as_text(name: str) -> Cast:
    """Return a JSON object as text."""
    return Cast(F(name), TextField())


def json_object(cells: Mapping[str, Combinable]) -> Object:
    """Return JSON objects within one another, by the dotted paths of their values."""
    tree: dict[str, Any] = {}
    for path, value in cells.items():
        *above, name = path.split(".")
        inside = tree
        for one in above:
            inside = inside.setdefault(one, {})
        inside[name] = value
    return _object(tree)


def _object(tree: Mapping[str, Any]) -> Object:
    made = {name: _object(value) if isinstance(value, dict) else value for name, value in tree.items()}
    return Object(*[part for name, value in made.items() for part in (Value(name), value)])


def days_between(later: Combinable, earlier: Combinable) -> Expression:
    """Return the days from `earlier` to `later`."""
    return DaysBetween(later, earlier)


def day_value(day: Any) -> Value:  # noqa: ANN401 -- a day
    """Return a day as the database compares it."""
    return Value(day, output_field=DateField())
