"""The rows of synthetic measures: gathered, reported on, computed by the rules, written together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from django.db.models import OuterRef, Subquery

from accounts.models import Agency, User
from roadmap.choices import Reason, ReportState, Status
from roadmap.models import (
    Executor,
    Measure,
    MeasureSide,
    MeasureText,
    Occurrence,
    OccurrenceDates,
    Report,
    Standing,
)
from roadmap.rules.periods import Term
from roadmap.rules.standing import Fact
from roadmap.rules.words import words_of
from roadmap.services import now

TERM = Term(date(2023, 1, 1), date(2025, 12, 31))
BATCH = 500
LAST_DAYS = 60


@dataclass(frozen=True)
class Crew:
    """Who reports: each region's agencies, and one who wrote and one who accepted."""

    agencies: Mapping[int, list[Agency]]
    authors: Mapping[int, tuple[User, User]]
    chance: Random


@dataclass
class Rows:
    """Rows of one batch, to be written together."""

    measures: list[Measure] = field(default_factory=list)
    texts: list[MeasureText] = field(default_factory=list)
    occurrences: list[Occurrence] = field(default_factory=list)
    dates: list[OccurrenceDates] = field(default_factory=list)
    executors: list[Executor] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    sides: list[MeasureSide] = field(default_factory=list)

    def save(self) -> None:
        """Write them, parents first; the standings learn their newest report at the end."""
        Measure.objects.bulk_create(self.measures, batch_size=BATCH)
        MeasureText.objects.bulk_create(self.texts, batch_size=BATCH)
        Occurrence.objects.bulk_create(self.occurrences, batch_size=BATCH)
        OccurrenceDates.objects.bulk_create(self.dates, batch_size=BATCH)
        Executor.objects.bulk_create(self.executors, batch_size=BATCH)
        Standing.objects.bulk_create(self.standings, batch_size=BATCH)
        Report.objects.bulk_create(self.reports, batch_size=BATCH)
        MeasureSide.objects.bulk_create(self.sides, batch_size=BATCH)
        newest = Report.objects.filter(standing=OuterRef("pk")).order_by("-stands_on", "-accepted_at", "-pk")
        reported = {report.measure.pk for report in self.reports}
        held = Standing.objects.filter(measure__in=reported, stands_on__isnull=False)
        held.update(newest=Subquery(newest.values("pk")[:1]))


def write_reports(crew: Crew, rows: Rows, count: int) -> None:
    """Write so many accepted reports on the standings of a batch, evenly, each later than the one before."""
    for place, standing in enumerate(rows.standings):
        share = count * (place + 1) // len(rows.standings) - count * place // len(rows.standings)
        days = sorted(crew.chance.sample(range((TERM.ends_on - TERM.starts_on).days - LAST_DAYS), share))
        for turn, day in enumerate(days, start=1):
            rows.reports.append(_report(crew, standing, TERM.starts_on + timedelta(days=day), turn == share, turn))


def _report(crew: Crew, standing: Standing, stands_on: date, is_last: bool, turn: int) -> Report:
    author, reader = crew.authors[standing.region_id]
    status = crew.chance.choice((Status.IN_PROGRESS, Status.DONE, Status.DONE, Status.NOT_DONE)) if is_last else None
    status = status or Status.IN_PROGRESS
    at_risk = status == Status.NOT_DONE or (status == Status.IN_PROGRESS and turn % 5 == 0)
    accepted_at = datetime(stands_on.year, stands_on.month, stands_on.day, 9, tzinfo=UTC) + timedelta(days=7)
    agencies = crew.agencies[standing.region_id]
    return Report(
        standing=standing,
        occurrence=standing.occurrence,
        measure=standing.measure,
        region=standing.region,
        agency=agencies[turn % len(agencies)],
        author=author,
        writers=[author.pk],
        state=ReportState.ACCEPTED,
        stands_on=stands_on,
        status=status,
        progress={Status.DONE: 100}.get(status, min(10 * turn, 90)),
        at_risk=at_risk,
        reason=Reason.FINANCING if at_risk else "",
        summary=f"Работа идёт, сообщение {turn}",
        language="ru",
        is_demo=True,
        was_submitted=True,
        words=words_of(f"Работа идёт, сообщение {turn}"),
        created_at=accepted_at - timedelta(days=2),
        updated_at=accepted_at,
        submitted_at=accepted_at - timedelta(days=1),
        accepted_at=accepted_at,
        accepted_by=reader,
    )


def compute(rows: Rows) -> None:
    """Set all values of the projection by the services' own functions, before anything is written."""
    facts: dict[int, list[Fact]] = {}
    for number, report in enumerate(rows.reports, start=1):
        facts.setdefault(id(report.standing), []).append(_fact(report, number))
    for standing in rows.standings:
        now.set_standing(standing, facts.get(id(standing), []), measure=standing.measure, party=standing.party)
    of_occurrence, of_measure = _grouped(rows.standings, "occurrence"), _grouped(rows.standings, "measure")
    for occurrence in rows.occurrences:
        now.set_occurrence(occurrence, of_occurrence[id(occurrence)])
    for side in rows.sides:
        now.set_side(side, [one for one in of_measure[id(side.measure)] if one.region_id == side.region_id])
    for measure in rows.measures:
        occurrences = {id(one.occurrence): one.occurrence for one in of_measure[id(measure)]}
        now.set_measure(measure, list(occurrences.values()))
    for standing in rows.standings:
        standing.newest_id = None


def _fact(report: Report, number: int) -> Fact:
    assert report.stands_on is not None  # noqa: S101 -- just set
    assert report.accepted_at is not None  # noqa: S101 -- the same
    return Fact(
        report_id=number,
        status=Status(report.status),
        progress=report.progress or 0,
        stands_on=report.stands_on,
        accepted_at=report.accepted_at,
        at_risk=report.at_risk,
        reason=Reason(report.reason) if report.reason else None,
    )


def _grouped(standings: Iterable[Standing], name: str) -> dict[int, list[Standing]]:
    """Return standings by what they belong to, which has no key yet."""
    groups: dict[int, list[Standing]] = {}
    for standing in standings:
        groups.setdefault(id(getattr(standing, name)), []).append(standing)
    return groups
