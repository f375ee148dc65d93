"""A successor road map is drafted from what is unfinished (rules.md §1, §5, §7)."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.errors import InvalidInput, RuleBroken
from accounts.models import AuditEntry
from roadmap.models import Executor, Measure, Roadmap
from roadmap.rules.deadlines import read_deadline
from roadmap.rules.periods import Term
from roadmap.rules.wordings import WHOLE_TERM, until
from roadmap.services import amending, states, succeeding
from roadmap.services.amending import ChangeRequest
from tests.cast import NOON, accept, act_of, write_report

CODE = "AKT-ORB-2026-2028"
NEXT = {
    "code": CODE,
    **{f"{name}_{code}": f"Жол картасы {code}" for name in ("title", "short_title") for code in ("kk", "ru", "en")},
    "starts_on": dt.date(2026, 1, 1),
    "ends_on": dt.date(2028, 12, 31),
}


def succeed(by, plan, **changes):
    return succeeding.draft_successor(act_of(by), predecessor_code=plan.roadmap.code, values={**NEXT, **changes})


@pytest.fixture
def successor(plan, operator):
    return succeed(operator, plan)


def measure(number):
    return Measure.objects.get(roadmap__code=CODE, number=number)


def test_both_road_maps_are_linked(successor, plan):
    assert successor.predecessor == plan.roadmap
    assert [one.code for one in plan.roadmap.successors.all()] == [CODE]
    assert successor.state == "draft"


def test_a_draft_has_no_successor(plan, operator):
    Roadmap.objects.update(state="draft", signed_on=None)
    with pytest.raises(RuleBroken) as caught:
        succeed(operator, plan)
    assert caught.value.code == "roadmap_not_in_force"


def test_what_is_unfinished_is_carried_over(
    plan, operator, aktobe_executor, aktobe_coordinator, orenburg_executor, orenburg_coordinator
):
    said: dict[str, Any] = {"status": "done", "progress": 100}
    accept(aktobe_coordinator, write_report(aktobe_executor, plan["5.4"], **said))
    accept(orenburg_coordinator, write_report(orenburg_executor, plan["5.4"], **said))
    amendment = amending.propose_amendment(
        act_of(aktobe_coordinator),
        roadmap_code=plan.roadmap.code,
        protocol_number="1",
        protocol_date=dt.date(2024, 7, 1),
        effective_on=dt.date(2024, 7, 1),
        changes=[ChangeRequest(plan["2.1"].pk, "cancelled", value=True)],
    )
    amending.confirm_amendment(act_of(orenburg_coordinator), amendment_id=amendment.pk, seen_version=1)
    succeed(operator, plan)
    assert sorted(Measure.objects.filter(roadmap__code=CODE).values_list("number", flat=True)) == ["1.1", "4.2", "5.1"]


def test_a_carried_measure_keeps_its_text_and_executors(successor, plan):
    carried, old = measure("5.1"), plan["5.1"]
    assert (carried.title_kk, carried.source, carried.carried_from) == (old.title_kk, old.source, old)
    teams = {
        number: sorted(Executor.objects.filter(measure=one).values_list("agency__code", "role"))
        for number, one in (("new", carried), ("old", old))
    }
    assert teams["new"] == teams["old"]


@pytest.mark.parametrize(
    ("number", "form", "due_on", "occurrences"),
    [
        ("5.1", "fixed_date", dt.date(2028, 12, 31), ["1"]),
        ("1.1", "annual", dt.date(2028, 12, 31), ["2026", "2027", "2028"]),
        ("2.1", "whole_period", dt.date(2028, 12, 31), ["1"]),
        ("5.4", "as_needed", dt.date(2028, 12, 31), ["1"]),
        ("4.2", "fixed_date", dt.date(2028, 12, 31), ["1"]),
    ],
)
def test_deadlines_lie_in_the_new_term(successor, number, form, due_on, occurrences):
    carried = measure(number)
    assert (carried.deadline_form, carried.due_on, carried.original_due_on) == (form, due_on, due_on)
    live = carried.occurrences.filter(is_retired=False).order_by("starts_on")
    assert [one.label for one in live] == occurrences


def test_the_wording_that_it_had_is_told(successor):
    assert "до 31 декабря 2025 года" in measure("5.1").provenance["note"]


def test_a_term_may_overlap_its_predecessors(plan, operator):
    roadmap = succeed(operator, plan, starts_on=dt.date(2025, 7, 1))
    assert roadmap.starts_on < plan.roadmap.ends_on


def test_the_draft_goes_into_force_as_any_other(successor, aktobe_coordinator, orenburg_coordinator):
    states.propose_state(act_of(aktobe_coordinator), code=CODE, seen_version=1, state="in_force")
    states.confirm_state(act_of(orenburg_coordinator), code=CODE, seen_version=2)
    assert Roadmap.objects.get(code=CODE).state == "in_force"


def test_it_is_recorded_once(successor):
    [entry] = AuditEntry.objects.filter(action="roadmap.succeed")
    assert entry.target == f"roadmap:{CODE}"


@pytest.mark.parametrize("who", ["aktobe_executor", "aktobe_coordinator", "aktobe_admin", "analyst"])
def test_only_the_operator_creates_road_maps(plan, request, who):
    with pytest.raises(PermissionDenied):
        succeed(request.getfixturevalue(who), plan)
    assert Roadmap.objects.count() == 1


def test_a_road_map_has_one_successor(successor, plan, operator):
    with pytest.raises(RuleBroken) as caught:
        succeed(operator, plan, code="AKT-ORB-2029")
    assert caught.value.code == "already_succeeded"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"code": "lower case"}, "code"), ({"title_kk": " "}, "title_kk"), ({"starts_on": None}, "starts_on")],
)
def test_a_wrong_value_is_named(plan, operator, changes, field):
    with pytest.raises(InvalidInput) as caught:
        succeed(operator, plan, **changes)
    assert caught.value.field == field
    assert Roadmap.objects.count() == 1


@pytest.mark.parametrize("month", range(1, 13))
def test_the_proposed_wordings_mean_their_day(month):
    term = Term(dt.date(2026, 1, 1), dt.date(2028, 12, 31))
    day = dt.date(2027, month, 15)
    assert {read_deadline(text, term=term).due_on for text in until(day).values()} == {day}


def test_the_wordings_of_the_whole_term_mean_it():
    term = Term(NOON.date(), dt.date(2028, 12, 31))
    assert {read_deadline(text, term=term).form for text in WHOLE_TERM.values()} == {"whole_period"}
