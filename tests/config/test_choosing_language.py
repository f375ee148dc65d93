"""Which language is spoken: the switch, then the person's setting, then `Accept-Language`, then Russian (api.md)."""

import pytest
from django.test import Client

PAGE = "/measures/"


def spoken(client: Client, address: str = PAGE, accepted: str | None = None) -> str | None:
    headers = {} if accepted is None else {"Accept-Language": accepted}
    return client.get(address, headers=headers).headers["Content-Language"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "ru"),
        ("de", "ru"),
        ("kk", "kk"),
        ("kk-KZ", "kk"),
        ("ru-RU,en;q=0.4", "ru"),
        ("en-GB,kk;q=0.4", "en"),
        ("de,kk-KZ;q=0.8,ru;q=0.5", "kk"),
        ("*", "ru"),
    ],
)
def test_a_stranger_is_answered_as_the_browser_asks(client: Client, accepted: str | None, language: str) -> None:
    assert spoken(client, "/accounts/login/", accepted) == language


def test_a_persons_setting_comes_before_the_browsers(client: Client, analyst) -> None:
    analyst.language = "kk"
    analyst.save()
    client.force_login(analyst)
    assert spoken(client, accepted="en") == "kk"


def test_the_switch_comes_before_the_persons_setting(client: Client, analyst) -> None:
    analyst.language = "kk"
    analyst.save()
    client.force_login(analyst)
    client.post("/i18n/setlang/", {"language": "en"})
    assert spoken(client, accepted="ru") == "en"


@pytest.mark.django_db
def test_a_stranger_can_switch(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "kk", "next": "/accounts/login/"})
    assert spoken(client, "/accounts/login/", "ru") == "kk"


@pytest.mark.parametrize(
    ("accepted", "message"),
    [
        ("kk-KZ", "Мұндай параметр жоқ."),
        ("ru-RU", "Такого параметра нет."),
        ("en-US", "There is no such parameter."),
        (None, "Такого параметра нет."),
    ],
)
def test_the_api_speaks_as_it_is_asked_alone(client: Client, analyst, accepted: str | None, message: str) -> None:
    analyst.language = "kk"
    analyst.save()
    client.force_login(analyst)
    client.cookies["django_language"] = "en" if accepted is None else "ru"
    headers = {} if accepted is None else {"Accept-Language": accepted}
    problem = client.get("/api/v1/measures/?nonsense=1", headers=headers)
    assert (problem.status_code, problem.json()["errors"][0]["message"]) == (400, message)
