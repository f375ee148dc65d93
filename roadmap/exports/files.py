"""All rows of a list as a file: CSV and one JSON object a line as they come, or a workbook (api.md *Formats*)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, Any

from django.db.models import F, FilteredRelation, Q
from django.db.models.expressions import Combinable

from accounts.exports import BOM, csv_lines, json_lines, refuse_too_many, workbook
from accounts.lists.fields import picked
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
from roadmap.exports.expressions import Line
from roadmap.selectors.fetching import Row, snapshot
from roadmap.selectors.keyset import Ordering
from roadmap.selectors.listing import Listing
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.rows import Json, instant

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
            refuse_too_many(self.listing.count(self.question, self.reference, self.criteria))
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
        """Yield measures as CSV, whose lines the database writes, up to the moment of their last change."""
        columns = {column.path: column for column in measure_columns(self.reference, self.region_ids)}
        cells = [columns[name].cell(self.question) for name in self.columns if name != UPDATED_AT]
        parts: dict[str, Combinable] = {"line": Line(*cells)} if cells else {}
        if UPDATED_AT in self.columns:
            parts["at"] = F(UPDATED_AT)
        yield BOM + f"{','.join(self.columns)}\n".encode()
        for rows in self._written(parts):
            found: list[Any] = list(zip(*rows, strict=True))
            if "at" in parts:
                found[-1] = map(_shown, found[-1])
            yield "".join([f"{','.join(row)}\n" for row in zip(*found, strict=True)]).encode()

    def _json_by_database(self) -> Iterator[bytes]:
        """Yield measures as JSON, one a line, whose values the database writes."""
        begin, end = measure_in_json(self.question)
        parts: dict[str, Combinable] = {"begin": begin, "end": end, "at": F(UPDATED_AT)}
        sides = {f"json_{one}": side_in_json(self.reference, self.question, one) for one in self.region_ids}
        for rows in self._written({**parts, **sides}):
            yield "".join([_json_line(*row) for row in rows]).encode()

    def _written(self, parts: Mapping[str, Combinable]) -> Iterator[list[Row]]:
        """Yield what the database writes of each measure, in portions of one statement."""
        sides = {
            f"side_{region_id}": FilteredRelation("sides", condition=Q(sides__region_id=region_id))
            for region_id in self.region_ids
        }
        with snapshot():
            yield from self.listing.portions(
                self.question, self.reference, self.criteria, self.ordering, list(parts), {**sides, **parts}
            )


def _json_line(begin: str, end: str, at: datetime, *sides: str | None) -> str:
    """Return a measure as a line, of its JSON before and behind its sides, and of these (None: no side)."""
    shown = ",".join([side for side in sides if side is not None])
    return f'{begin[:-1]},"sides":[{shown}],{end[1:-1]},"{UPDATED_AT}":"{_shown(at)}"}}\n'


def _shown(at: datetime) -> str:
    """Return an instant as it is shown, as text."""
    shown = instant(at)
    assert shown is not None  # noqa: S101 -- of a moment
    return shown.isoformat()
