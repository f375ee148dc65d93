"""The page of notices and letters, and the calendar behind a secret address."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from accounts.models import AuditEntry, User
from roadmap.models import Correspondence, Notice
from roadmap.services import notices
from tests.cast import Plan, act_of

pytestmark = pytest.mark.django_db
AT = dt.datetime(2025, 12, 1, 6, 0, tzinfo=dt.UTC)
PAGE = "/account/letters/"


@pytest.fixture
def page(client: Client, aktobe_executor: User) -> Client:
    client.force_login(aktobe_executor)
    client.cookies["django_language"] = "en"
    return client


def feed_of(client: Client, user: User) -> Any:
    secret = notices.make_calendar(act_of(user))
    return Calendar.from_ical(Client().get(f"/calendar/{secret}.ics").content)


def test_a_notice_leads_to_the_form_and_can_be_taken_note_of(page: Client, plan: Plan, aktobe_executor: User) -> None:
    notices.remind(AT, dt.date(2024, 7, 1))
    notice = Notice.objects.get(user=aktobe_executor, kind="late")
    text = page.get(PAGE).text
    assert f'href="/measures/{plan["4.2"].pk}/report/?occurrence=2024-Q2"' in text
    answer = page.post(f"{PAGE}{notice.pk}/acknowledge/", follow=True)
    assert "taken note of" in answer.text


def test_another_persons_notice_is_not_there(page: Client, plan: Plan, orenburg_executor: User) -> None:
    notices.remind(AT, dt.date(2024, 7, 1))
    notice = Notice.objects.get(user=orenburg_executor, kind="late")
    assert page.post(f"{PAGE}{notice.pk}/acknowledge/").status_code == 404
    notice.refresh_from_db()
    assert notice.acknowledged_at is None


def test_the_rhythm_is_chosen_on_the_page(page: Client, aktobe_executor: User) -> None:
    page.post(f"{PAGE}rhythm/", {"rhythm": "weekly", "seen_version": "0"})
    assert Correspondence.objects.get(user=aktobe_executor).rhythm == "weekly"


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"rhythm": "hourly", "seen_version": "0"}, 400), ({"rhythm": "daily", "seen_version": "9"}, 409)],
)
def test_what_cannot_be_taken_changes_nothing(page: Client, sent: dict[str, str], status: int) -> None:
    assert page.post(f"{PAGE}rhythm/", sent).status_code == status
    assert not AuditEntry.objects.exists()


def test_the_address_is_shown_once_and_kept_as_a_digest(page: Client, aktobe_executor: User) -> None:
    text = page.post("/account/calendar/").text
    address = re.search(r"/calendar/([\w-]{43})\.ics", text)
    assert address is not None
    assert address[1] not in page.get(PAGE).text
    assert address[1] not in Correspondence.objects.get(user=aktobe_executor).calendar_digest


def test_an_executors_calendar_has_the_own_agencys_due_dates(
    client: Client, plan: Plan, aktobe_executor: User
) -> None:
    feed = feed_of(client, aktobe_executor)
    numbers = {str(event["summary"]).split(" ", 1)[0] for event in feed.walk("VEVENT")}
    assert numbers == {"2.1", "4.2", "5.1", "5.4"}


def test_an_analysts_calendar_has_all_due_dates(client: Client, plan: Plan, analyst: User) -> None:
    feed = feed_of(client, analyst)
    assert len(feed.walk("VEVENT")) == 7


def test_an_event_stays_the_same_and_is_a_whole_day(client: Client, plan: Plan, aktobe_executor: User) -> None:
    first, second = (feed_of(client, aktobe_executor) for _turn in range(2))
    assert [event["uid"] for event in first.walk("VEVENT")] == [event["uid"] for event in second.walk("VEVENT")]
    event = next(event for event in first.walk("VEVENT") if str(event["summary"]).startswith("5.1"))
    assert (event["dtstart"].dt, event["dtend"].dt) == (dt.date(2025, 12, 31), dt.date(2026, 1, 1))
    assert plan["5.1"].title_kk in event["summary"]
    assert [alarm["trigger"].dt.days for alarm in event.walk("VALARM")] == [-30, -7, -1]


def test_a_new_address_closes_the_old_one(client: Client, plan: Plan, aktobe_executor: User) -> None:
    old, new = (notices.make_calendar(act_of(aktobe_executor)) for _turn in range(2))
    assert [client.get(f"/calendar/{secret}.ics").status_code for secret in (old, new)] == [404, 200]


def test_a_closed_address_opens_nothing(client: Client, page: Client, plan: Plan, aktobe_executor: User) -> None:
    secret = notices.make_calendar(act_of(aktobe_executor))
    page.post("/account/calendar/revoke/")
    assert client.get(f"/calendar/{secret}.ics").status_code == 404


def test_a_deactivated_persons_calendar_opens_no_more(client: Client, plan: Plan, aktobe_executor: User) -> None:
    secret = notices.make_calendar(act_of(aktobe_executor))
    User.objects.filter(pk=aktobe_executor.pk).update(is_active=False)
    assert client.get(f"/calendar/{secret}.ics").status_code == 404


def test_a_draft_road_map_is_in_no_calendar(client: Client, plan: Plan, aktobe_coordinator: User) -> None:
    type(plan.roadmap).objects.filter(pk=plan.roadmap.pk).update(state="draft")
    assert feed_of(client, aktobe_coordinator).walk("VEVENT") == []


@pytest.mark.parametrize("secret", ["x", "a" * 43, "%00", "ә"])
def test_a_guessed_address_opens_nothing(client: Client, secret: str) -> None:
    assert client.get(f"/calendar/{secret}.ics").status_code == 404
