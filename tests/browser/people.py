"""People at a browser: they sign in by the page, read Kazakh, and what they see is kept as pictures."""

from __future__ import annotations

import os
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext, pgettext
from playwright.sync_api import BrowserContext, Locator, Page

from accounts.models import User
from tests.browser.axe import violations
from tests.cast import PASSWORD

SHOTS = Path(os.environ.get("SCREENSHOTS", "test-results"))
MINUTES = b"%PDF-1.7 minutes of a meeting"


def kazakh(sentence: str, context: str = "") -> str:
    """Return a sentence of the product as the Kazakh page says it."""
    with translation.override("kk"):
        return pgettext(context, sentence) if context else gettext(sentence)


def speaks_kazakh(context: BrowserContext, url: str) -> None:
    """Let a browser ask for Kazakh, as the switch of the page does."""
    context.add_cookies([{"name": "django_language", "value": "kk", "url": url}])


def sign_in(page: Page, user: User, *, to: str = "/") -> None:
    """Sign in on the page that a visitor is led to."""
    page.goto(to)
    page.locator("[name=login]").fill(user.username)
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("[name=password]").press("Enter")


def sign_out(page: Page) -> None:
    """Sign out by the menu."""
    page.locator("details.person > summary").click()
    with page.expect_navigation():
        page.locator("details.person form button").click()


def seen(page: Page, name: str) -> None:
    """Keep a picture of the page; it speaks Kazakh, fits the screen, and axe finds nothing."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    assert page.locator("html").get_attribute("lang") == "kk"
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert violations(page) == []


class Clicks:
    """Counts the clicks that a task takes."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, target: Locator) -> None:
        """Click, and count it."""
        target.click()
        self.count += 1
