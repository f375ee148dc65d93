import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from accounts.errors import InvalidInput, RuleBroken, StaleVersion
from roadmap.models import Change, Direction, Measure, MeasureText, Party, PartyFact, Roadmap
from roadmap.services import drafting, states
from tests.cast import act_of, make_measure, make_roadmap

NEW = {
    "direction": 1,
    "number": "1.1",
    "title": {"kk": "Көрме", "ru": "Выставка", "en": "Fair"},
    "deadline": {"kk": "жыл сайын", "ru": "ежегодно", "en": "annually"},
    "completion_form": "INFO",
    "executors": {"aktobe": {"lead": "AKT-TRN", "co": []}, "orenburg": {"lead": "ORB-ROAD", "co": []}},
}


@pytest.fixture
def draft(plan, transport, roads):
    roadmap = make_roadmap(
        "AKT-ORB-2026-2028",
        [transport.region, roads.region],
        state="draft",
        signed_on=None,
        starts_on=dt.date(2026, 1, 1),
        ends_on=dt.date(2028, 12, 31),
    )
    make_measure(roadmap, "1.1", "ежегодно", [transport, roads])
    return roadmap


def refused(code, call):
    with pytest.raises(RuleBroken) as caught:
        call()
    assert caught.value.code == code


def propose(by, roadmap, state="in_force", version=1):
    return states.propose_state(act_of(by), code=roadmap.code, seen_version=version, state=state)


def test_both_parties_put_a_draft_in_force(draft, aktobe_coordinator, orenburg_coordinator):
    propose(aktobe_coordinator, draft)
    roadmap = states.confirm_state(act_of(orenburg_coordinator), code=draft.code, seen_version=2)
    assert (roadmap.state, roadmap.signed_on) == ("in_force", dt.date(2024, 7, 10))
    assert Measure.objects.get(roadmap=draft).holds_from == dt.date(2024, 7, 10)


def test_the_proposer_does_not_confirm(draft, aktobe_coordinator):
    propose(aktobe_coordinator, draft)
    with pytest.raises(PermissionDenied):
        states.confirm_state(act_of(aktobe_coordinator), code=draft.code, seen_version=2)


def test_a_state_is_not_skipped(draft, aktobe_coordinator):
    refused("wrong_state", lambda: propose(aktobe_coordinator, draft, "closed"))


def test_an_unknown_state_is_refused(draft, aktobe_coordinator):
    with pytest.raises(InvalidInput):
        propose(aktobe_coordinator, draft, "signed")


def test_declined_and_withdrawn(draft, aktobe_coordinator, orenburg_coordinator):
    propose(aktobe_coordinator, draft)
    act = act_of(orenburg_coordinator)
    states.decline_state(act, code=draft.code, seen_version=2, reason="Рано")
    assert states.open_proposal(draft) is None
    propose(aktobe_coordinator, draft, version=3)
    states.withdraw_state(act_of(aktobe_coordinator), code=draft.code, seen_version=4)
    assert states.open_proposal(draft) is None


def test_a_road_map_in_force_is_closed_by_both(plan, aktobe_coordinator, orenburg_coordinator):
    propose(orenburg_coordinator, plan.roadmap, "closed")
    closed = states.confirm_state(act_of(aktobe_coordinator), code=plan.roadmap.code, seen_version=2)
    assert closed.state == "closed"


def test_an_empty_draft_is_not_put_in_force(draft, aktobe_coordinator):
    drafting.delete_measure(
        act_of(aktobe_coordinator), measure_id=Measure.objects.get(roadmap=draft).pk, seen_version=1
    )
    refused("incomplete_roadmap", lambda: propose(aktobe_coordinator, draft))


def test_others_know_nothing_of_a_draft(draft, analyst, operator, aktobe_executor):
    assert draft not in Roadmap.objects.visible_to(analyst)
    assert not Measure.objects.visible_to(analyst).filter(roadmap=draft).exists()
    assert not Direction.objects.visible_to(analyst).filter(roadmap=draft).exists()
    assert draft in Roadmap.objects.visible_to(operator)
    assert draft in Roadmap.objects.visible_to(aktobe_executor)


def test_coordinators_of_both_parties_edit_a_draft(draft, aktobe_coordinator, orenburg_coordinator):
    measure = drafting.create_measure(
        act_of(orenburg_coordinator), roadmap_code=draft.code, values={**NEW, "number": "1.2"}
    )
    changed = drafting.change_measure(
        act_of(aktobe_coordinator),
        measure_id=measure.pk,
        seen_version=1,
        values={"deadline": {"kk": "2027 жыл ішінде", "ru": "в течение 2027 года", "en": "during 2027"}},
    )
    assert (changed.due_on, changed.original_due_on, changed.version) == (
        dt.date(2027, 12, 31),
        dt.date(2027, 12, 31),
        2,
    )
    assert [one.label for one in changed.occurrences.filter(is_retired=False)] == ["2027"]
    assert MeasureText.objects.filter(measure=measure).count() == 1
    assert changed.standings.filter(has_executor=True).count() == 2


@pytest.mark.parametrize("who", ["aktobe_executor", "aktobe_admin"])
def test_others_of_the_region_do_not_edit_a_draft(draft, request, who):
    with pytest.raises(PermissionDenied):
        drafting.create_measure(act_of(request.getfixturevalue(who)), roadmap_code=draft.code, values=NEW)


def test_a_signed_text_is_not_edited(plan, aktobe_coordinator):
    act = act_of(aktobe_coordinator)
    refused(
        "roadmap_not_draft",
        lambda: drafting.change_measure(
            act, measure_id=plan["5.1"].pk, seen_version=1, values={"title": {"kk": "а", "ru": "б", "en": "c"}}
        ),
    )
    refused("roadmap_not_draft", lambda: drafting.delete_measure(act, measure_id=plan["5.1"].pk, seen_version=1))


def test_a_stale_edit_is_refused(draft, aktobe_coordinator):
    with pytest.raises(StaleVersion):
        drafting.change_measure(
            act_of(aktobe_coordinator),
            measure_id=Measure.objects.get(roadmap=draft).pk,
            seen_version=7,
            values={"number": "1.3"},
        )


def test_a_number_is_taken_once(draft, aktobe_coordinator):
    refused(
        "number_taken",
        lambda: drafting.create_measure(act_of(aktobe_coordinator), roadmap_code=draft.code, values=NEW),
    )


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [({"direction": 77}, "direction", "does_not_exist"), ({"source": "rumour"}, "source", "unknown_code")],
)
def test_what_a_measure_cannot_be_is_named(draft, aktobe_coordinator, values, field, code):
    with pytest.raises(InvalidInput) as refused_by:
        drafting.create_measure(
            act_of(aktobe_coordinator), roadmap_code=draft.code, values={**NEW, "number": "1.2", **values}
        )
    assert (refused_by.value.field, refused_by.value.code) == (field, code)


def test_directions_come_change_and_go(draft, aktobe_coordinator):
    act = act_of(aktobe_coordinator)
    values = {"number": 2, "code": "INDUSTRY", "name": {"kk": "Өнеркәсіп", "ru": "Промышленность", "en": "Industry"}}
    direction = drafting.create_direction(act, roadmap_code=draft.code, values=values)
    changed = drafting.change_direction(act, direction_id=direction.pk, seen_version=1, values={"number": 3})
    assert (changed.number, changed.version) == (3, 2)
    drafting.delete_direction(act, direction_id=direction.pk, seen_version=2)
    assert not Direction.objects.filter(pk=direction.pk).exists()


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"number": None}, "number", "required"),
        ({"code": None}, "code", "required"),
        ({"name": None}, "name", "required"),
        ({"number": 0}, "number", "out_of_range"),
        ({"number": 1000}, "number", "out_of_range"),
        ({"code": "industry"}, "code", "invalid"),
        ({"name": {"kk": "а", "ru": "б", "en": "c" * 301}}, "name.en", "invalid"),
        ({"source": "rumour"}, "source", "unknown_code"),
    ],
)
def test_a_wrong_direction_is_refused(draft, aktobe_coordinator, values, field, code):
    whole = {"number": 2, "code": "INDUSTRY", "name": {"kk": "а", "ru": "б", "en": "c"}, **values}
    given = {name: value for name, value in whole.items() if value is not None}
    with pytest.raises(InvalidInput) as caught:
        drafting.create_direction(act_of(aktobe_coordinator), roadmap_code=draft.code, values=given)
    assert (caught.value.field, caught.value.code) == (field, code)
    assert Direction.objects.filter(roadmap=draft).count() == 1


@pytest.mark.parametrize(("name", "value", "code"), [("number", 1, "number_taken"), ("code", "D1", "code_taken")])
def test_a_direction_takes_what_is_free(draft, aktobe_coordinator, name, value, code):
    values = {"number": 2, "code": "INDUSTRY", "name": {"kk": "а", "ru": "б", "en": "c"}, name: value}
    create = drafting.create_direction
    refused(code, lambda: create(act_of(aktobe_coordinator), roadmap_code=draft.code, values=values))


@pytest.mark.parametrize("name", ["direction", "number", "title", "completion_form", "deadline"])
def test_a_measure_of_a_draft_is_whole(draft, aktobe_coordinator, name):
    given = {key: value for key, value in NEW.items() if key != name}
    with pytest.raises(InvalidInput) as caught:
        drafting.create_measure(act_of(aktobe_coordinator), roadmap_code=draft.code, values=given)
    assert (caught.value.field, caught.value.code) == (name, "required")


def test_one_change_of_state_waits_at_a_time(draft, aktobe_coordinator, orenburg_coordinator):
    propose(aktobe_coordinator, draft)
    refused(
        "already_proposed",
        lambda: propose(orenburg_coordinator, draft, version=Roadmap.objects.get(pk=draft.pk).version),
    )


def test_one_party_alone_agrees_on_nothing(draft, aktobe_coordinator, orenburg):
    measure = Measure.objects.get(roadmap=draft)
    for row in (measure.executors, measure.standings, measure.sides):
        row.filter(region=orenburg).delete()
    PartyFact.objects.filter(party__roadmap=draft, party__region=orenburg).delete()
    Party.objects.filter(roadmap=draft, region=orenburg).delete()
    refused("incomplete_roadmap", lambda: propose(aktobe_coordinator, draft))


def test_a_direction_with_measures_stays(draft, aktobe_coordinator):
    direction = Direction.objects.get(roadmap=draft, number=1)
    refused(
        "not_empty",
        lambda: drafting.delete_direction(act_of(aktobe_coordinator), direction_id=direction.pk, seen_version=1),
    )


def told(user):
    seen = Change.objects.visible_to(user).exclude(kind="roadmap").order_by("seq")
    return list(seen.values_list("kind", "change"))


def test_a_text_changed_since_the_proposal_must_be_read_again(draft, aktobe_coordinator, orenburg_coordinator):
    measure = Measure.objects.get(roadmap=draft)
    propose(aktobe_coordinator, draft)
    drafting.change_measure(
        act_of(aktobe_coordinator), measure_id=measure.pk, seen_version=1, values={"number": "1.9"}
    )
    with pytest.raises(StaleVersion):
        states.confirm_state(act_of(orenburg_coordinator), code=draft.code, seen_version=2)
    assert states.confirm_state(act_of(orenburg_coordinator), code=draft.code, seen_version=3).state == "in_force"


def test_a_draft_that_waits_for_nobody_keeps_its_version(draft, aktobe_coordinator):
    measure = Measure.objects.get(roadmap=draft)
    drafting.change_measure(
        act_of(aktobe_coordinator), measure_id=measure.pk, seen_version=1, values={"number": "1.9"}
    )
    assert Roadmap.objects.get(pk=draft.pk).version == 1


def test_the_feed_tells_of_a_draft_only_its_parties(draft, aktobe_coordinator, orenburg_coordinator, analyst):
    made = drafting.create_measure(
        act_of(aktobe_coordinator), roadmap_code=draft.code, values={**NEW, "number": "1.2"}
    )
    drafting.delete_measure(act_of(orenburg_coordinator), measure_id=made.pk, seen_version=1)
    assert told(analyst) == []
    for person in (aktobe_coordinator, orenburg_coordinator):
        assert told(person) == [("measure", "created"), ("measure", "deleted")]


def test_the_feed_tells_everybody_of_what_is_put_in_force(draft, aktobe_coordinator, orenburg_coordinator, analyst):
    propose(aktobe_coordinator, draft)
    states.confirm_state(act_of(orenburg_coordinator), code=draft.code, seen_version=2)
    assert told(analyst) == [("direction", "created"), ("measure", "created")]
