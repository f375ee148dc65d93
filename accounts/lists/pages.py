"""Which page of a list is asked for, and what stands around it (api.md *Lists*)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.errors import InvalidInput
from accounts.lists.cursors import LONGEST, Cursor, fingerprint_of, read_cursor, write_cursor
from accounts.lists.keyset import Position
from accounts.lists.parameters import Parameter, Parameters, Values, choice, flag, whole

PAGE_SIZE = 50
LARGEST_PAGE = 500
# What may differ between the pages of one list.
FREE = frozenset({"cursor", "page_size", "count", "fields", "ordering"})


@dataclass(frozen=True)
class Asked:
    """A page as it was asked for."""

    ordering: str
    position: Position | None
    size: int
    fields: frozenset[str] | None
    with_count: bool
    fingerprint: str

    def cursor_at(self, position: Position | None) -> str | None:
        """Return the cursor of the page at a position, None where there is none."""
        if position is None:
            return None
        return write_cursor(Cursor(self.ordering, position, self.fingerprint))


def page_parameters(orderings: Iterable[str]) -> Parameters:
    """Return what every list takes besides its filters."""
    return Parameters(
        (
            choice("ordering", orderings, "The order; a hyphen reverses it."),
            _cursor(),
            whole("page_size", "How many rows a page holds.", least=1, most=LARGEST_PAGE),
            flag("count", "Also count all rows."),
            fields(),
        )
    )


def page_asked(path: str, given: Values, read: Mapping[str, Any], orderings: Collection[str]) -> Asked:
    """Return the page that parameters ask for; without any, the first of the first order.

    `given` holds the parameters as they were sent, `read` what they mean.

    :raises InvalidInput: for a cursor of another list, question or order.
    """
    fingerprint = fingerprint_of(path, [(name, values) for name, values in given.items() if name not in FREE])
    name = read.get("ordering", next(iter(orderings)))
    cursor = read_cursor(read["cursor"], orderings, fingerprint) if "cursor" in read else None
    if cursor is not None:
        if read.get("ordering", cursor.ordering) != cursor.ordering:
            raise InvalidInput("cursor", "invalid", _("The cursor belongs to another order."))
        name = cursor.ordering
    return Asked(
        ordering=name,
        position=cursor.position if cursor is not None else None,
        size=read.get("page_size", PAGE_SIZE),
        fields=read.get("fields"),
        with_count=read.get("count", False),
        fingerprint=fingerprint,
    )


def fields() -> Parameter:
    """Return the parameter that selects parts of each row."""

    def read(value: str) -> str:
        if len(value) > LONGEST or not all(part.isidentifier() for part in value.split(".")):
            raise ValueError(value)
        return value

    schema = {"type": "string", "pattern": "^[a-z_0-9]+([.][a-z_0-9]+)*$"}
    description = "Names of the parts to show, such as code,name.ru; nesting is kept."
    return Parameter("fields", read, schema, description, _("Write names of fields, separated by commas."), many=True)


def _cursor() -> Parameter:
    schema = {"type": "string", "maxLength": LONGEST}
    description = "Where the page begins, as `next` or `previous` gave it."
    refusal = _("Take the cursor from the answer before, as it is.")
    return Parameter("cursor", str, schema, description, refusal)
