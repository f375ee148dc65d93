"""A small plan in many states, and the ways to ask the API about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

from roadmap.models import Measure
from roadmap.selectors import names, reference
from tests.roadmap.selectors.world import END, START, World, at, two_parties

API = "/api/v1/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HALVES = [
    ("2024-H1", date(2024, 1, 1), date(2024, 6, 30)),
    ("2024-H2", date(2024, 7, 1), date(2024, 12, 31)),
]
Get = Callable[..., Any]


@pytest.fixture
def states(db: None) -> Iterator[World]:
    """Return two Parties whose measures stand in every way; numbers that sort by their parts."""
    reference.forget()
    names.forget()
    world = two_parties()
    agreed = world.measure("1.2", title="Сауда миссиясы", form="semiannual", spans=HALVES, co=["AKT-KAZ"])
    diverging = world.measure("1.10", title="Дорога Ұлытау", source="illustrative")
    late = world.measure("1.10-1", title="=SUM(1) опасный", spans=[("1", START, date(2024, 3, 31))])
    alone = world.measure("2.1", direction=2, title="Только Актобе", leads={"aktobe": "AKT-KAZ"})
    world.measure("2.2", direction=2, title="Отменено", cancelled=True)
    world.measure("2.3", direction=2, title="Никто не сообщал", spans=[("1", START, END)])
    for region in ("aktobe", "orenburg"):
        world.report(agreed, region, "done", 100, label="2024-H1", stands_on=date(2024, 6, 1))
        world.report(agreed, region, "in_progress", 33, label="2024-H2", stands_on=date(2024, 9, 1))
    world.report(diverging, "aktobe", "done", 100, stands_on=date(2025, 2, 1))
    world.report(
        diverging, "orenburg", "in_progress", 41, stands_on=date(2025, 3, 1), at_risk=True, reason="financing"
    )
    world.report(late, "aktobe", "in_progress", 10, stands_on=date(2024, 2, 1), summary="-1 @formula\t=x")
    world.report(late, "orenburg", "not_done", 20, stands_on=date(2024, 4, 1), reason="procurement")
    world.settlement(late, "in_progress", protocol_date=date(2024, 5, 1), confirmed_at=at(date(2024, 5, 2)))
    world.report(alone, "aktobe", "in_progress", 70, stands_on=date(2025, 6, 1))
    world.report(alone, "aktobe", "in_progress", 80, stands_on=date(2025, 7, 1), state="draft")
    world.settle()
    yield world
    reference.forget()
    names.forget()


@pytest.fixture
def get(states: World) -> Get:
    """Return how to read an address under `/api/v1/` as somebody, by default the analyst."""
    clients: dict[str, Client] = {}

    def read(path: str, who: str = "analyst", **headers: str) -> Any:
        if who not in clients:
            clients[who] = Client(headers={"accept-language": "en"})
            clients[who].force_login(states.people[who], backend=BACKEND)
        return clients[who].get(path if path.startswith(("/", "http")) else f"{API}{path}", headers=headers)

    return read


@pytest.fixture
def rows(get: Get) -> Callable[..., list[dict[str, Any]]]:
    """Return how to read all rows of a list, page by page."""

    def read(path: str, size: int = 500, who: str = "analyst") -> list[dict[str, Any]]:
        address, found = f"{path}{'&' if '?' in path else '?'}page_size={size}", []
        while address:
            answer = get(address, who)
            assert answer.status_code == 200, (address, answer.content)
            page = answer.json()
            assert len(page["results"]) <= size
            found += page["results"]
            address = page["next"]
        return found

    return read


@pytest.fixture
def number_of(states: World) -> Callable[[str], int]:
    """Return how to find a measure's id by its number."""
    return lambda number: Measure.objects.get(number=number).pk
