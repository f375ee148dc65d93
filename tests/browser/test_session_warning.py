"""Two minutes before a session ends the page says so; a click keeps it, where anything can (hardening G30, G31)."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser.people import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def signed_in(page: Page, live_server: LiveServer, analyst: User) -> Page:
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    sign_in(page, analyst, to=f"{live_server.url}/account/")
    return page


def shorten(key: str, seconds: int) -> None:
    """Let the only session be older than it is."""
    store = SessionStore(Session.objects.get().session_key)
    store[key] = store[key] - seconds
    store.save()


def test_the_end_that_nothing_puts_off_is_announced(signed_in: Page) -> None:
    shorten("signed_in_at", 43_200 - 121)
    signed_in.reload()
    warning = signed_in.locator('[data-notice="session-final"]')
    expect(warning).to_be_visible(timeout=10_000)
    expect(signed_in.locator('[data-notice="session"]')).to_be_hidden()


def test_a_click_keeps_an_idle_session(signed_in: Page, settings) -> None:
    # Less than five minutes idle: the visit is not written down, so the page counts from the one before.
    settings.SESSION_IDLE_SECONDS = 280
    shorten("seen_at", 159)
    signed_in.reload()
    warning = signed_in.locator('[data-notice="session"]')
    expect(warning).to_be_visible(timeout=10_000)
    settings.SESSION_IDLE_SECONDS = 10_800
    signed_in.locator("[data-stay]").click()
    expect(warning).to_be_hidden()


def test_saving_what_is_typed_does_not_put_off_the_announcement(signed_in: Page) -> None:
    shorten("signed_in_at", 43_200 - 123)
    signed_in.reload()
    signed_in.evaluate("setInterval(() => document.dispatchEvent(new Event('autosave:saved')), 500)")
    expect(signed_in.locator('[data-notice="session-final"]')).to_be_visible(timeout=10_000)
