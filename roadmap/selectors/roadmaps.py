"""Road maps with their Parties, and their directions (api.md *Others*)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Expression, F, OuterRef, Q, QuerySet, Subquery, Value, When

from roadmap.choices import PeriodState, ProposalState, RoadmapState
from roadmap.models import Direction, Party, PeriodClose, Roadmap, RoadmapProposal
from roadmap.selectors.asof import reader
from roadmap.selectors.criteria import Codes, ids_of
from roadmap.selectors.keyset import Key, Ordering, orderings
from roadmap.selectors.listing import Listing
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.rows import Json, Row, instant

TEXTS = tuple(f"{name}_{code}" for name in ("title", "short_title", "disclaimer") for code in ("kk", "ru", "en"))
ROADMAP_COLUMNS = (
    "id",
    "code",
    *TEXTS,
    "state_then",
    "starts_on",
    "ends_on",
    "signed_on",
    "predecessor_id",
    "source",
    "closed_until",
    "version",
)
DIRECTION_COLUMNS = (
    "id",
    "roadmap_id",
    "number",
    "code",
    "name_kk",
    "name_ru",
    "name_en",
    "source",
    "version",
)


@dataclass(frozen=True)
class RoadmapCriteria:
    """Which road maps; None is no condition. `region` asks for those it is a Party of."""

    state: Codes | None = None
    region: Codes | None = None


@dataclass(frozen=True)
class DirectionCriteria:
    """Which directions; None is no condition."""

    roadmap: Codes | None = None
    number: frozenset[int] | None = None
    source: Codes | None = None


def roadmaps_asked(question: Question, reference: Reference, criteria: RoadmapCriteria) -> QuerySet[Roadmap]:
    """Return the road maps that a reader may know of and asks for, as they were on the question's day."""
    found: QuerySet[Any] = Roadmap.objects.exclude(pk__in=reference.hidden_from(question.reader))
    found = found.annotate(state_then=_state_then(question), closed_until=_closed_until(question))
    if criteria.state is not None:
        found = found.filter(state_then__in=criteria.state)
    if criteria.region is not None:
        regions = set(ids_of(reference.region_ids, criteria.region) or ())
        found = found.filter(pk__in=[pk for pk, row in reference.roadmaps.items() if regions & set(row.region_ids)])
    return found


def directions_asked(question: Question, reference: Reference, criteria: DirectionCriteria) -> QuerySet[Direction]:
    """Return the directions that a reader may know of and asks for."""
    lookups = {
        "roadmap_id__in": ids_of(reference.roadmap_ids, criteria.roadmap),
        "number__in": criteria.number,
        "source__in": criteria.source,
    }
    found = Direction.objects.filter(**{name: value for name, value in lookups.items() if value is not None})
    return found.exclude(roadmap_id__in=reference.hidden_from(question.reader))


def roadmap_orderings(_question: Question) -> dict[str, Ordering]:
    """Return the orders that a list of road maps offers."""
    choices = {"code": Key("code", str), "starts_on": Key("starts_on", date)}
    return orderings(choices, (Key("code", str),))


def direction_orderings(_question: Question) -> dict[str, Ordering]:
    """Return the orders that a list of directions offers: of several road maps, one after the other."""
    choices = {"number": Key("number", int), "roadmap": Key("roadmap_code", str, F("roadmap__code"))}
    return orderings(choices, (Key("roadmap_code", str, F("roadmap__code")), Key("number", int)))


def roadmap_one(question: Question, reference: Reference, code: str) -> Json:
    """Return one road map: three queries.

    :raises Roadmap.DoesNotExist: where the reader may not know of it.
    """
    asked = roadmaps_asked(question, reference, RoadmapCriteria())
    return roadmap_rows(question, reference, [asked.values_list(*ROADMAP_COLUMNS).get(code=code)])[0]


def direction_one(question: Question, reference: Reference, direction_id: int) -> Json:
    """Return one direction.

    :raises Direction.DoesNotExist: where the reader may not know of it.
    """
    asked = directions_asked(question, reference, DirectionCriteria())
    return direction_rows(question, reference, [asked.values_list(*DIRECTION_COLUMNS).get(pk=direction_id)])[0]


def roadmap_rows(
    question: Question, reference: Reference, rows: Sequence[Row], _expand: Collection[str] = ()
) -> list[Json]:
    """Return raw rows of `ROADMAP_COLUMNS` with their Parties and open proposals: two queries."""
    ids = [row[0] for row in rows]
    parties = _parties(question, reference, ids)
    proposals = _proposals(question, reference, ids)
    visible = _successors(question, reference)
    return [_roadmap(row, parties, proposals, visible, reference) for row in rows]


def direction_rows(
    _question: Question, reference: Reference, rows: Sequence[Row], _expand: Collection[str] = ()
) -> list[Json]:
    """Return raw rows of `DIRECTION_COLUMNS` as directions."""
    return [
        {
            "id": pk,
            "roadmap": reference.roadmaps[roadmap_id].code,
            "number": number,
            "code": code,
            "name": {"kk": kk, "ru": ru, "en": en},
            "source": source,
            "version": version,
        }
        for pk, roadmap_id, number, code, kk, ru, en, source, version in rows
    ]


def _state_then(question: Question) -> Expression | F:
    """Return a road map's state: what was closed after the question's day or moment was in force then."""
    later = Q(pk__in=())
    if question.as_of is not None:
        later |= Q(closed_at__date__gt=question.as_of)
    if question.known_on is not None:
        later |= Q(closed_at__gt=question.known_on)
    return Case(When(later, then=Value(RoadmapState.IN_FORCE.value)), default=F("state"))


def _closed_until(question: Question) -> Subquery:
    """Return the last day of the newest period that was closed, of those that the question knows of."""
    closed = PeriodClose.objects.filter(roadmap=OuterRef("pk"), state=PeriodState.CLOSED).order_by("-ends_on")
    if question.as_of is not None:
        closed = closed.filter(ends_on__lte=question.as_of)
    if question.known_on is not None:
        closed = closed.filter(confirmed_at__lte=question.known_on)
    return Subquery(closed.values("ends_on")[:1])


def _parties(question: Question, reference: Reference, roadmap_ids: Sequence[int]) -> dict[int, list[Json]]:
    found = Party.objects.filter(roadmap_id__in=roadmap_ids).order_by("roadmap_id", "region__code")
    parties: dict[int, list[Json]] = {}
    columns = ("roadmap_id", "region_id", "signatory", "cycle", "days_after", "version")
    rows = reader(question, reference).rows(found, columns)
    for roadmap_id, region_id, signatory, cycle, days_after, version in rows:
        party = {
            "region": reference.regions[region_id].code,
            "signatory": signatory,
            "cycle": cycle,
            "days_after": days_after,
            "version": version,
        }
        parties.setdefault(roadmap_id, []).append(party)
    return parties


def _proposals(question: Question, reference: Reference, roadmap_ids: Sequence[int]) -> dict[int, Json]:
    """Return the open proposals to change a road map's state, as far as the reader may know of them."""
    open_ones = RoadmapProposal.objects.filter(roadmap_id__in=roadmap_ids, state=ProposalState.PROPOSED)
    visible = open_ones.visible_to(question.asker)
    columns = ("roadmap_id", "to_state", "proposed_by_id", "proposed_at")
    return {
        roadmap_id: {
            "state": to_state,
            "proposed_by": reference.regions[region_id].code,
            "proposed_at": instant(proposed_at),
        }
        for roadmap_id, to_state, region_id, proposed_at in visible.values_list(*columns)
    }


def _successors(question: Question, reference: Reference) -> dict[int, str]:
    hidden = reference.hidden_from(question.reader)
    return {
        row.predecessor_id: row.code
        for pk, row in reference.roadmaps.items()
        if row.predecessor_id is not None and pk not in hidden
    }


def _roadmap(
    row: Row,
    parties: dict[int, list[Json]],
    proposals: dict[int, Json],
    successors: dict[int, str],
    reference: Reference,
) -> Json:
    found = dict(zip(ROADMAP_COLUMNS, row, strict=True))
    pk, predecessor_id = found["id"], found["predecessor_id"]
    texts = {
        name: {code: found[f"{name}_{code}"] for code in ("kk", "ru", "en")}
        for name in ("title", "short_title", "disclaimer")
    }
    return {
        "code": found["code"],
        "title": texts["title"],
        "short_title": texts["short_title"],
        "state": found["state_then"],
        "starts_on": found["starts_on"],
        "ends_on": found["ends_on"],
        "signed_on": found["signed_on"],
        "closed_until": found["closed_until"],
        "parties": parties.get(pk, []),
        "predecessor": reference.roadmaps[predecessor_id].code if predecessor_id else None,
        "successor": successors.get(pk),
        "proposal": proposals.get(pk),
        "disclaimer": texts["disclaimer"],
        "source": found["source"],
        "version": found["version"],
    }


ROADMAPS = Listing(
    name="roadmaps",
    columns=ROADMAP_COLUMNS,
    default="code",
    asked=roadmaps_asked,
    orderings=roadmap_orderings,
    shown=roadmap_rows,
)
DIRECTIONS = Listing(
    name="directions",
    columns=DIRECTION_COLUMNS,
    default="roadmap",
    asked=directions_asked,
    orderings=direction_orderings,
    shown=direction_rows,
)
