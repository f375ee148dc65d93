"""Passkeys: what no key wrote is refused with a sentence, through every form that takes one (hardening G20)."""

import json

import pytest
from allauth.mfa.models import Authenticator

from tests.cast import PASSWORD

EMPTY = {"clientDataJSON": "", "attestationObject": "", "authenticatorData": "", "signature": "", "userHandle": ""}
BROKEN = [
    "",
    "null",
    "[]",
    "1",
    '"text"',
    "{}",
    "{",
    "[" * 3000,
    json.dumps({"id": "x", "rawId": "x", "type": "public-key", "response": {}}),
    json.dumps({"id": 1, "rawId": [], "type": None, "response": "x"}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": EMPTY}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": dict.fromkeys(EMPTY, "oA")}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {**EMPTY, "userHandle": 7}}),
]
broken = pytest.mark.parametrize("credential", BROKEN, ids=range(len(BROKEN)))


@pytest.fixture
def confirmed(client, analyst):
    client.post("/accounts/login/", {"login": analyst.username, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@broken
def test_a_key_that_is_none_is_not_added(confirmed, credential):
    path = "/accounts/2fa/webauthn/add/"
    assert confirmed.get(path).status_code == 200
    answer = confirmed.post(path, {"name": "x", "credential": credential})
    assert (answer.status_code, Authenticator.objects.count()) == (200, 0)


@broken
def test_a_key_that_is_none_signs_nobody_in(client, analyst, credential):
    path = "/accounts/2fa/webauthn/login/"
    assert client.get(path, headers={"accept": "application/json"}).status_code == 200
    answer = client.post(path, {"credential": credential})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")
    assert "_auth_user_id" not in client.session


@broken
def test_a_key_that_is_none_is_no_second_factor(client, analyst, credential):
    Authenticator.objects.create(user=analyst, type="totp", data={"secret": "x"})
    client.post("/accounts/login/", {"login": analyst.username, "password": PASSWORD})
    answer = client.post("/accounts/2fa/authenticate/", {"credential": credential})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


@broken
def test_a_key_that_is_none_confirms_nothing(client, analyst, credential):
    client.force_login(analyst)
    path = "/accounts/2fa/webauthn/reauthenticate/"
    assert client.post(path, {"credential": credential}).status_code in {200, 302}
    assert client.get("/accounts/2fa/webauthn/add/")["Location"].startswith("/accounts/reauthenticate/")


@pytest.mark.parametrize("name", ["add/", "", "login/", "reauthenticate/"])
def test_the_pages_speak_all_languages_and_hold_no_script(confirmed, name):
    for language in ("kk", "ru", "en"):
        confirmed.cookies["django_language"] = language
        answer = confirmed.get(f"/accounts/2fa/webauthn/{name}", follow=True)
        assert f'<html lang="{language}">' in answer.text
        assert answer.text.count("<h1>") == 1
