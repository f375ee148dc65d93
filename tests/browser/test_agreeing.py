"""Both Parties' coordinators settle and amend on their pages — in Kazakh, and axe finds nothing (issue 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from roadmap.models import Amendment, Settlement
from tests.browser.people import kazakh, seen, sign_in, sign_out, speaks_kazakh
from tests.cast import Plan, accept, write_report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AGREED = "Тараптар жолдың бір бөлігі ғана аяқталды деп келісті."


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """Yield a tab that speaks Kazakh, before the running product."""
    with browser.new_context(base_url=live_server.url) as context:
        speaks_kazakh(context, live_server.url)
        yield context.new_page()


@pytest.fixture
def diverging(
    plan: Plan,
    aktobe_executor: User,
    aktobe_coordinator: User,
    orenburg_executor: User,
    orenburg_coordinator: User,
) -> Plan:
    """Let both Parties say otherwise on 5.1."""
    done = write_report(aktobe_executor, plan["5.1"], status="done", progress=100)
    accept(aktobe_coordinator, done)
    accept(orenburg_coordinator, write_report(orenburg_executor, plan["5.1"], progress=60))
    return plan


def test_a_divergence_is_settled_by_both(
    page: Page, diverging: Plan, aktobe_coordinator: User, orenburg_coordinator: User
) -> None:
    sign_in(page, aktobe_coordinator, to="/agreements/")
    seen(page, "agreeing-1-divergence")
    page.get_by_role("link", name=kazakh("Settle"), exact=True).click()
    page.locator("[name=status][value=in_progress]").check()
    page.locator("[name=text]").fill(AGREED)
    page.locator("[name=protocol_number]").fill("7")
    page.locator("[name=protocol_date]").fill("2024-07-09")
    seen(page, "agreeing-2-settle")
    page.get_by_role("button", name=kazakh("Propose the settlement")).click()
    expect(page.locator("main")).to_contain_text(AGREED)
    sign_out(page)
    sign_in(page, orenburg_coordinator, to="/agreements/")
    page.get_by_role("link", name=kazakh("Read and decide")).click()
    seen(page, "agreeing-3-decide")
    page.get_by_role("button", name=kazakh("Confirm"), exact=True).click()
    expect(page.locator("#messages")).to_contain_text(kazakh("Confirmed: it is in effect, and both Parties see it."))
    seen(page, "agreeing-4-settled")
    assert Settlement.objects.get().state == "in_effect"


def test_what_was_typed_outlives_the_session(page: Page, diverging: Plan, aktobe_coordinator: User) -> None:
    address = f"/measures/{diverging['5.1'].pk}/settle/"
    sign_in(page, aktobe_coordinator, to=address)
    page.locator("[name=text]").fill(AGREED)
    page.wait_for_timeout(500)
    page.context.clear_cookies(name=re.compile("session"))
    with page.expect_navigation():
        page.get_by_role("button", name=kazakh("Propose the settlement")).click()
    sign_in(page, aktobe_coordinator, to="/accounts/login/")
    page.goto(address)
    expect(page.locator("[name=text]")).to_have_value(AGREED)
    assert not Settlement.objects.exists()


def test_a_deadline_is_read_while_it_is_typed_and_amended(page: Page, plan: Plan, aktobe_coordinator: User) -> None:
    sign_in(page, aktobe_coordinator, to=f"/measures/{plan['5.1'].pk}/amend/")
    wordings = {"kk": "2025 жылғы 30 маусымға дейін", "ru": "до 30 июня 2025 года", "en": "by 30 June 2025"}
    for code, text in wordings.items():
        page.locator(f"[name=deadline_{code}]").fill(text)
    page.locator("[name=deadline_en]").press("End")
    expect(page.locator("#readings")).to_contain_text(kazakh("The three wordings mean the same dates"))
    page.locator("[name=protocol_number]").fill("3")
    page.locator("[name=protocol_date]").fill("2024-07-01")
    page.locator("[name=effective_on]").fill("2024-07-10")
    with page.expect_navigation():
        page.locator("button[value=check]").click()
    seen(page, "agreeing-5-amendment")
    with page.expect_navigation():
        page.locator("button[value=propose]").click()
    amendment = Amendment.objects.get()
    expect(page).to_have_url(re.compile(f"/agreements/amendments/{amendment.pk}/$"))
    seen(page, "agreeing-6-amendment-proposed")
