import datetime as dt
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from accounts.errors import InvalidInput, RuleBroken
from roadmap.models import Comment, Executor, Measure, MeasureSide, Party, PartyFact, Roadmap
from roadmap.rules.facts import ALWAYS_KNOWN, ALWAYS_ON
from roadmap.services import commenting, executors, parties
from roadmap.services.executors import CoExecutor, Team
from tests.cast import act_of


def change(by, measure, team, version=1):
    return executors.change_own_executors(act_of(by), measure_id=measure.pk, seen_version=version, team=team)


def test_a_party_changes_its_own_executors(plan, aktobe_coordinator, aktobe):
    change(aktobe_coordinator, plan["5.1"], Team("AKT-CUL", (CoExecutor("AKT-TRN", by_agreement=True),)))
    side = MeasureSide.objects.get(measure=plan["5.1"], region=aktobe)
    assert (side.lead_code, side.co, side.by_agreement) == ("AKT-CUL", ["AKT-TRN"], ["AKT-TRN"])
    assert plan["5.1"].version == 2
    old = Executor.objects.filter(measure=plan["5.1"], until_on=dt.date(2024, 7, 10), region=aktobe)
    assert {row.agency.code for row in old} == {"AKT-TRN", "AKT-CUL"}


def test_a_draft_has_no_past_executors_and_cycles(plan, aktobe_coordinator, aktobe):
    """Once in force, nobody may seem to have led it, or to have reported otherwise, while it was written."""
    Roadmap.objects.update(state="draft", signed_on=None)
    change(aktobe_coordinator, plan["5.1"], Team("AKT-CUL"))
    own = Executor.objects.filter(measure=plan["5.1"], region=aktobe)
    assert list(own.values_list("agency__code", "from_on", "known_at", "until_on")) == [
        ("AKT-CUL", ALWAYS_ON, ALWAYS_KNOWN, None)
    ]
    code = plan.roadmap.code
    act = act_of(aktobe_coordinator)
    parties.change_party(act, roadmap_code=code, region_code="aktobe", seen_version=1, cycle="yearly")
    cycles = PartyFact.objects.filter(party__region=aktobe)
    assert list(cycles.values_list("cycle", "from_on", "known_at")) == [("yearly", ALWAYS_ON, ALWAYS_KNOWN)]


@pytest.mark.parametrize(
    "team",
    [
        Team("ORB-ECO"),
        Team("NOBODY"),
        Team(None),
        Team("AKT-CUL", (CoExecutor("AKT-CUL"),)),
        Team("AKT-CUL", (CoExecutor("ORB-ECO"),)),
    ],
)
def test_wrong_teams_are_refused(plan, aktobe_coordinator, team):
    with pytest.raises(InvalidInput):
        change(aktobe_coordinator, plan["5.1"], team)
    assert plan["5.1"].version == 1


@pytest.mark.parametrize("who", ["aktobe_executor", "aktobe_admin", "analyst", "operator"])
def test_only_coordinators_change_executors(plan, request, who):
    with pytest.raises(PermissionDenied):
        change(request.getfixturevalue(who), plan["5.1"], Team("AKT-CUL"))


def test_a_party_changes_its_own_cycle(plan, aktobe_coordinator, aktobe):
    before = MeasureSide.objects.get(measure=plan["5.1"], region=aktobe).silent_from
    party = parties.change_party(
        act_of(aktobe_coordinator),
        roadmap_code=plan.roadmap.code,
        region_code="aktobe",
        seen_version=1,
        cycle="yearly",
        days_after=20,
    )
    assert (party.cycle, party.days_after, party.version) == ("yearly", 20, 2)
    after = MeasureSide.objects.get(measure=plan["5.1"], region=aktobe).silent_from
    assert (before, after) == (dt.date(2023, 4, 11), dt.date(2024, 1, 21))


def test_not_the_other_partys_cycle(plan, aktobe_coordinator):
    with pytest.raises(PermissionDenied):
        parties.change_party(
            act_of(aktobe_coordinator),
            roadmap_code=plan.roadmap.code,
            region_code="orenburg",
            seen_version=1,
            cycle="yearly",
        )
    assert Party.objects.get(region__code="orenburg").cycle == "quarterly"


@pytest.mark.parametrize(("name", "value"), [("cycle", "weekly"), ("days_after", 367), ("days_after", -1)])
def test_wrong_settings_are_refused(plan, aktobe_coordinator, name, value):
    with pytest.raises(InvalidInput) as caught:
        parties.change_party(
            act_of(aktobe_coordinator),
            roadmap_code=plan.roadmap.code,
            region_code="aktobe",
            seen_version=1,
            **{name: value},
        )
    assert caught.value.field == name


def test_of_a_closed_road_map_nothing_changes(plan, aktobe_coordinator):
    Roadmap.objects.update(state="closed")
    act, code = act_of(aktobe_coordinator), plan.roadmap.code
    for call in (
        partial(parties.change_party, act, roadmap_code=code, region_code="aktobe", seen_version=1, cycle="yearly"),
        partial(change, aktobe_coordinator, plan["5.1"], Team("AKT-CUL")),
    ):
        with pytest.raises(RuleBroken) as caught:
            call()
        assert caught.value.code == "roadmap_closed"


def test_a_cancelled_measure_keeps_its_executors(plan, aktobe_coordinator):
    Measure.objects.filter(pk=plan["5.1"].pk).update(is_cancelled=True)
    with pytest.raises(RuleBroken) as caught:
        change(aktobe_coordinator, plan["5.1"], Team("AKT-CUL"))
    assert caught.value.code == "measure_cancelled"


@pytest.mark.parametrize(("field", "text", "audience"), [("text", " \n", "both"), ("audience", "Сұрақ", "all")])
def test_a_remark_has_words_and_readers(plan, aktobe_executor, field, text, audience):
    act = act_of(aktobe_executor)
    with pytest.raises(InvalidInput) as caught:
        commenting.add_comment(act, measure_id=plan["5.1"].pk, text=text, audience=audience)
    assert caught.value.field == field
    assert not Comment.objects.exists()


def test_an_executor_comments_on_the_agencys_measure(plan, aktobe_executor):
    act = act_of(aktobe_executor)
    comment = commenting.add_comment(act, measure_id=plan["5.1"].pk, text="Сұрақ бар", audience="both")
    assert (comment.author, comment.audience) == (aktobe_executor, "both")


def test_an_executor_does_not_comment_elsewhere(plan, aktobe_executor):
    with pytest.raises(PermissionDenied):
        commenting.add_comment(act_of(aktobe_executor), measure_id=plan["1.1"].pk, text="Сұрақ", audience="both")
    assert not Comment.objects.exists()
