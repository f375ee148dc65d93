"""What people and programs get where an answer failed: words that help, without the database (hardening G12, G31)."""

import psycopg2
import pytest
from django.db import DatabaseError, OperationalError
from django.test import Client

from accounts.models import User
from config import failures

TOO_LARGE = 3_000_000


def breaks(monkeypatch: pytest.MonkeyPatch, error: Exception) -> Client:
    """Return a browser for whom every page fails with `error`, and so does the database."""

    def fail(*_args: object, **_named: object) -> None:
        raise error

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", fail)
    monkeypatch.setattr("django.contrib.sessions.backends.cached_db.SessionStore.load", fail)
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32
    return client


def lost() -> DatabaseError:
    """Return what is raised where the server closes a connection that is in use."""
    error = DatabaseError("server closed the connection unexpectedly")
    error.__cause__ = psycopg2.DatabaseError(*error.args)
    return error


@pytest.mark.parametrize("error", [OperationalError("gone"), lost()])
def test_without_a_database_people_are_asked_to_try_again(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    answer = breaks(monkeypatch, error).get("/measures/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    for words in ("Временно недоступно", "Уақытша қолжетімсіз", 'lang="en"'):
        assert words in answer.text


def test_an_error_of_ours_says_so_in_three_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = breaks(monkeypatch, ZeroDivisionError()).get("/measures/")
    assert answer.status_code == 500
    for words in ("Ошибка на нашей стороне", "Біздің тараптан қате болды", "Something broke on our side"):
        assert words in answer.text


@pytest.mark.parametrize(
    ("error", "status"),
    [(OperationalError("gone"), 503), (lost(), 503), (DatabaseError("malformed"), 500), (ZeroDivisionError(), 500)],
)
def test_a_program_gets_a_problem(monkeypatch: pytest.MonkeyPatch, error: Exception, status: int) -> None:
    answer = breaks(monkeypatch, error).get("/api/v1/measures/")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status


@pytest.mark.parametrize("error", [OperationalError("gone"), lost()])
def test_a_program_whose_call_lost_the_database_is_asked_to_try_again(
    monkeypatch: pytest.MonkeyPatch, client: Client, analyst: User, error: Exception
) -> None:
    def fail(*_args: object) -> None:
        raise error

    monkeypatch.setattr("accounts.api.views.ApiView._read", fail)
    client.force_login(analyst)
    answer = client.get("/api/v1/measures/")
    assert (answer.status_code, answer["Retry-After"], answer.json()["code"]) == (503, "5", "unavailable")


def test_too_large_a_form_says_how_large_it_may_be(client: Client, analyst: User) -> None:
    client.force_login(analyst)
    answer = client.post(
        "/account/filters/", {"name": "a" * TOO_LARGE}, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
    for words in ("Тым көп дерек жіберілді", "Отправлено слишком много", "Too much was sent"):
        assert words in answer.text


def test_a_page_that_is_not_there_speaks_the_persons_language(client: Client, aktobe_executor: User) -> None:
    client.force_login(aktobe_executor)
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert '<html lang="kk"' in answer.text


def test_a_page_for_others_speaks_the_persons_language(client: Client, orenburg_executor: User) -> None:
    client.force_login(orenburg_executor)
    answer = client.get("/people/")
    assert answer.status_code == 403
    assert '<html lang="ru"' in answer.text


def test_unreadable_is_told_from_too_large() -> None:
    answer = failures.unreadable(None, ValueError())  # type: ignore[arg-type]
    assert answer.status_code == 400
    assert "The request could not be read" in answer.content.decode()
