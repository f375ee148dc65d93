"""What a list takes besides its filters: order, page, parts, format-free (api.md *Lists*)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from roadmap.errors import InvalidInput
from roadmap.filters.cursors import Cursor, read_cursor
from roadmap.filters.parameters import Parameter, Parameters, choice, choices, flag, whole
from roadmap.filters.questions import TIME, question_of
from roadmap.selectors.keyset import Ordering, PageRequest
from roadmap.selectors.listing import Listing
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference

PAGE_SIZE = 50
LARGEST_PAGE = 500
LONGEST_CURSOR = 1000
LONGEST_FIELD = 64
FIELD = re.compile(r"[a-z0-9_-]+([.][a-z0-9_-]+)*")


@dataclass(frozen=True)
class ListRequest:
    """A list as it was asked for: the question, the order and page, and what to show of each row."""

    question: Question
    ordering_name: str
    ordering: Ordering
    page: PageRequest
    expand: frozenset[str]
    fields: frozenset[str] | None
    with_count: bool

    @property
    def days(self) -> Mapping[int, date]:
        """Return the days that the pages after this one are read on too."""
        return {region_id: self.question.day_of(region_id) for region_id in self.question.days}


def list_parameters(listing: Listing[Any], filters: Parameters) -> Parameters:
    """Return all that a list takes: its filters, the axes of time, order, page and parts."""
    own = [
        choice("ordering", listing.order_names, "The order; a hyphen reverses it, ties are by number."),
        _text("cursor", "Where the page begins, as `next` or `previous` gave it.", LONGEST_CURSOR),
        whole("page_size", "How many rows a page holds.", least=1, most=LARGEST_PAGE),
        flag("count", "Also count all rows."),
        fields_parameter(),
    ]
    if listing.expandable:
        own.append(choices("expand", listing.expandable, "What each row shows in full."))
    return filters + TIME + Parameters(tuple(own))


def fields_parameter() -> Parameter:
    """Return the parameter that selects parts of each row."""

    def read(value: str) -> str:
        if len(value) > LONGEST_FIELD or FIELD.fullmatch(value) is None:
            raise ValueError(value)
        return value

    schema = {"type": "string", "pattern": f"^{FIELD.pattern}$", "maxLength": LONGEST_FIELD}
    description = "Names of the parts to show, such as number,status,title.ru; nesting is kept."
    return Parameter("fields", read, schema, description, _("Write names of fields, separated by commas."), many=True)


def read_list(
    listing: Listing[Any], read: Mapping[str, Any], *, reader: User | None, reference: Reference, now: datetime
) -> ListRequest:
    """Return the list that parameters ask for at the moment `now`.

    :raises InvalidInput: for a cursor of another list or order, a `known_on` in the future, or a `side`
        that is no region.
    """
    check_sides(read, reference)
    cursor = None
    if "cursor" in read:
        # the orders' columns are the same on every day, so the cursor can be read before the question
        cursor = read_cursor(read["cursor"], listing.orderings(Question(reader=reader, days={})))
        _check_same_order(cursor, read)
    pinned = cursor.days if cursor is not None else None
    question = question_of(read, reader=reader, reference=reference, now=now, pinned=pinned)
    name = cursor.ordering if cursor is not None else read.get("ordering", listing.default)
    ordering = listing.orderings(question)[name]
    position = cursor.position if cursor is not None else None
    return ListRequest(
        question=question,
        ordering_name=name,
        ordering=ordering,
        page=PageRequest(ordering, read.get("page_size", PAGE_SIZE), position),
        expand=read.get("expand", frozenset()),
        fields=read.get("fields"),
        with_count=read.get("count", False),
    )


def check_sides(read: Mapping[str, Any], reference: Reference) -> None:
    """Refuse to look at the standing of a Party that there is not: it would be nobody's, not the joint one.

    :raises InvalidInput: on `side`.
    """
    if not read.get("side", frozenset()) <= reference.region_ids.keys():
        raise InvalidInput("side", "invalid", _("There is no such Party."))


def _check_same_order(cursor: Cursor, read: Mapping[str, Any]) -> None:
    if read.get("ordering", cursor.ordering) != cursor.ordering:
        raise InvalidInput("cursor", "invalid", _("The cursor belongs to another order."))


def _text(name: str, description: str, longest: int) -> Parameter:
    def read(value: str) -> str:
        if len(value) > longest:
            raise ValueError(value)
        return value

    schema = {"type": "string", "maxLength": longest}
    return Parameter(name, read, schema, description, _("Take the cursor from the answer before, as it is."))
