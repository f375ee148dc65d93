"""A list: which rows, in which orders, shown how. One read path under pages, exports and the API."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

from roadmap.selectors.asof import Reader, Today
from roadmap.selectors.keyset import Ordering, Page, PageRequest, page_of
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.rows import Json, Row

Criteria = TypeVar("Criteria")
CHUNK = 1000


@dataclass(frozen=True)
class Listing(Generic[Criteria]):
    """One list of the product.

    `asked` returns the rows that a reader may know of and asks for; `shown` turns raw `columns` of
    some of them into what every face shows. `reads` says how the question's
    day is read, where rows depend on it; `expandable` names what `?expand=` adds.
    """

    name: str
    columns: tuple[str, ...]
    default: str
    asked: Callable[[Question, Reference, Criteria], QuerySet[Any]]
    orderings: Callable[[Question], Mapping[str, Ordering]]
    shown: Callable[[Question, Reference, Sequence[Row], Collection[str]], list[Json]]
    reads: Callable[[Question, Reference, Criteria, PageRequest | None], Reader] | None = None
    expandable: tuple[str, ...] = ()

    @property
    def order_names(self) -> tuple[str, ...]:
        """Return the names of the orders, which are the same whatever is asked."""
        return tuple(self.orderings(Question(reader=None, days={})))

    def page(
        self,
        question: Question,
        reference: Reference,
        criteria: Criteria,
        request: PageRequest,
        expand: Collection[str] = (),
    ) -> Page:
        """Return one page of rows."""
        read = self._reader(question, reference, criteria, request).rows
        found = page_of(self.asked(question, reference, criteria), self.columns, request, read)
        return Page(self.shown(question, reference, found.rows, expand), found.before, found.after)

    def count(self, question: Question, reference: Reference, criteria: Criteria) -> int:
        """Return how many rows are asked for."""
        return self._reader(question, reference, criteria, None).count(self.asked(question, reference, criteria))

    def all(
        self, question: Question, reference: Reference, criteria: Criteria, ordering: Ordering
    ) -> Iterator[list[Json]]:
        """Yield all rows in an order, in portions; read them inside one `snapshot`."""
        position = None
        while True:
            request = PageRequest(ordering, CHUNK, position)
            page = self.page(question, reference, criteria, request)
            yield page.rows
            if page.after is None:
                return
            position = page.after

    def _reader(
        self, question: Question, reference: Reference, criteria: Criteria, request: PageRequest | None
    ) -> Reader:
        return Today() if self.reads is None else self.reads(question, reference, criteria, request)
