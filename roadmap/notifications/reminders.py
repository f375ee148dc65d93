"""Whom the calendar reminds of what, in one region on one day (rules.md §3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from accounts.models import Region, User
from accounts.roles import Role
from roadmap.choices import RoadmapState
from roadmap.models import MeasureSide, Notice, Standing
from roadmap.rules.reminders import AGENCY, COORDINATOR, Reminder, reminder


@dataclass(frozen=True)
class Waiting:
    """An open standing of one region, and the agencies that answer for it."""

    occurrence_id: int
    measure_id: int
    reminder: Reminder
    lead: str
    co: Sequence[str]


@dataclass(frozen=True)
class People:
    """The people of one region who get letters, by the code of their agency, and its coordinators."""

    executors: Mapping[str, Sequence[int]]
    members: Mapping[str, Sequence[int]]
    coordinators: Sequence[int]

    def told_of(self, waiting: Waiting) -> Sequence[int]:
        """Return who is told: the agency's executors, then its whole house, then the coordinators.

        Where an agency has nobody here, its standing goes to a co-executor, then to the coordinators.
        """
        if waiting.reminder.level == COORDINATOR:
            return self.coordinators
        if waiting.reminder.level == AGENCY:
            found = (self.executors[code] for code in (waiting.lead, *waiting.co) if code in self.executors)
            return next(found, self.coordinators)
        return self.members.get(waiting.lead, self.coordinators)


def notices_of(region: Region, today: date) -> Iterator[Notice]:
    """Yield the notices of a region's day, unsaved; each person is told the same once (see `Notice`)."""
    people = _people(region)
    heard = _acknowledged(region)
    for waiting in waiting_in(region, today):
        found = waiting.reminder
        if found.level > AGENCY and (waiting.occurrence_id, found.kind, found.since) in heard:
            continue
        for user_id in people.told_of(waiting):
            yield Notice(
                user_id=user_id,
                kind=found.kind,
                key=f"{found.key}:{waiting.occurrence_id}",
                measure_id=waiting.measure_id,
                occurrence_id=waiting.occurrence_id,
                due_on=found.since,
                days=found.days,
                level=found.level,
            )


def waiting_in(region: Region, today: date) -> Iterator[Waiting]:
    """Yield the open standings of a region that somebody is to be reminded of on `today`: two queries."""
    sides = {
        measure_id: (lead, co)
        for measure_id, lead, co in MeasureSide.objects.filter(region=region).values_list(
            "measure_id", "lead_code", "co"
        )
    }
    standings = (
        Standing.objects.filter(region=region, has_executor=True, is_closed=False, occurrence__is_retired=False)
        .filter(measure__is_cancelled=False, measure__roadmap__state=RoadmapState.IN_FORCE)
        .annotate(due_on=F("occurrence__due_on"))
        .order_by("measure__number_key", "occurrence__starts_on")
    )
    for standing in standings:
        found = reminder(
            due_on=standing.due_on,
            soon_from=standing.soon_from,
            late_from=standing.late_from,
            silent_from=standing.silent_from,
            today=today,
        )
        if found is not None:
            lead, co = sides[standing.measure_id]
            yield Waiting(standing.occurrence_id, standing.measure_id, found, lead, tuple(co))


def _people(region: Region) -> People:
    executors: dict[str, list[int]] = {}
    members: dict[str, list[int]] = {}
    coordinators: list[int] = []
    for person in User.objects.joined().filter(region=region).select_related("agency").order_by("pk"):
        if person.role == Role.COORDINATOR:
            coordinators.append(person.pk)
        if person.agency is not None:
            members.setdefault(person.agency.code, []).append(person.pk)
            if person.role == Role.EXECUTOR:
                executors.setdefault(person.agency.code, []).append(person.pk)
    return People(executors, members, coordinators)


def _acknowledged(region: Region) -> set[tuple[int | None, str, date | None]]:
    """Return what somebody of the region has taken note of, so that it goes no further up."""
    heard = Notice.objects.filter(user__region=region, acknowledged_at__isnull=False, occurrence__isnull=False)
    return set(heard.values_list("occurrence_id", "kind", "due_on"))
