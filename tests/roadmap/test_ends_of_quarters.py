"""Days turn at midnight of the region, not of UTC: around the end of every quarter (rules.md §6; hardening G40)."""

from __future__ import annotations

import csv
import datetime as dt
import io
from unittest.mock import patch

import pytest
from django.core import mail
from django.test import Client
from openpyxl import load_workbook

from accounts.audit import local_day
from accounts.models import User
from roadmap.models import Notice
from roadmap.selectors import reference
from roadmap.services.notices import remind
from tests.cast import make_measure

ENDS = [dt.date(2024, 3, 31), dt.date(2024, 6, 30), dt.date(2024, 9, 30), dt.date(2024, 12, 31)]
# Both regions keep UTC+5: their midnight is 19:00 UTC.
INSTANTS = {dt.time(18, 59): "due_soon", dt.time(19, 0): "late", dt.time(23, 59): "late"}
QUARTERS = ("I", "II", "III", "IV")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def measures(plan, transport, roads):
    """One measure for each quarter of 2024, due on its last day."""
    return [
        make_measure(plan.roadmap, f"9.{number}", f"{quarter} квартал 2024 года", [transport, roads])
        for number, quarter in enumerate(QUARTERS, start=1)
    ]


def healths(client, measure, side):
    """Return the health of one side as each format tells it, the page's list included."""
    path = f"/api/v1/measures/?number={measure.number}"
    row = client.get(path).json()["results"][0]
    lines = b"".join(client.get(f"{path}&format=csv").streaming_content).decode("utf-8-sig")
    book = load_workbook(io.BytesIO(b"".join(client.get(f"{path}&format=xlsx").streaming_content)))
    head, values = book.active.iter_rows(values_only=True)
    column = f"sides.{side}.health"
    found = {
        "api": next(one["health"] for one in row["sides"] if one["region"] == side),
        "csv": next(iter(csv.DictReader(io.StringIO(lines))))[column],
        "xlsx": dict(zip(head, values, strict=True))[column],
    }
    for health in ("late", "due_soon"):
        page = client.get(f"/measures/?number={measure.number}&side={side}&health={health}")
        if f'href="/measures/{measure.pk}/' in page.text:
            found["page"] = health
    return found


@pytest.mark.parametrize(("number", "end"), list(enumerate(ENDS)), ids=[str(end) for end in ENDS])
def test_it_is_due_to_the_last_minute_and_late_from_the_next(measures, analyst, number, end):
    client = Client()
    for time, health in INSTANTS.items():
        now = dt.datetime.combine(end, time, tzinfo=dt.UTC)
        with patch("django.utils.timezone.now", return_value=now):
            client.force_login(analyst, backend=BACKEND)
            reference.forget()
            for side in ("aktobe", "orenburg"):
                got = healths(client, measures[number], side)
                assert got == dict.fromkeys(("api", "csv", "xlsx", "page"), health), (now, side)
    reference.forget()


@pytest.mark.parametrize(("number", "end"), list(enumerate(ENDS)), ids=[str(end) for end in ENDS])
def test_letters_turn_at_the_same_midnight(measures, aktobe_executor, orenburg_executor, number, end):
    people = (aktobe_executor, orenburg_executor)
    User.objects.filter(pk__in=[person.pk for person in people]).update(language="en")
    for time, health in INSTANTS.items():
        Notice.objects.all().delete()
        mail.outbox.clear()
        remind(dt.datetime.combine(end, time, tzinfo=dt.UTC))
        for person in people:
            [body] = [letter.body for letter in mail.outbox if letter.to == [person.email]]
            after = body.partition(f"{measures[number].number} ")[2].splitlines()[1]
            assert after.startswith("Overdue by 1 day." if health == "late" else "Due today, "), (time, after)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("zone", ["Asia/Aqtobe", "Asia/Yekaterinburg"])
def test_the_local_day_of_letters_and_periods(end, zone):
    days = {time: local_day(dt.datetime.combine(end, time, tzinfo=dt.UTC), zone) - end for time in INSTANTS}
    assert [day.days for day in days.values()] == [0, 1, 1]
