"""Settling a divergence on pages: propose, confirm, decline, withdraw, too late (rules.md §4; ui.md)."""

import datetime as dt

import pytest
from django.urls import reverse

from roadmap.models import Settlement
from roadmap.services import settling
from tests.cast import accept, act_of, write_report

TYPED = {
    "status": "in_progress",
    "text": "Тараптар келісті",
    "protocol_number": "7",
    "protocol_date": "2024-07-09",
}


@pytest.fixture
def diverging(plan, aktobe_executor, aktobe_coordinator, orenburg_executor, orenburg_coordinator):
    report = write_report(aktobe_executor, plan["5.1"], status="done", progress=100, summary="Жол аяқталды.")
    accept(aktobe_coordinator, report)
    accept(orenburg_coordinator, write_report(orenburg_executor, plan["5.1"], progress=60, summary="Работы идут."))
    return plan["5.1"]


@pytest.fixture
def proposed(diverging, aktobe_coordinator):
    return settling.propose_settlement(
        act_of(aktobe_coordinator),
        measure_id=diverging.pk,
        occurrence=None,
        status="in_progress",
        text=TYPED["text"],
        protocol_number="7",
        protocol_date=dt.date(2024, 7, 9),
    )


def form_of(measure):
    return reverse("propose_settlement", args=[measure.pk])


def move(client, settlement, verb, **sent):
    address = reverse("move_proposal", args=["settlements", settlement.pk, verb])
    return client.post(address, {"version": settlement.version, "seen_state": "proposed", **sent})


def state_of(settlement):
    return Settlement.objects.get(pk=settlement.pk).state


def test_the_form_shows_both_texts(client, diverging, aktobe_coordinator):
    client.force_login(aktobe_coordinator)
    page = client.get(form_of(diverging)).text
    assert page.index("Жол аяқталды.") < page.index("Работы идут.")


def test_the_own_word_stands_first_for_the_other_party_too(client, diverging, orenburg_coordinator):
    client.force_login(orenburg_coordinator)
    page = client.get(form_of(diverging)).text
    assert page.index("Работы идут.") < page.index("Жол аяқталды.")


def test_a_settlement_is_proposed(client, diverging, aktobe_coordinator):
    client.force_login(aktobe_coordinator)
    answer = client.post(form_of(diverging), TYPED)
    made = Settlement.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/agreements/settlements/{made.pk}/")
    assert (made.text, made.status, made.state) == ("Тараптар келісті", "in_progress", "proposed")


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"protocol_date": "2999-01-01"}, 400), ({"protocol_number": ""}, 400), ({"status": "maybe"}, 400)],
)
def test_what_was_typed_comes_back(client, diverging, aktobe_coordinator, wrong, status):
    client.force_login(aktobe_coordinator)
    answer = client.post(form_of(diverging), {**TYPED, **wrong})
    assert answer.status_code == status
    assert "Тараптар келісті" in answer.text
    assert not Settlement.objects.exists()


def test_what_was_typed_comes_back_where_another_was_quicker(client, proposed, diverging, orenburg_coordinator):
    client.force_login(orenburg_coordinator)
    answer = client.post(form_of(diverging), {**TYPED, "text": "Согласовано иначе"})
    assert answer.status_code == 409
    assert "Согласовано иначе" in answer.text
    assert f"/agreements/settlements/{proposed.pk}/" in answer.text


def test_only_what_diverges_has_a_form(client, plan, aktobe_coordinator):
    client.force_login(aktobe_coordinator)
    answer = client.get(form_of(plan["5.4"]))
    assert answer.status_code == 200
    assert 'name="protocol_number"' not in answer.text


def test_an_unknown_period_is_named(client, diverging, aktobe_coordinator):
    client.force_login(aktobe_coordinator)
    answer = client.get(form_of(diverging), {"occurrence": "2024"})
    assert (answer.status_code, "occurrence" in answer.text) == (400, True)


@pytest.mark.parametrize("who", ["aktobe_executor", "aktobe_admin", "analyst", "operator"])
def test_only_coordinators_settle(client, request, diverging, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(form_of(diverging)).status_code == 403
    assert client.post(form_of(diverging), TYPED).status_code == 403
    assert not Settlement.objects.exists()


def test_an_unknown_measure_is_not_found(client, plan, aktobe_coordinator):
    client.force_login(aktobe_coordinator)
    assert client.get(reverse("propose_settlement", args=[9_999_999])).status_code == 404


def test_strangers_sign_in_first(client, diverging):
    assert client.get(form_of(diverging))["Location"].startswith("/accounts/login/")


def test_it_waits_for_the_other_party_first_of_all(client, proposed, orenburg_coordinator):
    client.force_login(orenburg_coordinator)
    page = client.get("/agreements/").text
    assert f'id="settlement-{proposed.pk}"' in page
    assert page.index(f'id="settlement-{proposed.pk}"') < page.index('id="diverging"')


@pytest.mark.parametrize("who", ["aktobe_executor", "orenburg_executor"])
def test_the_parties_executors_read_what_is_pending(client, request, proposed, who):
    client.force_login(request.getfixturevalue(who))
    page = client.get(reverse("proposal", args=["settlements", proposed.pk]))
    assert (page.status_code, "Тараптар келісті" in page.text) == (200, True)
    assert 'method="post" action="/agreements/' not in page.text


@pytest.mark.parametrize("who", ["aktobe_admin", "analyst", "operator"])
def test_nobody_else_knows_of_what_is_pending(client, request, proposed, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("proposal", args=["settlements", proposed.pk])).status_code == 404
    for page in ("/agreements/", "/agreements/settlements/", "/agreements/settlements/?state=proposed"):
        assert "Тараптар келісті" not in client.get(page).text


def test_the_other_party_confirms(client, proposed, plan, orenburg_coordinator):
    client.force_login(orenburg_coordinator)
    answer = move(client, proposed, "confirm")
    assert answer.status_code == 302
    assert (state_of(proposed), plan["5.1"].agreement) == ("in_effect", "settled")
    assert "Тараптар келісті" in client.get("/agreements/").text


def test_the_other_party_declines_with_a_reason(client, proposed, orenburg_coordinator):
    client.force_login(orenburg_coordinator)
    assert move(client, proposed, "decline", reason="Акт не подписан").status_code == 302
    assert state_of(proposed) == "declined"
    assert "Акт не подписан" in client.get(reverse("proposal", args=["settlements", proposed.pk])).text


def test_declining_needs_a_reason(client, proposed, orenburg_coordinator):
    client.force_login(orenburg_coordinator)
    assert move(client, proposed, "decline", reason=" ").status_code == 400
    assert state_of(proposed) == "proposed"


def test_the_proposer_withdraws(client, proposed, aktobe_coordinator):
    client.force_login(aktobe_coordinator)
    assert move(client, proposed, "withdraw").status_code == 302
    assert state_of(proposed) == "withdrawn"


def test_the_proposer_does_not_confirm(client, proposed, aktobe_coordinator):
    client.force_login(aktobe_coordinator)
    assert move(client, proposed, "confirm").status_code == 403
    assert state_of(proposed) == "proposed"


def test_a_decision_too_late_shows_both_and_keeps_the_reason(
    client, proposed, aktobe_coordinator, orenburg_coordinator
):
    settling.withdraw_settlement(act_of(aktobe_coordinator), settlement_id=proposed.pk, seen_version=1)
    client.force_login(orenburg_coordinator)
    client.cookies["django_language"] = "en"
    answer = move(client, proposed, "decline", reason="Акт не подписан")
    assert answer.status_code == 409
    for words in ("Акт не подписан", "<del>proposed</del>", "<ins>withdrawn</ins>"):
        assert words in answer.text
    assert state_of(proposed) == "withdrawn"


def test_a_move_without_the_version_that_was_read_is_refused(client, proposed, orenburg_coordinator):
    client.force_login(orenburg_coordinator)
    assert move(client, proposed, "confirm", version="").status_code == 409
    assert state_of(proposed) == "proposed"


def test_a_report_since_then_is_named(client, proposed, plan, orenburg_executor, orenburg_coordinator):
    later = dt.datetime(2024, 7, 11, 12, 0, tzinfo=dt.UTC)
    report = write_report(orenburg_executor, plan["5.1"], status="done", progress=100, at=later)
    accept(orenburg_coordinator, report, at=later)
    client.force_login(orenburg_coordinator)
    answer = move(client, proposed, "confirm")
    assert (answer.status_code, state_of(proposed)) == (409, "proposed")


@pytest.mark.parametrize("verb", ["erase", "propose"])
def test_there_are_no_other_moves(client, proposed, orenburg_coordinator, verb):
    client.force_login(orenburg_coordinator)
    assert move(client, proposed, verb).status_code == 404


def test_opening_a_move_does_nothing(client, proposed, orenburg_coordinator):
    client.force_login(orenburg_coordinator)
    assert client.get(reverse("move_proposal", args=["settlements", proposed.pk, "confirm"])).status_code == 302
    assert state_of(proposed) == "proposed"


def test_before_the_click_it_says_who_gets_a_letter(client, proposed, orenburg_coordinator):
    client.force_login(orenburg_coordinator)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("proposal", args=["settlements", proposed.pk])).text
    assert page.count("the coordinators of the Party that proposed it") == 2
