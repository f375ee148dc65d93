"""A draft is edited by its Parties' coordinators; the operator begins a successor (rules.md §5, §7)."""

import datetime as dt

import pytest
from django.urls import reverse

from roadmap.models import Direction, Measure, Roadmap
from tests.cast import make_measure, make_roadmap
from tests.html_forms import fields_of

CODE = "AKT-ORB-2026-2028"
TYPED = {
    "direction": "1",
    "number": "1.2",
    "completion_form": "INFO",
    **{f"title_{code}": f"Көрме {code}" for code in ("kk", "ru", "en")},
    "deadline_kk": "жыл сайын",
    "deadline_ru": "ежегодно",
    "deadline_en": "annually",
    "lead_aktobe": "AKT-TRN",
}


@pytest.fixture
def draft(plan, transport, roads):
    term = {"starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2028, 12, 31)}
    roadmap = make_roadmap(CODE, [transport.region, roads.region], state="draft", signed_on=None, **term)
    make_measure(roadmap, "1.1", "ежегодно", [transport, roads])
    return roadmap


@pytest.fixture
def measure(draft):
    return Measure.objects.get(roadmap=draft)


def address(name, *more):
    return reverse(name, args=[CODE, *more])


def test_a_draft_is_shown_by_its_directions(client, draft, aktobe_coordinator):
    client.force_login(aktobe_coordinator)
    client.cookies["django_language"] = "en"
    page = client.get(address("draft")).text
    assert page.index("1. Direction") < page.index("Measure 1.1")


def test_a_draft_whose_term_is_to_come_is_edited_all_the_same(client, draft, measure, aktobe_coordinator):
    term = {"starts_on": dt.date(2090, 1, 1), "ends_on": dt.date(2092, 12, 31)}
    Roadmap.objects.filter(pk=draft.pk).update(**term)
    client.force_login(aktobe_coordinator)
    client.cookies["django_language"] = "en"
    assert client.post(address("new_measure"), TYPED).status_code == 302
    made = Measure.objects.get(roadmap=draft, number="1.2")
    here = address("edit_measure", made.pk)
    assert here in client.get(address("draft")).text
    assert fields_of(client.get(here), "draft-form")["title_kk"] == "Көрме kk"


def test_a_measure_is_added(client, draft, aktobe_coordinator):
    client.force_login(aktobe_coordinator)
    assert client.post(address("new_measure"), TYPED).status_code == 302
    made = Measure.objects.get(roadmap=draft, number="1.2")
    assert (made.title_kk, made.due_on) == ("Көрме kk", dt.date(2028, 12, 31))


def test_a_measure_is_changed_as_its_form_shows_it(client, measure, orenburg_coordinator):
    client.force_login(orenburg_coordinator)
    here = address("edit_measure", measure.pk)
    fields = fields_of(client.get(here), "draft-form")
    assert (fields["number"], fields["lead_orenburg"]) == ("1.1", "ORB-ROAD")
    assert client.post(here, {**fields, "title_en": "A fair"}).status_code == 302
    assert Measure.objects.get(pk=measure.pk).title_en == "A fair"


def test_a_stale_change_keeps_what_was_typed(client, measure, orenburg_coordinator):
    client.force_login(orenburg_coordinator)
    here = address("edit_measure", measure.pk)
    fields = fields_of(client.get(here), "draft-form")
    client.post(here, {**fields, "title_en": "A fair"})
    answer = client.post(here, {**fields, "title_en": "A festival"})
    assert (answer.status_code, fields_of(answer, "draft-form")["title_en"]) == (409, "A festival")
    assert Measure.objects.get(pk=measure.pk).title_en == "A fair"


@pytest.mark.parametrize(
    ("wrong", "status", "field"),
    [
        ({"deadline_ru": "три раза в год"}, 400, "deadline_ru"),
        ({"number": "1.1"}, 409, "number"),
        ({"title_kk": ""}, 400, "title_kk"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(client, draft, aktobe_coordinator, wrong, status, field):
    client.force_login(aktobe_coordinator)
    answer = client.post(address("new_measure"), {**TYPED, **wrong})
    assert (answer.status_code, f'id="id_{field}_error"' in answer.text) == (status, True)
    assert Measure.objects.filter(roadmap=draft).count() == 1


def test_a_measure_is_taken_out(client, measure, aktobe_coordinator):
    client.force_login(aktobe_coordinator)
    sent = {"do": "delete", "version": str(measure.version)}
    assert client.post(address("edit_measure", measure.pk), sent).status_code == 302
    assert not Measure.objects.filter(pk=measure.pk).exists()


def test_a_direction_is_added_changed_and_taken_out(client, draft, aktobe_coordinator):
    client.force_login(aktobe_coordinator)
    names = {f"name_{code}": f"Спорт {code}" for code in ("kk", "ru", "en")}
    assert client.post(address("new_direction"), {"number": "2", "code": "SPORT", **names}).status_code == 302
    made = Direction.objects.get(roadmap=draft, number=2)
    here = address("edit_direction", made.pk)
    fields = fields_of(client.get(here), "draft-form")
    assert client.post(here, {**fields, "name_ru": "Физкультура"}).status_code == 302
    assert Direction.objects.get(pk=made.pk).name_ru == "Физкультура"
    assert client.post(here, {"do": "delete", "version": "2"}).status_code == 302
    assert not Direction.objects.filter(pk=made.pk).exists()


def test_a_direction_with_measures_stays(client, draft, aktobe_coordinator):
    client.force_login(aktobe_coordinator)
    direction = Direction.objects.get(roadmap=draft)
    answer = client.post(address("edit_direction", direction.pk), {"do": "delete", "version": "1"})
    assert answer.status_code == 409
    assert Direction.objects.filter(pk=direction.pk).exists()


def test_what_is_in_force_is_not_edited(client, plan, aktobe_coordinator):
    client.force_login(aktobe_coordinator)
    here = reverse("edit_measure", args=[plan.roadmap.code, plan["5.1"].pk])
    assert 'name="title_ru"' not in client.get(here).text
    sent = {**TYPED, "number": "5.1", "direction": "5", "deadline_ru": "ежегодно", "version": "1"}
    assert client.post(here, sent).status_code == 409
    assert plan["5.1"].title_ru == "Мероприятие 5.1"


@pytest.mark.parametrize(
    ("who", "status"), [("aktobe_executor", 403), ("aktobe_admin", 403), ("analyst", 403), ("operator", 403)]
)
def test_only_coordinators_edit_drafts(client, request, measure, who, status):
    client.force_login(request.getfixturevalue(who))
    for here in (
        address("draft"),
        address("new_measure"),
        address("edit_measure", measure.pk),
        address("new_direction"),
    ):
        assert client.get(here).status_code == status
    assert client.post(address("new_measure"), TYPED).status_code == status


def test_a_draft_of_others_is_not_known(client, draft, db):
    from accounts.roles import Role  # noqa: PLC0415 -- one test's own stranger
    from tests.cast import make_region, make_user  # noqa: PLC0415

    client.force_login(
        make_user("samara-coordinator", Role.COORDINATOR, make_region("samara", "RU", "Europe/Samara", "ru"))
    )
    assert client.get(address("draft")).status_code == 404


def test_the_operator_drafts_a_successor(client, plan, operator):
    client.force_login(operator)
    here = reverse("draft_successor", args=[plan.roadmap.code])
    fields = fields_of(client.get(here), "successor-form")
    assert (fields["code"], fields["starts_on"], fields["ends_on"]) == (CODE, "2026-01-01", "2028-12-31")
    assert client.post(here, fields)["Location"] == reverse("roadmap", args=[CODE])
    assert Roadmap.objects.get(code=CODE).predecessor == plan.roadmap
    assert reverse("roadmap", args=[CODE]) in client.get(reverse("roadmap", args=[plan.roadmap.code])).text


def test_a_successor_that_cannot_be_comes_back_as_typed(client, plan, operator):
    client.force_login(operator)
    here = reverse("draft_successor", args=[plan.roadmap.code])
    fields = fields_of(client.get(here), "successor-form")
    answer = client.post(here, {**fields, "ends_on": "2025-01-01", "title_en": "The next one"})
    assert (answer.status_code, fields_of(answer, "successor-form")["title_en"]) == (409, "The next one")


@pytest.mark.parametrize("who", ["aktobe_executor", "aktobe_coordinator", "aktobe_admin", "analyst"])
def test_only_the_operator_drafts_successors(client, request, plan, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("draft_successor", args=[plan.roadmap.code])).status_code == 403
    assert client.post(reverse("draft_successor", args=[plan.roadmap.code]), {}).status_code == 403
