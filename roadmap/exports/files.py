"""All rows of a list as a file: CSV and one JSON object a line as they come, or a workbook (api.md *Formats*)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from typing import IO, Any

from django.db import connection
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from accounts.exports import BOM, MOST_ROWS, csv_lines, json_lines, workbook
from accounts.lists.fields import picked
from roadmap.errors import InvalidInput
from roadmap.exports.columns import (
    THEN,
    UPDATED_AT,
    WITH_SIDES,
    chosen,
    columns_of,
    flat_sides,
    measure_columns,
    measure_in_json,
    side_in_json,
)
from roadmap.exports.expressions import Instant
from roadmap.selectors.asof import Reader, reader
from roadmap.selectors.fetching import Prepared, Row, copied, prepare, sample_ids, snapshot
from roadmap.selectors.keyset import Ordering, ordered_by
from roadmap.selectors.listing import Listing
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.rows import Json, instant, shown_instant

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

    @property
    def _is_plan(self) -> bool:
        """Whether the rows are measures on one day, which the database writes itself."""
        return self.listing.name == "measures" and self.question.compared_with is None

    def csv(self) -> Iterator[bytes]:
        """Yield the rows as CSV."""
        if self._is_plan:
            return self._csv_by_database()
        return self._in_snapshot(csv_lines(self.columns, self._flat_rows()))

    def ndjson(self) -> Iterator[bytes]:
        """Yield the rows as JSON, one object a line."""
        if self._is_plan and self.tree is None and not self.expand:
            return self._json_by_database()
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

    def _csv_by_database(self) -> Iterator[bytes]:
        """Yield measures as CSV, whose cells the database writes."""
        by_path = {column.path: column for column in measure_columns(self.reference, self.region_ids)}
        written = [by_path[name].written(self.question) for name in self.columns]
        measures = _Measures(self, {f"cell_{place}": cell for place, cell in enumerate(written)})
        instants = [place for place, cell in enumerate(written) if isinstance(cell, Instant)]
        yield BOM + _lines([self.columns])
        with snapshot():
            for ids in self._ids():
                if connection.vendor == "postgresql":
                    yield measures.copied(ids)
                else:
                    yield _lines(_with_instants(measures.rows(ids), instants))

    def _json_by_database(self) -> Iterator[bytes]:
        """Yield measures as JSON, one a line, whose values the database writes."""
        question, reference, regions = self.question, self.reference, self.region_ids
        begin, end = measure_in_json(question)
        parts: dict[str, Combinable] = {"begin": begin, "end": end, "of": F("roadmap_id"), "at": F(UPDATED_AT)}
        sides = {f"json_{one}": side_in_json(reference, question, one) for one in regions}
        measures = _Measures(self, {**parts, **sides})
        order = {
            pk: [regions.index(one) for one in row.region_ids if one in regions]
            for pk, row in reference.roadmaps.items()
        }
        with snapshot():
            for ids in self._ids():
                yield "".join([_json_line(row, order[row[2]]) for row in measures.rows(ids)]).encode()

    def _ids(self) -> Iterator[list[int]]:
        """Yield the ids of all measures in portions; read them inside one `snapshot`."""
        portions = self.listing.portions(self.question, self.reference, self.criteria, self.ordering, ("id",))
        return ([row[0] for row in portion] for portion in portions)


class _Measures:
    """Reads what the database writes of some measures at a time, by queries that differ in their ids only."""

    def __init__(self, export: Export, written: Mapping[str, Combinable]) -> None:
        self.export = export
        self.written = written
        self.queries: dict[int, Prepared] = {}

    def rows(self, ids: Sequence[int]) -> list[Row]:
        """Return what is written of some measures, in the order of the export."""
        read, query, values = self._asked(ids)
        return read.prepared(query, values)

    def copied(self, ids: Sequence[int]) -> bytes:
        """Return the same as CSV, on PostgreSQL."""
        read, query, values = self._asked(ids)
        return copied(read.moved(query.statement(values)))

    def _asked(self, ids: Sequence[int]) -> tuple[Reader, Prepared, dict[str, int]]:
        query = self.queries.get(len(ids))
        if query is None:
            query = self.queries[len(ids)] = self._query(len(ids))
        values = {f"id{place}": measure_id for place, measure_id in enumerate(ids)}
        return reader(self.export.question, self.export.reference, ids), query, values

    def _query(self, count: int) -> Prepared:
        samples = sample_ids(count)
        listing, question = self.export.listing, self.export.question
        sides = {
            f"side_{region_id}": FilteredRelation("sides", condition=Q(sides__region_id=region_id))
            for region_id in self.export.region_ids
        }
        model: Any = listing.asked(question, self.export.reference, self.export.criteria).model
        rows: QuerySet[Any] = model.objects.filter(pk__in=list(samples.values())).annotate(**sides)
        return prepare(ordered_by(rows.annotate(**self.written), self.export.ordering), list(self.written), samples)


def _with_instants(rows: list[Row], places: Sequence[int]) -> Iterable[Sequence[object]]:
    cells: list[Any] = list(zip(*rows, strict=True))
    for place in places:
        cells[place] = map(shown_instant, cells[place])
    return zip(*cells, strict=True)


def _json_line(row: Row, order: Sequence[int]) -> str:
    """Return a measure as a line, of its JSON before and behind its sides, and of these in an order."""
    begin, end, _roadmap_id, at, *written = row
    sides = ",".join([side for place in order if (side := written[place]) is not None])
    shown = instant(at)
    assert shown is not None  # noqa: S101 -- held by the database
    return f'{begin[:-1]},"sides":[{sides}],{end[1:-1]},"{UPDATED_AT}":"{shown.isoformat()}"}}\n'


def _lines(rows: Iterable[Sequence[object]]) -> bytes:
    written = StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue().encode()
