"""Due periods and how they stand: of some measures, or as a list of its own (api.md *Reading*)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db.models import F

from roadmap.models import Occurrence, Standing
from roadmap.selectors.asof import reader
from roadmap.selectors.asof.facts import Stood
from roadmap.selectors.criteria import occurrences_asked, plan_reader
from roadmap.selectors.fetching import Prepared, kept, prepare, sample_ids
from roadmap.selectors.health import SIDES_OF_OCCURRENCE, HealthIn
from roadmap.selectors.keyset import Key, Ordering, orderings
from roadmap.selectors.listing import Listing
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.rows import EXECUTOR_COLUMNS, SIDE_COLUMNS, Json, Row, SidesOf
from roadmap.selectors.statuses import status_rank

COLUMNS = ("id", "label", "starts_on", "due_on", "status", "progress", "agreement", "is_closed", "measure_id")
LIST_COLUMNS = (*COLUMNS, "measure__number", "measure__roadmap_id", "measure__direction_id")
SIDES = (
    "occurrence_id",
    "region_id",
    *SIDE_COLUMNS,
    *(f"measure__sides__{name}" for name in EXECUTOR_COLUMNS),
)
STANDING = ("region_id", "has_executor", *SIDE_COLUMNS)
TIES = (Key("number_key", str, F("measure__number_key")), Key("starts_on", date), Key("id", int))


def occurrence_orderings(question: Question) -> dict[str, Ordering]:
    """Return the orders that a list of occurrences offers: those of measures."""
    choices = {
        "number": Key("number_key", str, F("measure__number_key")),
        "due_on": Key("due_on", date),
        "status": Key("status_rank", int, status_rank()),
        "progress": Key("progress", int),
        "health": Key("health_rank", int, HealthIn(question, SIDES_OF_OCCURRENCE).rank()),
        "updated_at": Key("updated_at", datetime, F("measure__updated_at")),
    }
    return orderings(choices, TIES)


def occurrence_rows(
    question: Question, reference: Reference, rows: Sequence[Row], _expand: Collection[str] = ()
) -> list[Json]:
    """Return raw rows of `LIST_COLUMNS` as occurrences with their measure and sides: one query."""
    sides = SidesOf(question, reference)
    ids = [row[0] for row in rows]
    if ids:
        standings = Standing.objects.filter(occurrence_id__in=ids, has_executor=True)
        standings = standings.filter(measure__sides__region_id=F("region_id")).order_by()
        sides.take(reader(question, reference, list({row[len(COLUMNS) - 1] for row in rows})).rows(standings, SIDES))
    width = len(COLUMNS)
    shown = []
    for row in rows:
        measure_number, roadmap_id, direction_id = row[width:]
        region_ids = reference.roadmaps[roadmap_id].region_ids
        one = _shown(row[:width], sides, region_ids)
        one["measure"] = row[width - 1]
        one["measure_number"] = measure_number
        one["roadmap"] = reference.roadmaps[roadmap_id].code
        one["direction"] = reference.directions[direction_id]
        shown.append(one)
    return shown


def occurrences_of(question: Question, reference: Reference, measures: SidesOf) -> dict[int, list[Json]]:
    """Return the occurrences of the measures whose sides are given, by measure and in order: one query.

    A Party's executors are those of its side of the measure.
    """
    ids = list(measures.parties)
    values = {f"id{place}": measure_id for place, measure_id in enumerate(ids)}
    rows = reader(question, reference, ids).prepared(_query_of(len(ids)), values)
    sides = SidesOf(question, reference)
    occurrences: dict[int, Row] = {}
    width = len(COLUMNS)
    for row in rows:
        occurrences[row[0]] = row[:width]
        region_id, has_executor = row[width : width + 2]
        if has_executor:
            executors = measures.executors_of(row[width - 1], region_id)
            sides.take([(row[0], region_id, *row[width + 2 :], *executors)])
    shown: dict[int, list[Json]] = {}
    for row in occurrences.values():
        measure_id = row[-1]
        shown.setdefault(measure_id, []).append(_shown(row, sides, measures.parties[measure_id]))
    return shown


def occurrences_stood(
    question: Question, reference: Reference, measures: SidesOf, stood: Stood
) -> dict[int, list[Json]]:
    """Return the occurrences of some measures of another day, by measure and in order."""
    sides = SidesOf(question, reference)
    sides.take(stood.standings)
    shown: dict[int, list[Json]] = {}
    for row in stood.occurrences:
        shown.setdefault(row[-1], []).append(_shown(row, sides, measures.parties[row[-1]]))
    return shown


def _query_of(count: int) -> Prepared:
    """Return the query of the occurrences of so many measures, joined with their standings."""

    def make() -> Prepared:
        samples = sample_ids(count)
        found = Occurrence.objects.filter(measure_id__in=list(samples.values()), is_retired=False)
        names = [*COLUMNS, *(f"standings__{name}" for name in STANDING)]
        return prepare(found.order_by("measure_id", "starts_on", "due_on", "id"), names, samples)

    return kept(("occurrences", count), make)


def _shown(row: Row, sides: SidesOf, region_ids: Sequence[int]) -> Json:
    occurrence_id, label, starts_on, due_on, status, progress, agreement, closed, _measure_id = row
    return {
        "id": occurrence_id,
        "label": label,
        "starts_on": starts_on,
        "due_on": due_on,
        "status": status,
        "progress": progress,
        "health": sides.health_of(occurrence_id, closed),
        "agreement": agreement,
        "sides": sides.of(occurrence_id, region_ids),
    }


OCCURRENCES = Listing(
    name="occurrences",
    columns=LIST_COLUMNS,
    default="number",
    asked=occurrences_asked,
    orderings=occurrence_orderings,
    reads=plan_reader,
    shown=occurrence_rows,
)
