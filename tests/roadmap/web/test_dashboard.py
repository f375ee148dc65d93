"""The board, the burn-up and what diverges."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from roadmap.models import Measure
from roadmap.services import reporting
from tests.cast import Plan, accept, act_of, write_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Client, orenburg_coordinator: User) -> Client:
    client.force_login(orenburg_coordinator)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def diverging(plan: Plan, aktobe_executor: User, aktobe_coordinator: User, orenburg_executor: User,
              orenburg_coordinator: User) -> Measure:  # fmt: skip
    accept(aktobe_coordinator, write_report(aktobe_executor, plan["5.1"]))
    not_started: dict[str, Any] = {"status": "not_started", "progress": 0, "stands_on": date(2024, 7, 5)}
    accept(orenburg_coordinator, write_report(orenburg_executor, plan["5.1"], **not_started))
    return plan["5.1"]


def test_the_own_party_stands_first(page: Client, plan: Plan) -> None:
    heads = re.findall(r'<th scope="col">([^<]+)</th>', page.get("/dashboard/").text)
    assert heads[:4] == ["direction", "orenburg region", "jointly", "aktobe region"]


def test_a_figure_leads_to_its_rows(page: Client, plan: Plan) -> None:
    text = page.get("/dashboard/").text.replace("&amp;", "&")
    address = re.search(r'href="(/measures/\?[^"]*region=orenburg&side=orenburg&status=not_started[^"]*)"', text)
    assert address is not None
    assert page.get(address[1]).status_code == 200


def test_a_divergence_shows_both_words_and_its_age(page: Client, diverging: Measure) -> None:
    text = page.get("/dashboard/", {"as_of": "2024-07-25"}).text
    assert f'href="/measures/{diverging.pk}/?occurrence=1"' in text
    assert "for 20 days" in text
    assert re.search(r"0–30 days</dt><dd>1<", text)


def test_before_the_second_word_nothing_diverged(page: Client, diverging: Measure) -> None:
    assert "say the same" in page.get("/dashboard/", {"as_of": "2024-07-04"}).text


def test_no_measure_asked_for_says_so(page: Client, plan: Plan) -> None:
    assert "No measure is asked for" in page.get("/dashboard/", {"search": "nowhere"}).text


def test_an_unknown_parameter_is_named(page: Client, plan: Plan) -> None:
    answer = page.get("/dashboard/", {"colour": "red"})
    assert (answer.status_code, "colour" in answer.text) == (400, True)


def test_the_burn_up_can_be_kept_as_a_picture(page: Client, plan: Plan) -> None:
    answer = page.get("/dashboard/burn-up.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "<style>" in answer.text


def test_a_picture_that_is_kept_says_what_it_shows(page: Client, plan: Plan, settings: Any) -> None:
    settings.DEMO = True
    text = page.get("/dashboard/burn-up.svg", {"as_of": "2024-07-10"}).text
    assert "Done occurrences against the plan, 10.07.2024" in text
    assert "orenburg region: 0 done, 2 due by this day" in text
    assert "demonstration data" in text


def test_no_measure_leaves_no_picture_to_keep(page: Client, plan: Plan) -> None:
    assert "data-png" not in page.get("/dashboard/", {"search": "nowhere"}).text


def test_more_rows_need_no_more_queries(page: Client, diverging: Measure, plan: Plan) -> None:
    page.get("/dashboard/")

    def queries(**asked: str) -> int:
        with CaptureQueriesContext(connection) as found:
            page.get("/dashboard/", asked)
        return len(found)

    assert queries(number="5.1") == queries()


def lasting(text: str) -> str:
    """Return a page without what differs at each request: the form's token, the session's rest, the minute."""
    return re.sub(r'(name="csrfmiddlewaretoken"|data-seconds=)[^>]*>|\d\d:\d\d', "", text)


def test_a_draft_changes_nothing(page: Client, plan: Plan, aktobe_executor: User) -> None:
    before = lasting(page.get("/dashboard/").text)
    reporting.start_report(
        act_of(aktobe_executor), measure_id=plan["5.1"].pk, occurrence=None, values={"status": "done", "progress": 100}
    )
    assert lasting(page.get("/dashboard/").text) == before


def test_each_party_stands_with_its_punctuality_and_the_table_behind(page: Client, plan: Plan) -> None:
    answer = page.get("/dashboard/", {"as_of": "2024-07-25", "direction": "5"})
    assert [side["name"] for side in answer.context["punctuality"]] == ["orenburg region", "aktobe region"]
    section = answer.text.split("Silence and punctuality</h2>", 1)[1].split("</section>", 1)[0]
    assert "median days after the period" in section
    assert "<table>" in section
    assert 'href="/agreements/punctuality/?as_of=2024-07-25"' in section


def test_the_day_moves_punctuality_too(page: Client, diverging: Measure) -> None:
    expected = [
        [side["figures"].expected for side in page.get("/dashboard/", {"as_of": day}).context["punctuality"]]
        for day in ("2023-01-10", "2024-07-25")
    ]
    assert expected[0] == [0, 0]
    assert min(expected[1]) > 0
