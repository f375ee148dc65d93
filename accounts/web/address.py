"""How the pages of accounts read their address: the same names as the API (api.md *Filters*)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from accounts.errors import InvalidInput
from accounts.lists.keyset import Ordering, Position, page_of
from accounts.lists.pages import page_asked, page_parameters
from accounts.lists.parameters import Parameters, Values, without_blanks

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]
ROWS = 50
LARGEST_VERSION = 2**31 - 1


@dataclass(frozen=True)
class Address:
    """What an address asks: its values as they stand, what they mean, and the path."""

    path: str
    values: Values
    read: Mapping[str, Any]

    def with_(self, *without: str, **changes: str) -> str:
        """Return the address without some parameters and with others changed."""
        kept = {name: ",".join(given) for name, given in self.values.items() if name not in without}
        query = urlencode({**kept, **changes})
        return f"{self.path}?{query}" if query else self.path

    def query(self, *without: str, **changes: str) -> str:
        """Return what follows the path, beginning with `?`, or nothing."""
        return self.with_(*without, **changes)[len(self.path) :]

    def given(self, name: str) -> list[str]:
        """Return the values of one parameter, those separated by commas too."""
        return [part for value in self.values.get(name, ()) for part in value.split(",")]

    def one(self, name: str) -> str:
        """Return a parameter as it was typed, or nothing."""
        return ",".join(self.values.get(name, ()))


@dataclass(frozen=True)
class Found:
    """A page of rows, and the addresses of the pages around it (empty: none)."""

    rows: list[tuple[Any, ...]]
    previous_url: str
    next_url: str


def address_of(path: str, given: Values, filters: Parameters, orderings: Mapping[str, Ordering]) -> Address:
    """Return what the parameters `given` with an address ask for.

    :raises InvalidInput: naming the parameter that is unknown or wrong.
    """
    values = without_blanks(given)
    return Address(path, values, (filters + page_parameters(orderings)).read(values))


def rows_of(address: Address, rows: QuerySet[Any], columns: Sequence[str], orderings: Mapping[str, Ordering]) -> Found:
    """Return the page of `rows` that an address asks for, by one query.

    :raises InvalidInput: for a cursor that is none of ours.
    """
    asked = page_asked(address.path, address.values, {"page_size": ROWS, **address.read}, orderings)
    found = page_of(rows, columns, orderings[asked.ordering], asked.position, asked.size)

    def around(position: Position | None) -> str:
        cursor = asked.cursor_at(position)
        return "" if cursor is None else address.with_(cursor=cursor)

    return Found(found.rows, around(found.before), around(found.after))


def says_what_is_wrong(view: View[Rest]) -> View[Rest]:
    """Make a page answer 400 with the parameter's name where its address cannot be read."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except InvalidInput as wrong:
            context = {"parameter": wrong.field, "message": wrong.message, "here": request.path}
            return render(request, "wrong_address.html", context, status=400)

    return guarded


def seen_version(request: HttpRequest) -> int | None:
    """Return the version that the person read, from the form's hidden field; None where it carries none."""
    given = request.POST.get("version", "")
    if not (given.isascii() and given.isdigit()) or len(given) > len(str(LARGEST_VERSION)):
        return None
    return min(int(given), LARGEST_VERSION)
