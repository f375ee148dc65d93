"""The whole way of a report by keyboard alone, on the narrowest screen (ui.md *Principles*; hardening G32)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from roadmap.models import Report
from tests.browser.people import MINUTES, kazakh, seen, speaks_kazakh
from tests.cast import PASSWORD, Plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_TABS = 80
OUTLINED = "element => getComputedStyle(element).outlineStyle !== 'none'"


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, settings: Any, tmp_path: Path) -> Iterator[Page]:
    """Yield a tab of 320 pixels that speaks Kazakh."""
    settings.EVIDENCE_DIR = tmp_path
    with browser.new_context(base_url=live_server.url, viewport={"width": 320, "height": 640}) as context:
        speaks_kazakh(context, live_server.url)
        yield context.new_page()


def reach(page: Page, selector: str) -> None:
    """Press Tab until the focus is there; it must be seen."""
    target = page.locator(selector).first
    expect(target).to_be_attached()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            # the browser scrolls to it in its next frame
            expect(target).to_be_in_viewport()
            assert target.evaluate(OUTLINED), f"the focus on {selector} is not seen"
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")


def press(page: Page, selector: str) -> None:
    """Reach a link or a button, and follow it by Enter."""
    reach(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, selector: str, text: str) -> None:
    """Reach a field, and write in it."""
    reach(page, selector)
    page.keyboard.insert_text(text)


def sign_in(page: Page, user: User) -> None:
    page.goto("/")
    if not page.locator("[name=login]").evaluate("element => element === document.activeElement"):
        reach(page, "[name=login]")
    page.keyboard.insert_text(user.username)
    write(page, "[name=password]", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def attach(page: Page) -> None:
    """Choose a file by the dialog that the keyboard opens."""
    # the browser is told to hand its dialog over some steps before it opens
    with page.expect_file_chooser() as chosen:
        reach(page, "[name=file]")
        page.keyboard.press("Enter")
    chosen.value.set_files({"name": "хаттама.pdf", "mimeType": "application/pdf", "buffer": MINUTES})


def report_by_keyboard(page: Page, plan: Plan) -> None:
    press(page, f"a.button[href^='/measures/{plan['4.2'].pk}/report/']")
    reach(page, "[name=status]")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=status][value=in_progress]")).to_be_checked()
    write(page, "[name=progress]", "40")
    write(page, "[name=summary]", "Жұмыс жүріп жатыр.")
    reach(page, "[name=reason]")
    page.keyboard.press("ArrowDown")
    write(page, "[name=signatory_post]", "басқарма басшысы")
    write(page, "[name=signatory_name]", "А. Сериков")
    attach(page)
    expect(page.locator(".checklist__done")).to_be_visible()
    seen(page, "keyboard-1-form")
    press(page, "button[value=review]")
    expect(page.locator("main")).to_contain_text("хаттама.pdf")
    seen(page, "keyboard-2-review")
    press(page, ".confirm button[type=submit]")


def test_a_report_is_written_and_accepted_by_keyboard_alone(
    page: Page, plan: Plan, aktobe_executor: User, aktobe_coordinator: User
) -> None:
    sign_in(page, aktobe_executor)
    seen(page, "keyboard-0-today")
    report_by_keyboard(page, plan)
    assert Report.objects.get().state == "submitted"
    reach(page, "details.person > summary")
    page.keyboard.press("Enter")
    press(page, "details.person form button")
    sign_in(page, aktobe_coordinator)
    row = f"#report-{Report.objects.get().pk}"
    reach(page, f"{row} form button")
    page.keyboard.press("Enter")
    expect(page.locator(row)).to_contain_text(kazakh("accepted"))
    seen(page, "keyboard-3-accepted")
    assert Report.objects.get().state == "accepted"
