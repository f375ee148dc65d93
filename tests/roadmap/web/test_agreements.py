"""The page of agreements: what waits first, then divergences, then what was agreed (ui.md *Agreements*)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from roadmap.services import closing, settling
from tests.cast import NOON, accept, act_of, make_measure, write_report

LATER = NOON + dt.timedelta(hours=1)


@pytest.fixture
def diverge(plan, aktobe_executor, aktobe_coordinator, orenburg_executor, orenburg_coordinator):
    """Make both Parties say otherwise on a measure."""

    def make(measure):
        accept(aktobe_coordinator, write_report(aktobe_executor, measure, status="done", progress=100))
        accept(orenburg_coordinator, write_report(orenburg_executor, measure, progress=60))
        return measure

    return make


def settle(measure, by, other=None):
    settlement = settling.propose_settlement(
        act_of(by, LATER),
        measure_id=measure.pk,
        occurrence=None,
        status="in_progress",
        text=f"Тараптар {measure.number} бойынша келісті",
        protocol_number="7",
        protocol_date=dt.date(2024, 7, 9),
    )
    if other is not None:
        settling.confirm_settlement(act_of(other, LATER), settlement_id=settlement.pk, seen_version=1)
    return settlement


def test_a_divergence_shows_both_words_and_the_way_to_settle(client, plan, diverge, orenburg_coordinator):
    diverge(plan["5.1"])
    client.force_login(orenburg_coordinator)
    page = client.get("/agreements/").text
    assert f'href="/measures/{plan["5.1"].pk}/settle/?occurrence=1"' in page
    assert page.index("Оренбург" if "Оренбург" in page else "orenburg") < page.rindex("aktobe")


def test_those_who_cannot_settle_get_no_button(client, plan, diverge, analyst):
    diverge(plan["5.1"])
    client.force_login(analyst)
    page = client.get("/agreements/").text
    assert "/settle/" not in page
    assert f"/measures/{plan['5.1'].pk}/?occurrence=1" in page


def test_a_waiting_settlement_takes_the_place_of_the_button(client, plan, diverge, aktobe_coordinator):
    settlement = settle(diverge(plan["5.1"]), aktobe_coordinator)
    client.force_login(aktobe_coordinator)
    page = client.get("/agreements/").text
    assert "/settle/" not in page
    assert f"/agreements/settlements/{settlement.pk}/" in page


def test_what_was_settled_diverges_no_longer(client, plan, diverge, aktobe_coordinator, orenburg_coordinator):
    settle(diverge(plan["5.1"]), aktobe_coordinator, orenburg_coordinator)
    client.force_login(aktobe_coordinator)
    assert 'id="occurrence-' not in client.get("/agreements/").text
    assert 'id="occurrence-' not in client.get("/agreements/divergences/").text
    assert "Тараптар 5.1 бойынша келісті" in client.get("/agreements/settlements/?state=in_effect").text


def test_on_the_day_before_it_diverged_still_of_what_was_known(
    client, plan, diverge, aktobe_coordinator, orenburg_coordinator
):
    settle(diverge(plan["5.1"]), aktobe_coordinator, orenburg_coordinator)
    client.force_login(aktobe_coordinator)
    earlier = (NOON + dt.timedelta(minutes=30)).isoformat()
    page = client.get("/agreements/", {"known_on": earlier}).text
    assert 'id="occurrence-' in page
    assert "Тараптар 5.1 бойынша келісті" not in page


@pytest.mark.parametrize("kind", ["settlements", "amendments", "periods", "divergences", "punctuality"])
def test_each_list_has_a_page(client, plan, analyst, kind):
    client.force_login(analyst)
    assert client.get(f"/agreements/{kind}/").status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/agreements/treaties/", 404),
        ("/agreements/settlements/999999/", 404),
        ("/agreements/?colour=red", 400),
        ("/agreements/settlements/?state=lost", 400),
        ("/agreements/divergences/?direction=x", 400),
        ("/agreements/punctuality/?as_of=never", 400),
        ("/agreements/settlements/?cursor=nonsense", 400),
    ],
)
def test_what_is_not_there_or_cannot_be_read(client, plan, analyst, address, status):
    client.force_login(analyst)
    assert client.get(address).status_code == status


@pytest.mark.parametrize("address", ["/agreements/", "/agreements/settlements/", "/agreements/divergences/"])
def test_more_rows_cost_no_more_queries(
    client, plan, diverge, transport, roads, aktobe_coordinator, orenburg_coordinator, address
):
    client.force_login(orenburg_coordinator)

    def queries():
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(address)
        return len(captured)

    numbers = [f"5.{number}" for number in range(20, 26)]
    measures = [
        make_measure(plan.roadmap, number, "до 31 декабря 2025 года", [transport, roads]) for number in numbers
    ]
    settle(diverge(measures[0]), aktobe_coordinator, orenburg_coordinator)
    diverge(measures[1])
    few = queries()
    for measure in measures[2:4]:
        settle(diverge(measure), aktobe_coordinator, orenburg_coordinator)
    for measure in measures[4:]:
        diverge(measure)
    assert queries() == few


def test_the_punctuality_of_the_own_party_stands_first(client, plan, orenburg_coordinator):
    client.force_login(orenburg_coordinator)
    page = client.get("/agreements/punctuality/?as_of=2024-04-11").text
    table = page[page.index("<table") :]
    assert table.index("orenburg") < table.index("aktobe")


def test_a_period_waits_for_the_other_party(client, plan, aktobe_coordinator, orenburg_coordinator):
    row = closing.propose_close(act_of(aktobe_coordinator), roadmap_code=plan.roadmap.code, period="2023-Q1")
    client.force_login(orenburg_coordinator)
    page = client.get("/agreements/").text
    assert page.index(f'id="period-{row.pk}"') < page.index('id="diverging"')
    sent = {"version": "1", "seen_state": "proposed"}
    assert client.post(f"/agreements/periods/{row.pk}/confirm/", sent).status_code == 302
    row.refresh_from_db()
    assert row.state == "closed"


def test_a_protocol_carries_the_head_of_the_chain(client, plan, diverge, aktobe_coordinator, orenburg_coordinator):
    waiting = settle(diverge(plan["5.1"]), aktobe_coordinator)
    client.force_login(aktobe_coordinator)
    page = f"/agreements/settlements/{waiting.pk}/"
    assert AuditEntry.objects.latest("seq").hash not in client.get(page).text
    settling.confirm_settlement(act_of(orenburg_coordinator, LATER), settlement_id=waiting.pk, seen_version=1)
    head = AuditEntry.objects.latest("seq").mark
    write_report(orenburg_coordinator, plan["2.1"], at=LATER)
    assert head in client.get(page).text


def test_a_closed_period_carries_the_head_of_the_chain(client, plan, aktobe_coordinator, orenburg_coordinator):
    row = closing.propose_close(act_of(aktobe_coordinator), roadmap_code=plan.roadmap.code, period="2023-Q1")
    closing.confirm_close(act_of(orenburg_coordinator), period_id=row.pk, seen_version=1)
    client.force_login(aktobe_coordinator)
    assert AuditEntry.objects.latest("seq").mark in client.get(f"/agreements/periods/{row.pk}/").text
