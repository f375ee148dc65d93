"""What the Parties agree on: amendments, settlements, closed periods (api.md *Others*; rules.md §4–§6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

from accounts.models import AuditEntry
from roadmap.choices import PeriodState, ProposalState
from roadmap.models import Amendment, AmendmentChange, Measure, PeriodClose, RoadmapProposal, Settlement
from roadmap.selectors.asof import reader
from roadmap.selectors.criteria import Codes, ids_of
from roadmap.selectors.keyset import Key, Ordering, orderings
from roadmap.selectors.listing import Listing
from roadmap.selectors.names import Texts
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.rows import Json, Row, instant

PROPOSED = frozenset({ProposalState.PROPOSED.value})
HOLDING = (ProposalState.IN_EFFECT, PeriodState.CLOSED)
SHARED = (
    "id",
    "roadmap_id",
    "state",
    "proposed_by_id",
    "proposed_at",
    "confirmed_at",
    "declined_reason",
    "is_demo",
    "version",
)
AMENDMENT_COLUMNS = (*SHARED, "protocol_number", "protocol_date", "effective_on")
SETTLEMENT_COLUMNS = (
    *SHARED,
    "measure_id",
    "measure__number",
    "occurrence__label",
    "status",
    "text",
    "protocol_number",
    "protocol_date",
)
PERIOD_COLUMNS = (*SHARED, "period", "cycle", "starts_on", "ends_on", "sha256")


@dataclass(frozen=True)
class ProposalCriteria:
    """Which proposals; None is no condition."""

    roadmap: Codes | None = None
    state: Codes | None = None
    measure: frozenset[int] | None = None


def amendments_asked(question: Question, reference: Reference, criteria: ProposalCriteria) -> QuerySet[Any]:
    """Return the amendments that a reader may know of and asks for."""
    found = _asked(Amendment, "effective_on", question, reference, criteria)
    if criteria.measure is not None:
        changes = AmendmentChange.objects.filter(measure_id__in=criteria.measure)
        found = found.filter(pk__in=changes.values("amendment_id"))
    return found


def settlements_asked(question: Question, reference: Reference, criteria: ProposalCriteria) -> QuerySet[Any]:
    """Return the settlements that a reader may know of and asks for."""
    found = _asked(Settlement, "protocol_date", question, reference, criteria)
    return found if criteria.measure is None else found.filter(measure_id__in=criteria.measure)


def periods_asked(question: Question, reference: Reference, criteria: ProposalCriteria) -> QuerySet[Any]:
    """Return the closings that a reader may know of and asks for; a measure's are its road map's."""
    found = _asked(PeriodClose, "ends_on", question, reference, criteria)
    if criteria.measure is not None:
        measures = Measure.objects.filter(pk__in=criteria.measure)
        found = found.filter(roadmap_id__in=measures.values("roadmap_id"))
    return found


def _asked(
    model: type[Model], true_from: str, question: Question, reference: Reference, criteria: ProposalCriteria
) -> QuerySet[Any]:
    """Return visible proposals; asked about a day or a moment, those that held on it and were confirmed by it."""
    found = model._default_manager.visible_to(question.asker)  # type: ignore[attr-defined]  # noqa: SLF001
    found = found.exclude(roadmap_id__in=reference.hidden_from(question.reader))
    roadmaps = ids_of(reference.roadmap_ids, criteria.roadmap)
    if roadmaps is not None:
        found = found.filter(roadmap_id__in=roadmaps)
    if criteria.state is not None:
        found = found.filter(state__in=criteria.state)
    held = Q()
    if question.as_of is not None:
        held &= Q(state__in=HOLDING, **{f"{true_from}__lte": question.as_of})
    if question.known_on is not None:
        held &= Q(state__in=HOLDING, confirmed_at__lte=question.known_on)
    narrowed: QuerySet[Any] = found.filter(held)
    return narrowed


def proposal_orderings(_question: Question) -> dict[str, Ordering]:
    """Return the orders that lists of amendments and of settlements offer."""
    choices = {"id": Key("id", int), "protocol_date": Key("protocol_date", date)}
    return orderings(choices, (Key("id", int),))


def period_orderings(_question: Question) -> dict[str, Ordering]:
    """Return the orders that a list of closings offers."""
    choices = {"id": Key("id", int), "ends_on": Key("ends_on", date)}
    return orderings(choices, (Key("id", int),))


def amendment_rows(
    _question: Question, reference: Reference, rows: Sequence[Row], _expand: Collection[str] = ()
) -> list[Json]:
    """Return raw rows of `AMENDMENT_COLUMNS` with their changes: one query."""
    changes: dict[int, list[Json]] = {row[0]: [] for row in rows}
    if changes:
        found = AmendmentChange.objects.filter(amendment_id__in=list(changes)).order_by("amendment_id", "position")
        columns = ("amendment_id", "measure_id", "measure__number", "field", "before", "after")
        for amendment_id, measure_id, number, field, before, after in found.values_list(*columns):
            added = after.get("number") if number is None and isinstance(after, dict) else number
            change = {"measure": measure_id, "number": added, "field": field, "before": before, "after": after}
            changes[amendment_id].append(change)
    shown = []
    for row in rows:
        found_row = dict(zip(AMENDMENT_COLUMNS, row, strict=True))
        own = {name: found_row[name] for name in ("protocol_number", "protocol_date", "effective_on")}
        shown.append(_shared(found_row, reference) | own | {"changes": changes[found_row["id"]]})
    return shown


def settlement_rows(
    _question: Question, reference: Reference, rows: Sequence[Row], _expand: Collection[str] = ()
) -> list[Json]:
    """Return raw rows of `SETTLEMENT_COLUMNS` as settlements."""
    shown = []
    for row in rows:
        found = dict(zip(SETTLEMENT_COLUMNS, row, strict=True))
        own = {
            "measure": found["measure_id"],
            "measure_number": found["measure__number"],
            "occurrence": found["occurrence__label"],
        }
        own |= {name: found[name] for name in ("status", "text", "protocol_number", "protocol_date")}
        shown.append(_shared(found, reference) | own)
    return shown


def period_rows(
    _question: Question, reference: Reference, rows: Sequence[Row], _expand: Collection[str] = ()
) -> list[Json]:
    """Return raw rows of `PERIOD_COLUMNS` as closings; the hash is there once it is closed."""
    shown = []
    for row in rows:
        found = dict(zip(PERIOD_COLUMNS, row, strict=True))
        own = {name: found[name] for name in ("period", "cycle", "starts_on", "ends_on")}
        shown.append(_shared(found, reference) | own | {"sha256": found["sha256"] or None})
    return shown


def proposal_one(listing: Listing[ProposalCriteria], question: Question, reference: Reference, number: int) -> Json:
    """Return one amendment, settlement or closing.

    :raises ObjectDoesNotExist: where the reader may not know of it.
    """
    asked = listing.asked(question, reference, ProposalCriteria())
    return listing.shown(question, reference, [asked.values_list(*listing.columns).get(pk=number)], ())[0]


def chain_head(kind: str, number: int) -> str:
    """Return the head of the audit chain (`SEQ:HASH`) when a proposal was confirmed, or nothing: one query.

    `kind` is amendment, settlement or period. It stands on the protocol (rules.md §8).
    """
    entry = AuditEntry.objects.filter(target=f"{kind}:{number}", action=f"{kind}.confirm").first()
    return entry.mark if entry is not None else ""


@dataclass(frozen=True)
class StateLine:
    """A proposal to put a road map in force or to close it; `proposed_by` is a region's code."""

    id: int
    roadmap: str
    to_state: str
    state: str
    proposed_by: str
    proposed_at: datetime
    confirmed_at: datetime | None
    declined_reason: str
    demo: bool


def state_proposals(question: Question, reference: Reference, criteria: ProposalCriteria) -> list[StateLine]:
    """Return the proposals on road maps' states that a reader may know of and asks for, the newest first: one query.

    Asked about a day, those that were confirmed by then.
    """
    found = _asked(RoadmapProposal, "confirmed_at__date", question, reference, criteria)
    columns = ("id", "roadmap_id", "to_state", "state", "proposed_by_id", "proposed_at", "confirmed_at")
    rows = found.order_by("-id").values_list(*columns, "declined_reason", "is_demo")
    return [_state_line(row, reference) for row in rows]


def titles_of(question: Question, reference: Reference, measure_ids: Collection[int]) -> Mapping[int, Texts]:
    """Return the titles of measures in the text of the question's day; of those not in it, the newest. One query."""
    columns = ("id", "title_kk", "title_ru", "title_en")
    rows = Measure.objects.filter(pk__in=measure_ids).order_by().values_list(*columns) if measure_ids else ()
    newest = {pk: {"kk": kk, "ru": ru, "en": en} for pk, kk, ru, en in rows}
    if question.is_present or not newest:
        return newest
    dated = reader(question, reference, list(newest)).rows(Measure.objects.filter(pk__in=measure_ids), columns)
    return newest | {pk: {"kk": kk, "ru": ru, "en": en} for pk, kk, ru, en in dated}


def _state_line(row: Row, reference: Reference) -> StateLine:
    values = [row[0], reference.roadmaps[row[1]].code, *row[2:4], reference.regions[row[4]].code, *row[5:]]
    return StateLine(*values)


def _shared(found: dict[str, Any], reference: Reference) -> Json:
    return {
        "id": found["id"],
        "roadmap": reference.roadmaps[found["roadmap_id"]].code,
        "state": found["state"],
        "proposed_by": reference.regions[found["proposed_by_id"]].code,
        "proposed_at": instant(found["proposed_at"]),
        "confirmed_at": instant(found["confirmed_at"]),
        "declined_reason": found["declined_reason"],
        "demo": found["is_demo"],
        "version": found["version"],
    }


AMENDMENTS = Listing(
    name="amendments",
    columns=AMENDMENT_COLUMNS,
    default="-id",
    asked=amendments_asked,
    orderings=proposal_orderings,
    shown=amendment_rows,
)
SETTLEMENTS = Listing(
    name="settlements",
    columns=SETTLEMENT_COLUMNS,
    default="-id",
    asked=settlements_asked,
    orderings=proposal_orderings,
    shown=settlement_rows,
)
PERIODS = Listing(
    name="periods",
    columns=PERIOD_COLUMNS,
    default="-ends_on",
    asked=periods_asked,
    orderings=period_orderings,
    shown=period_rows,
)
