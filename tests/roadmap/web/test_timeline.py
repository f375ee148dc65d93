"""Occurrences on the calendar."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.cast import Plan

pytestmark = pytest.mark.django_db

BARS = ".//{http://www.w3.org/2000/svg}rect[@y][@class]"


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


def test_an_illustrative_title_is_marked(page: Client, plan: Plan) -> None:
    measure = plan["1.1"]
    for source, on_the_page, on_the_picture in (
        ("article", "mark--article", "1.1 "),
        ("illustrative", "mark--illustrative", "1.1* "),
    ):
        type(measure).objects.filter(pk=measure.pk).update(source=source, source_fields={})
        assert on_the_page in page.get("/timeline/", {"number": "1.1"}).text
        assert f">{on_the_picture}" in page.get("/timeline/timeline.svg", {"number": "1.1"}).text


def test_the_timeline_can_be_kept_as_a_picture(page: Client, plan: Plan, settings: Any) -> None:
    settings.DEMO = True
    answer = page.get("/timeline/timeline.svg", {"number": "1.1", "as_of": "2024-07-10"})
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Disposition"] == 'attachment; filename="timeline-2024-07-10.svg"'
    assert len(ET.fromstring(answer.content).findall(BARS)) == 6  # noqa: S314 -- our own
    for words in ("What is due when, 10.07.2024", ">1.1* ", "Upper bar: aktobe region.", "demonstration data"):
        assert words in answer.text


def test_the_picture_has_room_for_each_measure(page: Client, plan: Plan) -> None:
    def height(**asked: str) -> int:
        return int(ET.fromstring(page.get("/timeline/timeline.svg", asked).content).attrib["height"])  # noqa: S314 -- our own

    assert height(number="5.1") < height(direction="5") < height()


def test_the_page_offers_its_picture_with_what_was_asked(page: Client, plan: Plan) -> None:
    assert "/timeline/timeline.svg?number=1.1" in page.get("/timeline/", {"number": "1.1"}).text
    assert "timeline.svg" not in page.get("/timeline/", {"search": "nowhere"}).text


def test_more_rows_need_no_more_queries(page: Client, plan: Plan) -> None:
    page.get("/timeline/")

    def queries(**asked: str) -> int:
        with CaptureQueriesContext(connection) as found:
            page.get("/timeline/", asked)
        return len(found)

    assert queries(number="5.1") == queries()
