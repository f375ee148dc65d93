"""Nothing typed is lost: through failures, a lost session, a lost connection and a reload (hardening, G31)."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, Request, Route, expect

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
SITE = "http://roadmap.test"
PAUSE = 2000


@dataclass
class Server:
    """Answers like the product: a form with its draft, and the address that saves it."""

    text: str = ""
    version: int = 1
    token: str = "token-1"
    status: int = 200
    offline: str = ""
    signed_out: bool = False
    person: str = "8"
    message: str = ""
    saved: list[str] = field(default_factory=list)

    def answer(self, route: Route, request: Request) -> None:
        path = request.url.removeprefix(SITE)
        if path.startswith("/static/"):
            route.fulfill(path=ROOT / path.lstrip("/"), content_type="text/javascript")
        elif self.offline:
            route.abort(self.offline)
        elif self.signed_out:
            route.fulfill(status=302, headers={"Location": f"{SITE}/accounts/login/"})
        elif request.method == "POST":
            self.save(route, request)
        else:
            route.fulfill(body=self.page(), content_type="text/html; charset=utf-8")

    def save(self, route: Route, request: Request) -> None:
        """Save the draft, unless told to fail, or the token is not the present one."""
        body = request.post_data or ""
        sent = (
            multipart(body)
            if "form-data" in request.headers["content-type"]
            else {k: v[0] for k, v in parse_qs(body).items()}
        )
        if sent["csrfmiddlewaretoken"] != self.token:
            route.fulfill(status=403, body="forbidden")
        elif self.status != 200:
            problem = {"status": self.status, "detail": "Write a number from 0 to 100.", "errors": []}
            route.fulfill(status=self.status, body=json.dumps(problem), content_type="application/problem+json")
        else:
            self.text, self.version = sent["summary"], self.version + 1
            self.saved.append(self.text)
            route.fulfill(json={"saved_at": "14:32", "version": self.version})

    def page(self) -> str:
        """Return the form as the product's page has it."""
        state = render_to_string("components/autosave_state.html")
        return f"""<!DOCTYPE html><html lang="en"><title>Report</title><body data-login-url="/accounts/login/">
          {self.message}
          <form method="post" data-warn-unsaved data-autosave-url="/save/" data-autosave-key="report-17"
                data-autosave-person="{self.person}">
            <input type="hidden" name="csrfmiddlewaretoken" value="{self.token}">
            <input type="hidden" name="version" value="{self.version}">
            <textarea name="summary">{self.text}</textarea>
            <label><input type="checkbox" name="at_risk" value="on">risk</label>{state}</form>
          <script type="module" src="/static/js/forms.js"></script>
          <script type="module" src="/static/js/autosave.js"></script></body></html>"""


def multipart(body: str) -> dict[str, str]:
    """Return the fields of a form sent by fetch."""
    parts = body.split("Content-Disposition: form-data; ")[1:]
    return {part.split('"')[1]: part.split("\r\n\r\n", 1)[1].split("\r\n--")[0] for part in parts}


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def form(page: Page, server: Server) -> Page:
    page.clock.install()
    page.route(f"{SITE}/**", server.answer)
    page.goto(f"{SITE}/report/")
    return page


def write(page: Page, text: str) -> None:
    page.locator("textarea").fill(text)
    page.clock.run_for(PAUSE)


def state(page: Page, name: str) -> None:
    expect(page.locator("[data-autosave-state]")).to_have_attribute("data-state", name)


def copies(page: Page) -> int:
    found: int = page.evaluate("localStorage.length")
    return found


def reload(page: Page) -> None:
    # A page with unsaved text asks before it goes; people may say yes.
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()


def test_a_draft_is_saved_while_it_is_typed(form: Page, server: Server) -> None:
    write(form, "14 шақырым жол")
    state(form, "saved")
    expect(form.locator("[data-autosave-words]")).to_contain_text("14:32")
    assert server.saved == ["14 шақырым жол"]
    assert form.input_value("[name=version]") == "2"
    assert copies(form) == 0


def test_what_the_server_could_not_save_comes_back_after_a_reload(form: Page, server: Server) -> None:
    server.status = 503
    write(form, "14 км дороги")
    form.locator("[name=at_risk]").check()
    form.clock.run_for(PAUSE)
    state(form, "failed")
    reload(form)
    expect(form.locator("textarea")).to_have_value("14 км дороги")
    expect(form.locator("[name=at_risk]")).to_be_checked()
    state(form, "restored")
    server.status = 200
    form.clock.run_for(PAUSE)
    state(form, "saved")
    assert server.saved[-1] == "14 км дороги"
    assert copies(form) == 0


def test_what_was_restored_can_be_discarded(form: Page, server: Server) -> None:
    server.text, server.status = "draft", 503
    reload(form)
    write(form, "draft, and more")
    state(form, "failed")
    reload(form)
    form.locator("[data-autosave-state] button").click()
    expect(form.locator("textarea")).to_have_value("draft")


def test_a_lost_connection_keeps_the_text_and_sends_it_later(form: Page, server: Server) -> None:
    server.offline = "internetdisconnected"
    write(form, "14 км")
    state(form, "offline")
    assert copies(form) == 1
    server.offline = ""
    form.evaluate("window.dispatchEvent(new Event('online'))")
    state(form, "saved")
    assert server.saved == ["14 км"]


def test_a_lost_session_keeps_the_text(form: Page, server: Server) -> None:
    server.signed_out = True
    write(form, "14 км")
    state(form, "signed-out")
    assert copies(form) == 1
    server.signed_out, server.token = False, "token-2"
    form.clock.run_for(6000)
    state(form, "saved")
    assert server.saved == ["14 км"]


def test_a_new_token_is_fetched_where_the_old_one_is_refused(form: Page, server: Server) -> None:
    server.token = "token-2"
    write(form, "14 км")
    state(form, "saved")
    assert server.saved == ["14 км"]
    assert form.input_value("[name=csrfmiddlewaretoken]") == "token-2"


def test_a_stale_draft_is_not_overwritten(form: Page, server: Server) -> None:
    server.status = 412
    write(form, "14 км")
    state(form, "stale")
    server.status = 200
    write(form, "14 км и мост")
    assert server.saved == []
    assert copies(form) == 1


def test_a_refusal_is_told_in_the_servers_words(form: Page, server: Server) -> None:
    server.status = 400
    write(form, "14 км")
    state(form, "refused")
    expect(form.locator("[data-autosave-words]")).to_contain_text("Write a number from 0 to 100.")


def test_text_beside_a_newer_draft_is_offered_and_not_forced(form: Page, server: Server) -> None:
    server.status = 503
    write(form, "mine")
    state(form, "failed")
    server.status, server.text, server.version = 200, "theirs", 9
    reload(form)
    state(form, "differs")
    expect(form.locator("textarea")).to_have_value("theirs")
    form.locator("[data-autosave-state] button").first.click()
    expect(form.locator("textarea")).to_have_value("mine")


def test_another_person_on_the_same_device_does_not_get_the_text(form: Page, server: Server) -> None:
    server.status = 503
    write(form, "mine")
    state(form, "failed")
    server.person = "9"
    reload(form)
    expect(form.locator("textarea")).to_have_value("")


def test_a_message_of_success_drops_the_copy(form: Page, server: Server) -> None:
    server.status = 503
    write(form, "mine")
    state(form, "failed")
    server.text, server.message = "mine, sent", '<p data-message="saved:report-17">Sent</p>'
    reload(form)
    expect(form.locator("textarea")).to_have_value("mine, sent")
    assert copies(form) == 0


def test_typing_during_a_save_is_saved_next(form: Page, server: Server) -> None:
    write(form, "one")
    state(form, "saved")
    form.locator("textarea").fill("one two")
    assert form.evaluate("document.forms[0].dataset.unsaved") == "true"
    form.clock.run_for(PAUSE)
    state(form, "saved")
    assert server.saved == ["one", "one two"]


def test_no_answer_in_time_keeps_the_text_and_sends_it_later(form: Page, server: Server) -> None:
    server.offline = "timedout"
    write(form, "14 км")
    state(form, "offline")
    assert copies(form) == 1
    server.offline = ""
    form.evaluate("window.dispatchEvent(new Event('online'))")
    state(form, "saved")
    assert server.saved == ["14 км"]


def test_what_is_too_large_is_kept_and_told(form: Page, server: Server) -> None:
    server.status = 413
    write(form, "14 км")
    state(form, "refused")
    assert copies(form) == 1
    assert form.input_value("textarea") == "14 км"


def test_a_long_report_loses_no_character_whatever_happens_meanwhile(form: Page, server: Server) -> None:
    text = ""
    for turn in range(3):
        for trouble in ({"offline": "internetdisconnected"}, {"status": 503}, {"status": 429}, {"signed_out": True}):
            for name, value in trouble.items():
                setattr(server, name, value)
            text += f"{turn}: көпір, жол, {trouble}; "
            write(form, text)
            assert copies(form) == 1
            server.offline, server.status, server.signed_out = "", 200, False
            server.token = f"token of {turn} {trouble}"
        reload(form)
        expect(form.locator("textarea")).to_have_value(text)
        form.clock.run_for(3 * PAUSE)
        state(form, "saved")
        assert server.saved[-1] == text
