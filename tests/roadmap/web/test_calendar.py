"""What falls due in a month."""

import re
from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from roadmap.models import Measure, Report
from roadmap.web import calendar as calendar_page
from roadmap.web.calendar_days import Day
from tests.cast import Plan, accept, write_report
from tests.roadmap.measuring import ASIDE, statements

pytestmark = pytest.mark.django_db

MOST_QUERIES = 6


@pytest.fixture
def page(client: Client, aktobe_coordinator: User) -> Client:
    client.force_login(aktobe_coordinator)
    client.cookies["django_language"] = "en"
    return client


def days(client: Client, **asked: str) -> dict[int, Day]:
    """Return the days of the month that is asked for, by their numbers."""
    weeks = client.get("/calendar/", asked).context["weeks"]
    return {day.on.day: day for week in weeks for day in week if day is not None}


def numbers(client: Client, **asked: str) -> dict[int, list[str]]:
    """Return which measures fall due on which days of the month."""
    return {number: [one.number for one in day.due] for number, day in days(client, **asked).items() if day.due}


def test_what_falls_due_stands_on_its_day(page: Client, plan: Plan) -> None:
    assert numbers(page, month="2024-06") == {30: ["4.2"]}
    assert numbers(page, month="2025-12") == {31: ["1.1", "2.1", "5.1", "5.4"]}


def test_weeks_begin_on_monday(page: Client, plan: Plan) -> None:
    answer = page.get("/calendar/", {"month": "2024-06"})
    heads = re.findall(r'<th role="columnheader" scope="col">(\w+)</th>', answer.text)
    assert (heads[0], heads[-1]) == ("Monday", "Sunday")
    first_week = answer.context["weeks"][0]
    assert [day and day.on.day for day in first_week] == [None, None, None, None, None, 1, 2]


@pytest.mark.parametrize(
    ("asked", "month"),
    [
        ({"as_of": "2024-06-15"}, "June 2024"),
        ({"as_of": "2024-06-15", "month": "2023-02"}, "February 2023"),
        ({"as_of": "0001-01-01"}, "January 1"),
        ({"as_of": "9999-12-31"}, "December 9999"),
    ],
)
def test_the_month_is_the_one_asked_for_or_that_of_the_day(
    page: Client, plan: Plan, asked: dict[str, str], month: str
) -> None:
    assert f"<h1>Due dates: {month}</h1>" in page.get("/calendar/", asked).text


@pytest.mark.parametrize("month", ["2024-13", "2024-6", "0000-01", "june"])
@pytest.mark.parametrize(("language", "words"), [("en", "Give a month as YYYY-MM."), ("ru", "Укажите месяц")])
def test_a_wrong_month_is_named(page: Client, plan: Plan, month: str, language: str, words: str) -> None:
    page.cookies["django_language"] = language
    answer = page.get("/calendar/", {"month": month})
    assert (answer.status_code, "<code>month</code>" in answer.text, words in answer.text) == (400, True, True)


def test_the_months_around_keep_the_filter(page: Client, plan: Plan) -> None:
    context = page.get("/calendar/", {"month": "2024-12", "direction": "4"}).context
    assert context["previous"] == {"words": "November 2024", "url": "/calendar/?month=2024-11&direction=4"}
    assert context["next"] == {"words": "January 2025", "url": "/calendar/?month=2025-01&direction=4"}


def test_a_filter_leaves_the_rest_out(page: Client, plan: Plan) -> None:
    assert numbers(page, month="2025-12", direction="5") == {31: ["5.1", "5.4"]}


def test_a_day_off_of_one_party_names_it_and_its_next_working_day(page: Client, plan: Plan) -> None:
    (off,) = days(page, month="2025-12")[31].off
    assert (off.party, off.working_day) == ("orenburg region", date(2026, 1, 12))


def test_a_day_off_of_all_parties_is_said_once(page: Client, plan: Plan) -> None:
    (off,) = days(page, month="2024-06")[30].off
    assert (off.party, off.working_day) == ("", date(2024, 7, 1))


def test_where_nothing_falls_due_no_working_day_is_told(page: Client, plan: Plan) -> None:
    (off,) = days(page, month="2024-06")[29].off
    assert off.working_day is None


def test_what_is_closed_needs_no_working_day(
    page: Client, plan: Plan, aktobe_executor: User, aktobe_coordinator: User
) -> None:
    accept(aktobe_coordinator, write_report(aktobe_executor, plan["4.2"], status="done", progress=100))
    assert [(off.party, off.working_day) for off in days(page, month="2024-06")[30].off] == [
        ("aktobe region", None),
        ("orenburg region", date(2024, 7, 1)),
    ]


def test_the_own_side_is_what_is_told(
    page: Client, client: Client, plan: Plan, aktobe_executor: User, aktobe_coordinator: User, analyst: User
) -> None:
    accept(aktobe_coordinator, write_report(aktobe_executor, plan["4.2"], status="done", progress=100))
    (own,) = days(page, month="2024-06")[30].due
    assert (own.status, own.health, own.is_own) == ("done", "", True)
    client.force_login(analyst)
    (joint,) = days(client, month="2024-06")[30].due
    assert (joint.status, joint.health, joint.is_own) == ("not_started", "late", False)


def test_the_parties_with_executors_are_named(page: Client, plan: Plan) -> None:
    Measure.objects.get(number="4.2").sides.filter(region__code="orenburg").delete()
    assert [one.whose for one in days(page, month="2024-06")[30].due] == ["aktobe region"]
    assert {one.whose for one in days(page, month="2025-12")[31].due} == {"both Parties"}


def test_what_the_own_agency_carries_out_stands_first(client: Client, plan: Plan, aktobe_executor: User) -> None:
    client.force_login(aktobe_executor)
    assert numbers(client, month="2025-12") == {31: ["2.1", "5.1", "5.4", "1.1"]}


def test_a_full_day_leads_to_itself_alone(page: Client, plan: Plan) -> None:
    full = days(page, month="2025-12")[31]
    assert full.more == 1
    answer = page.get(full.url)
    assert '<table class="calendar"' in answer.text
    assert [one.number for one in answer.context["weeks"][-1][2].due] == ["1.1", "2.1", "5.1", "5.4"]


def test_what_was_cancelled_is_not_due(page: Client, plan: Plan) -> None:
    Measure.objects.filter(number="4.2").update(is_cancelled=True)
    assert numbers(page, month="2024-06") == {}
    assert numbers(page, month="2024-06", cancelled="true") == {30: ["4.2"]}


def test_a_draft_road_map_has_no_due_dates(page: Client, plan: Plan) -> None:
    plan.roadmap.state = "draft"
    plan.roadmap.save()
    assert numbers(page, month="2024-06") == {}


@pytest.mark.parametrize(("month", "nearest"), [("2024-07", "December 2024"), ("2026-11", "December 2025")])
def test_an_empty_month_leads_to_the_nearest_with_due_dates(
    page: Client, plan: Plan, month: str, nearest: str
) -> None:
    answer = page.get("/calendar/", {"month": month})
    assert "Nothing falls due here" in answer.text
    assert answer.context["nearest"]["words"] == nearest


def test_where_nothing_is_found_at_all_the_filter_can_go(page: Client, plan: Plan) -> None:
    text = page.get("/calendar/", {"month": "2024-06", "search": "nowhere"}).text
    assert '<a class="button" href="/calendar/?month=2024-06">Show without filters</a>' in text


def test_too_many_due_dates_are_not_hidden_in_silence(
    page: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar_page, "MOST_SHOWN", 2)
    assert "Only the first 2 due dates of the month are shown" in page.get("/calendar/?month=2025-12").text


def test_the_api_answers_the_same_question(page: Client, plan: Plan) -> None:
    address = page.get("/calendar/", {"month": "2024-12", "direction": "1"}).context["api_url"]
    assert [(row["measure_number"], row["label"]) for row in page.get(address).json()["results"]] == [("1.1", "2024")]


def test_one_subscribes_on_the_own_account(page: Client, plan: Plan) -> None:
    assert 'href="/account/letters/#calendar"' in page.get("/calendar/").text
    assert 'id="calendar"' in page.get("/account/letters/").text


@pytest.mark.parametrize("asked", [{"month": "2025-12"}, {"month": "2025-12", "as_of": "2025-11-01"}])
def test_more_rows_need_no_more_queries(page: Client, submitted: Report, asked: dict[str, str]) -> None:
    def queries(**more: str) -> int:
        page.get("/calendar/", {**asked, **more})
        with statements() as ran:
            page.get("/calendar/", {**asked, **more})
        return sum(1 for one in ran if ASIDE.search(one) is None)

    assert queries(number="5.1") == queries() <= MOST_QUERIES


def test_an_empty_month_needs_few_queries(page: Client, submitted: Report) -> None:
    page.get("/calendar/?month=2026-11")
    with statements() as ran:
        page.get("/calendar/?month=2026-11")
    assert sum(1 for one in ran if ASIDE.search(one) is None) <= MOST_QUERIES
