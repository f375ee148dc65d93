"""The rows of synthetic measures: gathered, reported on, computed by the rules, written together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, TypeVar

from django.db.models import Model

from accounts.models import Agency, User
from roadmap.choices import Reason, ReportState, Status
from roadmap.imports.bulk import go_on_after, ids_after, insert, maker
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
from roadmap.services import now

TERM = Term(date(2023, 1, 1), date(2025, 12, 31))
BATCH = 500
LAST_DAYS = 60
LAST_STATUSES = (Status.IN_PROGRESS, Status.DONE, Status.DONE, Status.NOT_DONE)
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Crew:
    """Who reports: each region's agencies, and one who wrote and one who accepted."""

    agencies: Mapping[int, list[Agency]]
    authors: Mapping[int, tuple[User, User]]
    chance: Random


MODELS: tuple[type[Model], ...] = (
    Measure,
    MeasureText,
    Occurrence,
    OccurrenceDates,
    Executor,
    Standing,
    Report,
    MeasureSide,
)


class Rows:
    """Rows of one batch, to be written together; each gets its id when it is made."""

    def __init__(self) -> None:
        self.made: dict[type[Model], list[Any]] = {model: [] for model in MODELS}
        self.ids = {model: ids_after(model) for model in MODELS}
        self.makers = {model: maker(model) for model in MODELS}

    def add(self, model: type[M], **columns: Any) -> M:
        """Return a new row."""
        row: M = self.makers[model](next(self.ids[model]), columns)
        self.made[model].append(row)
        return row

    def of(self, model: type[M]) -> list[M]:
        """Return the rows of a model."""
        return self.made[model]

    def save(self) -> None:
        """Write them, and begin anew."""
        for model, rows in self.made.items():
            insert(rows)
            self.made[model] = []

    def end(self) -> None:
        """Let the database count on by itself."""
        go_on_after(MODELS)


def write_reports(crew: Crew, rows: Rows, count: int) -> None:
    """Write so many accepted reports on the standings of a batch, evenly, each later than the one before."""
    standings = rows.of(Standing)
    for place, standing in enumerate(standings):
        share = count * (place + 1) // len(standings) - count * place // len(standings)
        days = sorted(crew.chance.sample(range((TERM.ends_on - TERM.starts_on).days - LAST_DAYS), share))
        for turn, day in enumerate(days, start=1):
            _report(crew, rows, standing, TERM.starts_on + timedelta(days=day), turn if turn < share else -turn)


def _report(crew: Crew, rows: Rows, standing: Standing, stands_on: date, turn: int) -> None:
    """Write the report that comes at a `turn`; the last one's is negative."""
    author, reader = crew.authors[standing.region_id]
    status = crew.chance.choice(LAST_STATUSES) if turn < 0 else Status.IN_PROGRESS
    turn = abs(turn)
    at_risk = status == Status.NOT_DONE or (status == Status.IN_PROGRESS and turn % 5 == 0)
    accepted_at = datetime(stands_on.year, stands_on.month, stands_on.day, 9, tzinfo=UTC) + timedelta(days=7)
    agencies = crew.agencies[standing.region_id]
    rows.add(
        Report,
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
        words=f" работа идёт сообщение {turn}",
        created_at=accepted_at - timedelta(days=2),
        updated_at=accepted_at,
        submitted_at=accepted_at - timedelta(days=1),
        accepted_at=accepted_at,
        accepted_by=reader,
    )


def compute(rows: Rows) -> None:
    """Set all values of the projection by the services' own functions, before anything is written."""
    facts: dict[int, list[Fact]] = {}
    for report in rows.of(Report):
        facts.setdefault(report.standing_id, []).append(now.fact_of(report))
    standings = rows.of(Standing)
    for standing in standings:
        now.set_standing(standing, facts.get(standing.pk, []), measure=standing.measure, party=standing.party)
    of_occurrence, of_measure = _grouped(standings, "occurrence_id"), _grouped(standings, "measure_id")
    for occurrence in rows.of(Occurrence):
        now.set_occurrence(occurrence, of_occurrence[occurrence.pk])
    for side in rows.of(MeasureSide):
        now.set_side(side, [one for one in of_measure[side.measure_id] if one.region_id == side.region_id])
    for measure in rows.of(Measure):
        occurrences = {one.occurrence_id: one.occurrence for one in of_measure[measure.pk]}
        now.set_measure(measure, list(occurrences.values()))


def _grouped(standings: Iterable[Standing], name: str) -> dict[int, list[Standing]]:
    """Return standings by what they belong to."""
    groups: dict[int, list[Standing]] = {}
    for standing in standings:
        groups.setdefault(getattr(standing, name), []).append(standing)
    return groups
