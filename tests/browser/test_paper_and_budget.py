"""A page of 100 measures is light and still, and on paper it is an official table (ui.md *Principles*)."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from roadmap.imports.synthetic import Amount, load_synthetic
from tests.browser.test_gallery import SHIFTS
from tests.browser.walk import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

MEASURES = "/measures/?page_size=100"
KILOBYTE = 1024
# With assets cached, and at the very first visit; the first paint is of a page that the browser knows.
MOST_BYTES, MOST_BYTES_AT_FIRST, MOST_REQUESTS, MOST_MILLISECONDS = 150 * KILOBYTE, 250 * KILOBYTE, 20, 1000
VISITS = 5
# What a line of text that moves by a pixel counts for; a slow machine rounds columns by less than that.
ONE_PIXEL = 1e-5
ROWS = ".measures tbody tr:not(.measures__direction)"
PACKED_ALREADY = ("font/", "image/png")
# A4 across without its margins, in CSS pixels: (297 - 24) mm.
PAPER: ViewportSize = {"width": 1031, "height": 702}
CLIPPED = """() => {
  const wide = [...document.querySelectorAll('main *')].filter((one) => one.getClientRects().length
    && one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    && !one.closest('svg') && !one.closest('.visually-hidden'));
  return wide.map((one) => one.tagName + '.' + one.className).slice(0, 5);
}"""
PAINT = """() => new Promise((tell) => {
  const first = (list) => list.getEntriesByName('first-contentful-paint').forEach((one) => tell(one.startTime));
  new PerformanceObserver(first).observe({ type: "paint", buffered: true });
})"""
LOADED = "() => performance.getEntriesByType('resource').map((one) => one.name)"
BLOCKING = "() => [...document.querySelectorAll('script[src]:not([defer]):not([async]):not([type=module])')].length"


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, analyst: User) -> Iterator[Page]:
    """Yield a tab of an analyst, before a road map of 100 measures."""
    load_synthetic(Amount(100, 100), at=timezone.now())
    with browser.new_context(base_url=live_server.url) as context:
        signed_in(context, live_server.url, analyst)
        context.add_cookies([{"name": "django_language", "value": "kk", "url": live_server.url}])
        yield context.new_page()


def packed(page: Page, url: str) -> int:
    """Return how many bytes an answer takes on its way, packed as a server packs it."""
    answer = page.request.get(url)
    body = answer.body()
    kind = answer.headers.get("content-type", "")
    return len(body) if kind.startswith(PACKED_ALREADY) else len(gzip.compress(body, 6))


def first_paint(page: Page) -> float:
    """Return the first paint in milliseconds: of the quickest of a few visits, as other tests run beside this one."""
    paints = []
    for _ in range(VISITS):
        page.goto(MEASURES, wait_until="networkidle")
        paints.append(float(page.evaluate(PAINT)))
    return min(paints)


def test_a_page_of_a_hundred_measures_is_light_and_still(page: Page, live_server: LiveServer) -> None:
    page.goto(MEASURES)  # the server of tests is warm from here on
    page.goto(MEASURES, wait_until="networkidle")
    assert page.locator(ROWS).count() == 100
    assert page.evaluate(BLOCKING) == 0
    assert page.evaluate(SHIFTS) < ONE_PIXEL
    assert first_paint(page) <= MOST_MILLISECONDS
    loaded = page.evaluate(LOADED)
    assert len(loaded) <= MOST_REQUESTS
    assert {urlsplit(url).netloc for url in loaded} == {urlsplit(live_server.url).netloc}
    html = packed(page, page.url)
    assert html <= MOST_BYTES
    assert html + sum(packed(page, url) for url in loaded) <= MOST_BYTES_AT_FIRST


@pytest.mark.parametrize(
    ("address", "most_sheets"), [(MEASURES, 14), ("/dashboard/", 4), ("/agreements/punctuality/", 2)]
)
def test_paper_holds_every_column(page: Page, address: str, most_sheets: int) -> None:
    page.goto(address, wait_until="networkidle")
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    assert page.evaluate(CLIPPED) == []
    assert 1 <= sheets <= most_sheets


def test_paper_is_a4_across_and_says_where_it_is_from(page: Page) -> None:
    page.goto(MEASURES)
    page.goto(page.locator(f"{ROWS} a").first.get_attribute("href") or "")
    box = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    assert box is not None
    assert [round(float(side)) for side in box.groups()] == [842, 595]
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    assert page.evaluate(CLIPPED) == []
    assert page.url in page.locator(".paper-only").inner_text()
    assert not page.locator("main button:visible, main .button:visible").count()
