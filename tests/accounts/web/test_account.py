"""One's own account and tokens: everybody's own, and nobody else's."""

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import ApiToken, AuditEntry
from accounts.services.tokens import create_token
from tests.cast import PASSWORD, act_of

EVERYBODY = ["aktobe_executor", "aktobe_coordinator", "aktobe_admin", "analyst", "operator"]
TOKENS = "/account/tokens/"
NEW = {"name": "monthly table", "scope": "read"}


@pytest.fixture
def mine(client, analyst):
    client.cookies["django_language"] = "en"
    client.force_login(analyst)
    return client


def last_day(days):
    return (timezone.localdate(timezone=dt.UTC) + dt.timedelta(days=days)).isoformat()


@pytest.mark.parametrize("path", ["/account/", TOKENS, "/account/session/"])
def test_a_stranger_is_led_to_the_sign_in(client, db, path):
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("path", ["/account/", TOKENS])
def test_everybody_has_an_account_page(request, client, who, path):
    client.force_login(request.getfixturevalue(who))
    assert client.get(path).status_code == 200


def test_the_page_says_who_one_is(client, aktobe_executor):
    client.cookies["django_language"] = "kk"
    client.force_login(aktobe_executor)
    shown = client.get("/account/").text
    for words in (aktobe_executor.name, aktobe_executor.email, aktobe_executor.region.name_kk, "жолаушылар көлігі"):
        assert words in shown


@pytest.mark.parametrize("path", ["/account/language/", "/account/sessions/end-others/", "/account/sessions/1/end/"])
def test_what_changes_something_is_no_link(mine, path):
    assert mine.get(path).status_code == 405


def test_the_language_changes_from_then_on(mine, analyst):
    answer = mine.post("/account/language/", {"language": "kk"})
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    # What was switched in this browser gives way.
    assert answer.cookies["django_language"].value == ""
    assert mine.get("/account/")["Content-Language"] == "kk"
    analyst.refresh_from_db()
    assert analyst.language == "kk"


def test_an_unknown_language_is_refused(mine, analyst):
    assert mine.post("/account/language/", {"language": "de"}).status_code == 400
    assert AuditEntry.objects.count() == 0


def test_sessions_are_listed_and_ended(analyst):
    here, there = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"}), Client()
    for browser in (here, there):
        browser.post("/accounts/login/", {"login": analyst.username, "password": PASSWORD})
    shown = here.get("/account/").text
    assert "Firefox · Windows" in shown
    (number,) = re.findall(r"/account/sessions/(\d+)/end/", shown)
    assert UserSession.objects.get(pk=number).session_key == there.session.session_key
    here.post(f"/account/sessions/{number}/end/")
    assert there.get("/account/").status_code == 302


def test_a_session_of_somebody_else_is_not_there(mine, aktobe_executor):
    Client().post("/accounts/login/", {"login": aktobe_executor.username, "password": PASSWORD})
    number = UserSession.objects.get(user=aktobe_executor).pk
    assert mine.post(f"/account/sessions/{number}/end/").status_code == 404


def test_a_second_factor_is_shown(mine, analyst):
    assert "switched off" in mine.get("/account/").text
    Authenticator.objects.create(user=analyst, type="totp", data={})
    assert "switched on" in mine.get("/account/").text


def test_the_number_of_queries_is_constant(mine, analyst):
    def asked_with(count):
        for number in range(count):
            key = f"{count}-{number}"
            UserSession.objects.create(user=analyst, ip="192.0.2.1", session_key=key, user_agent="x")
            ApiToken.objects.create(analyst, name=key)
        with CaptureQueriesContext(connection) as queries:
            mine.get("/account/")
            mine.get(TOKENS)
        return len(queries)

    mine.get("/account/")
    assert asked_with(1) == asked_with(3)


def test_a_token_is_made_and_shown_once(mine, analyst):
    made = mine.post(TOKENS, {**NEW, "expires_on": last_day(90)})
    (text,) = re.findall(r'value="(aor_[^"]+)"', made.text)
    assert (made.status_code, made["Cache-Control"]) == (200, "private, no-store")
    answer = Client().get("/api/v1/me/", headers={"authorization": f"Bearer {text}"})
    assert answer.json()["username"] == analyst.username
    again = mine.get(TOKENS).text
    assert (NEW["name"] in again, text in again) == (True, False)


def test_the_form_offers_read_and_ninety_days(mine):
    shown = mine.get(TOKENS).text
    assert f'value="{last_day(90)}"' in shown
    assert '<option value="read" selected>' in shown


@pytest.mark.parametrize(
    "values",
    [
        {"expires_on": last_day(366)},
        {"expires_on": last_day(-2)},
        {"expires_on": "31.12"},
        {"scope": "admin"},
        {"name": ""},
        {"name": "x" * 101},
        {"name": "a\x00b"},
    ],
)
def test_a_wrong_token_is_refused(mine, values):
    answer = mine.post(TOKENS, {**NEW, "expires_on": last_day(90), **values})
    assert (answer.status_code, ApiToken.objects.count()) == (400, 0)


def test_a_token_is_revoked_after_asking(mine, analyst):
    made = create_token(act_of(analyst, timezone.now()), name="script")
    address = f"{TOKENS}{made.token.pk}/revoke/"
    assert mine.get(address).status_code == 200
    assert ApiToken.objects.count() == 1
    assert mine.post(address)["Location"] == TOKENS
    assert Client().get("/api/v1/me/", headers={"authorization": f"Bearer {made.text}"}).status_code == 401


def test_a_token_of_somebody_else_is_not_there(mine, aktobe_executor):
    made = create_token(act_of(aktobe_executor, timezone.now()), name="theirs")
    assert mine.post(f"{TOKENS}{made.token.pk}/revoke/").status_code == 404
    assert "theirs" not in mine.get(TOKENS).text
