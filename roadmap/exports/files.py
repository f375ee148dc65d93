"""All rows of a list as a file: CSV and one JSON object a line as they come, or a workbook (api.md *Formats*)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from typing import IO, Any

from django.db import connection
from django.db.models import FilteredRelation, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.exports import BOM, MOST_ROWS, csv_lines, json_lines, workbook
from accounts.lists.fields import picked
from roadmap.errors import InvalidInput
from roadmap.exports.columns import THEN, WITH_SIDES, Column, chosen, columns_of, flat_sides, measure_columns
from roadmap.exports.expressions import Instant
from roadmap.selectors.asof import reader
from roadmap.selectors.fetching import Prepared, Row, copied, prepare, sample_ids, snapshot
from roadmap.selectors.keyset import Ordering, ordered_by
from roadmap.selectors.listing import Listing
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.rows import Json, shown_instant

CSV, NDJSON, XLSX = "csv", "ndjson", "xlsx"
TABLES = frozenset({CSV, XLSX})


@dataclass(frozen=True)
class Export:
    """A list to be written whole: which rows, in which order, and which parts of them.

    `fields` are the names that `?fields=` gave, and `tree` the same as a tree; None is everything.
    `expand` is what JSON lines show in full; tables have the columns that they have.
    """

    listing: Listing[Any]
    question: Question
    reference: Reference
    criteria: object
    ordering: Ordering
    fields: frozenset[str] | None = None
    tree: Mapping[str, Any] | None = None
    expand: frozenset[str] = frozenset()

    @property
    def region_ids(self) -> list[int]:
        """Return the Parties of all road maps that the reader may know of, in the order of their codes."""
        small, hidden = self.reference, self.reference.hidden_from(self.question.reader)
        found = {one for pk, row in small.roadmaps.items() if pk not in hidden for one in row.region_ids}
        return sorted(found, key=lambda region_id: small.regions[region_id].code)

    @property
    def columns(self) -> list[str]:
        """Return the columns of CSV and of workbooks."""
        known = columns_of(self.listing.name, self.reference, self.region_ids)
        if self.question.compared_with is not None:
            known = (*known, *THEN)
        return chosen(known, self.fields)

    @property
    def named_columns(self) -> frozenset[str]:
        """Return the names in `fields` that are those of columns, or of what some columns begin with."""
        named, columns = self.fields or frozenset(), replace(self, fields=None).columns
        return frozenset(name for name in named if chosen(columns, frozenset({name})))

    def csv(self) -> Iterator[bytes]:
        """Yield the rows as CSV."""
        if self.listing.name == "measures" and self.question.compared_with is None:
            return self._written_by_database()
        return self._in_snapshot(csv_lines(self.columns, self._flat_rows()))

    def ndjson(self) -> Iterator[bytes]:
        """Yield the rows as JSON, one object a line."""
        rows = self._rows(self.expand)
        tree = self.tree
        return self._in_snapshot(json_lines(rows if tree is None else (picked(row, tree) for row in rows)))

    def xlsx(self) -> IO[bytes]:
        """Return the rows as a workbook in a temporary file.

        :raises InvalidInput: on `format`, `too_many_rows` for more than 100,000 rows.
        """
        with snapshot():
            if self.listing.count(self.question, self.reference, self.criteria) > MOST_ROWS:
                message = _("A workbook holds at most 100,000 rows. Narrow the question, or take CSV.")
                raise InvalidInput("format", "too_many_rows", message)
            return workbook(self.listing.name, self.columns, self._flat_rows())

    def _rows(self, expand: frozenset[str] = frozenset()) -> Iterator[Json]:
        portions = self.listing.all(self.question, self.reference, self.criteria, self.ordering, expand)
        return (row for portion in portions for row in portion)

    def _flat_rows(self) -> Iterator[Json]:
        rows = self._rows()
        if self.listing.name not in WITH_SIDES:
            return rows
        codes = [self.reference.regions[region_id].code for region_id in self.region_ids]
        return (flat_sides(row, codes) for row in rows)

    @staticmethod
    def _in_snapshot(lines: Iterator[bytes]) -> Iterator[bytes]:
        with snapshot():
            yield from lines

    def _written_by_database(self) -> Iterator[bytes]:
        """Yield measures as CSV: their ids as they come, and the cells of each portion as the database writes them."""
        names = self.columns
        by_path = {column.path: column for column in measure_columns(self.reference, self.region_ids)}
        table = _Table(self, [by_path[name] for name in names])
        yield BOM + _lines([names])
        with snapshot():
            ids = self.listing.portions(self.question, self.reference, self.criteria, self.ordering, ("id",))
            for portion in ids:
                yield table.lines([row[0] for row in portion])


class _Table:
    """Writes the cells of some measures at a time, by queries that differ in their ids only."""

    def __init__(self, export: Export, columns: Sequence[Column]) -> None:
        self.export = export
        self.columns = columns
        self.queries: dict[int, Prepared] = {}

    def lines(self, ids: Sequence[int]) -> bytes:
        """Return the lines of some measures, in the order of the export."""
        query = self.queries.get(len(ids))
        if query is None:
            query = self.queries[len(ids)] = self._query(len(ids))
        values = {f"id{place}": measure_id for place, measure_id in enumerate(ids)}
        read = reader(self.export.question, self.export.reference, ids)
        if connection.vendor == "postgresql":
            return copied(read.moved(query.statement(values)))
        return _lines(self._with_instants(read.prepared(query, values)))

    def _query(self, count: int) -> Prepared:
        samples = sample_ids(count)
        listing, question = self.export.listing, self.export.question
        sides = {
            f"side_{region_id}": FilteredRelation("sides", condition=Q(sides__region_id=region_id))
            for region_id in self.export.region_ids
        }
        model: Any = listing.asked(question, self.export.reference, self.export.criteria).model
        rows: QuerySet[Any] = model.objects.filter(pk__in=list(samples.values())).annotate(**sides)
        cells = {f"cell_{place}": column.written(question) for place, column in enumerate(self.columns)}
        return prepare(ordered_by(rows.annotate(**cells), self.export.ordering), list(cells), samples)

    def _with_instants(self, rows: list[Row]) -> Iterable[Sequence[object]]:
        question = self.export.question
        cells: list[Any] = list(zip(*rows, strict=True))
        for place, column in enumerate(self.columns):
            if isinstance(column.written(question), Instant):
                cells[place] = map(shown_instant, cells[place])
        return zip(*cells, strict=True)


def _lines(rows: Iterable[Sequence[object]]) -> bytes:
    written = StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue().encode()
