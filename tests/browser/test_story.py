"""The story of one report: written, accepted, read by the API and by the other Party — in Kazakh (issue 2)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from roadmap.models import Report
from tests.browser.people import MINUTES, Clicks, kazakh, seen, sign_in, sign_out, speaks_kazakh
from tests.cast import Plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SUMMARY = "Шекара маңындағы жол учаскесінің 14 шақырымы жөнделді."
LATE = "4.2"


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, settings: Any, tmp_path: Path) -> Iterator[Page]:
    """Yield a tab that speaks Kazakh, before the running product."""
    settings.EVIDENCE_DIR = tmp_path
    with browser.new_context(base_url=live_server.url) as context:
        speaks_kazakh(context, live_server.url)
        yield context.new_page()


def write(page: Page, clicks: Clicks) -> None:
    """Fill the form: what is typed or chosen by keyboard is no click."""
    page.locator("[name=stands_on]").fill("2024-07-10")
    clicks.on(page.locator("[name=status][value=in_progress]"))
    page.locator("[name=progress]").fill("40")
    page.locator("[name=summary]").fill(SUMMARY)
    page.locator("[name=reason]").select_option("weather_or_emergency")
    page.locator("[name=signatory_post]").fill("басқарма басшысы")
    page.locator("[name=signatory_name]").fill("А. Сериков")
    page.locator("[name=file]").set_input_files(
        {"name": "хаттама.pdf", "mimeType": "application/pdf", "buffer": MINUTES}
    )


def report_on_what_is_late(page: Page) -> Report:
    """Report on a waiting standing from Today, in at most four clicks; return what came of it."""
    clicks = Clicks()
    row = page.locator("section[aria-labelledby=to-report] li").filter(has_text=LATE)
    expect(row).to_contain_text(kazakh("overdue"))
    seen(page, "story-1-executor-today")
    clicks.on(row.locator("a.button"))
    write(page, clicks)
    expect(page.locator("[data-autosave-state]")).to_have_attribute("data-state", "saved")
    expect(page.locator(".checklist__done")).to_be_visible()
    seen(page, "story-2-executor-form")
    clicks.on(page.locator("button[value=review]"))
    expect(page.locator("h1")).to_have_text(kazakh("Read it once more, then submit"))
    expect(page.locator("main")).to_contain_text("хаттама.pdf")
    seen(page, "story-3-executor-review")
    clicks.on(page.get_by_role("button", name=kazakh("Submit"), exact=True))
    expect(page.locator("#messages")).to_contain_text(
        kazakh("Submitted. The report now waits for your coordinator, who accepts or returns it.")
    )
    seen(page, "story-4-executor-submitted")
    assert clicks.count <= 4
    return Report.objects.get()


def accept_from_today(page: Page, report: Report) -> None:
    """Accept right on Today, in at most three clicks."""
    clicks = Clicks()
    row = page.locator(f"#report-{report.pk}")
    expect(row).to_contain_text(SUMMARY)
    seen(page, "story-5-coordinator-today")
    clicks.on(row.locator("form").first.locator("button"))
    expect(row).to_contain_text(kazakh("accepted"))
    expect(page.locator("#messages")).to_contain_text(
        kazakh("Accepted: this is now your Party's word, and the other Party sees it.")
    )
    expect(page.locator("#waiting-reports")).to_have_text("0")
    seen(page, "story-6-coordinator-accepted")
    assert clicks.count <= 3


def make_token(page: Page) -> str:
    """Make a token on its page, which shows it this once."""
    page.goto("/account/tokens/")
    page.locator("[name=name]").fill("айлық кесте")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    seen(page, "story-7-analyst-token")
    return page.locator("#token-text").input_value()


def read_by_api(playwright: Playwright, url: str, token: str, report: Report) -> None:
    """Read the report and its evidence as a program does: with the token alone."""
    program = playwright.request.new_context(base_url=url, extra_http_headers={"Authorization": f"Bearer {token}"})
    found = program.get(f"/api/v1/reports/?measure={report.measure_id}").json()["results"]
    assert [(one["id"], one["state"], one["summary"], one["author"]) for one in found] == [
        (report.pk, "accepted", SUMMARY, None)
    ]
    [evidence] = found[0]["evidence"]
    file = program.get(f"/api/v1/evidence/{evidence['id']}/")
    assert (file.body(), file.headers["content-disposition"].split(";")[0]) == (MINUTES, "attachment")
    measure = program.get(f"/api/v1/measures/{report.measure_id}/").json()
    own = next(side for side in measure["sides"] if side["region"] == "aktobe")
    assert (own["status"], own["progress"], own["stands_on"]) == ("in_progress", 40, "2024-07-10")
    program.dispose()


def test_a_report_goes_from_an_agency_to_the_other_party(
    page: Page,
    playwright: Playwright,
    live_server: LiveServer,
    plan: Plan,
    aktobe_executor: User,
    aktobe_coordinator: User,
    analyst: User,
    orenburg_executor: User,
) -> None:
    sign_in(page, aktobe_executor)
    report = report_on_what_is_late(page)
    sign_out(page)
    sign_in(page, aktobe_coordinator)
    accept_from_today(page, report)
    sign_out(page)
    sign_in(page, analyst)
    read_by_api(playwright, live_server.url, make_token(page), report)
    sign_out(page)
    sign_in(page, orenburg_executor)
    expect(page.locator("section[aria-labelledby=news]")).to_contain_text(f"{LATE} іс-шара")
    seen(page, "story-8-other-party-today")
    page.goto(f"/measures/{plan[LATE].pk}/")
    expect(page.locator("main")).to_contain_text(SUMMARY)
    seen(page, "story-9-other-party-measure")
    page.goto(f"/reports/{report.pk}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="хаттама.pdf").click()
    assert download.value.suggested_filename == "хаттама.pdf"
    assert download.value.path().read_bytes() == MINUTES
