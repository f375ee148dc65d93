"""Occurrences on the calendar."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.cast import Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Client, aktobe_executor: User) -> Client:
    client.force_login(aktobe_executor)
    client.cookies["django_language"] = "en"
    return client


def test_each_occurrence_has_a_bar_for_each_party(page: Client, plan: Plan) -> None:
    text = page.get("/timeline/", {"number": "1.1"}).text
    assert len(re.findall(r'<rect class="timeline__bar ', text)) == 6
    assert "2024 · aktobe region: not started, due on 31.12.2024" in text


def test_what_is_late_is_marked(page: Client, plan: Plan) -> None:
    assert "timeline__late" in page.get("/timeline/", {"number": "4.2", "as_of": "2024-07-01"}).text
    assert "timeline__late" not in page.get("/timeline/", {"number": "4.2", "as_of": "2024-06-30"}).text


@pytest.mark.parametrize(("zoom", "labels"), [("year", 3), ("quarter", 12), ("month", 36)])
def test_the_zoom_sets_the_marks(page: Client, plan: Plan, zoom: str, labels: int) -> None:
    text = page.get("/timeline/", {"zoom": zoom}).text
    assert len(re.findall(r'<text class="chart__label"', text)) == labels


def test_an_unknown_zoom_is_named(page: Client, plan: Plan) -> None:
    answer = page.get("/timeline/", {"zoom": "week"})
    assert (answer.status_code, "zoom" in answer.text) == (400, True)


def test_the_table_behind_says_the_same(page: Client, plan: Plan) -> None:
    text = page.get("/timeline/", {"number": "4.2"}).text
    assert re.search(r"<time[^>]*>30\.06\.2024</time>", text)


def test_more_rows_need_no_more_queries(page: Client, plan: Plan) -> None:
    page.get("/timeline/")

    def queries(**asked: str) -> int:
        with CaptureQueriesContext(connection) as found:
            page.get("/timeline/", asked)
        return len(found)

    assert queries(number="5.1") == queries()
