"""Amending the signed text on pages: typed, checked with the dates that were read, proposed (rules.md §5)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from roadmap.models import Amendment, Measure
from roadmap.services import amending
from tests.cast import act_of
from tests.html_forms import fields_of

NEW = {
    "kk": "2025 жылғы 30 маусымға дейін",
    "ru": "до 30 июня 2025 года",
    "en": "by 30 June 2025",
}
PROTOCOL = {"protocol_number": "3", "protocol_date": "2024-07-01", "effective_on": "2024-07-10"}


@pytest.fixture
def amended(client, plan, aktobe_coordinator):
    """Opens the form of 5.1 as a coordinator, and sends it with changes as a browser would."""
    client.force_login(aktobe_coordinator)
    client.cookies["django_language"] = "en"
    address = reverse("propose_amendment", args=[plan["5.1"].pk])

    def send(do="check", **changes):
        typed = {**fields_of(client.get(address), "amend-form"), **PROTOCOL, **changes, "do": do}
        checked = client.post(address, typed)
        if do == "check":
            return checked
        return client.post(address, {**fields_of(checked, "amend-form"), "do": "propose"})

    return send


def deadline(**wordings):
    return {f"deadline_{code}": text for code, text in {**NEW, **wordings}.items()}


def only_change():
    [change] = Amendment.objects.get().changes.all()
    return change


def test_the_form_begins_with_the_text_as_it_stands(client, plan, aktobe_coordinator):
    client.force_login(aktobe_coordinator)
    fields = fields_of(client.get(reverse("propose_amendment", args=[plan["5.1"].pk])), "amend-form")
    assert (fields["title_ru"], fields["deadline_ru"]) == ("Мероприятие 5.1", "до 31 декабря 2025 года")
    assert (fields["lead_aktobe"], fields["part_AKT-CUL"], fields["lead_orenburg"]) == ("AKT-TRN", "co", "ORB-ROAD")


def test_the_dates_that_were_read_are_shown_before_proposing(amended):
    answer = amended(**deadline())
    assert answer.status_code == 200
    assert '<time datetime="2025-06-30">' in answer.text
    assert "(−184 days)" in answer.text
    assert not Amendment.objects.exists()


def test_what_was_checked_is_proposed(amended, plan):
    answer = amended(do="propose", **deadline())
    amendment = Amendment.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/agreements/amendments/{amendment.pk}/")
    assert (amendment.protocol_number, amendment.effective_on) == ("3", dt.date(2024, 7, 10))
    change = only_change()
    assert (change.field, change.after) == ("deadline", NEW)
    assert change.before["ru"] == "до 31 декабря 2025 года"
    assert plan["5.1"].due_on == dt.date(2025, 12, 31)


def test_what_was_not_checked_is_only_checked(client, amended, plan):
    address = reverse("propose_amendment", args=[plan["5.1"].pk])
    fields = fields_of(client.get(address), "amend-form")
    answer = client.post(address, {**fields, **PROTOCOL, **deadline(), "do": "propose"})
    assert answer.status_code == 200
    assert not Amendment.objects.exists()


@pytest.mark.parametrize(
    "wordings",
    [{"ru": "три раза в год"}, {"ru": "до 1 июля 2025 года"}, {"ru": "до 30 июня 2035 года"}],
    ids=["unreadable", "another day", "outside the term"],
)
def test_wordings_that_cannot_hold_come_back_with_what_they_mean(amended, wordings):
    answer = amended(do="check", **deadline(**wordings))
    assert answer.status_code == 400
    fields = fields_of(answer, "amend-form")
    assert (fields["deadline_ru"], fields["checked"]) == (wordings["ru"], "")
    assert fields["deadline_kk"] == NEW["kk"]


def test_a_title_is_changed_alone(amended):
    amended(do="propose", title_en="A wider road")
    change = only_change()
    assert (change.field, change.after["en"], change.after["ru"]) == ("title", "A wider road", "Мероприятие 5.1")


def test_executors_of_the_other_party_are_changed_by_agreement(amended):
    amended(do="propose", **{"lead_orenburg": "ORB-ECO", "part_ORB-ROAD": "co_by_agreement"})
    change = only_change()
    assert change.after == {"orenburg": {"lead": "ORB-ECO", "co": [{"agency": "ORB-ROAD", "by_agreement": True}]}}
    assert change.before["orenburg"] == {"lead": "ORB-ROAD", "co": []}


def test_a_measure_is_cancelled(amended):
    amended(do="propose", cancel="on")
    assert (only_change().field, only_change().after) == ("cancelled", True)


def test_nothing_changed_is_nothing_proposed(amended):
    assert amended().status_code == 400


def test_what_was_typed_comes_back(amended):
    answer = amended(title_en="A wider road", protocol_date="2999-01-01", do="propose")
    assert answer.status_code == 400
    assert fields_of(answer, "amend-form")["title_en"] == "A wider road"
    assert not Amendment.objects.exists()


def test_the_preview_of_wordings_reads_them(client, amended, plan):
    answer = client.post(reverse("read_wordings", args=[plan.roadmap.code]), deadline())
    assert "The three wordings mean the same dates" in answer.text
    answer = client.post(reverse("read_wordings", args=[plan.roadmap.code]), deadline(en="some day"))
    assert "some day" in answer.text


def test_a_measure_is_added(client, plan, aktobe_coordinator, orenburg_coordinator):
    client.force_login(aktobe_coordinator)
    address = reverse("propose_measure", args=[plan.roadmap.code])
    typed = {
        **{f"title_{code}": f"Новое {code}" for code in NEW},
        **deadline(),
        **PROTOCOL,
        "direction": "5",
        "number": "5.12",
        "completion_form": "INFO",
        "lead_aktobe": "AKT-TRN",
        "lead_orenburg": "",
    }
    checked = client.post(address, {**typed, "do": "check"})
    assert checked.status_code == 200
    client.post(address, {**fields_of(checked, "amend-form"), "do": "propose"})
    amendment = Amendment.objects.get()
    amending.confirm_amendment(act_of(orenburg_coordinator), amendment_id=amendment.pk, seen_version=1)
    added = Measure.objects.get(number="5.12")
    assert (added.title_ru, added.due_on) == ("Новое ru", dt.date(2025, 6, 30))


def test_a_number_that_is_taken_stands_beside_its_field(client, plan, aktobe_coordinator):
    client.force_login(aktobe_coordinator)
    address = reverse("propose_measure", args=[plan.roadmap.code])
    typed = {
        **{f"title_{code}": f"Новое {code}" for code in NEW},
        **deadline(),
        **PROTOCOL,
        "direction": "5",
        "number": "5.1",
        "completion_form": "INFO",
        "lead_aktobe": "AKT-TRN",
    }
    checked = client.post(address, {**typed, "do": "check"})
    answer = client.post(address, {**fields_of(checked, "amend-form"), "do": "propose"})
    assert answer.status_code == 409
    assert 'id="id_number_error"' in answer.text


@pytest.mark.parametrize("who", ["aktobe_executor", "aktobe_admin", "analyst", "operator"])
def test_only_coordinators_amend(client, request, plan, who):
    client.force_login(request.getfixturevalue(who))
    for address in (
        reverse("propose_amendment", args=[plan["5.1"].pk]),
        reverse("propose_measure", args=[plan.roadmap.code]),
    ):
        assert client.get(address).status_code == 403
        assert client.post(address, PROTOCOL).status_code == 403


def test_before_and_after_stand_in_two_columns(client, amended, orenburg_coordinator):
    amended(do="propose", **deadline())
    amendment = Amendment.objects.get()
    client.force_login(orenburg_coordinator)
    shown = client.get(reverse("proposal", args=["amendments", amendment.pk])).text
    marks = re.compile(r"</?(?:del|ins)>")
    for words in ("до 31 декабря 2025 года", *NEW.values()):
        assert words in marks.sub("", shown)


def test_confirmed_on_the_page_it_is_in_effect(client, amended, plan, orenburg_coordinator):
    amended(do="propose", **deadline())
    amendment = Amendment.objects.get()
    client.force_login(orenburg_coordinator)
    client.post(reverse("move_proposal", args=["amendments", amendment.pk, "confirm"]), {"version": "1"})
    assert Amendment.objects.get().state == "in_effect"
    shown = client.get(reverse("measure", args=[plan["5.1"].pk])).text
    assert "№ 3" in shown or "No. 3" in shown
