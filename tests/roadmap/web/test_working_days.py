"""A due date that is a day off is shown with that Party's next working day (rules.md §2)."""

import re

import pytest
from django.test import Client

from accounts.models import User
from tests.cast import Plan, accept, write_report

pytestmark = pytest.mark.django_db


def notes(client: Client, plan: Plan) -> list[str]:
    """Return the notes on both cards of 5.1, which is due on 31 December 2025: a day off in Russia only."""
    client.cookies["django_language"] = "en"
    text = client.get(f"/measures/{plan['5.1'].pk}/").text
    cards = re.findall(r'<section class="side[ "].*?</section>', text, re.DOTALL)
    return ["12.01.2026" if "next working day" in card and "12.01.2026" in card else "" for card in cards]


def test_each_partys_own_calendar_counts(client: Client, plan: Plan, aktobe_executor: User) -> None:
    client.force_login(aktobe_executor)
    own, _joint, other = notes(client, plan)
    assert (own, other) == ("", "12.01.2026")


def test_what_is_closed_needs_no_working_day(
    client: Client, plan: Plan, orenburg_executor: User, orenburg_coordinator: User, analyst: User
) -> None:
    accept(orenburg_coordinator, write_report(orenburg_executor, plan["5.1"], status="done", progress=100))
    client.force_login(analyst)
    assert set(notes(client, plan)) == {""}
