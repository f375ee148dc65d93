"""No text that anybody can write is ever run by a browser (hardening G24).

Every text of the database becomes a payload, as if it had passed all checks; then every page is opened, a letter and
the pictures that are kept. `XSS_ROUNDS` says how many times, each time with other payloads in the short texts; the
long ones hold all of them each time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle, islice, product
from typing import Any, cast

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection, models
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Dialog
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from roadmap.choices import NoticeKind
from roadmap.models import AmendmentChange, Direction, Measure, Notice
from roadmap.notifications.letters import send_letter
from roadmap.selectors import inbox, names, reference
from tests.browser.test_accessible import once, one
from tests.browser.walk import Inspector, pages_of, signed_in
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

ROUNDS = int(os.environ.get("XSS_ROUNDS", "1"))
FEWEST_PAYLOADS, FEWEST_COLUMNS, FEWEST_PAGES = 200, 40, 20
READERS = {"coordinator": ("",), "admin": ("people/", "admin/")}
PICTURES = ("/timeline/timeline.svg", "/dashboard/burn-up.svg")
# What ends the context that a text may stand in.
BREAKS = ["", '">', "'>", "`>", "&quot;&gt;", "-->", "]]>"]
BREAKS += [f"</{name}>" for name in ("textarea", "title", "script", "style", "svg")]
CALLS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    '<a href="javascript:alert(1)" id=x>x</a>',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<object data="javascript:alert(1)"></object>',
    '<form action="javascript:alert(1)"><button autofocus>x</button></form>',
    "<body onload=alert(1)>",
    '<meta http-equiv=refresh content="0;url=javascript:alert(1)">',
    '" autofocus onfocus=alert(1) x="',
    "{{constructor.constructor('alert(1)')()}}",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
)
PAYLOADS = [before + call for before, call in product(BREAKS, CALLS)]
# Texts of a closed form, which the product itself writes: codes, names for signing in, hashes, addresses.
OF_A_FORM = (
    "action actor_role address by_region calendar_digest change code content_hash country digest email field "
    "fingerprint hash head holiday_calendar key kind label lead_code level link media_type name_status number "
    "number_key object_id origin password period place previous request_id session_key sha256 source stored_as target "
    "timezone token_key url username words"
)


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """Yield a browser of its own, before the running product."""
    with browser.new_context(base_url=live_server.url, reduced_motion="reduce") as context:
        yield context


def columns() -> Iterator[tuple[type[models.Model], str, int]]:
    """Yield each text of the database that people write, and how long it may be (0: as long as one likes)."""
    for app in ("accounts", "roadmap"):
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
                if is_text and field.name not in OF_A_FORM.split():
                    yield model, str(field.column), field.max_length or 0


def poison(turn: int) -> None:
    """Make a payload of every text."""
    payloads, everything = islice(cycle(PAYLOADS), turn, None), "".join(PAYLOADS)
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model, name, longest in columns():
            text = next(payloads)[:longest] if longest else everything
            table, column = quoted(model._meta.db_table), quoted(name)
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {column} <> ''", [text])  # noqa: S608 -- our names
    said = {"ref": "S01", "quote": everything, "note": everything}
    Measure.objects.update(provenance=said)
    Direction.objects.update(provenance=said)
    for change in AmendmentChange.objects.all():
        before, after = (dict.fromkeys(side or {}, everything) for side in (change.before, change.after))
        AmendmentChange.objects.filter(pk=change.pk).update(before=before, after=after)
    for kept in (inbox, names, reference):
        kept.forget()


def letter_to(person: User, measure: Measure) -> str:
    """Return the HTML of a letter about a measure."""
    due_on = timezone.now().date() + timedelta(days=7)
    send_letter(person, [Notice(user=person, kind=NoticeKind.DUE, measure=measure, due_on=due_on, days=7)])
    html = str(cast("Any", mail.outbox[-1]).alternatives[0][0])
    assert "alert(1)" in html
    return html


def test_the_payloads_and_the_texts_are_many() -> None:
    assert len(set(PAYLOADS)) >= FEWEST_PAYLOADS
    assert len(list(columns())) >= FEWEST_COLUMNS


def test_no_text_is_run(context: BrowserContext, live_server: LiveServer, world: World) -> None:
    page, unprotected = context.new_page(), context.new_page()  # the other without the policy that our pages have
    inspector = Inspector(page)
    ran: list[str] = []

    def note(dialog: Dialog) -> None:
        ran.append(f"{inspector.here}: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", note)
    unprotected.on("dialog", note)
    pages = {
        who: once(pages_of(world, signed_in(context, live_server.url, one(world, who)), below))
        for who, below in READERS.items()
    }
    poisoned = 0
    for turn in range(ROUNDS):
        poison(turn)
        for who, addresses in pages.items():
            client = signed_in(context, live_server.url, one(world, who))
            for address in addresses:
                inspector.open(address)
                poisoned += "alert(1)" in page.content()
        inspector.here = "a letter"
        person = User.objects.get(pk=one(world, "executor").pk)
        measure = Measure.objects.get(pk=world.things["measure"])
        unprotected.set_content(letter_to(person, measure), wait_until="load")
        for picture in PICTURES:
            inspector.here = picture
            unprotected.set_content(client.get(picture).text, wait_until="load")
    assert poisoned > FEWEST_PAGES * ROUNDS
    assert ran == []
    assert inspector.wrong == []
