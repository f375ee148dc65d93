"""Closing periods, states of road maps and the own side's settings on pages (rules.md §5–§7)."""

import hashlib

import pytest
from django.urls import reverse

from roadmap.models import MeasureSide, Party, PeriodClose, Roadmap
from roadmap.services import closing, states
from tests.cast import act_of


@pytest.fixture
def home(plan):
    return reverse("roadmap", args=[plan.roadmap.code])


@pytest.fixture
def closed(plan, aktobe_coordinator, orenburg_coordinator):
    row = closing.propose_close(act_of(aktobe_coordinator), roadmap_code=plan.roadmap.code, period="2023-Q1")
    return closing.confirm_close(act_of(orenburg_coordinator), period_id=row.pk, seen_version=1)


def test_the_earliest_open_period_is_offered_and_proposed(client, plan, home, aktobe_coordinator):
    client.force_login(aktobe_coordinator)
    assert '<option value="2023-Q1">' in client.get(home).text
    answer = client.post(f"{home}periods/", {"period": "2023-Q1"})
    row = PeriodClose.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/agreements/periods/{row.pk}/")
    assert '<option value="2023-Q1">' not in client.get(home).text


def test_after_a_closing_the_next_period_is_offered(client, closed, home, aktobe_coordinator):
    client.force_login(aktobe_coordinator)
    page = client.get(home).text
    assert '<option value="2023-Q2">' in page
    assert '<option value="2023-Q1">' not in page


@pytest.mark.parametrize(("period", "status"), [("2023-Q2", 409), ("2023", 400), ("nonsense", 400), ("", 400)])
def test_a_period_that_cannot_be_closed_is_refused(client, plan, home, aktobe_coordinator, period, status):
    client.force_login(aktobe_coordinator)
    answer = client.post(f"{home}periods/", {"period": period})
    assert (answer.status_code, "notice--error" in answer.text) == (status, True)
    assert not PeriodClose.objects.exists()


def test_the_hash_stands_on_the_page_and_is_computed_anew(client, closed, analyst):
    client.force_login(analyst)
    assert closed.sha256 in client.get(reverse("proposal", args=["periods", closed.pk])).text
    page = client.get(reverse("verify_period", args=[closed.pk])).text
    assert page.count(closed.sha256) == 2
    assert "notice--success" in page


def test_what_was_changed_underneath_is_seen(client, closed, analyst):
    PeriodClose.objects.update(sha256="0" * 64)
    client.force_login(analyst)
    assert "notice--error" in client.get(reverse("verify_period", args=[closed.pk])).text


def test_the_bytes_that_were_hashed_are_handed_out(client, closed, analyst):
    client.force_login(analyst)
    answer = client.get(reverse("period_document", args=[closed.pk]))
    assert hashlib.sha256(answer.content).hexdigest() == closed.sha256
    assert answer["Content-Disposition"] == 'attachment; filename="AKT-ORB-2023-2025-2023-Q1.json"'


def test_what_is_not_closed_has_no_hash(client, plan, aktobe_coordinator):
    row = closing.propose_close(act_of(aktobe_coordinator), roadmap_code=plan.roadmap.code, period="2023-Q1")
    client.force_login(aktobe_coordinator)
    for name in ("verify_period", "period_document"):
        assert client.get(reverse(name, args=[row.pk])).status_code == 404


def test_closing_the_road_map_is_proposed_and_confirmed(client, plan, home, aktobe_coordinator, orenburg_coordinator):
    client.force_login(aktobe_coordinator)
    assert client.post(f"{home}propose/", {"version": "1", "state": "closed"}).status_code == 302
    client.force_login(orenburg_coordinator)
    assert f'action="{home}confirm/"' in client.get(home).text
    assert client.post(f"{home}confirm/", {"version": "2"}).status_code == 302
    assert Roadmap.objects.get().state == "closed"


def test_declining_a_state_needs_a_reason_and_keeps_it(client, plan, home, aktobe_coordinator, orenburg_coordinator):
    states.propose_state(act_of(aktobe_coordinator), code=plan.roadmap.code, seen_version=1, state="closed")
    client.force_login(orenburg_coordinator)
    assert client.post(f"{home}decline/", {"version": "2", "reason": ""}).status_code == 400
    stale = client.post(f"{home}decline/", {"version": "1", "reason": "Ещё не всё сделано"})
    assert (stale.status_code, "Ещё не всё сделано" in stale.text) == (409, True)
    assert client.post(f"{home}decline/", {"version": "2", "reason": "Ещё не всё сделано"}).status_code == 302
    assert Roadmap.objects.get().state == "in_force"
    assert "Ещё не всё сделано" in client.get(home).text


def test_the_proposer_withdraws_a_state(client, plan, home, aktobe_coordinator):
    states.propose_state(act_of(aktobe_coordinator), code=plan.roadmap.code, seen_version=1, state="closed")
    client.force_login(aktobe_coordinator)
    assert client.post(f"{home}confirm/", {"version": "2"}).status_code == 403
    assert client.post(f"{home}withdraw/", {"version": "2"}).status_code == 302


def test_the_own_cycle_is_changed(client, plan, home, aktobe_coordinator, aktobe):
    client.force_login(aktobe_coordinator)
    assert client.post(f"{home}cycle/", {"version": "1", "cycle": "yearly", "days_after": "20"}).status_code == 302
    party = Party.objects.get(region=aktobe)
    assert (party.cycle, party.days_after) == ("yearly", 20)


@pytest.mark.parametrize(
    ("sent", "status"), [({"version": ""}, 409), ({"days_after": "999"}, 400), ({"cycle": "daily"}, 400)]
)
def test_a_wrong_cycle_comes_back(client, plan, home, aktobe_coordinator, aktobe, sent, status):
    client.force_login(aktobe_coordinator)
    answer = client.post(f"{home}cycle/", {"version": "1", "cycle": "yearly", "days_after": "20", **sent})
    assert answer.status_code == status
    assert Party.objects.get(region=aktobe).cycle == "quarterly"


@pytest.mark.parametrize("who", ["aktobe_executor", "aktobe_admin", "analyst", "operator"])
@pytest.mark.parametrize("move", ["propose", "confirm", "decline", "withdraw", "periods", "cycle"])
def test_only_coordinators_handle_a_road_map(client, request, plan, home, who, move):
    client.force_login(request.getfixturevalue(who))
    sent = {"version": "1", "state": "closed", "period": "2023-Q1", "cycle": "yearly", "days_after": "1"}
    assert client.get(home).status_code == 200
    assert client.post(f"{home}{move}/", sent).status_code == 403
    assert (Roadmap.objects.get().version, PeriodClose.objects.count()) == (1, 0)


def test_an_unknown_road_map_is_not_found(client, plan, aktobe_coordinator):
    client.force_login(aktobe_coordinator)
    assert client.get(reverse("roadmap", args=["NOWHERE"])).status_code == 404
    assert client.post(f"{reverse('roadmap', args=['NOWHERE'])}propose/", {}).status_code == 404


@pytest.fixture
def executors(plan):
    return reverse("own_executors", args=[plan["5.1"].pk])


def test_the_own_executors_are_changed(client, plan, executors, aktobe_coordinator, aktobe):
    client.force_login(aktobe_coordinator)
    page = client.get(executors)
    assert "lead_orenburg" not in page.text
    sent = {"version": "1", "lead_aktobe": "AKT-CUL", "part_AKT-TRN": "co_by_agreement"}
    assert client.post(executors, sent).status_code == 302
    side = MeasureSide.objects.get(measure=plan["5.1"], region=aktobe)
    assert (side.lead_code, side.co, side.by_agreement) == ("AKT-CUL", ["AKT-TRN"], ["AKT-TRN"])


def test_a_stale_choice_of_executors_comes_back_beside_the_present_one(client, plan, executors, aktobe_coordinator):
    client.force_login(aktobe_coordinator)
    client.post(executors, {"version": "1", "lead_aktobe": "AKT-CUL"})
    answer = client.post(executors, {"version": "1", "lead_aktobe": "AKT-TRN", "part_AKT-CUL": "co"})
    assert (answer.status_code, "<ins>" in answer.text) == (409, True)
    assert '<option value="AKT-TRN" selected>' in answer.text


def test_a_measure_keeps_a_responsible_executor(client, plan, executors, aktobe_coordinator):
    client.force_login(aktobe_coordinator)
    answer = client.post(executors, {"version": "1", "lead_aktobe": ""})
    assert (answer.status_code, 'id="id_lead_aktobe_error"' in answer.text) == (400, True)


@pytest.mark.parametrize("who", ["aktobe_executor", "aktobe_admin", "analyst", "operator"])
def test_only_coordinators_choose_executors(client, request, plan, executors, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(executors).status_code == 403
    assert client.post(executors, {"version": "1", "lead_aktobe": "AKT-CUL"}).status_code == 403
