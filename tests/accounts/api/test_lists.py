"""Lists of people, tokens and entries: page after page, each row once, there and back (api.md *Lists*)."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils.functional import lazystr

from accounts.api import lists
from accounts.api.parsers import StrictJSONParser
from accounts.api.refusals import TooLarge
from accounts.api.renderers import to_json
from accounts.models import User
from accounts.roles import Role
from tests.cast import make_user

USERS = "/api/v1/users/"


@pytest.fixture
def people(door: Client, own: User) -> list[str]:
    """Return the user names of the own region, sorted."""
    for name in ("b-second", "c-third", "d-fourth"):
        make_user(name, Role.READER, own.region)
    return sorted([own.username, "b-second", "c-third", "d-fourth"])


def walk(door: Client, address: str | None, way: str) -> tuple[list[str], str]:
    """Return the names of one page after another, and the address of the last."""
    seen, last = [], ""
    while address:
        page = door.get(address).json()
        seen.append([row["username"] for row in page["results"]])
        address, last = page[way], address
    return [name for names in (seen if way == "next" else reversed(seen)) for name in names], last


@pytest.mark.parametrize("ordering", ["username", "-username"])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_every_row_stands_on_one_page_there_and_back(
    door: Client, people: list[str], size: int, ordering: str
) -> None:
    expected = people if ordering == "username" else people[::-1]
    there, last = walk(door, f"{USERS}?page_size={size}&ordering={ordering}", "next")
    back, _first = walk(door, last, "previous")
    assert (there, back) == (expected, expected)


def cursor_of(door: Client, address: str) -> str:
    following: str = door.get(address).json()["next"]
    return parse_qs(urlsplit(following).query)["cursor"][0]


@pytest.mark.parametrize(
    "query", ["ordering=-username", "ordering=username&role=reader"], ids=["another order", "another question"]
)
def test_a_cursor_is_for_its_own_question(door: Client, people: list[str], query: str) -> None:
    cursor = cursor_of(door, f"{USERS}?page_size=1&ordering=username")
    answer = door.get(f"{USERS}?page_size=1&{query}&cursor={cursor}")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "cursor")


def test_the_page_of_people_leads_on_and_back(door: Client, people: list[str]) -> None:
    first = door.get("/people/?page_size=2").context
    second = door.get(first["next_url"]).context
    shown = [row["username"] for page in (first, second) for row in page["rows"]]
    assert shown == people
    again = door.get(second["previous_url"]).context
    assert [row["username"] for row in again["rows"]] == people[:2]


def test_an_export_longer_than_a_portion_is_whole(
    door: Client, people: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "CHUNK", 2)
    answer: Any = door.get(f"{USERS}?format=ndjson")
    assert len(b"".join(answer.streaming_content).splitlines()) == len(people)


def test_a_question_has_a_hundred_values_at_most(door: Client) -> None:
    answer = door.get(f"{USERS}?role={','.join(['reader'] * 101)}")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "role")


@pytest.mark.parametrize("query", ["at_after=0001-01-01T00:00:00%2B05:00", "at_before=9999-12-31T23:59:59-05:00"])
def test_a_moment_beyond_the_calendar_is_its_end(door: Client, people: list[str], query: str) -> None:
    assert door.get(f"/api/v1/audit/?{query}").status_code == 200


def test_an_unknown_language_is_passed_over(door: Client) -> None:
    door.cookies["django_language"] = "ru"
    answer = door.get(f"{USERS}?role=nobody", headers={"accept-language": "xx, kk;q=0.9"})
    assert answer["Content-Language"] == "kk"


def test_a_body_that_announces_no_length_is_measured() -> None:
    with pytest.raises(TooLarge):
        StrictJSONParser().parse(io.BytesIO(b" " * 2_621_441), "application/json", {})


def test_a_sentence_is_written_in_the_readers_language_and_nothing_is_guessed() -> None:
    assert to_json({"title": lazystr("Қате")}).decode() == '{"title":"Қате"}'
    with pytest.raises(TypeError):
        to_json({"title": object()})
