"""Every row of hardening.md's table of settings and headers, over HTTP on production as it runs (hardening G33)."""

from __future__ import annotations

import http.client
import json
import sqlite3
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.config.production import HOST, PASSWORD, TRIES, Browser, serving
from tests.config.uploading import LARGEST, MOST_GROWTH, UPLOADS, Uploader, memory

ENOUGH = 500  # tries for the goal's 10 ms
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
}
EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
}


class Production(NamedTuple):
    port: int
    folder: Path

    def browser(self, address: str = "192.0.2.1") -> Browser:
        return Browser(self.port, address)

    @property
    def log(self) -> str:
        return (self.folder / "output").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    folder = tmp_path_factory.mktemp("production")
    with serving(folder) as port:
        yield Production(port, folder)


@pytest.fixture(scope="module")
def reader(production: Production) -> Browser:
    browser = production.browser("192.0.2.2")
    assert browser.sign_in().status == 302
    return browser


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/", "/measures/", "/nowhere/", "/api/v1/measures/", "/api/v1/nowhere/", "/healthz"]
)
def test_every_answer_carries_every_header(production: Production, reader: Browser, path: str) -> None:
    for browser in (production.browser("192.0.2.9"), reader):
        answer = browser.get(path)
        assert set(answer.headers["content-security-policy"].split("; ")) == POLICY
        assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
        assert "x-powered-by" not in answer.headers
        assert not any(figure.isdigit() for figure in answer.headers["server"])
        assert {"Cookie", "Authorization"} <= set(answer.headers["vary"].split(", "))


def test_what_a_reader_got_nobody_keeps(reader: Browser) -> None:
    assert reader.get("/measures/").headers["cache-control"] == "private, no-store"
    api = reader.get("/api/v1/measures/")
    assert (api.headers["cache-control"], bool(api.headers["etag"])) == ("private, no-cache", True)
    assert "no-store" in reader.get("/api/v1/audit/").headers["cache-control"]


def test_the_cookies(production: Production) -> None:
    browser = production.browser("192.0.2.3")
    csrf = attributes(browser.get("/accounts/login/").cookies["__Host-csrftoken"])
    session = attributes(browser.sign_in().cookies["__Host-sessionid"])
    for cookie in (csrf, session):
        assert {"secure": "", "httponly": "", "samesite": "Lax", "path": "/"}.items() <= cookie.items()
        assert "domain" not in cookie
    assert "max-age" not in session  # ends with the browser, and after 12 hours in the database
    with sqlite3.connect(production.folder / "db.sqlite3") as kept:
        row = kept.execute(
            "SELECT expire_date <= datetime('now', '+43260 seconds') FROM django_session WHERE session_key = ?",
            [browser.jar["__Host-sessionid"].value],
        )
        assert row.fetchone() == (1,)


def attributes(line: str) -> dict[str, str]:
    parts = (part.strip().partition("=") for part in line.split(";")[1:])
    return {name.lower(): value for name, _equals, value in parts}


def test_the_session_is_a_row_that_a_sign_out_kills(production: Production) -> None:
    browser = production.browser("192.0.2.4")
    browser.sign_in()
    kept = browser.jar["__Host-sessionid"].value
    answer = browser.post("/accounts/logout/", {})
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    browser.jar["__Host-sessionid"] = kept
    assert browser.get("/").headers["location"].startswith("/accounts/login/")


def test_a_form_needs_its_token_and_its_origin(production: Production) -> None:
    browser = production.browser("192.0.2.5")
    browser.get("/accounts/login/")
    fields = {"login": "plain-reader", "password": PASSWORD}
    assert browser.post("/accounts/login/", fields, Origin="https://elsewhere.example.org").status == 403
    browser.jar.clear()
    refused = browser.post("/accounts/login/", fields)
    assert refused.status == 403
    assert b"plain-reader" in refused.body  # what was typed is kept
    assert PASSWORD.encode() not in refused.body


def test_http_is_left_for_https_and_the_api_refuses(production: Production) -> None:
    browser = production.browser()
    page = browser.get("/measures/", X_Forwarded_Proto="http")
    assert (page.status, page.headers["location"]) == (301, f"https://{HOST}/measures/")
    api = browser.get("/api/v1/measures/", X_Forwarded_Proto="http", Authorization="Bearer aor_x")
    assert (api.status, api.json()["code"]) == (403, "tls_required")
    assert browser.get("/healthz", X_Forwarded_Proto="http").status == 200


def test_hosts_are_taken_from_one_header_only(production: Production) -> None:
    browser = production.browser()
    assert browser.get("/healthz", Host="elsewhere.example.org").status == 400
    assert browser.get("/healthz", Host=f"x.{HOST}").status == 400
    page = browser.get("/measures/", X_Forwarded_Proto="http", X_Forwarded_Host="elsewhere.example.org")
    assert page.headers["location"].startswith(f"https://{HOST}/")


def test_the_api_knows_tokens_and_sessions_and_nothing_else(production: Production) -> None:
    browser = production.browser("192.0.2.6")
    for header in ({}, {"Authorization": "Basic cGxhaW4tcmVhZGVyOng="}, {"Authorization": "Bearer aor_nobody"}):
        answer = browser.get("/api/v1/measures/", **header)
        assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert browser.get("/api/v1/schema/").status == 401
    assert browser.get("/api/v1/docs/").status == 401


def test_the_api_has_no_pages_of_its_own(reader: Browser) -> None:
    answer = reader.get("/api/v1/measures/", Accept="text/html")
    assert not answer.headers["content-type"].startswith("text/html")


def test_pages_of_a_list_have_a_limit(reader: Browser) -> None:
    assert reader.get("/api/v1/measures/?page_size=500").status == 200
    assert reader.get("/api/v1/measures/?page_size=501").status == 400


def test_bodies_have_limits(reader: Browser) -> None:
    token = reader.jar["__Host-csrftoken"].value
    sent = {"Content-Type": "application/json", "X-CSRFToken": token, "Origin": f"https://{HOST}"}
    large = b'{"name": "' + b"a" * 2_700_000 + b'"}'
    assert reader.ask("POST", "/api/v1/tokens/", large, **sent).status == 413
    deep = b'{"name":' + b"[" * 40 + b"]" * 40 + b"}"
    assert reader.ask("POST", "/api/v1/tokens/", deep, **sent).status == 400
    many = {f"field{number}": "x" for number in range(1001)}
    assert reader.post("/account/language/", many).status == 400


def test_the_first_line_has_a_limit(production: Production) -> None:
    try:
        status = production.browser().get("/healthz?" + "a" * 9000).status
    except http.client.HTTPException:
        status = 400
    assert status in {400, 414}


def test_strangers_are_slowed_whatever_address_they_invent(production: Production) -> None:
    """The proxy appends the address that it saw: what stands before it is the stranger's own word."""
    browser = production.browser("192.0.2.7")
    sent = (f"198.51.100.{number}, 192.0.2.7" for number in range(40))
    answers = [browser.get("/api/v1/measures/", X_Forwarded_For=one) for one in sent]
    assert [answer.status for answer in answers].count(429) >= 10
    assert int(answers[-1].headers["retry-after"]) > 0
    assert production.browser("192.0.2.8").get("/api/v1/measures/").status == 401


def test_static_files_are_named_by_content_and_kept(production: Production) -> None:
    page = production.browser().get("/accounts/login/").body.decode()
    path = next(part for part in page.split('"') if part.startswith("/static/") and part.endswith(".css"))
    answer = production.browser().get(path)
    assert (answer.status, "immutable" in answer.headers["cache-control"]) == (200, True)
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_role_that_needs_a_second_factor_opens_nothing_without(production: Production) -> None:
    """All doors: pages, the admin, the API by session, making a token (hardening G28)."""
    browser = production.browser("192.0.2.10")
    assert browser.sign_in("the-operator").status == 302
    for path in ("/", "/measures/", "/people/", "/account/tokens/", "/admin/", "/admin/login/"):
        assert "/accounts/2fa/" in browser.get(path).headers.get("location", ""), path
    refused = browser.get("/api/v1/measures/")
    assert (refused.status, refused.json()["code"]) == (403, "second_factor_required")


def test_guesses_are_counted_over_all_doors(production: Production) -> None:
    """Ten in five minutes for an account, from wherever; the right password helps no more (hardening G26)."""
    for number in range(10):
        guess = production.browser(f"203.0.113.{number}")
        guess.sign_in(("the-guessed", "guessed@example.org")[number % 2], "not this one at all")
    late = production.browser("203.0.113.99")
    assert late.sign_in("the-guessed").status != 302
    assert "__Host-sessionid" not in late.jar


@pytest.mark.measured
@pytest.mark.parametrize("door", ["password/reset/", "login/"])
def test_who_exists_cannot_be_told_by_the_time(production: Production, door: str) -> None:
    """Both answers are alike; their medians differ by less than 10 ms, of few tries less than they spread (G27)."""
    took: dict[str, list[float]] = {"forgetful": [], "invisible": []}
    answers = set()
    for number in range(TRIES):
        for name in sorted(took, reverse=bool(number % 2)):
            browser = production.browser(f"198.51.{number // 250}.{number % 250}")
            browser.get(f"/accounts/{door}")
            who = f"{name}-{number}@example.org"
            began = time.perf_counter()
            answer = browser.post(f"/accounts/{door}", {"email": who, "login": who, "password": "not this one at all"})
            took[name].append(time.perf_counter() - began)
            answers.add((answer.status, answer.headers.get("location"), answer.headers["content-length"], len(who)))
    assert len(answers) == len({answer[-1] for answer in answers})
    known, unknown = took.values()
    spread = max(statistics.pstdev(known), statistics.pstdev(unknown), 0.05)
    assert abs(statistics.median(known) - statistics.median(unknown)) < (0.01 if TRIES >= ENOUGH else spread)


def test_the_database_waits_and_keeps(production: Production) -> None:
    with sqlite3.connect(production.folder / "db.sqlite3") as kept:
        assert kept.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        hashes = [row[0] for row in kept.execute("SELECT password FROM accounts_user WHERE password LIKE 'a%'")]
    assert len(hashes) == 3 + TRIES
    assert all(one.startswith("argon2$argon2id$") for one in hashes)


def test_the_log_is_lines_of_json_without_a_secret(production: Production) -> None:
    """Canaries through every door, and text that would forge a line (hardening G39)."""
    browser = production.browser("192.0.2.11")
    forged = '\r\n{"level":"INFO","message":"forged"}\x1b[2J'
    browser.sign_in("canary-name", "canary-password")
    browser.get("/api/v1/measures/?search=canary-search", Authorization="Bearer aor_canary-token")
    browser.get("/accounts/password/reset/key/1-canary-link/", User_Agent="canary-agent")
    browser.get("/calendar/canary-secret.ics", Referer="https://canary.example.org/")
    browser.get("/people/invitation/canary-key/", X_Request_ID="canary forged id")
    browser.post("/accounts/login/", {"login": forged, "password": forged})
    browser.get("/nowhere/canary-path/")
    lines = production.log.splitlines()
    assert "canary" not in production.log
    assert "\x1b" not in production.log
    told = [json.loads(line) for line in lines if line.startswith("{")]
    assert not [one for one in told if one["message"] == "forged"]
    assert [one for one in told if one.get("status") == 401]  # each refusal has its line
    assert [one for one in told if one.get("status") == 404]


@pytest.mark.measured
def test_large_files_at_once_leave_the_memory_alone(production: Production) -> None:
    server = Uploader(production.port, production.folder)
    drafts = [server.draft() for _number in range(UPLOADS)]
    content = b"%PDF-1.7 ".ljust(LARGEST, b"0")
    assert server.upload(drafts.pop(), content) == 201
    before = highest = memory(server.browser.port)
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda draft=draft: answers.append(server.upload(draft, content))) for draft in drafts
    ]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        highest = max(highest, memory(server.browser.port))
        time.sleep(0.05)
    assert answers == [201] * len(drafts)
    assert highest - before <= MOST_GROWTH, f"{(highest - before) / 1024:.0f} MB more"
