"""Signing in: by name or e-mail, without telling who exists, and slowly for those who guess (G26, G27)."""

import re
from typing import Any

import pytest
from allauth.account import app_settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from accounts.adapter import AccountAdapter

PASSPHRASE = "several plain words together"
LOGIN = "/accounts/login/"


@pytest.fixture
def person(db: None) -> Any:
    return get_user_model().objects.create_user(
        "plain-reader", "reader@example.org", PASSPHRASE, name="Reader", role="reader"
    )


@pytest.fixture
def limits(settings: Any) -> None:
    settings.AXES_ENABLED = True
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/300s/key"}
    assert app_settings.RATE_LIMITS["login_failed"] == "10/300s/key"


def try_to_sign_in(client: Client, login: str, password: str, address: str = "192.0.2.1") -> Any:
    return client.post(LOGIN, {"login": login, "password": password}, REMOTE_ADDR=address)


@pytest.mark.parametrize("login", ["plain-reader", "reader@example.org", "Reader@Example.org"])
def test_sign_in_by_name_or_address(client: Client, person: Any, login: str) -> None:
    response = try_to_sign_in(client, login, PASSPHRASE)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_sign_in_takes_a_new_session_key(client: Client, person: Any) -> None:
    session = client.session
    session["seen"] = "before"
    session.save()
    before = session.session_key
    try_to_sign_in(client, "plain-reader", PASSPHRASE)
    assert client.session.session_key != before


def test_deactivated_person_is_not_signed_in(client: Client, person: Any) -> None:
    person.is_active = False
    person.save()
    try_to_sign_in(client, "plain-reader", PASSPHRASE)
    assert "_auth_user_id" not in client.session


def test_wrong_password_and_unknown_name_are_answered_alike(client: Client, person: Any) -> None:
    wrong = try_to_sign_in(client, "plain-reader", "not this one at all")
    unknown = try_to_sign_in(client, "nobody-here-at-all"[:12], "not this one at all")
    assert (wrong.status_code, set(wrong.headers)) == (unknown.status_code, set(unknown.headers))
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_reset_for_unknown_address_is_answered_alike(client: Client, person: Any) -> None:
    known = client.post("/accounts/password/reset/", {"email": "reader@example.org"})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_set_password", "socialaccount_signup"])
def test_there_is_no_sign_up_and_no_change_of_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_adapter_closes_sign_up(rf: RequestFactory) -> None:
    assert AccountAdapter().is_open_for_signup(rf.get("/")) is False


@pytest.mark.usefixtures("limits")
def test_fifth_failure_from_one_address_locks_the_name_there(client: Client, person: Any) -> None:
    answers = [try_to_sign_in(client, "plain-reader", "wrong every time").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert try_to_sign_in(client, "plain-reader", PASSPHRASE).status_code == 429
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("limits")
def test_lock_of_one_address_leaves_the_owner_elsewhere_free(client: Client, person: Any) -> None:
    for _ in range(6):
        try_to_sign_in(client, "plain-reader", "wrong every time", address="192.0.2.66")
    assert try_to_sign_in(client, "plain-reader", PASSPHRASE, address="192.0.2.1").status_code == 302


@pytest.mark.usefixtures("limits")
def test_guesses_by_name_and_by_address_from_everywhere_count_for_one_account(client: Client, person: Any) -> None:
    for number in range(10):
        login = ("plain-reader", "reader@example.org")[number % 2]
        try_to_sign_in(client, login, "wrong every time", address=f"192.0.2.{number + 1}")
    response = try_to_sign_in(client, "reader@example.org", PASSPHRASE, address="192.0.2.99")
    assert response.status_code == 200
    assert response.context["form"].errors.as_data()["__all__"][0].code == "too_many_login_attempts"


@pytest.mark.usefixtures("limits")
def test_invented_forwarded_addresses_gain_nothing(client: Client, person: Any) -> None:
    answers = [
        client.post(
            LOGIN,
            {"login": "plain-reader", "password": "wrong every time"},
            headers={"x-forwarded-for": f"198.51.100.{number}"},
        ).status_code
        for number in range(5)
    ]
    assert answers[-1] == 429


def test_a_known_browser_is_not_locked_out_by_strangers(client: Client, person: Any, limits: None) -> None:
    assert try_to_sign_in(client, "plain-reader", PASSPHRASE).status_code == 302
    client.post("/accounts/logout/")
    stranger = Client()
    for number in range(12):
        try_to_sign_in(stranger, "plain-reader", "wrong every time", address=f"192.0.2.{number + 1}")
    assert try_to_sign_in(Client(), "plain-reader", PASSPHRASE, address="192.0.2.99").status_code == 200
    assert try_to_sign_in(client, "reader@example.org", PASSPHRASE).status_code == 302


def test_a_known_browser_in_the_office_of_who_guesses_gets_in(client: Client, person: Any, limits: None) -> None:
    try_to_sign_in(client, "plain-reader", PASSPHRASE)
    client.post("/accounts/logout/")
    for _ in range(6):
        try_to_sign_in(Client(), "plain-reader", "wrong every time")
    assert try_to_sign_in(client, "plain-reader", PASSPHRASE).status_code == 302


def test_a_known_browser_has_a_limit_of_its_own(client: Client, person: Any, limits: None) -> None:
    try_to_sign_in(client, "plain-reader", PASSPHRASE)
    client.post("/accounts/logout/")
    for _ in range(10):
        try_to_sign_in(client, "plain-reader", "wrong every time")
    assert try_to_sign_in(client, "plain-reader", PASSPHRASE).status_code != 302


def test_a_mark_of_somebody_else_is_none(client: Client, person: Any, limits: None) -> None:
    """A browser of one person is no known browser of another, and a forged mark is none."""
    people = get_user_model().objects
    people.create_user("other-reader", "other@example.org", PASSPHRASE, name="Other", role="reader")
    try_to_sign_in(client, "other-reader", PASSPHRASE)
    client.post("/accounts/logout/")
    for number in range(10):
        try_to_sign_in(Client(), "plain-reader", "wrong every time", address=f"192.0.2.{number + 1}")
    assert try_to_sign_in(client, "plain-reader", PASSPHRASE, address="192.0.2.50").status_code == 200
    client.cookies["device"] = f'["{person.pk}", "x"]'
    assert try_to_sign_in(client, "plain-reader", PASSPHRASE, address="192.0.2.51").status_code == 200


def test_a_link_of_a_letter_lets_the_owner_in(client: Client, person: Any, limits: None) -> None:
    for number in range(10):
        try_to_sign_in(Client(), "plain-reader", "wrong every time", address=f"192.0.2.{number + 1}")
    client.post("/accounts/password/reset/", {"email": "reader@example.org"})
    link = re.findall(r"http://testserver(/accounts/password/reset/key/\S+)", str(mail.outbox[0].body))[0]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    chosen = "correct horse battery staple"
    answer = client.post(form, {"password1": chosen, "password2": chosen})
    assert answer.status_code == 302, answer.context["form"].errors
    assert try_to_sign_in(client, "plain-reader", chosen).status_code == 302


def test_the_old_password_on_the_page_that_changes_it_counts_too(client: Client, person: Any, limits: None) -> None:
    """All doors together: the page that asks for the password once more is one of them (G26)."""
    try_to_sign_in(client, "plain-reader", PASSPHRASE)
    answers = [client.post("/accounts/reauthenticate/", {"password": "wrong"}) for _ in range(10)]
    assert {answer.status_code for answer in answers} <= {200, 429}
    last = client.post("/accounts/reauthenticate/", {"password": PASSPHRASE})
    assert last.status_code != 302


@pytest.mark.parametrize("login", ["plain-reader", "reader@example.org", "nobody-here", "nobody@example.org"])
def test_every_try_hashes_one_password(client: Client, person: Any, login: str, monkeypatch: Any) -> None:
    """Hashing takes hundreds of milliseconds: one more or less would tell who exists (G27)."""
    hashed = []
    encode = MD5PasswordHasher.encode

    def counted(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(salt)
        return encode(hasher, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    try_to_sign_in(client, login, "not this one at all")
    assert len(hashed) == 1
