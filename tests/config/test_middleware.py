"""What every answer carries, and when a session ends (hardening: headers, G30, G39)."""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from config import middleware
from config.logs import JsonLines

PASSPHRASE = "several plain words together"


@pytest.fixture
def person(db: None) -> Any:
    return get_user_model().objects.create_user(
        "plain-reader", "reader@example.org", PASSPHRASE, name="Reader", role="reader", language="kk"
    )


@pytest.fixture
def signed_in(client: Client, person: Any) -> Client:
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.request_id)  # type: ignore[attr-defined]


def test_answer_names_a_fresh_request_id(client: Client) -> None:
    first, second = client.get("/healthz"), client.get("/healthz")
    assert re.fullmatch(r"[0-9a-f]{32}", first["X-Request-ID"])
    assert first["X-Request-ID"] != second["X-Request-ID"]


def test_safe_request_id_from_outside_is_kept(rf: RequestFactory) -> None:
    response = middleware.RequestId(echo)(rf.get("/", headers={"X-Request-ID": "proxy-0123456789"}))
    assert isinstance(response, HttpResponse)
    assert (response.content, response["X-Request-ID"]) == (b"proxy-0123456789", "proxy-0123456789")


@pytest.mark.parametrize("sent", ["short", "x" * 65, 'forged"},{"level', "line one\x1b[2J", "с кириллицей-и-длинный"])
def test_unsafe_request_id_from_outside_is_replaced(rf: RequestFactory, sent: str) -> None:
    response = middleware.RequestId(echo)(rf.get("/", headers={"X-Request-ID": sent}))
    assert re.fullmatch(r"[0-9a-f]{32}", response["X-Request-ID"])


def test_headers_of_every_answer(client: Client) -> None:
    response = client.get("/healthz")
    assert set(response["Content-Security-Policy"].split("; ")) == {
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
    }
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Permissions-Policy"] == "camera=(), microphone=(), geolocation=()"
    assert response["Cache-Control"] == "private, no-store"
    assert {"Cookie", "Authorization"} <= set(response["Vary"].split(", "))


def test_headers_stand_on_refusals_too(client: Client) -> None:
    response = client.get("/no/such/page/", headers={"host": "elsewhere.example.org"})
    assert response.status_code == 400
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Request-ID"]


def test_caching_that_a_view_chose_is_left_alone(rf: RequestFactory) -> None:
    chosen = {"Cache-Control": "private, no-cache"}
    response = middleware.Headers(lambda _: HttpResponse(headers=chosen))(rf.get("/"))
    assert response["Cache-Control"] == "private, no-cache"


def test_sign_out_clears_what_the_browser_kept(signed_in: Client) -> None:
    response = signed_in.post("/accounts/logout/")
    assert response.status_code == 302
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert "_auth_user_id" not in signed_in.session


def test_api_over_http_is_refused_and_not_redirected(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    response = client.get("/api/v1/measures/")
    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["code"] == "tls_required"


def test_page_over_http_is_redirected_and_probes_are_answered(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/accounts/login/")["Location"] == "https://testserver/accounts/login/"
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(("key", "seconds"), [("signed_in_at", 43_201), ("seen_at", 10_801)])
def test_session_ends_after_its_time(signed_in: Client, monkeypatch: Any, key: str, seconds: int) -> None:
    signed_in.get("/accounts/password/change/")
    session = signed_in.session
    session[key] -= seconds
    session.save()
    response = signed_in.get("/accounts/password/change/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in signed_in.session


def test_session_in_use_goes_on_and_is_not_written_each_time(signed_in: Client) -> None:
    assert signed_in.get("/accounts/password/change/").status_code == 200
    session = signed_in.session
    session["seen_at"] -= 200
    session.save()
    assert signed_in.get("/accounts/password/change/").status_code == 200
    assert signed_in.session["seen_at"] == session["seen_at"]
    session["seen_at"] -= 200
    session.save()
    signed_in.get("/accounts/password/change/")
    assert signed_in.session["seen_at"] > session["seen_at"]


def test_page_speaks_the_persons_language(signed_in: Client) -> None:
    response = signed_in.get("/accounts/password/change/", headers={"accept-language": "en"})
    assert response["Content-Language"] == "kk"


def test_language_switched_in_the_browser_wins(signed_in: Client) -> None:
    signed_in.post("/i18n/setlang/", {"language": "en"})
    assert signed_in.get("/accounts/password/change/")["Content-Language"] == "en"


def test_stranger_may_switch_the_language(client: Client, db: None) -> None:
    assert client.post("/i18n/setlang/", {"language": "kk", "next": "/accounts/login/"}).status_code == 302
    assert client.get("/accounts/login/")["Content-Language"] == "kk"


@pytest.mark.parametrize(("accepted", "spoken"), [("kk,ru;q=0.5", "kk"), ("en-GB", "en"), ("fr", "ru"), ("", "ru")])
def test_stranger_is_spoken_to_as_the_browser_asks(client: Client, db: None, accepted: str, spoken: str) -> None:
    assert client.get("/accounts/login/", headers={"accept-language": accepted})["Content-Language"] == spoken


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """The log lines that are written meanwhile."""
    written: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: written.append(JsonLines().format(record))  # type: ignore[method-assign]
    root, quiet = logging.getLogger(), logging.getLogger("django.request")
    before = root.level
    root.addHandler(handler)
    quiet.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.setLevel(before)
    quiet.removeHandler(handler)
    root.removeHandler(handler)


def test_each_answer_has_one_line_that_names_the_route_and_no_secret(
    client: Client, db: None, lines: list[str]
) -> None:
    client.get("/accounts/password/reset/key/1-canary-of-a-link/", {"q": "canary-of-a-query"})
    told = [json.loads(line) for line in lines if json.loads(line)["logger"] == "roadmap.requests"]
    assert len(told) == 1
    assert told[0]["route"].startswith("accounts/password/reset/key/(?P<uidb36>")
    assert told[0]["method"] == "GET"
    assert told[0]["request_id"]
    assert "canary" not in "".join(lines)


def test_failed_sign_in_leaves_no_name_and_no_password_in_the_logs(
    client: Client, person: Any, lines: list[str], settings: Any
) -> None:
    settings.AXES_ENABLED = True
    client.post("/accounts/login/", {"login": "plain-reader", "password": "canary-password"})
    client.post("/accounts/login/", {"login": "canary@example.org", "password": "canary-password"})
    assert len(lines) >= 2
    assert "canary" not in "".join(lines)
    assert "plain-reader" not in "".join(lines)


def left_of(client: Client) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/account/session/").json()
    return answer


def test_what_is_left_of_a_session_is_told_and_asking_is_no_use_of_it(signed_in: Client) -> None:
    signed_in.get("/accounts/password/change/")
    session = signed_in.session
    session["seen_at"] -= 10_700
    session.save()
    left = left_of(signed_in)
    assert (left["is_final"], 90 <= left["seconds"] <= 100) == (False, True)
    assert left_of(signed_in)["seconds"] <= 100
    # Any page is a use: then the whole time is there again.
    signed_in.get("/accounts/password/change/")
    assert left_of(signed_in)["seconds"] > 10_790


def test_the_end_that_no_use_puts_off_is_told_as_such(signed_in: Client) -> None:
    signed_in.get("/accounts/password/change/")
    session = signed_in.session
    session["signed_in_at"] -= 43_100
    session.save()
    signed_in.get("/accounts/password/change/")
    left = left_of(signed_in)
    assert (left["is_final"], 90 <= left["seconds"] <= 100) == (True, True)


def test_a_page_tells_its_scripts_when_the_session_ends(signed_in: Client) -> None:
    signed_in.get("/accounts/password/change/")
    session = signed_in.session
    session["signed_in_at"] -= 43_000
    session.save()
    shown = signed_in.get("/accounts/password/change/").content.decode()
    found = re.search(r'data-seconds="(\d+)"', shown)
    assert found is not None
    assert 190 <= int(found[1]) <= 200


def test_an_emptied_switch_of_the_language_is_none(signed_in: Client) -> None:
    signed_in.cookies["django_language"] = ""
    assert signed_in.get("/accounts/password/change/")["Content-Language"] == "kk"
