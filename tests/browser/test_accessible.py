"""Every page is for everybody: axe finds nothing, nothing scrolls sideways, the console is silent (WCAG 2.2 AA)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from roadmap.services.notices import remind
from tests.browser.axe import QUICK
from tests.browser.walk import CONTRAST, NARROW, STANDARD, WORDS, Inspector, pages_of, signed_in
from tests.cast import NOON
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

MANY, NARROWEST = 60, 320
LANGUAGES = ("kk", "ru", "en")
# What looks otherwise for each role; the rest of the pages is the coordinator's, word for word.
OF_A_ROLE = ("/", "/measures/", "/reports/", "/agreements/", "/people/", "/account/")
OF_ADMINISTRATORS = ("people/", "admin/")
OTHERS = {"executor": "kk", "admin": "kk", "their_executor": "ru", "analyst": "ru", "operator": "en"}
FOR_VISITORS = (
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-x/",
    "/accounts/password/reset/key/done/",
    "/accounts/invitation/nothing/",
)


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """Yield a browser of its own, before the running product."""
    with browser.new_context(base_url=live_server.url, reduced_motion="reduce") as context:
        yield context


def speak(context: BrowserContext, live_server: LiveServer, language: str) -> None:
    context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])


def test_pages_of_visitors_are_for_everybody(context: BrowserContext, live_server: LiveServer) -> None:
    inspector = Inspector(context.new_page())
    for language in LANGUAGES:
        speak(context, live_server, language)
        for address in FOR_VISITORS:
            look(inspector, address, options=options_for(language))
    assert inspector.wrong == []


def test_what_looks_otherwise_for_a_role_is_for_everybody(
    context: BrowserContext, live_server: LiveServer, world: World
) -> None:
    inspector = Inspector(context.new_page())
    for who, language in OTHERS.items():
        speak(context, live_server, language)
        client = signed_in(context, live_server.url, one(world, who))
        others = once(pages_of(world, client, OF_ADMINISTRATORS)) if who == "admin" else []
        for address in (*OF_A_ROLE, *others):
            look(inspector, address)
    assert inspector.wrong == []


@pytest.mark.parametrize("languages", [("kk",), ("ru", "en")])
def test_every_page_is_for_everybody(
    context: BrowserContext, live_server: LiveServer, world: World, languages: tuple[str, ...]
) -> None:
    remind(NOON + dt.timedelta(days=7))  # so that there are notices to look at
    inspector = Inspector(context.new_page())
    addresses = pages_of(world, signed_in(context, live_server.url, one(world, "coordinator")))
    assert len(addresses) > MANY
    first = once(addresses)
    for language in languages:
        speak(context, live_server, language)
        for address in addresses if language == "kk" else first:
            look(inspector, address, in_all_ways=language == "kk" and address in first, options=options_for(language))
    assert inspector.wrong == []


def once(addresses: dict[str, str]) -> list[str]:
    """Return one address of each template."""
    return list({template: address for address, template in reversed(addresses.items())}.values())


def one(world: World, who: str) -> User:
    person = world.people[who]
    assert person is not None
    return person


def options_for(language: str) -> dict[str, Any]:
    """Return what axe asks of pages that were looked at in Kazakh before."""
    return QUICK if language == "kk" else WORDS


def look(inspector: Inspector, address: str, *, in_all_ways: bool = False, options: dict[str, Any] = QUICK) -> None:
    """Look at a page in a wide window and in the narrowest one, by axe; in all ways: also there, and in the dark."""
    of_django = address.startswith("/admin/")
    inspector.open(address)
    inspector.axe({**options, **STANDARD} if of_django else options)
    if in_all_ways:
        inspector.page.emulate_media(color_scheme="dark")
        inspector.axe(CONTRAST)
        inspector.page.emulate_media(color_scheme="light")
    inspector.fits(NARROWEST)
    if in_all_ways:
        inspector.axe(NARROW)
