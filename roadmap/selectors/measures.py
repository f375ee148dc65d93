"""The plan with its standing: one measure, a page of measures, all of them (api.md *Measure*)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db.models import QuerySet

from roadmap.models import Measure, MeasureSide
from roadmap.selectors.asof import Reader, reader
from roadmap.selectors.comparing import comparing, differing, stood_then
from roadmap.selectors.criteria import BY_NUMBER, PlanCriteria, hidden_from_reader, measures_asked, plan_reader
from roadmap.selectors.fetching import SAMPLE_DAY, SAMPLE_ID, Prepared, kept, prepare, sample_ids
from roadmap.selectors.health import SIDES_OF_MEASURE, HealthIn
from roadmap.selectors.keyset import Key, Ordering, Page, PageRequest, orderings
from roadmap.selectors.listing import Listing
from roadmap.selectors.occurrences import occurrences_of, occurrences_stood
from roadmap.selectors.past import is_past, one_of_past, page_of_past
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.rows import EXECUTOR_COLUMNS, SIDE_COLUMNS, Json, Row, SidesOf, instant
from roadmap.selectors.statuses import status_rank

COLUMNS = (
    "id",
    "roadmap_id",
    "number",
    "direction_id",
    "title_kk",
    "title_ru",
    "title_en",
    "completion_form_id",
    "deadline_form",
    "starts_on",
    "due_on",
    "deadline_kk",
    "deadline_ru",
    "deadline_en",
    "original_due_on",
    "postponements",
    "status",
    "progress",
    "agreement",
    "is_cancelled",
    "is_closed",
    "source",
    "source_fields",
    "version",
    "updated_at",
)
SIDES = ("measure_id", "region_id", *SIDE_COLUMNS, *EXECUTOR_COLUMNS)
TIES = (BY_NUMBER, Key("id", int))
EVERYTHING = PlanCriteria()


def measure_orderings(question: Question) -> dict[str, Ordering]:
    """Return the orders that a list of measures offers (api.md *Filters*)."""
    choices = {
        "number": BY_NUMBER,
        "due_on": Key("due_on", date),
        "status": Key("status_rank", int, status_rank()),
        "progress": Key("progress", int),
        "health": Key("health_rank", int, HealthIn(question, SIDES_OF_MEASURE).rank()),
        "updated_at": Key("updated_at", datetime),
    }
    return orderings(choices, TIES, alone=("number",))


def measure_one(question: Question, reference: Reference, measure_id: int) -> Json:
    """Return one measure with its occurrences and provenance: two queries.

    :raises Measure.DoesNotExist: where the reader may not know of it, or it is not in the text yet.
    """
    _check_id(measure_id)
    if is_past(question, reference):
        return _one_of_past(question, reference, measure_id)
    read = reader(question, reference, [measure_id])
    rows = read.prepared(_one_query(question, reference), {"id0": measure_id, "day": question.facts_on})
    if not rows:
        raise Measure.DoesNotExist
    width = len(COLUMNS)
    sides = SidesOf(question, reference)
    sides.take(row[width + 1 :] for row in rows if row[width + 1] is not None)
    shown = _shown(rows[0][:width], sides, reference)
    shown["occurrences"] = occurrences_of(question, reference, sides).get(measure_id, [])
    shown["provenance"] = rows[0][width]
    return shown


def _one_of_past(question: Question, reference: Reference, measure_id: int) -> Json:
    found = one_of_past(question, reference, measure_id, (*COLUMNS, "provenance"))
    if not found.rows:
        raise Measure.DoesNotExist
    sides = found.sides(question, reference)
    shown = _shown(found.rows[0][:-1], sides, reference)
    shown["occurrences"] = occurrences_stood(question, reference, sides, found.stood).get(measure_id, [])
    shown["provenance"] = found.rows[0][-1]
    return shown


def measures_of_past(
    question: Question, reference: Reference, criteria: PlanCriteria, request: PageRequest, expand: Collection[str]
) -> Page | None:
    """Return a page of another day, or None where only a query over all rows of that day can find it."""
    found = page_of_past(question, reference, criteria, request, COLUMNS)
    if found is None:
        return None
    past, page = found
    sides = past.sides(question, reference)
    shown = [_shown(row, sides, reference) for row in past.rows]
    if "occurrences" in expand:
        occurrences = occurrences_stood(question, reference, sides, past.stood)
        for row in shown:
            row["occurrences"] = occurrences.get(row["id"], [])
    return Page(shown, page.before, page.after)


def check_measure(question: Question, reference: Reference, measure_id: int) -> None:
    """Refuse a measure that the reader may not know of.

    :raises Measure.DoesNotExist: where that is so.
    """
    _check_id(measure_id)
    found = measures_asked(question, reference, EVERYTHING).filter(pk=measure_id)
    if not reader(question, reference, [measure_id]).rows(found, ["pk"]):
        raise Measure.DoesNotExist


def listed_measures(question: Question, reference: Reference, criteria: PlanCriteria) -> QuerySet[Measure]:
    """Return the measures of a list: those asked for; compared with another day, those that stand otherwise."""
    return measures_asked(question, reference, criteria).filter(differing(question))


def measures_reader(
    question: Question, reference: Reference, criteria: PlanCriteria, request: PageRequest | None = None
) -> Reader:
    """Return what reads a list of measures: the day asked for, and the one it is compared with."""
    page = request if question.compared_with is None else None
    return comparing(plan_reader(question, reference, criteria, page), question, reference)


def _check_id(measure_id: int) -> None:
    """Refuse a number that no row can have: the database might not even take it."""
    if measure_id >= SAMPLE_ID:
        raise Measure.DoesNotExist


def measure_rows(
    question: Question, reference: Reference, rows: Sequence[Row], expand: Collection[str] = ()
) -> list[Json]:
    """Return raw rows of `COLUMNS` as *Measures* with their sides: one query, and one for the occurrences.

    Compared with another day, each carries how it stood `then` (one query more), or None where it was new.
    """
    ids = [row[0] for row in rows]
    sides = SidesOf(question, reference)
    if ids:
        values = {f"id{place}": measure_id for place, measure_id in enumerate(ids)}
        sides.take(reader(question, reference, ids).prepared(_sides_query(len(ids)), values))
    shown = [_shown(row, sides, reference) for row in rows]
    if "occurrences" in expand and ids:
        occurrences = occurrences_of(question, reference, sides)
        for row in shown:
            row["occurrences"] = occurrences.get(row["id"], [])
    if question.compared_with is not None:
        then = stood_then(question, reference, ids)
        for row in shown:
            row["then"] = then.get(row["id"])
    return shown


def _one_query(question: Question, reference: Reference) -> Prepared:
    """Return the query of one measure, joined with its sides."""

    def make() -> Prepared:
        asked = measures_asked(replace(question, as_of=SAMPLE_DAY), reference, EVERYTHING).filter(pk=SAMPLE_ID)
        names = [*COLUMNS, "provenance", *(f"sides__{name}" for name in SIDES)]
        return prepare(asked, names, {"id0": SAMPLE_ID, "day": SAMPLE_DAY})

    return kept(("measure", hidden_from_reader(question, reference)), make)


def _sides_query(count: int) -> Prepared:
    """Return the query of the sides of so many measures."""

    def make() -> Prepared:
        samples = sample_ids(count)
        return prepare(MeasureSide.objects.filter(measure_id__in=list(samples.values())).order_by(), SIDES, samples)

    return kept(("sides", count), make)


def _shown(row: Row, sides: SidesOf, reference: Reference) -> Json:
    (
        measure_id,
        roadmap_id,
        number,
        direction_id,
        title_kk,
        title_ru,
        title_en,
        form_id,
        deadline_form,
        starts_on,
        due_on,
        deadline_kk,
        deadline_ru,
        deadline_en,
        original_due_on,
        postponements,
        status,
        progress,
        agreement,
        cancelled,
        closed,
        source,
        source_fields,
        version,
        updated_at,
    ) = row
    roadmap = reference.roadmaps[roadmap_id]
    return {
        "id": measure_id,
        "roadmap": roadmap.code,
        "number": number,
        "direction": reference.directions[direction_id],
        "title": {"kk": title_kk, "ru": title_ru, "en": title_en},
        "completion_form": reference.forms[form_id],
        "deadline": {
            "form": deadline_form,
            "starts_on": starts_on,
            "due_on": due_on,
            "wording": {"kk": deadline_kk, "ru": deadline_ru, "en": deadline_en},
            "original_due_on": original_due_on,
            "postponements": postponements,
            "slippage_days": (due_on - original_due_on).days,
        },
        "status": status,
        "progress": progress,
        "health": sides.health_of(measure_id, closed),
        "agreement": agreement,
        "cancelled": cancelled,
        "sides": sides.of(measure_id, roadmap.region_ids),
        "source": {"kind": source, "fields": source_fields},
        "version": version,
        "updated_at": instant(updated_at),
    }


MEASURES = Listing(
    name="measures",
    columns=COLUMNS,
    default="number",
    asked=listed_measures,
    orderings=measure_orderings,
    reads=measures_reader,
    shown=measure_rows,
    expandable=("occurrences",),
    everything=EVERYTHING,
    kept_by=hidden_from_reader,
    past=measures_of_past,
)
