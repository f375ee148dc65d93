"""Pages by key: the rows after a row, never an offset (api.md *Lists*)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F, Func, OrderBy, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler

from roadmap.selectors.fetching import Row, fetch

Scalar = str | int | date | datetime
Read = Callable[[QuerySet[Any], Sequence[str]], list[Row]]


@dataclass(frozen=True)
class Key:
    """One column of an order, by the name under which rows carry it.

    `kind` is the type of its values. `expression` makes the column where the model has none.
    """

    name: str
    kind: type[Scalar]
    expression: Expression | Combinable | None = None


@dataclass(frozen=True)
class Ordering:
    """A whole order: the column asked for, then its ties, which always ascend.

    `follows` makes the ties turn with the first column, where that only matters for the index.
    """

    first: Key
    ties: tuple[Key, ...] = ()
    descending: bool = False
    follows: bool = False

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return all columns, first to last."""
        return (self.first, *self.ties)

    @property
    def is_plain(self) -> bool:
        """Return whether all columns are the model's own, and no two of a kind stand in it."""
        kinds = [key.kind for key in self.keys]
        return all(key.expression is None for key in self.keys) and len(set(kinds)) == len(kinds)

    @property
    def ties_descend(self) -> bool:
        """Return whether the ties descend."""
        return self.descending and self.follows


@dataclass(frozen=True)
class Position:
    """Where a page begins: after the row with these key values, or before it where `backwards`."""

    values: tuple[Scalar, ...]
    backwards: bool = False


@dataclass(frozen=True)
class PageRequest:
    """Which page: at most `size` rows in an order, from a position (None: the beginning)."""

    ordering: Ordering
    size: int
    position: Position | None = None


@dataclass(frozen=True)
class Page:
    """Rows as dictionaries, and the positions of the pages around them (None: there is none)."""

    rows: list[dict[str, Any]]
    before: Position | None
    after: Position | None


@dataclass(frozen=True)
class Slice:
    """Raw rows of a page, and the positions of the pages around them."""

    rows: list[tuple[Any, ...]]
    before: Position | None
    after: Position | None


class RowCompare(Func):
    """Compares rows of columns as SQL does, `(a, b) > (x, y)`, which one index answers.

    Django writes it out by `OR` on SQLite, which no index answers.
    """

    output_field = BooleanField()
    conditional = True

    def __init__(self, columns: Sequence[Any], operator: str, values: Sequence[Any]) -> None:
        super().__init__(*columns, *values)
        self.operator = operator

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002 -- Django's signature
        *_parts: str | None,
        **_context: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        """Return the comparison and its parameters."""
        parts = [compiler.compile(source) for source in self.get_source_expressions()]
        half = len(parts) // 2
        left = ", ".join(sql for sql, _params in parts[:half])
        right = ", ".join(sql for sql, _params in parts[half:])
        params = tuple(param for _sql, some in parts for param in some)
        return f"({left}) {self.operator} ({right})", params


def page_of(queryset: QuerySet[Any], columns: Sequence[str], request: PageRequest, read: Read = fetch) -> Slice:
    """Return one page of `columns` of the query set's rows, by one query.

    One row more is read, to know whether there is another page.
    """
    names = names_of(columns, request)
    return cut(read(keys_of(queryset, request), names), columns, request)


def names_of(columns: Sequence[str], request: PageRequest) -> list[str]:
    """Return the columns of a page, and behind them those of its order that are not among them."""
    return [*columns, *(key.name for key in request.ordering.keys if key.name not in columns)]


def keys_of(queryset: QuerySet[Any], request: PageRequest) -> QuerySet[Any]:
    """Return the rows of a page and one more, in its order (the opposite one where it goes backwards)."""
    ordered = ordered_by(queryset, request.ordering, backwards=_is_backwards(request))
    if request.position is not None:
        ordered = ordered.filter(after(request.ordering, request.position))
    return ordered[: request.size + 1]


def ordered_by(queryset: QuerySet[Any], ordering: Ordering, *, backwards: bool = False) -> QuerySet[Any]:
    """Return the query set in an order, or in the opposite one, with its key columns there."""
    made = {key.name: key.expression for key in ordering.keys if key.expression is not None}
    first = OrderBy(F(ordering.first.name), descending=ordering.descending != backwards)
    ties = [OrderBy(F(key.name), descending=ordering.ties_descend != backwards) for key in ordering.ties]
    annotated: QuerySet[Any] = queryset.annotate(**made)
    return annotated.order_by(first, *ties)


def after(ordering: Ordering, position: Position) -> Q | RowCompare:
    """Return the condition that a row comes after `position` (before it, where backwards)."""
    first_operator = ">" if ordering.descending == position.backwards else "<"
    ties_operator = ">" if ordering.ties_descend == position.backwards else "<"
    columns = [F(key.name) for key in ordering.keys]
    if not ordering.ties or first_operator == ties_operator:
        return RowCompare(columns, first_operator, _values(position.values))
    lookup = "gt" if first_operator == ">" else "lt"
    name, value = ordering.first.name, position.values[0]
    tied = RowCompare(columns[1:], ties_operator, _values(position.values[1:]))
    return Q(**{f"{name}__{lookup}e": value}) & (Q(**{f"{name}__{lookup}": value}) | Q(tied))


def orderings(choices: Mapping[str, Key], ties: Sequence[Key], *, alone: Sequence[str] = ()) -> dict[str, Ordering]:
    """Return the orders that a list offers by name, each also with `-`; ties always follow by `ties`.

    A column is not its own tie; those in `alone` turn round as a whole.
    """
    made = {}
    for name, key in choices.items():
        rest = tuple(tie for tie in ties if tie.name != key.name)
        made[name] = Ordering(key, rest)
        made[f"-{name}"] = Ordering(key, rest, descending=True, follows=name in alone)
    return made


def cut(rows: list[Row], columns: Sequence[str], request: PageRequest) -> Slice:
    """Return the rows that were read for a page, without the one too many, in the page's order."""
    names = names_of(columns, request)
    keys = [names.index(key.name) for key in request.ordering.keys]
    more = len(rows) > request.size
    rows = rows[: request.size]
    backwards = _is_backwards(request)
    if backwards:
        rows.reverse()
    before = following = None
    if rows and (more if backwards else request.position is not None):
        before = Position(tuple(rows[0][index] for index in keys), backwards=True)
    if rows and (more or backwards):
        following = Position(tuple(rows[-1][index] for index in keys))
    width = len(columns)
    return Slice(rows if len(names) == width else [row[:width] for row in rows], before, following)


def _is_backwards(request: PageRequest) -> bool:
    return request.position is not None and request.position.backwards


def _values(values: Sequence[Scalar]) -> list[Value]:
    return [Value(value) for value in values]
