"""Keeps the projection rows: what the pure rules say of the facts that hold now (rules.md §3–§4).

Callers hold the measure's lock. SQL then only compares and counts: health needs no write at
midnight, because each row carries the days from which it is late, due soon or silent.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from roadmap.choices import Agreement, ReportState, Status
from roadmap.models import Executor, Measure, MeasureSide, Occurrence, Party, Report, Standing
from roadmap.rules.agreement import Settled, Side, joint
from roadmap.rules.periods import Term, silent_from
from roadmap.rules.rollup import minimum_days, roll_up_agreement, roll_up_progress, roll_up_status
from roadmap.rules.standing import Days, Fact, days_of, is_closed, latest_acceptance, newest_fact
from roadmap.services.rows import rewrite

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from roadmap.models import Roadmap

STANDING_COLUMNS = (
    "newest_id",
    "status",
    "progress",
    "stands_on",
    "accepted_at",
    "at_risk",
    "reason",
    "is_closed",
    "late_from",
    "soon_from",
    "silent_from",
)
SIDE_COLUMNS = (
    "status",
    "progress",
    "stands_on",
    "at_risk",
    "reason",
    "is_closed",
    "late_from",
    "soon_from",
    "silent_from",
)
JOINT_COLUMNS = ("status", "progress", "agreement", "is_closed", "late_from", "soon_from", "silent_from")


def fact_of(report: Report) -> Fact:
    """Return the fact that an accepted report states."""
    assert report.stands_on is not None  # noqa: S101 -- held by the database
    assert report.accepted_at is not None  # noqa: S101
    assert report.progress is not None  # noqa: S101
    return Fact(
        report_id=report.pk,
        status=Status(report.status),
        progress=report.progress,
        stands_on=report.stands_on,
        accepted_at=report.accepted_at,
        superseded_at=report.superseded_at,
        at_risk=report.at_risk,
        reason=report.reason or None,  # type: ignore[arg-type]
    )


def set_standing(standing: Standing, facts: Sequence[Fact], *, measure: Measure, party: Party) -> None:
    """Set a standing's values from the accepted facts on it, without saving."""
    newest = newest_fact(facts)
    standing.newest_id = newest.report_id if newest else None
    standing.status = newest.status if newest else Status.NOT_STARTED
    standing.progress = newest.progress if newest else 0
    standing.stands_on = newest.stands_on if newest else None
    standing.accepted_at = latest_acceptance(facts)
    standing.at_risk = newest.at_risk if newest else False
    standing.reason = (newest.reason or "") if newest else ""
    set_standing_days(standing, measure=measure, party=party)


def set_standing_days(standing: Standing, *, measure: Measure, party: Party) -> None:
    """Set whether a standing is closed and its three days, without saving."""
    occurrence, term = standing.occurrence, term_of(measure.roadmap)
    status = Status(standing.status)
    days = days_of(
        form=measure.deadline_form,  # type: ignore[arg-type]
        due_on=occurrence.due_on,
        term=term,
        status=status,
        cancelled=measure.is_cancelled,
        silent_from=silent_from(
            cycle=party.cycle,  # type: ignore[arg-type]
            days_after=party.days_after,
            term=term,
            occurrence_starts_on=occurrence.starts_on,
            newest_stands_on=standing.stands_on,
        ),
    )
    standing.is_closed = is_closed(status, measure.is_cancelled)
    _set_days(standing, days)


def set_occurrence(occurrence: Occurrence, standings: Sequence[Standing]) -> None:
    """Set an occurrence's joint values from its standings that have an executor, without saving."""
    active = [standing for standing in standings if standing.has_executor]
    settled = None
    if occurrence.settled_status and occurrence.settled_at is not None:
        settled = Settled(status=Status(occurrence.settled_status), confirmed_at=occurrence.settled_at)
    sides = [
        Side(
            status=Status(standing.status),
            progress=standing.progress,
            reported=standing.newest_id is not None,
            accepted_at=standing.accepted_at,
        )
        for standing in active
    ]
    result = joint(sides, settled)
    occurrence.status, occurrence.progress = result.status, result.progress
    occurrence.agreement = result.agreement
    occurrence.is_closed = bool(active) and all(standing.is_closed for standing in active)
    _set_days(occurrence, minimum_days(*(days_on(standing) for standing in active)))


def set_side(side: MeasureSide, standings: Sequence[Standing]) -> None:
    """Set one Party's values on the measure from its standings, without saving."""
    active = [standing for standing in standings if standing.has_executor]
    side.status = roll_up_status([Status(standing.status) for standing in active])
    side.progress = roll_up_progress([standing.progress for standing in active])
    newest = max(
        (standing for standing in active if standing.stands_on is not None),
        key=lambda standing: (standing.stands_on, standing.accepted_at, standing.newest_id),
        default=None,
    )
    side.stands_on = newest.stands_on if newest else None
    side.at_risk = newest.at_risk if newest else False
    side.reason = newest.reason if newest else ""
    side.is_closed = bool(active) and all(standing.is_closed for standing in active)
    _set_days(side, minimum_days(*(days_on(standing) for standing in active)))


def set_measure(measure: Measure, occurrences: Sequence[Occurrence]) -> None:
    """Set a measure's joint values from its occurrences, without saving."""
    measure.status = roll_up_status([Status(occurrence.status) for occurrence in occurrences])
    measure.progress = roll_up_progress([occurrence.progress for occurrence in occurrences])
    measure.agreement = roll_up_agreement([Agreement(occurrence.agreement) for occurrence in occurrences])
    measure.is_closed = measure.is_cancelled or (
        bool(occurrences) and all(occurrence.is_closed for occurrence in occurrences)
    )
    _set_days(measure, minimum_days(*(days_on(occurrence) for occurrence in occurrences)))


def take_in(report: Report, standing: Standing, measure: Measure, standings: Sequence[Standing]) -> None:
    """Bring the rows above a newly accepted report up to date, in four statements.

    `standings` are all of the measure's, with their occurrences; `standing` is among them.
    A report that corrects nothing is the newest by rule; a correction makes its standing read
    all its facts again.
    """
    if report.supersedes_id is None:
        facts: Iterable[Fact] = [fact_of(report)]
    else:
        facts = [fact_of(other) for other in accepted_on([standing.pk])]
    set_standing(standing, list(facts), measure=measure, party=standing.party)
    standing.save(update_fields=STANDING_COLUMNS)
    occurrence = standing.occurrence
    set_occurrence(occurrence, [one for one in standings if one.occurrence_id == occurrence.pk])
    occurrence.save(update_fields=JOINT_COLUMNS)
    side = MeasureSide(measure=measure, region_id=standing.region_id)
    set_side(side, [one for one in standings if one.region_id == standing.region_id])
    MeasureSide.objects.filter(measure=measure, region_id=standing.region_id).update(
        **{name: getattr(side, name) for name in SIDE_COLUMNS}
    )
    occurrences = {one.occurrence_id: one.occurrence for one in standings}
    set_measure(measure, list(occurrences.values()))
    measure.save(update_fields=[*JOINT_COLUMNS, "updated_at"])


def rebuild(measure_ids: Iterable[int], *, today: date) -> None:
    """Compute all projection rows of some measures anew from the facts that hold on `today`."""
    measures = list(Measure.objects.filter(pk__in=list(measure_ids)).select_related("roadmap").order_by("pk"))
    ids = [measure.pk for measure in measures]
    roadmap_ids = {measure.roadmap_id for measure in measures}
    parties = _grouped(Party.objects.filter(roadmap__in=roadmap_ids), "roadmap_id")
    executors = _grouped(Executor.objects.on(today).filter(measure__in=ids).select_related("agency"), "measure_id")
    occurrences = _grouped(
        Occurrence.objects.filter(measure__in=ids, is_retired=False).order_by("starts_on", "id"), "measure_id"
    )
    existing = {
        (standing.occurrence_id, standing.region_id): standing for standing in Standing.objects.filter(measure__in=ids)
    }
    facts = defaultdict(list)
    for report in Report.objects.accepted().filter(measure__in=ids):
        facts[report.standing_id].append(fact_of(report))
    rows = _Rows()
    for measure in measures:
        _rebuild_one(
            measure,
            parties[measure.roadmap_id],
            executors[measure.pk],
            occurrences[measure.pk],
            existing,
            facts,
            rows,
        )
    rows.save(ids)


class _Rows:
    """Rows computed by a rebuild, to be written together."""

    def __init__(self) -> None:
        self.new_standings: list[Standing] = []
        self.standings: list[Standing] = []
        self.occurrences: list[Occurrence] = []
        self.sides: list[MeasureSide] = []
        self.measures: list[Measure] = []

    def save(self, measure_ids: list[int]) -> None:
        """Write them in as few statements as there are tables."""
        Standing.objects.bulk_create(self.new_standings, batch_size=500)
        rewrite(self.standings, [*STANDING_COLUMNS, "has_executor"])
        rewrite(self.occurrences, JOINT_COLUMNS)
        MeasureSide.objects.filter(measure__in=measure_ids).delete()
        MeasureSide.objects.bulk_create(self.sides, batch_size=500)
        rewrite(self.measures, JOINT_COLUMNS)


def _rebuild_one(
    measure: Measure,
    parties: list[Party],
    executors: list[Executor],
    occurrences: list[Occurrence],
    existing: dict[tuple[int, int], Standing],
    facts: dict[int, list[Fact]],
    rows: _Rows,
) -> None:
    by_party: dict[int, list[Standing]] = {party.pk: [] for party in parties}
    engaged = {executor.party_id for executor in executors}
    for occurrence in occurrences:
        standings = []
        for party in parties:
            standing = existing.get((occurrence.pk, party.region_id))
            if standing is None:
                standing = Standing(occurrence=occurrence, measure=measure, party=party, region_id=party.region_id)
                rows.new_standings.append(standing)
            else:
                rows.standings.append(standing)
            standing.occurrence = occurrence
            standing.has_executor = party.pk in engaged
            set_standing(standing, facts.get(standing.pk, []), measure=measure, party=party)
            standings.append(standing)
            by_party[party.pk].append(standing)
        set_occurrence(occurrence, standings)
        rows.occurrences.append(occurrence)
    for party in parties:
        if party.pk in engaged:
            side = _side_of(measure, party, executors)
            set_side(side, by_party[party.pk])
            rows.sides.append(side)
    set_measure(measure, occurrences)
    rows.measures.append(measure)


def _side_of(measure: Measure, party: Party, executors: list[Executor]) -> MeasureSide:
    own = [executor for executor in executors if executor.party_id == party.pk]
    lead = next((executor for executor in own if executor.role == "lead"), None)
    return MeasureSide(
        measure=measure,
        region_id=party.region_id,
        lead=lead.agency if lead else None,
        lead_code=lead.agency.code if lead else "",
        co=[executor.agency.code for executor in own if executor.role == "co"],
        by_agreement=[executor.agency.code for executor in own if executor.by_agreement],
    )


def accepted_on(standing_ids: Iterable[int]) -> list[Report]:
    """Return the accepted reports on some standings."""
    return list(Report.objects.filter(standing__in=list(standing_ids), state=ReportState.ACCEPTED))


def term_of(roadmap: Roadmap) -> Term:
    """Return the road map's term."""
    return Term(starts_on=roadmap.starts_on, ends_on=roadmap.ends_on)


def days_on(row: Standing | Occurrence | MeasureSide | Measure) -> Days:
    """Return the three days that a projection row carries."""
    return Days(late_from=row.late_from, soon_from=row.soon_from, silent_from=row.silent_from)


def _set_days(row: Standing | Occurrence | MeasureSide | Measure, days: Days) -> None:
    row.late_from, row.soon_from, row.silent_from = days.late_from, days.soon_from, days.silent_from


def _grouped(rows: Iterable[Any], key: str) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups
