"""A list: which rows, in which orders, shown how. One read path under pages, exports and the API."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

from roadmap.selectors.asof import Reader
from roadmap.selectors.fetching import SAMPLE_DAY, SAMPLES, Prepared, kept, prepare
from roadmap.selectors.keyset import Ordering, Page, PageRequest, Slice, cut, keys_of, names_of, ordered_by, page_of
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.rows import Json, Row

Criteria = TypeVar("Criteria")
CHUNK = 1000


@dataclass(frozen=True)
class Listing(Generic[Criteria]):
    """One list of the product.

    `asked` returns the rows that a reader may know of and asks for; `shown` turns raw `columns` of
    some of them into what every face shows. `reads` says how the question's day
    is read, where rows depend on it; `expandable` names what `?expand=` adds. `past` answers a page
    of another day in a quicker way than `reads`, or returns None where it cannot.

    A list with `kept_by` keeps the texts of its queries: `kept_by` returns what a text depends on
    besides the criteria, the order and the size of the page. Where `everything` is asked for the
    text is the same on every day.
    """

    name: str
    columns: tuple[str, ...]
    default: str
    asked: Callable[[Question, Reference, Criteria], QuerySet[Any]]
    orderings: Callable[[Question], Mapping[str, Ordering]]
    shown: Callable[[Question, Reference, Sequence[Row], Collection[str]], list[Json]]
    reads: Callable[[Question, Reference, Criteria, PageRequest | None], Reader] | None = None
    expandable: tuple[str, ...] = ()
    everything: Criteria | None = None
    kept_by: Callable[[Question, Reference], Hashable] | None = None
    past: Callable[[Question, Reference, Criteria, PageRequest, Collection[str]], Page | None] | None = None

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
        past = self.past(question, reference, criteria, request, expand) if self.past is not None else None
        if past is not None:
            return past
        read = self._reader(question, reference, criteria, request)
        if self.kept_by is not None and request.ordering.is_plain and question.compared_with is None:
            found = self._kept_page(question, reference, criteria, request, read)
        else:
            found = page_of(self.asked(question, reference, criteria), self.columns, request, read.rows)
        return Page(self.shown(question, reference, found.rows, expand), found.before, found.after)

    def count(self, question: Question, reference: Reference, criteria: Criteria) -> int:
        """Return how many rows are asked for."""
        return self._reader(question, reference, criteria, None).count(self.asked(question, reference, criteria))

    def all(
        self,
        question: Question,
        reference: Reference,
        criteria: Criteria,
        ordering: Ordering,
        expand: Collection[str] = (),
    ) -> Iterator[list[Json]]:
        """Yield all rows in an order, in portions, of one statement; read them inside one `snapshot`."""
        for rows in self.portions(question, reference, criteria, ordering, self.columns):
            yield self.shown(question, reference, rows, expand)

    def portions(
        self,
        question: Question,
        reference: Reference,
        criteria: Criteria,
        ordering: Ordering,
        names: Sequence[str],
        added: Mapping[str, Any] = MappingProxyType({}),
    ) -> Iterator[list[Row]]:
        """Yield columns of all rows in an order, in portions; `added` annotates the rows."""
        read = self._reader(question, reference, criteria, None)
        rows = self.asked(question, reference, criteria).annotate(**added)
        yield from read.portions(ordered_by(rows, ordering), names, CHUNK)

    def _reader(
        self, question: Question, reference: Reference, criteria: Criteria, request: PageRequest | None
    ) -> Reader:
        return Reader() if self.reads is None else self.reads(question, reference, criteria, request)

    def _kept_page(
        self, question: Question, reference: Reference, criteria: Criteria, request: PageRequest, read: Reader
    ) -> Slice:
        position, is_whole = request.position, criteria == self.everything
        values = {} if position is None else {f"key{place}": value for place, value in enumerate(position.values)}

        def make() -> Prepared:
            kinds = [key.kind for key in request.ordering.keys]
            samples = {name: SAMPLES[kind] for name, kind in zip(values, kinds, strict=False)}
            sampled = replace(position, values=tuple(samples.values())) if position is not None else None
            asked = self.asked(replace(question, as_of=SAMPLE_DAY) if is_whole else question, reference, criteria)
            page = keys_of(asked, replace(request, position=sampled))
            return prepare(page, names_of(self.columns, request), {**samples, "day": SAMPLE_DAY})

        assert self.kept_by is not None  # noqa: S101 -- asked by the caller
        where = None if position is None else position.backwards
        order = (request.ordering.first.name, request.ordering.descending)
        day = None if is_whole else (question.when, reference.codes)
        key = (self.name, order, where, request.size, self.kept_by(question, reference), criteria, day)
        return cut(read.prepared(kept(key, make), {**values, "day": question.facts_on}), self.columns, request)
