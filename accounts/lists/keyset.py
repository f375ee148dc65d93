"""Pages by key, for lists whose orders are by one unique column that is never null (api.md *Lists*)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Ordering:
    """An order by a unique column."""

    column: str
    descending: bool = False

    def applied_to(self, queryset: QuerySet[Any], *, backwards: bool = False) -> QuerySet[Any]:
        """Return the query set in this order, or in the opposite one."""
        return queryset.order_by(f"{'-' if self.descending != backwards else ''}{self.column}")


@dataclass(frozen=True)
class Position:
    """Where a page begins: after the row with this key, or before it where `backwards`."""

    key: str | int
    backwards: bool = False


@dataclass(frozen=True)
class Slice:
    """Raw rows of a page, and the positions of the pages around them (None: there is none)."""

    rows: list[Row]
    before: Position | None
    after: Position | None


def orders(*columns: str) -> dict[str, Ordering]:
    """Return the orders by some columns, each also with `-`."""
    return {f"{sign}{column}": Ordering(column, descending=bool(sign)) for column in columns for sign in ("", "-")}


def page_of(
    queryset: QuerySet[Any], columns: Sequence[str], ordering: Ordering, position: Position | None, size: int
) -> Slice:
    """Return at most `size` rows after a position, by one query; one row more tells whether there are more."""
    backwards = position is not None and position.backwards
    asked = ordering.applied_to(queryset, backwards=backwards)
    if position is not None:
        lookup = "lt" if ordering.descending != backwards else "gt"
        asked = asked.filter(**{f"{ordering.column}__{lookup}": position.key})
    rows = list(asked.values_list(*columns, ordering.column)[: size + 1])
    more = len(rows) > size
    rows = rows[:size][::-1] if backwards else rows[:size]
    before = following = None
    if rows and (more if backwards else position is not None):
        before = Position(rows[0][-1], backwards=True)
    if rows and (more or backwards):
        following = Position(rows[-1][-1])
    return Slice([row[:-1] for row in rows], before, following)
