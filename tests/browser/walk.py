"""Every page that the resolver knows, as one person may open it: for walks in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from accounts.admin_doors import site
from accounts.models import User
from tests.architecture.test_doors import patterns
from tests.architecture.test_matrix import BACKEND
from tests.browser.axe import QUICK, violations
from tests.world import World

# Which things of the world stand for a name in an address: each kind of state once.
THINGS = {
    "measure_id": ("measure", "diverging"),
    "report_id": ("accepted", "submitted", "returned", "draft"),
    "code": ("roadmap", "draft_roadmap", "waiting_roadmap"),
    "direction_id": ("draft_direction",),
    "user_id": ("person",),
}
NUMBERS = {"amendments": ("amendment",), "settlements": ("settlement",), "periods": ("closed", "period")}
VERBS = ("confirm", "decline", "withdraw", "deactivate", "reset-second-factor", "anonymise")
# Pages of the same address that look otherwise: another day, a filter in force, nothing found, no such address.
TAILS = {
    "": ("?as_of=2024-03-31&known_on=2024-04-30",),
    "measures/": (
        "?health=late&direction=5",
        "?search=zzzz",
        "?health=purple",
        "?as_of=2024-07-10&compare=2024-01-01",
    ),
    "reports/": ("?state=accepted", "?state=draft", "?search=zzzz"),
    "dashboard/": ("?search=zzzz",),
    "timeline/": ("?zoom=year", "?search=zzzz"),
    "calendar/": ("?month=2025-12", "?month=2025-12&due_after=2025-12-31&due_before=2025-12-31", "?search=zzzz"),
    "styleguide/": ("nowhere/",),
}
# Not pages: what a browser keeps as a file or a program reads; or what ends the session.
NO_PAGES = ("api", "healthz", "readyz", "i18n/", "admin/logout/", "accounts/logout/", "admin/(", "calendar/<")
FITS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Of the admin's own templates, which are Django's, the standard is asked for, and not good practice beyond it.
STANDARD = {**QUICK, "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CONTRAST = {**QUICK, "runOnly": ["color-contrast"]}
# What may differ where a page is read in another language: all but its colours, which take most of the looking.
WORDS = {**QUICK, "rules": {"color-contrast": {"enabled": False}}}
# what only a narrow window brings about
NARROW = {**QUICK, "runOnly": ["scrollable-region-focusable", "target-size"]}


def pages_of(world: World, client: Client, below: tuple[str, ...] = ("",)) -> dict[str, str]:
    """Return the addresses below some that answer a person with a page, each with its template."""
    found: dict[str, str] = {}
    for template, _pattern in patterns():
        if template.startswith(NO_PAGES) or not template.startswith(below):
            continue
        for path in filled(world, template):
            for tail in ("", *TAILS.get(template, ())):
                answer = client.get(f"/{path}{tail}")
                if is_page(answer) and (answer.status_code == 200 or tail):
                    found[f"/{path}{tail}"] = template
    return found


def is_page(answer: Any) -> bool:
    """Return whether an answer is a whole page: parts of pages are looked at within them."""
    return (
        not answer.streaming
        and answer.headers.get("Content-Type", "").startswith("text/html")
        and (b"<html" in answer.content)
    )


def filled(world: World, template: str) -> Iterator[str]:
    """Yield what an address can be, each state of what it names once."""
    names = re.findall(r"<(?:\w+:)?(\w+)>", template)
    if "number" in names and "kind" not in names:
        template = template.replace("<int:number>", "{number}")
        yield from (template.format(number=world.things[thing]) for thing in NUMBERS["periods"])
        return
    choices = [values_of(world, template, name) for name in names if name != "number"]
    for values in product(*choices):
        given = dict(zip([name for name in names if name != "number"], values, strict=True))
        numbers = NUMBERS.get(given.get("kind", ""), ()) if "number" in names else ("",)
        for thing in numbers:
            yield replaced(template, {**given, "number": world.things.get(thing, "")})


def values_of(world: World, template: str, name: str) -> tuple[str, ...]:
    if name == "object_id":
        return newest_of(template)
    if name == "kind":
        return tuple(NUMBERS)
    if name in ("verb", "name"):
        return VERBS
    if template.startswith("agreements/roadmaps/") and name == "measure_id":
        return (str(world.things["draft_measure"]),)
    return tuple(str(world.things[thing]) for thing in THINGS.get(name, ()))


def newest_of(template: str) -> tuple[str, ...]:
    """Return the newest row of the model that an address of the admin is about, if there is one."""
    for model in site._registry:
        if template.startswith(f"admin/{model._meta.app_label}/{model._meta.model_name}/"):
            newest = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
            return () if newest is None else (str(newest),)
    return ()


def replaced(template: str, values: dict[str, Any]) -> str:
    for name, value in values.items():
        template = re.sub(rf"<(?:\w+:)?{name}>", str(value), template)
    return template


def signed_in(context: BrowserContext, url: str, user: User) -> Client:
    """Let a browser and a client be signed in as a person."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])
    return client


class Inspector:
    """Looks at pages and keeps what is wrong with them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[tuple[str, ...]] = []
        self.here = ""
        self.listens = True
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.wrong.append((self.here, "script", str(error))))

    def _hear(self, message: ConsoleMessage) -> None:
        # of a page that is not there the browser says so itself; axe measures with styles that the policy refuses
        if self.listens and message.type in {"error", "warning"} and "status of 4" not in message.text:
            self.wrong.append((self.here, "console", message.text))

    def open(self, address: str, width: int = 1280) -> None:
        """Open a page in a window of a width; it must not scroll sideways."""
        self.here = f"{address} at {width}"
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.goto(address, wait_until="load")

    def fits(self, width: int) -> None:
        """See that the page is no wider than a window."""
        self.page.set_viewport_size({"width": width, "height": 900})
        over = self.page.evaluate(FITS)
        if over:
            self.wrong.append((self.here, f"scrolls sideways at {width}", str(over)))

    def axe(self, options: dict[str, Any] = QUICK) -> None:
        """See that axe finds nothing."""
        self.listens = False
        found = violations(self.page, options)
        self.listens = True
        self.wrong += [(self.here, *one) for one in found]
