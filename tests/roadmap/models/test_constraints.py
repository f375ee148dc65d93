"""What no door may write, because the database itself refuses it (rules.md §1–§6): each attacked by its name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from roadmap.models import (
    Amendment,
    Comment,
    Direction,
    Evidence,
    Executor,
    Measure,
    MeasureSide,
    Occurrence,
    Party,
    PeriodClose,
    Report,
    Roadmap,
    RoadmapProposal,
    SavedFilter,
    Settlement,
    Standing,
)
from roadmap.services import reporting
from tests.cast import NOON, WHOLE, accept, act_of, write_report

DAY = dt.date(2024, 7, 1)
# Keys that guards refer to; the primary key alone makes each of them unique.
REFERRED_TO = {"party_with_region", "direction_with_roadmap"}
# Held across tables by foreign keys of two columns (PostgreSQL) or by triggers (SQLite).
GUARDS = {
    "roadmap_executor_agency_region",
    "roadmap_executor_party_region",
    "roadmap_standing_party_region",
    "roadmap_report_agency_region",
    "roadmap_comment_agency_region",
    "roadmap_measure_direction_roadmap",
    "occurrence_in_term",
}


class World:
    """Legal rows of every kind, for attacks to bend."""

    def __init__(self, plan, report, coordinator, other):
        self.plan, self.report, self.coordinator = plan, report, coordinator
        self.roadmap = plan.roadmap
        self.home, self.abroad = coordinator.region, other.region
        self.measure = plan["5.1"]
        self.party = Party.objects.get(roadmap=self.roadmap, region=self.home)
        self.occurrence = Occurrence.objects.get(measure=self.measure)
        self.direction = Direction.objects.get(roadmap=self.roadmap, number=5)
        self.side = MeasureSide.objects.get(measure=self.measure, region=self.home)

    def proposal(self, model: Any, **fields: Any) -> Any:
        """Write a proposal of the own side."""
        return model.objects.create(roadmap=self.roadmap, proposed_by=self.home, proposed_at=NOON, **fields)

    def amendment(self, **fields: Any) -> Any:
        protocol = {"protocol_number": "1", "protocol_date": DAY, "effective_on": DAY}
        return self.proposal(Amendment, **protocol, **fields)

    def settlement(self, **fields: Any) -> Any:
        protocol = {"protocol_number": "1", "protocol_date": DAY, "status": "done", "text": "Келісті"}
        return self.proposal(Settlement, measure=self.measure, occurrence=self.occurrence, **protocol, **fields)

    def period(self, **fields: Any) -> Any:
        dates = {"cycle": "quarterly", "starts_on": dt.date(2023, 1, 1), "ends_on": dt.date(2023, 3, 31)}
        return self.proposal(PeriodClose, period="2023-Q1", **dates, **fields)

    def executor(self, **fields: Any) -> Any:
        values = {
            "measure": self.plan["1.1"],
            "party": self.party,
            "region": self.home,
            "agency": self.report.agency,
            "role": "co",
            "from_on": DAY,
            "known_at": NOON,
            **fields,
        }
        return Executor.objects.create(**values)

    def abroad_agency(self) -> Any:
        return self.abroad.agencies.get(code="ORB-ROAD")

    def abroad_party(self) -> Any:
        """Return the other Party, which no longer stands on the occurrence."""
        Standing.objects.filter(occurrence=self.occurrence, region=self.abroad).delete()
        return Party.objects.get(roadmap=self.roadmap, region=self.abroad)


def set_on(row: Any, **values: Any) -> None:
    """Change a row behind every service's back."""
    type(row).objects.filter(pk=row.pk).update(**values)


def again(row: Any, **values: Any) -> None:
    """Write a row once more."""
    row.pk = None
    for name, value in values.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def confirmed_by_oneself(world: World) -> dict[str, Any]:
    return {"decided_by": world.home, "decided_at": NOON, "confirmed_at": NOON}


def second_correction(world: World) -> None:
    """Accept two corrections of one report."""
    for _ in range(2):
        again(Report.objects.get(pk=world.report.pk), supersedes=world.report, superseded_at=None)


ATTACKS: dict[str, Callable[[World], object]] = {
    "term_ends_after_it_begins": lambda world: set_on(world.roadmap, ends_on=dt.date(2022, 12, 31)),
    "roadmap_is_not_its_own_predecessor": lambda world: set_on(world.roadmap, predecessor=world.roadmap),
    "one_party_a_region": lambda world: again(world.party),
    "allowance_within_a_year": lambda world: set_on(world.party, days_after=367),
    "one_direction_a_number": lambda world: again(world.direction, code="OTHER"),
    "one_direction_a_code": lambda world: again(world.direction, number=99),
    "directions_count_from_one": lambda world: set_on(world.direction, number=0),
    "one_measure_a_number": lambda world: again(world.measure),
    "measure_due_after_start": lambda world: set_on(world.measure, due_on=dt.date(2022, 12, 31)),
    "measure_progress_is_a_percentage": lambda world: set_on(world.measure, progress=101),
    "one_lead_a_party": lambda world: world.executor(role="lead"),
    "an_agency_once_a_measure": lambda world: [world.executor(), world.executor(position=7)],
    "executor_ends_on_both_axes": lambda world: set_on(world.executor(), until_on=DAY),
    "one_occurrence_a_label": lambda world: again(Occurrence.objects.get(pk=world.occurrence.pk)),
    "occurrence_due_after_start": lambda world: set_on(world.occurrence, starts_on=dt.date(2025, 12, 31), due_on=DAY),
    "occurrence_progress_is_a_percentage": lambda world: set_on(world.occurrence, progress=101),
    "occurrence_in_term": lambda world: set_on(world.occurrence, due_on=dt.date(2026, 1, 1)),
    "one_standing_a_party": lambda world: again(world.report.standing, region=world.abroad),
    "one_standing_a_region": lambda world: again(
        Standing.objects.get(pk=world.report.standing_id), party=world.abroad_party()
    ),
    "standing_progress_is_a_percentage": lambda world: set_on(world.report.standing, progress=101),
    "one_side_a_party": lambda world: again(world.side),
    "side_progress_is_a_percentage": lambda world: set_on(world.side, progress=101),
    "progress_fits_status": lambda world: set_on(world.report, status="done"),
    "report_progress_is_a_percentage": lambda world: set_on(
        world.report, state="draft", accepted_at=None, accepted_by=None, progress=101
    ),
    "submitted_facts_have_a_day": lambda world: set_on(world.report, stands_on=None),
    "accepted_by_someone_at_some_time": lambda world: set_on(world.report, accepted_at=None),
    "four_eyes": lambda world: set_on(world.report, accepted_by=world.report.author),
    "corrects_another_report": lambda world: set_on(world.report, supersedes=world.report),
    "corrected_once": second_correction,
    "file_or_link": lambda world: Evidence.objects.create(report=world.report, name="x", created_at=NOON),
    "amendment_confirmed_by_the_other": lambda world: world.amendment(**confirmed_by_oneself(world)),
    "settlement_confirmed_by_the_other": lambda world: world.settlement(**confirmed_by_oneself(world)),
    "period_confirmed_by_the_other": lambda world: world.period(**confirmed_by_oneself(world)),
    "state_confirmed_by_the_other": lambda world: world.proposal(
        RoadmapProposal, to_state="closed", **confirmed_by_oneself(world)
    ),
    "one_open_settlement": lambda world: [world.settlement(), world.settlement()],
    "one_closing_a_period": lambda world: [world.period(), world.period()],
    "one_open_state_proposal": lambda world: [
        world.proposal(RoadmapProposal, to_state="closed"),
        world.proposal(RoadmapProposal, to_state="closed"),
    ],
    "one_filter_a_name": lambda world: [
        SavedFilter.objects.create(user=world.coordinator, name="x", address="?", saved_at=NOON) for _turn in range(2)
    ],
    "roadmap_executor_agency_region": lambda world: world.executor(agency=world.abroad_agency()),
    "roadmap_executor_party_region": lambda world: world.executor(
        party=Party.objects.get(roadmap=world.roadmap, region=world.abroad)
    ),
    "roadmap_standing_party_region": lambda world: set_on(world.report.standing, party=world.abroad_party()),
    "roadmap_report_agency_region": lambda world: set_on(world.report, agency=world.abroad_agency()),
    "roadmap_comment_agency_region": lambda world: Comment.objects.create(
        measure=world.measure,
        region=world.home,
        agency=world.abroad_agency(),
        author=world.coordinator,
        text="x",
        audience="own",
        at=NOON,
    ),
    "roadmap_measure_direction_roadmap": lambda world: set_on(
        world.measure,
        direction=Direction.objects.create(
            roadmap=Roadmap.objects.create(
                code="OTHER", starts_on=world.roadmap.starts_on, ends_on=world.roadmap.ends_on
            ),
            number=1,
            code="A",
        ),
    ),
}


@pytest.fixture
def world(plan, accepted, aktobe_coordinator, orenburg_coordinator):
    return World(plan, accepted, aktobe_coordinator, orenburg_coordinator)


@pytest.mark.parametrize("name", ATTACKS)
def test_the_database_refuses(world, name):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        ATTACKS[name](world)
    if connection.vendor == "postgresql" or name in GUARDS:
        assert name in str(caught.value)


def test_every_named_constraint_is_attacked():
    named = {
        constraint.name
        for model in apps.get_app_config("roadmap").get_models()
        for constraint in model._meta.constraints
    }
    told_once = {"told_once"}  # tests of notices attack it
    assert set(ATTACKS) == (named | GUARDS) - REFERRED_TO - told_once


def test_what_is_legal_is_written(world, aktobe_executor, orenburg_coordinator):
    """Each attack bends a row that the database takes when it is straight."""
    confirmed = {"decided_by": world.abroad, "decided_at": NOON, "confirmed_at": NOON}
    world.amendment(**confirmed)
    world.settlement(**confirmed, state="in_effect")
    world.settlement()
    world.period(**confirmed, state="closed")
    world.period(state="declined")
    world.proposal(RoadmapProposal, to_state="closed", **confirmed, state="in_effect")
    set_on(world.executor(), until_on=DAY, until_known_at=NOON)
    world.executor(position=7)
    Evidence.objects.create(report=world.report, name="x", link="https://example.org/", created_at=NOON)
    draft = reporting.start_report(
        act_of(aktobe_executor),
        measure_id=world.measure.pk,
        occurrence=None,
        values={**WHOLE, "status": "done", "progress": 100, "correction_reason": "Қате"},
        supersedes_id=world.report.pk,
    )
    submitted = reporting.submit_report(act_of(aktobe_executor), report_id=draft.pk, seen_version=1)
    accept(world.coordinator, submitted)
    write_report(aktobe_executor, world.plan["2.1"])
    assert Measure.objects.get(pk=world.measure.pk).due_on == dt.date(2025, 12, 31)
