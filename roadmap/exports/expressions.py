"""How the database itself writes a cell of CSV or a row of JSON, so that many cost little more than reading them.

A cell is text: booleans as words, lists joined, what people wrote in quotation marks, and no formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, CharField, DateField, Expression, F, Func, IntegerField, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat, NullIf, Ord
from django.db.models.lookups import In
from django.db.models.sql.compiler import SQLCompiler

from accounts.exports import FORMULA

CELLS_AT_ONCE = 40
AsSql = tuple[str, tuple[str | int, ...]]


class Joined(Func):
    """The codes of a JSON list, joined by `; `; nothing for none. Codes have nothing that JSON or CSV would quote."""

    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_parts: Any) -> AsSql:
        """Return the list's text without its brackets and quotes."""
        template = """nullif(replace(translate(CAST(%(expressions)s AS text), '[]" ', ''), ',', '; '), '')"""
        return self.as_sql(compiler, connection, template=template)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_parts: Any) -> AsSql:
        """Return the list's text without its brackets and quotes."""
        bare = "%(expressions)s"
        for mark in '[]" ':
            bare = f"replace({bare}, '{mark}', '')"
        return self.as_sql(compiler, connection, template=f"nullif(replace({bare}, ',', '; '), '')")


class Line(Func):
    """Cells as a line of CSV; each as it is written, nothing for nothing."""

    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_parts: Any) -> AsSql:  # noqa: ARG002 -- Django's signature
        """Return the cells joined by commas, some at a time: a function takes at most a hundred arguments."""
        cells, params = self._cells(compiler)
        some = [cells[begin : begin + CELLS_AT_ONCE] for begin in range(0, len(cells), CELLS_AT_ONCE)]
        return " || ',' || ".join("concat(" + ", ',', ".join(one) + ")" for one in some), params

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_parts: Any) -> AsSql:  # noqa: ARG002 -- Django's signature
        """Return the cells joined by commas; one alone, which may be a number, becomes text as well."""
        cells, params = self._cells(compiler)
        return "'' || " + " || ',' || ".join(f"coalesce({cell}, '')" for cell in cells), params

    def _cells(self, compiler: SQLCompiler) -> tuple[list[str], tuple[str | int, ...]]:
        compiled = [compiler.compile(source) for source in self.get_source_expressions()]
        return [sql for sql, _params in compiled], tuple([one for _sql, params in compiled for one in params])


class Quoted(Func):
    """A text in quotation marks, its own doubled."""

    template = """('"' || replace(%(expressions)s, '"', '""') || '"')"""
    output_field = TextField()


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


def word(condition: str) -> Case:
    """Return a flag as a word; nothing for nothing."""
    return Case(
        When(**{condition: True}, then=Value("true")),
        When(**{condition: False}, then=Value("false")),
        output_field=CharField(),
    )


def text(name: str) -> Combinable:
    """Return a text that people wrote, with a leading apostrophe where it would be taken for a formula."""
    column = F(name)
    begins = In(Ord(column), [ord(one) for one in FORMULA])
    return Quoted(Case(When(begins, then=Concat(Value("'"), column)), default=column, output_field=TextField()))


def filled(name: str) -> NullIf:
    """Return a code, nothing for an empty one."""
    return NullIf(F(name), Value(""))


def as_text(name: str) -> Combinable:
    """Return a JSON object as a text."""
    return Quoted(Cast(F(name), TextField()))


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
