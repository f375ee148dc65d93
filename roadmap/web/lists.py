"""How a page reads its address: filters, order, cursor; the same names as the API (api.md *Filters*)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.http import HttpRequest
from django.utils.http import urlencode

from roadmap.filters.cursors import write_cursor
from roadmap.filters.lists import ListRequest, list_parameters, read_list
from roadmap.filters.parameters import Parameters, Values, without_blanks
from roadmap.selectors.keyset import Page, Position
from roadmap.selectors.listing import Listing
from roadmap.selectors.rows import Json
from roadmap.web.desk import Desk, desk_of

Criteria = TypeVar("Criteria")
# A page holds the whole of a road map as it is signed; the API's own size is smaller.
ROWS = 60
NOT_FILTERS = ("cursor", "page_size", "ordering", "count", "fields", "expand", "zoom", "month")


@dataclass(frozen=True)
class Asked:
    """What an address asks of a page: the values as they stand in it, and what they mean."""

    values: Values
    read: Mapping[str, Any]

    def address(self, *without: str, **changes: str) -> str:
        """Return the query string without some parameters and with others changed; begins with `?` or is empty."""
        kept = {name: ",".join(given) for name, given in self.values.items() if name not in without}
        query = urlencode({**kept, **changes})
        return f"?{query}" if query else ""

    def hidden(self, *without: str) -> list[dict[str, str]]:
        """Return the parameters as hidden fields of another form."""
        named = [(name, given) for name, given in self.values.items() if name not in without]
        return [{"name": name, "value": value} for name, given in named for value in given]

    @property
    def filters(self) -> dict[str, Sequence[str]]:
        """Return the filters alone, without order, page and what is shown of each row."""
        return {name: given for name, given in self.values.items() if name not in NOT_FILTERS}


@dataclass(frozen=True)
class Found:
    """A page of a list: its rows, its order, and the addresses of the pages around it (empty: none)."""

    rows: list[Json]
    ordering: str
    previous_url: str
    next_url: str


@dataclass(frozen=True)
class PageList(Generic[Criteria]):
    """A list on a page: its listing, the parameters of its filters, and what these become."""

    listing: Listing[Criteria]
    filters: Parameters
    criteria: Callable[[Mapping[str, Any]], Criteria]
    expand: frozenset[str] = frozenset()
    rows: int = ROWS

    def asked(self, request: HttpRequest) -> Asked:
        """Return what a request asks for.

        :raises InvalidInput: naming the parameter that is unknown or wrong.
        """
        values = without_blanks(dict(request.GET.lists()))
        return Asked(values, list_parameters(self.listing, self.filters).read(values))

    def read(self, request: HttpRequest, asked: Asked) -> tuple[Desk, Found]:
        """Return the desk and the rows: the read path that the API and the exports share.

        :raises InvalidInput: where the cursor is none of ours, or the question cannot be answered.
        """
        desk = desk_of(request)
        size = {"page_size": self.rows, **asked.read}
        wanted = read_list(self.listing, size, reader=desk.reader, reference=desk.reference, now=desk.now)
        desk = desk.asking(request, wanted.question)
        page = self.listing.page(wanted.question, desk.reference, self.criteria(asked.read), wanted.page, self.expand)
        before, after = _around(asked, wanted, page)
        return desk, Found(page.rows, wanted.ordering_name, before, after)


def _around(asked: Asked, wanted: ListRequest, page: Page) -> tuple[str, str]:
    def address(position: Position | None) -> str:
        if position is None:
            return ""
        return asked.address(cursor=write_cursor(wanted.ordering_name, position, wanted.days))

    return address(page.before), address(page.after)
