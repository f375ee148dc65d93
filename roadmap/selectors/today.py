"""What waits for a person today: of the own agency, the own side, the other Party (ui.md *Today*)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from roadmap.choices import Agreement, Health, ProposalState, ReportState, RoadmapState
from roadmap.models import Executor, MeasureSide, Occurrence, RoadmapProposal
from roadmap.selectors.asof import reader as reader_on
from roadmap.selectors.criteria import PlanCriteria
from roadmap.selectors.keyset import PageRequest
from roadmap.selectors.listing import Listing
from roadmap.selectors.occurrences import OCCURRENCES
from roadmap.selectors.proposals import AMENDMENTS, PERIODS, SETTLEMENTS, ProposalCriteria
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.reports import REPORTS, ReportCriteria
from roadmap.selectors.rows import Json
from roadmap.selectors.summary import summary

WAITING_HEALTH = frozenset({Health.LATE.value, Health.DUE_SOON.value, Health.SILENT.value})
OPEN_STATES = frozenset({ReportState.DRAFT.value, ReportState.SUBMITTED.value, ReportState.RETURNED.value})


@dataclass(frozen=True)
class Some:
    """The first rows of what waits; `more`: there are others behind them."""

    rows: list[Json]
    more: bool


@dataclass(frozen=True)
class QuietAgency:
    """A lead agency of the own side with measures that are silent or late; `stands_on` is its newest word's day."""

    code: str
    silent: int
    late: int
    stands_on: date | None


@dataclass(frozen=True)
class StateProposal:
    """The other Party's proposal to put a road map in force, or to close it."""

    roadmap: str
    to_state: str
    proposed_by: str
    proposed_at: datetime


def standings_waiting(question: Question, reference: Reference, *, agency: str, region: str, most: int) -> Some:
    """Return the due periods on which an agency's word is late, due soon or missing, in due order: two queries."""
    criteria = PlanCriteria(
        roadmap=_in_force(reference),
        agency=frozenset({agency}),
        side=frozenset({region}),
        health=WAITING_HEALTH,
        cancelled=False,
    )
    return _first(OCCURRENCES, "due_on", question, reference, criteria, most)


def diverging(question: Question, reference: Reference, most: int) -> Some:
    """Return the due periods on which the Parties say different things, in due order: two queries."""
    criteria = PlanCriteria(
        roadmap=_in_force(reference), agreement=frozenset({Agreement.DIVERGING.value}), cancelled=False
    )
    return _first(OCCURRENCES, "due_on", question, reference, criteria, most)


def own_reports(question: Question, reference: Reference, *, region: str, states: Collection[str], most: int) -> Some:
    """Return the own side's reports in some states, as far as the reader may know of them: two queries."""
    criteria = ReportCriteria(region=frozenset({region}), state=frozenset(states))
    return _first(REPORTS, "updated_at", question, reference, criteria, most)


def reported_by_others(
    question: Question, reference: Reference, *, region: str, agency: str, since: datetime, most: int
) -> Some:
    """Return what other Parties reported since a moment on the measures that an agency carries out: three queries."""
    measures = Executor.objects.on(question.facts_on).filter(agency__code=agency).values_list("measure_id", flat=True)
    others = frozenset(reference.region_ids) - {region}
    criteria = ReportCriteria(
        region=others,
        state=frozenset({ReportState.ACCEPTED.value}),
        accepted_after=since,
        measure=frozenset(measures),
    )
    return _first(REPORTS, "-accepted_at", question, reference, criteria, most)


def due_days(occurrence_ids: Collection[int]) -> Mapping[int, date]:
    """Return when some due periods end: one query."""
    return dict(Occurrence.objects.filter(pk__in=occurrence_ids).values_list("pk", "due_on"))


def quiet_agencies(question: Question, reference: Reference, region: str) -> list[QuietAgency]:
    """Return the lead agencies of one side that are silent or late, the longest silence first: two queries."""
    criteria = PlanCriteria(roadmap=_in_force(reference), cancelled=False)
    grouped = summary(question, reference, criteria, ("region", "lead"))
    region_id = reference.region_ids[region]
    newest = _newest_words(question, reference, region_id)
    found = [
        QuietAgency(
            row["lead"], row["by_health"][Health.SILENT], row["by_health"][Health.LATE], newest.get(row["lead"])
        )
        for row in grouped
        if row["region"] == region and row["lead"]
    ]
    quiet = [one for one in found if one.silent or one.late]
    return sorted(quiet, key=lambda one: (-one.silent, one.stands_on or date.min, -one.late, one.code))


def proposals_waiting(question: Question, reference: Reference, region: str) -> dict[str, list[Json]]:
    """Return what other Parties proposed to this one, by kind: four queries."""
    criteria = ProposalCriteria(state=frozenset({ProposalState.PROPOSED.value}))
    listings: Mapping[str, Listing[ProposalCriteria]] = {
        "settlement": SETTLEMENTS,
        "amendment": AMENDMENTS,
        "period": PERIODS,
    }
    found = {}
    for kind, listing in listings.items():
        asked = listing.asked(question, reference, criteria).order_by("proposed_at", "pk")
        rows = listing.shown(question, reference, list(asked.values_list(*listing.columns)), ())
        found[kind] = [row for row in rows if _is_asked(reference, row["roadmap"], row["proposed_by"], region)]
    return found


def states_waiting(question: Question, reference: Reference, region: str) -> list[StateProposal]:
    """Return the proposals of other Parties to change a road map's state: one query."""
    rows = RoadmapProposal.objects.visible_to(question.asker).filter(state=ProposalState.PROPOSED)
    columns = ("roadmap_id", "to_state", "proposed_by_id", "proposed_at")
    found = [
        StateProposal(reference.roadmaps[roadmap_id].code, to_state, reference.regions[region_id].code, at)
        for roadmap_id, to_state, region_id, at in rows.order_by("proposed_at", "pk").values_list(*columns)
    ]
    return [one for one in found if _is_asked(reference, one.roadmap, one.proposed_by, region)]


def figures(question: Question, reference: Reference) -> tuple[Json, Mapping[str, Json]]:
    """Return the road map's figures, jointly and by region: two queries."""
    joint = summary(question, reference, PlanCriteria(), ())[0]
    by_region = summary(question, reference, PlanCriteria(), ("region",))
    return joint, {row["region"]: row for row in by_region}


def _first(
    listing: Listing[Any], order: str, question: Question, reference: Reference, criteria: object, most: int
) -> Some:
    ordering = listing.orderings(question)[order]
    page = listing.page(question, reference, criteria, PageRequest(ordering, most))
    return Some(page.rows, page.after is not None)


def _in_force(reference: Reference) -> frozenset[str]:
    return frozenset(row.code for row in reference.roadmaps.values() if row.state == RoadmapState.IN_FORCE)


def _is_asked(reference: Reference, roadmap: str, proposed_by: str, region: str) -> bool:
    parties: Sequence[int] = reference.roadmaps[reference.roadmap_ids[roadmap]].region_ids
    return proposed_by != region and reference.region_ids[region] in parties


def _newest_words(question: Question, reference: Reference, region_id: int) -> Mapping[str, date | None]:
    """Return the newest day that each lead agency's accepted reports speak of."""
    sides = MeasureSide.objects.filter(region_id=region_id).exclude(lead_code="").order_by()
    grouped = sides.values("lead_code").annotate(newest=Max("stands_on"))
    rows = reader_on(question, reference, None).rows(grouped, ["lead_code", "newest"])
    return dict(rows)
