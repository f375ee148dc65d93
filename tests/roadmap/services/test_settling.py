import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from accounts.errors import InvalidInput, RuleBroken
from roadmap.models import Measure, Roadmap
from roadmap.services import settling
from tests.cast import NOON, accept, act_of, write_report

TERMS = {
    "status": "in_progress",
    "text": "Тараптар келісті",
    "protocol_number": "7",
    "protocol_date": dt.date(2024, 7, 9),
}


@pytest.fixture
def diverging(plan, aktobe_executor, aktobe_coordinator, orenburg_executor, orenburg_coordinator):
    accept(aktobe_coordinator, write_report(aktobe_executor, plan["5.1"], status="done", progress=100))
    accept(orenburg_coordinator, write_report(orenburg_executor, plan["5.1"], progress=60))
    return plan["5.1"]


def propose(by, measure, **terms):
    values = {"occurrence": None, **TERMS, **terms}
    return settling.propose_settlement(act_of(by), measure_id=measure.pk, **values)


def test_a_confirmed_settlement_is_the_joint_status(diverging, plan, aktobe_coordinator, orenburg_coordinator):
    assert (diverging.agreement, diverging.status) == ("diverging", "in_progress")
    settlement = propose(aktobe_coordinator, diverging, status="done")
    assert plan["5.1"].agreement == "diverging"
    later = NOON + dt.timedelta(hours=1)
    settling.confirm_settlement(act_of(orenburg_coordinator, later), settlement_id=settlement.pk, seen_version=1)
    measure = plan["5.1"]
    assert (measure.agreement, measure.status, measure.progress) == ("settled", "done", 100)


def test_a_later_report_reopens_the_question(
    diverging, plan, aktobe_coordinator, orenburg_coordinator, orenburg_executor
):
    settlement = propose(aktobe_coordinator, diverging)
    act = act_of(orenburg_coordinator, NOON + dt.timedelta(hours=1))
    settling.confirm_settlement(act, settlement_id=settlement.pk, seen_version=1)
    later = NOON + dt.timedelta(days=1)
    accept(orenburg_coordinator, write_report(orenburg_executor, plan["5.1"], progress=70, at=later), at=later)
    assert plan["5.1"].agreement == "diverging"


def test_only_a_divergence_is_settled(plan, aktobe_coordinator):
    with pytest.raises(RuleBroken) as caught:
        propose(aktobe_coordinator, plan["5.1"])
    assert caught.value.code == "not_diverging"


def test_what_waits_is_not_confirmed_after_the_measure_was_cancelled(
    diverging, aktobe_coordinator, orenburg_coordinator
):
    settlement = propose(aktobe_coordinator, diverging)
    Measure.objects.filter(pk=diverging.pk).update(is_cancelled=True)
    with pytest.raises(RuleBroken) as caught:
        settling.confirm_settlement(act_of(orenburg_coordinator), settlement_id=settlement.pk, seen_version=1)
    assert caught.value.code == "measure_cancelled"


def test_nothing_is_settled_in_a_road_map_that_is_closed(diverging, plan, aktobe_coordinator, orenburg_coordinator):
    settlement = propose(aktobe_coordinator, diverging)
    Roadmap.objects.update(state="closed")
    for call in (
        lambda: propose(aktobe_coordinator, diverging),
        lambda: settling.confirm_settlement(act_of(orenburg_coordinator), settlement_id=settlement.pk, seen_version=1),
    ):
        with pytest.raises(RuleBroken) as caught:
            call()
        assert caught.value.code == "roadmap_not_in_force"


def test_the_proposer_does_not_confirm(diverging, aktobe_coordinator):
    settlement = propose(aktobe_coordinator, diverging)
    with pytest.raises(PermissionDenied):
        settling.confirm_settlement(act_of(aktobe_coordinator), settlement_id=settlement.pk, seen_version=1)


def test_one_settlement_waits_at_a_time(diverging, aktobe_coordinator, orenburg_coordinator):
    propose(aktobe_coordinator, diverging)
    with pytest.raises(RuleBroken) as caught:
        propose(orenburg_coordinator, diverging)
    assert caught.value.code == "already_proposed"


def test_a_period_that_is_not_there_is_named(diverging, aktobe_coordinator):
    with pytest.raises(InvalidInput) as caught:
        propose(aktobe_coordinator, diverging, occurrence="2031-Q1")
    assert (caught.value.field, caught.value.code) == ("occurrence", "does_not_exist")


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"status": "maybe"}, "status"),
        ({"text": " "}, "text"),
        ({"protocol_number": ""}, "protocol_number"),
        ({"protocol_date": dt.date(2024, 7, 11)}, "protocol_date"),
    ],
)
def test_wrong_terms_are_refused(diverging, aktobe_coordinator, terms, field):
    with pytest.raises(InvalidInput) as caught:
        propose(aktobe_coordinator, diverging, **terms)
    assert caught.value.field == field


def test_declined_with_a_reason_and_withdrawn(diverging, aktobe_coordinator, orenburg_coordinator):
    first = propose(aktobe_coordinator, diverging)
    act = act_of(orenburg_coordinator)
    declined = settling.decline_settlement(act, settlement_id=first.pk, seen_version=1, reason="Нет данных")
    assert (declined.state, declined.declined_reason) == ("declined", "Нет данных")
    second = propose(aktobe_coordinator, diverging)
    withdrawn = settling.withdraw_settlement(act_of(aktobe_coordinator), settlement_id=second.pk, seen_version=1)
    assert withdrawn.state == "withdrawn"
