"""Coming in by an invitation or by a link of a letter, and the form that asks who one is."""

import re

import pytest
from django.core import mail
from django.test import Client

from accounts.links import invitation_link
from accounts.models import User
from accounts.services import invitations, people
from tests.cast import PASSWORD, act_of

GUEST = {"email": "guest@example.org", "name": "Әсел Нұрлан", "role": "coordinator"}
PASSPHRASE = "several plain words together"
TYPED = {"password": PASSPHRASE, "again": PASSPHRASE}


@pytest.fixture
def guest(aktobe_admin):
    return people.invite_person(act_of(aktobe_admin), **GUEST)


def path_of(person):
    return re.sub(r"^http://[^/]+", "", invitation_link(person))


def test_an_invitation_is_shown_in_the_invited_persons_language(client, guest):
    answer = client.get(path_of(guest), headers={"accept-language": "en"})
    assert (answer.status_code, answer["Content-Language"]) == (200, "kk")
    assert '<html lang="kk">' in answer.text
    assert guest.username in answer.text
    client.cookies["django_language"] = "en"
    assert '<html lang="en">' in client.get(path_of(guest)).text


def test_an_invitation_is_accepted_and_one_signs_in(client, guest):
    assert client.post(path_of(guest), TYPED)["Location"] == "/accounts/login/"
    answer = client.post("/accounts/login/", {"login": GUEST["email"], "password": PASSPHRASE})
    assert answer.status_code == 302
    guest.refresh_from_db()
    assert guest.state == "active"


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"password": PASSPHRASE},
        {"password": PASSPHRASE, "again": "other"},
        {"password": "short", "again": "short"},
    ],
)
def test_a_password_that_cannot_be_is_refused(client, guest, typed):
    answer = client.post(path_of(guest), typed)
    assert answer.status_code == 400
    assert PASSPHRASE not in answer.text
    assert User.objects.get(pk=guest.pk).state == "invited"


def test_links_that_open_nothing_are_answered_alike(client, guest, aktobe_admin):
    used = path_of(guest)
    client.post(used, TYPED)
    other = people.invite_person(act_of(aktobe_admin), **{**GUEST, "email": "other@example.org"})
    cancelled = path_of(other)
    invitations.cancel_invitation(act_of(aktobe_admin), user_id=other.pk, seen_version=1)
    said = set()
    for path in (used, cancelled, "/accounts/invitation/nonsense/", "/accounts/invitation/WzFd:1u:x/"):
        browser = Client()
        for answer in (browser.get(path), browser.post(path, TYPED)):
            text = re.sub(r'value="[^"]*"', "", answer.text)
            said.add((answer.status_code, text.replace(path, "")))
    assert [status for status, _text in said] == [410]


def test_who_has_not_come_yet_gets_no_reset_letter(client, guest):
    known = client.post("/accounts/password/reset/", {"email": GUEST["email"]})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert mail.outbox == []


@pytest.mark.parametrize(("language", "word"), [("kk", "құпиясөз"), ("ru", "парол"), ("en", "password")])
def test_a_reset_letter_speaks_the_persons_language(client, analyst, language, word):
    User.objects.filter(pk=analyst.pk).update(language=language)
    client.cookies["django_language"] = "en" if language != "en" else "ru"
    client.post("/accounts/password/reset/", {"email": analyst.email})
    (letter,) = mail.outbox
    assert word in str(letter.body).lower()


def test_a_letter_that_cannot_be_sent_costs_no_answer(client, analyst, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    assert client.post("/accounts/password/reset/", {"email": analyst.email}).status_code == 302


def test_the_form_says_what_to_write(client, db):
    client.cookies["django_language"] = "en"
    shown = client.get("/accounts/login/").text
    assert "User name or e-mail" in shown
    assert 'autocomplete="current-password"' in shown


def test_the_new_password_is_recorded_and_the_old_one_ends_sessions(client, analyst):
    elsewhere = Client()
    elsewhere.post("/accounts/login/", {"login": analyst.username, "password": PASSWORD})
    client.post("/accounts/login/", {"login": analyst.username, "password": PASSWORD})
    typed = {"oldpassword": PASSWORD, "password1": PASSPHRASE, "password2": PASSPHRASE}
    assert client.post("/accounts/password/change/", typed).status_code == 302
    assert elsewhere.get("/account/").status_code == 302
    analyst.refresh_from_db()
    assert analyst.check_password(PASSPHRASE)
