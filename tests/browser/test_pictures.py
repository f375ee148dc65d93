"""What the server drew can be kept as PNG, too (ui.md *Dashboard*, *Timeline*)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser.walk import signed_in
from tests.cast import Plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIGNATURE = b"\x89PNG\r\n\x1a\n"
BUTTON = "[data-png]"
FAILED = '[data-notice="failed"]'
TWICE_THE_SVG = (1520, 780)


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, analyst: User, plan: Plan) -> Iterator[Page]:
    """Yield a tab of an analyst, on the dashboard of a day inside the road map's term."""
    with browser.new_context(base_url=live_server.url) as context:
        signed_in(context, live_server.url, analyst)
        tab = context.new_page()
        tab.goto("/dashboard/?as_of=2024-07-10")
        yield tab


def saved(page: Page) -> tuple[str, bytes]:
    """Return the name and the bytes of what the button saves."""
    with page.expect_download() as download:
        page.locator(BUTTON).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def size_of(png: bytes) -> tuple[int, int]:
    """Return width and height, as the file's head tells them."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def lines_of(png: bytes) -> list[bytes]:
    """Return the lines of points, packed as they are."""
    packed, place = b"", len(SIGNATURE)
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            packed += png[place + 8 : place + 8 + length]
        place += length + 12
    points = zlib.decompress(packed)
    width = len(points) // size_of(png)[1]
    return [points[begin : begin + width] for begin in range(0, len(points), width)]


def test_the_burn_up_is_saved_as_png(page: Page) -> None:
    name, png = saved(page)
    assert name == "burn-up-2024-07-10.png"
    assert png.startswith(SIGNATURE)
    assert size_of(png) == TWICE_THE_SVG


def test_the_png_is_not_blank(page: Page) -> None:
    _name, png = saved(page)
    assert len(set(lines_of(png))) > 50


def test_the_timeline_is_saved_as_png(page: Page) -> None:
    page.goto("/timeline/?number=4.2&as_of=2024-07-10")
    name, png = saved(page)
    assert name == "timeline-2024-07-10.png"
    assert len(set(lines_of(png))) > 50


def test_what_cannot_be_drawn_is_told(page: Page) -> None:
    page.context.clear_cookies()
    page.locator(BUTTON).click()
    page.locator(FAILED).wait_for(state="visible")


def test_without_scripts_there_is_no_such_button(browser: Browser, page: Page) -> None:
    with browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state()) as context:
        bare = context.new_page()
        bare.goto(page.url)
        assert bare.locator(BUTTON).is_hidden()
        assert bare.get_by_role("link", name="SVG").is_visible()
