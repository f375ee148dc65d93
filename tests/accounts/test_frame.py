"""The pages of signing in and of errors stand in our own frame: a language, a main part, one heading."""

import re
from pathlib import Path

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client

from accounts.models import User

LANGUAGES = ("kk", "ru", "en")
OPEN_PAGES = (
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-wrong/",
    "/accounts/password/reset/key/done/",
    "/accounts/inactive/",
)
OWN_PAGES = (
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
)


def assert_framed(html: str, language: str) -> None:
    assert f'<html lang="{language}">' in html
    assert html.count("<main ") == 1
    assert len(re.findall(r"<h1>\s*\S", html)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", OPEN_PAGES)
def test_pages_before_signing_in(client: Client, path: str, language: str) -> None:
    client.cookies["django_language"] = language
    answer = client.get(path)
    assert answer.status_code == 200
    assert_framed(answer.text, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", OWN_PAGES)
def test_pages_about_oneself(client: Client, analyst: User, path: str, language: str) -> None:
    client.force_login(analyst)
    client.cookies["django_language"] = language
    answer = client.get(path)
    assert answer.status_code == 200
    assert_framed(answer.text, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_is_not_there_helps_on(client: Client, analyst: User, language: str) -> None:
    client.force_login(analyst)
    client.cookies["django_language"] = language
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert_framed(answer.text, language)
    assert 'action="/measures/"' in answer.text


def test_a_refusal_says_who_does_what(client: Client, analyst: User) -> None:
    client.force_login(analyst)
    html = render_to_string("403.html", {"exception": "people.read"})
    assert "координатор принимает за свой регион" in html
    assert "people.read" not in html
    assert 'href="/measures/"' in html


@pytest.mark.parametrize("code", ["400", "413", "500", "503"])
def test_the_last_pages_need_nothing_and_speak_all_languages(code: str) -> None:
    for name in (code, "trilingual"):
        source = (Path("templates") / f"{name}.html").read_text(encoding="utf-8")
        # A tag that reads a context, the database or a list of hashed names could fail in its turn.
        assert set(re.findall(r"\{%\s*(\w+)", source)) <= {"extends", "comment", "endcomment", "block", "endblock"}
        assert "{{" not in source
    html = render_to_string(f"{code}.html")
    for language in LANGUAGES:
        assert f'<section class="card" lang="{language}">' in html


def test_what_was_typed_is_shown_after_a_token_failed() -> None:
    typed = [{"name": "summary", "value": "</textarea><b>14 км"}]
    html = render_to_string("csrf_failure.html", {"typed": typed, "back_url": "/measures/17/report/"})
    assert "&lt;/textarea&gt;&lt;b&gt;14 км</textarea>" in html
    assert 'href="/measures/17/report/"' in html
    # Another site may have made the form: nothing here sends it again.
    assert html.count('method="post"') == 1
    assert 'action="/i18n/setlang/"' in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_leads_to_a_new_password(client: Client, analyst: User, language: str) -> None:
    client.cookies["django_language"] = language
    client.post("/accounts/password/reset/", {"email": analyst.email})
    (letter,) = mail.outbox
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", str(letter.body))
    assert link
    assert client.get(link[1], follow=True).status_code == 200
    assert "\n" not in letter.subject
    assert "example.com" not in letter.body
