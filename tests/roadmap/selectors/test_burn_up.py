"""What was to be done by each day, and what is done."""

from datetime import date

from roadmap.selectors.burn_up import burn_up
from roadmap.selectors.criteria import PlanCriteria
from roadmap.selectors.question import Question
from roadmap.selectors.reference import counters, reference
from tests.roadmap.selectors.conftest import asked
from tests.roadmap.selectors.world import World

YEARS = [(str(year), date(year, 1, 1), date(year, 12, 31)) for year in (2023, 2024, 2025)]


def of(question: Question, **criteria: object) -> dict[str, tuple[dict[date, int], dict[date, int]]]:
    found = burn_up(question, reference(counters()), PlanCriteria(**criteria))  # type: ignore[arg-type]
    return {one.region: (dict(one.due), dict(one.done)) for one in found}


def test_counts_each_partys_due_days_and_done_days(world: World) -> None:
    measure = world.measure("1.1", form="annual", spans=YEARS)
    world.report(measure, "aktobe", "done", 100, label="2023", stands_on=date(2023, 11, 30))
    world.report(measure, "aktobe", label="2024", stands_on=date(2024, 11, 30))
    world.settle()
    due = {date(year, 12, 31): 1 for year in (2023, 2024, 2025)}
    assert of(asked(world)) == {"aktobe": (due, {date(2023, 11, 30): 1}), "orenburg": (due, {})}


def test_a_past_day_does_not_know_what_was_done_later(world: World) -> None:
    measure = world.measure("1.1", form="annual", spans=YEARS)
    world.report(measure, "aktobe", "done", 100, label="2023", stands_on=date(2023, 11, 30))
    world.settle()
    assert of(asked(world, as_of=date(2023, 11, 29)))["aktobe"][1] == {}
    assert of(asked(world, as_of=date(2023, 11, 30)))["aktobe"][1] == {date(2023, 11, 30): 1}


def test_a_cancelled_measure_does_not_count(world: World) -> None:
    world.measure("1.1", cancelled=True)
    world.settle()
    assert of(asked(world)) == {}


def test_a_party_without_an_executor_has_no_curve(world: World) -> None:
    world.measure("1.1", leads={"aktobe": "AKT-TRN"})
    world.settle()
    assert list(of(asked(world))) == ["aktobe"]


def test_the_filters_of_the_plan_hold(world: World) -> None:
    world.measure("1.1")
    world.measure("2.1", direction=2)
    world.settle()
    assert of(asked(world), direction=frozenset({2}))["aktobe"][0] == {date(2025, 12, 31): 1}
