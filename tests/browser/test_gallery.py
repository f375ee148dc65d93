"""The gallery in a real browser: nothing for axe to find, nothing wider than the screen, nothing that jumps."""

import os
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

SHOTS = Path(os.environ.get("SCREENSHOTS", "test-results"))
SHIFTS = """() => new Promise((tell) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => tell(sum), 300);
})"""


@pytest.fixture
def signed_in(context: BrowserContext, live_server: LiveServer, analyst: User) -> BrowserContext:
    client = Client()
    client.force_login(analyst)
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    return context


def opened(
    context: BrowserContext, live_server: LiveServer, language: str, theme: str, width: int
) -> tuple[Page, list[str]]:
    """Return the gallery as asked for, and what the browser's console complains of."""
    context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{live_server.url}/styleguide/", wait_until="networkidle")
    return page, complaints


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [("kk", "light", 1440), ("ru", "light", 1440), ("en", "light", 1440), ("kk", "dark", 320), ("ru", "dark", 768)],
)
def test_the_gallery_is_accessible(
    signed_in: BrowserContext, live_server: LiveServer, language: str, theme: str, width: int
) -> None:
    page, complaints = opened(signed_in, live_server, language, theme, width)
    assert page.evaluate(SHIFTS) == 0  # before the picture is taken, for which the window grows
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"gallery-{language}-{theme}-{width}.png", full_page=True)
    assert violations(page) == []
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_the_skip_link_and_the_menu_work_by_keyboard(signed_in: BrowserContext, live_server: LiveServer) -> None:
    page = signed_in.new_page()
    page.goto(f"{live_server.url}/nowhere/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    summary = page.locator("details.person > summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.person").get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert page.locator("details.person").get_attribute("open") is None
    assert summary.evaluate("element => element === document.activeElement")


def test_paper_shows_the_table_and_no_controls(signed_in: BrowserContext, live_server: LiveServer) -> None:
    page, _complaints = opened(signed_in, live_server, "ru", "dark", 1440)
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.locator(".filters").is_visible()
    assert not page.locator(".site-nav").is_visible()
    assert page.locator(".measures thead").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".paper-only").is_visible()
