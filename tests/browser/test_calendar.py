"""The calendar is a grid of weeks where there is room, else a list by day that leaves nothing out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser.walk import FITS, signed_in
from tests.cast import Plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MORE_THAN_A_CELL_HOLDS = "/calendar/?month=2025-12"


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, analyst: User, plan: Plan) -> Iterator[Page]:
    """Yield a tab of an analyst, on a month with one full day."""
    with browser.new_context(base_url=live_server.url) as context:
        signed_in(context, live_server.url, analyst)
        tab = context.new_page()
        tab.goto(MORE_THAN_A_CELL_HOLDS)
        yield tab


def shown(page: Page) -> dict[str, bool]:
    """Return which parts of the calendar can be seen."""
    parts = {"days": ".calendar__number >> nth=0", "rest": ".calendar__rest", "link": ".calendar__more"}
    return {name: page.locator(place).is_visible() for name, place in parts.items()}


def test_where_there_is_room_a_full_cell_leads_to_the_rest(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    assert shown(page) == {"days": True, "rest": False, "link": True}
    page.locator(".calendar__more").click()
    page.locator(".calendar__rest").wait_for(state="visible")


def test_a_narrow_screen_lists_all(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    assert shown(page) == {"days": False, "rest": True, "link": False}
    assert page.evaluate(FITS) == 0


def test_paper_lists_all(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="print")
    assert shown(page) == {"days": False, "rest": True, "link": False}
    assert page.locator(".calendar-months, .calendar-subscribe, .filters").locator("visible=true").count() == 0
