"""Any day, any moment: what is kept = SQL over the dated facts = the pure rules (rules.md §3, §4, §6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from roadmap.choices import Agreement, Cycle, DeadlineForm, Health, Status
from roadmap.models import Measure, MeasureSide, Occurrence, Report, Settlement, Standing
from roadmap.rules.agreement import Settled, Side, joint
from roadmap.rules.periods import Term, silent_from
from roadmap.rules.rollup import roll_up_agreement, roll_up_progress, roll_up_status
from roadmap.rules.standing import (
    Fact,
    days_of,
    days_silent,
    health_on,
    is_closed,
    latest_acceptance,
    newest_fact,
    worst_health,
)
from roadmap.selectors.criteria import PlanCriteria
from roadmap.selectors.keyset import PageRequest
from roadmap.selectors.measures import MEASURES
from roadmap.selectors.occurrences import OCCURRENCES
from roadmap.selectors.question import Question
from roadmap.selectors.reference import reference
from roadmap.selectors.summary import summary
from tests.roadmap.selectors.conftest import asked
from tests.roadmap.selectors.world import END, START, TODAY, World, at

TERM = Term(START, END)
HALVES = [
    ("2024-H1", date(2024, 1, 1), date(2024, 6, 30)),
    ("2024-H2", date(2024, 7, 1), date(2024, 12, 31)),
    ("2025-H1", date(2025, 1, 1), date(2025, 6, 30)),
]
DAYS = [
    date(2023, 6, 30),
    date(2024, 3, 10),
    date(2024, 6, 30),
    date(2024, 11, 1),
    date(2025, 1, 20),
    date(2025, 7, 1),
]
AFTER_ALL = at(date(2026, 6, 1))
STATES = [("not_started", 0), ("in_progress", 0), ("in_progress", 99), ("done", 100), ("not_done", 40)]
NUMBERS = ("1.1", "1.2", "1.3", "1.4")

SPOKEN = {
    "number": "1.2",
    "place": 0,
    "stands_on": DAYS[1],
    "accepted": 5,
    "at_risk": False,
    "corrects": False,
}

word = st.fixed_dictionaries(
    {
        "number": st.sampled_from(NUMBERS),
        "place": st.integers(0, 2),
        "region": st.sampled_from(["aktobe", "orenburg"]),
        "stands_on": st.sampled_from(DAYS),
        "accepted": st.integers(0, 300),
        "state": st.sampled_from(STATES),
        "at_risk": st.booleans(),
        "corrects": st.booleans(),
    }
)
agreement = st.fixed_dictionaries(
    {
        "number": st.sampled_from(NUMBERS),
        "place": st.integers(0, 2),
        "status": st.sampled_from(list(Status.values)),
        "protocol_date": st.sampled_from(DAYS),
        "confirmed": st.integers(0, 300),
    }
)
questions = st.tuples(st.sampled_from([None, TODAY, *DAYS]), st.sampled_from([None, AFTER_ALL, *map(at, DAYS)]))


@dataclass
class Said:
    """What was written for one example."""

    facts: dict[tuple[int, str], list[Fact]] = field(default_factory=dict)
    settled: dict[int, list[tuple[date, datetime, Status]]] = field(default_factory=dict)


def plan_of(world: World) -> None:
    world.measure("1.1", form="semiannual", spans=HALVES)
    world.measure("1.2", spans=[("1", START, date(2024, 6, 30))])
    world.measure("1.3", form="as_needed", leads={"orenburg": "ORB-KAZ"})
    world.measure("1.4", form="whole_period", co=["AKT-KAZ"])


def occurrence_at(number: str, place: int) -> Occurrence:
    rows = list(Occurrence.objects.filter(measure__number=number).order_by("starts_on"))
    return rows[place % len(rows)]


def write(world: World, words: Sequence[dict[str, Any]], settlements: Iterable[dict[str, Any]]) -> Said:
    """Write reports and settlements in the order in which they became known."""
    said = Said()
    newest: dict[tuple[int, str], Report] = {}
    for one in sorted(words, key=lambda each: (each["stands_on"] + timedelta(days=each["accepted"]), repr(each))):
        occurrence = occurrence_at(one["number"], one["place"])
        key = (occurrence.pk, one["region"])
        before = newest.get(key) if one["corrects"] else None
        status, progress = one["state"]
        report = world.report(
            occurrence.measure,
            one["region"],
            status,
            progress,
            label=occurrence.label,
            stands_on=one["stands_on"],
            accepted_at=at(one["stands_on"] + timedelta(days=one["accepted"])),
            at_risk=one["at_risk"],
            reason="financing" if one["at_risk"] else "",
            supersedes=before,
        )
        newest[key] = report
    for report in Report.objects.select_related("region"):
        fact = Fact(
            report.pk,
            Status(report.status),
            report.progress or 0,
            report.stands_on or START,
            report.accepted_at or AFTER_ALL,
            report.superseded_at,
            report.at_risk,
            report.reason or None,  # type: ignore[arg-type]
        )
        said.facts.setdefault((report.occurrence_id, report.region.code), []).append(fact)
    for one in sorted(settlements, key=lambda each: each["protocol_date"] + timedelta(days=each["confirmed"])):
        occurrence = occurrence_at(one["number"], one["place"])
        confirmed_at = at(one["protocol_date"] + timedelta(days=one["confirmed"]), 15)
        world.settlement(
            occurrence.measure,
            one["status"],
            protocol_date=one["protocol_date"],
            confirmed_at=confirmed_at,
            label=occurrence.label,
        )
        row = (one["protocol_date"], confirmed_at, Status(one["status"]))
        said.settled.setdefault(occurrence.pk, []).append(row)
    return said


class Ruled:
    """What the pure rules say of a question, row by row, as the lists show it."""

    def __init__(self, said: Said, question: Question) -> None:
        self.said, self.question = said, question
        self.day = question.as_of or TODAY

    def measure(self, measure: Measure) -> dict[str, Any]:
        occurrences = [self.occurrence(measure, row) for row in measure.occurrences.order_by("starts_on")]
        regions = [side["region"] for side in occurrences[0]["sides"]]
        return {
            "number": measure.number,
            "status": roll_up_status([Status(row["status"]) for row in occurrences]),
            "progress": roll_up_progress([row["progress"] for row in occurrences]),
            "agreement": roll_up_agreement([Agreement(row["agreement"]) for row in occurrences]),
            "health": worst_health([Health(row["health"]) for row in occurrences]),
            "sides": [self.side(measure, region, occurrences) for region in regions],
            "occurrences": occurrences,
        }

    def side(self, measure: Measure, region: str, occurrences: Sequence[dict[str, Any]]) -> dict[str, Any]:
        own = [side for row in occurrences for side in row["sides"] if side["region"] == region]
        facts = [self.newest(row.pk, region) for row in measure.occurrences.all()]
        spoken = [
            (fact, self.latest(row.pk, region)) for row, fact in zip(measure.occurrences.all(), facts, strict=True)
        ]
        newest = max(
            (pair for pair in spoken if pair[0] is not None),
            key=lambda pair: (pair[0].stands_on, pair[1], pair[0].report_id),  # type: ignore[union-attr]
            default=(None, None),
        )[0]
        health = worst_health([Health(side["health"]) for side in own])
        stands_on = newest.stands_on if newest else None
        return {
            "region": region,
            "status": roll_up_status([Status(side["status"]) for side in own]),
            "progress": roll_up_progress([side["progress"] for side in own]),
            "health": health,
            "stands_on": stands_on,
            "days_silent": days_silent(newest_stands_on=stands_on, closed=health == Health.CLOSED, today=self.day),
            "at_risk": newest.at_risk if newest else False,
            "reason": newest.reason if newest else None,
        }

    def occurrence(self, measure: Measure, row: Occurrence) -> dict[str, Any]:
        regions = sorted(measure.executors.filter(role="lead").values_list("region__code", flat=True))
        sides = [self.standing(measure, row, region) for region in regions]
        words = [
            Side(
                Status(side["status"]),
                side["progress"],
                self.newest(row.pk, region) is not None,
                self.latest(row.pk, region),
            )
            for side, region in zip(sides, regions, strict=True)
        ]
        result = joint(words, self.settled(row.pk))
        return {
            "label": row.label,
            "status": result.status,
            "progress": result.progress,
            "agreement": result.agreement,
            "health": worst_health([Health(side["health"]) for side in sides]),
            "sides": sides,
        }

    def standing(self, measure: Measure, row: Occurrence, region: str) -> dict[str, Any]:
        fact = self.newest(row.pk, region)
        status = fact.status if fact else Status.NOT_STARTED
        stands_on = fact.stands_on if fact else None
        silent = silent_from(
            cycle=Cycle.QUARTERLY,
            days_after=10,
            term=TERM,
            occurrence_starts_on=row.starts_on,
            newest_stands_on=stands_on,
        )
        form, closed = DeadlineForm(measure.deadline_form), is_closed(status, cancelled=False)
        days = days_of(form=form, due_on=row.due_on, term=TERM, status=status, cancelled=False, silent_from=silent)
        return {
            "region": region,
            "status": status,
            "progress": fact.progress if fact else 0,
            "health": health_on(closed=closed, days=days, today=self.day),
            "stands_on": stands_on,
            "days_silent": days_silent(newest_stands_on=stands_on, closed=closed, today=self.day),
            "at_risk": fact.at_risk if fact else False,
            "reason": fact.reason if fact else None,
        }

    def newest(self, occurrence_id: int, region: str) -> Fact | None:
        return newest_fact(
            self.said.facts.get((occurrence_id, region), ()), as_of=self.day, known_on=self.question.known_on
        )

    def latest(self, occurrence_id: int, region: str) -> datetime | None:
        facts = self.said.facts.get((occurrence_id, region), ())
        return latest_acceptance(facts, as_of=self.day, known_on=self.question.known_on)

    def settled(self, occurrence_id: int) -> Settled | None:
        known = self.question.known_on
        rows = [
            Settled(status, confirmed_at)
            for protocol_date, confirmed_at, status in self.said.settled.get(occurrence_id, ())
            if protocol_date <= self.day and (known is None or confirmed_at <= known)
        ]
        return rows[-1] if rows else None


def rows_of(question: Question, **criteria: Any) -> list[dict[str, Any]]:
    request = PageRequest(MEASURES.orderings(question)["number"], 500)
    return MEASURES.page(question, reference(), PlanCriteria(**criteria), request, {"occurrences"}).rows


def parts(row: dict[str, Any], pattern: dict[str, Any]) -> dict[str, Any]:
    """Return those parts of a row that a pattern has."""
    return {
        name: [parts(one, inner) for one, inner in zip(row[name], value, strict=True)]
        if isinstance(value, list)
        else row[name]
        for name, value in pattern.items()
    }


def check(question: Question, ruled: Ruled) -> None:
    """Hold rows, filters, orders and counts of one question to the rules."""
    expected = [ruled.measure(measure) for measure in Measure.objects.order_by("number_key")]
    shown = rows_of(question)
    assert [parts(row, pattern) for row, pattern in zip(shown, expected, strict=True)] == expected
    single = OCCURRENCES.all(question, reference(), PlanCriteria(), OCCURRENCES.orderings(question)["number"])
    patterns = [inner for row in expected for inner in row["occurrences"]]
    assert [
        parts(row, inner) for row, inner in zip((one for rows in single for one in rows), patterns, strict=True)
    ] == patterns
    by_health = {code: [row["number"] for row in expected if row["health"] == code] for code in Health.values}
    found = {code: [row["number"] for row in rows_of(question, health=frozenset({code}))] for code in Health.values}
    assert found == by_health
    ordered = MEASURES.all(question, reference(), PlanCriteria(), MEASURES.orderings(question)["health"])
    assert [row["number"] for rows in ordered for row in rows] == [
        number for code in Health.values for number in by_health[code]
    ]
    [figures] = summary(question, reference(), PlanCriteria(), ())
    assert figures["by_health"] == {code: len(numbers) for code, numbers in by_health.items()}
    assert sum(figures["by_agreement"].values()) == sum(figures["by_status"].values()) == len(expected)
    assert figures["progress"] == sum(row["progress"] for row in expected) // len(expected)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(word, max_size=9),
    settlements=st.lists(agreement, max_size=3),
    questioned=st.lists(questions, min_size=2, max_size=3),
)
@example(
    words=[
        {**SPOKEN, "region": "aktobe", "state": ("done", 100)},
        {**SPOKEN, "region": "orenburg", "state": ("in_progress", 99)},
    ],
    settlements=[{"number": "1.2", "place": 0, "status": "in_progress", "protocol_date": DAYS[3], "confirmed": 9}],
    questioned=[(DAYS[3], AFTER_ALL), (DAYS[2], None)],
)
def test_what_is_kept_and_what_sql_finds_are_what_the_rules_say(
    world: World, words: Any, settlements: Any, questioned: Any
) -> None:
    if not Measure.objects.exists():
        plan_of(world)
    forget_what_was_said()
    said = write(world, words, settlements)
    world.settle()
    for as_of, known_on in [(None, None), (TODAY, AFTER_ALL), *questioned]:
        question = asked(world, as_of=as_of, known_on=known_on)
        check(question, Ruled(said, question))


def forget_what_was_said() -> None:
    """Take away what the example before wrote."""
    Standing.objects.update(newest=None)
    Report.objects.update(supersedes=None)
    Report.objects.all().delete()
    Settlement.objects.all().delete()
    Occurrence.objects.update(settled_status="", settled_at=None)
    MeasureSide.objects.all().delete()
