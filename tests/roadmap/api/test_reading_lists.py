"""Lists: pages by key, orders, filters, chosen fields, and what is refused by name (api.md *Lists*, *Filters*)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import product
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from django.utils import timezone

from tests.roadmap.api.conftest import Get

STATUSES = ("not_started", "in_progress", "done", "not_done")
HEALTHS = ("late", "due_soon", "silent", "on_track", "closed")
ORDERS = ("number", "due_on", "status", "progress", "health", "updated_at")
LISTS = (
    "regions",
    "agencies",
    "roadmaps",
    "directions",
    "measures",
    "occurrences",
    "reports",
    "amendments",
    "settlements",
    "periods",
)
OWN_LISTS = ("users", "audit", "tokens")
REFUSED = (
    "page_size=0",
    "page_size=-1",
    "page_size=501",
    "page_size=many",
    "page_size=",
    "page_size=1&page_size=1",
    f"page_size={quote('٣')}",
    "cursor=x",
    "cursor=",
    "ordering=nope",
    "ordering=",
    "count=1",
    "fields=nope",
    "fields=",
    "format=html",
    "nope=1",
    "as_of=2024",
    "as_of=2024-06-30T00:00:00Z",
    "known_on=2999-01-01",
    "tz=Mars/Olympus",
    "count=%FF",
    "count=%00",
)
NOWHERE = (
    "measures/99999999999999999999999/",
    "measures/9223372036854775808/comments/",
    "measures/8000000000000000/",
    "reports/9223372036854775808/",
    "directions/99999999999999999999/",
    "nope/",
    "nope%0A/",
    "measures",
)
NUMBERS = ["1.2", "1.10", "1.10-1", "2.1", "2.2", "2.3"]


def key_of(order: str, row: dict[str, Any]) -> Any:
    keys = {
        "number": NUMBERS.index(row["number"] if "number" in row else row["measure_number"]),
        "due_on": row["deadline"]["due_on"] if "deadline" in row else row["due_on"],
        "status": STATUSES.index(row["status"]),
        "progress": row["progress"],
        "health": HEALTHS.index(row["health"]),
        "updated_at": row.get("updated_at", ""),
    }
    return keys[order]


@pytest.mark.parametrize("question", ["measures/?", "measures/?as_of=2024-06-30&", "measures/?region=orenburg&"])
def test_each_order_has_its_ties_by_number(rows: Any, question: str) -> None:
    for sign, order in product(("", "-"), ORDERS):
        found = rows(f"{question}ordering={sign}{order}")
        by_number = sorted(found, key=lambda row: key_of("number", row))
        in_order = sorted(by_number, key=partial(key_of, order), reverse=bool(sign))
        assert found == in_order, (sign, order)


@pytest.mark.parametrize(
    "question",
    [
        "measures/?",
        "measures/?as_of=2024-06-30&known_on=2025-01-01&",
        "measures/?side=aktobe&status=done,in_progress&",
        "occurrences/?",
        "occurrences/?as_of=2024-06-30&",
    ],
)
def test_small_pages_give_each_row_once_as_one_large_page_does(rows: Any, question: str) -> None:
    for sign, order in product(("", "-"), ORDERS):
        asked = f"{question}ordering={sign}{order}"
        whole = rows(asked)
        assert whole
        assert [rows(asked, size) for size in (1, 3)] == [whole, whole], asked


def test_pages_lead_back_and_forth(get: Get) -> None:
    for name in LISTS:
        order = get(f"{name}/").json()["results"]
        page = get(f"{name}/?page_size=1").json()
        seen = list(page["results"])
        while page["next"]:
            assert page["next"].startswith(f"http://testserver/api/v1/{name}/?")
            page = get(page["next"]).json()
            seen += page["results"]
        back = list(page["results"])
        while page["previous"]:
            page = get(page["previous"]).json()
            back = [*page["results"], *back]
        assert (seen, back) == (order, order), name


def test_what_a_list_does_not_take_is_refused_by_name(get: Get) -> None:
    for name, query in product((*LISTS, *OWN_LISTS), REFUSED):
        answer = get(f"{name}/?{query}", "aktobe-admin")
        assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json"), query
        assert [error["field"] for error in answer.json()["errors"]] == [query.partition("=")[0]]


def test_a_list_takes_its_bounds_and_counts(get: Get) -> None:
    for name in (*LISTS, *OWN_LISTS):
        answer = get(f"{name}/?page_size=500&count=true&as_of=2026-01-01&known_on=2026-01-01&tz=UTC", "aktobe-admin")
        assert answer.status_code == 200, (name, answer.content)
        assert answer.json()["count"] == len(answer.json()["results"]), name
        assert "count" not in get(f"{name}/?page_size=1&count=false", "aktobe-admin").json(), name


def test_a_filter_is_given_once_and_says_something(get: Get) -> None:
    queries = (
        "status=done&status=done",
        "agency=AKT-TRN&agency=AKT-KAZ",
        "search=",
        "side=mars",
        "status=",
        "agency=,",
    )
    for path, query in product(("measures/", "occurrences/", "summary/"), queries):
        answer = get(f"{path}?{query}")
        assert answer.status_code == 400, query
        assert [error["field"] for error in answer.json()["errors"]] == [query.partition("=")[0]]


def side(row: dict[str, Any], region: str) -> dict[str, Any]:
    return next((one for one in row["sides"] if one["region"] == region), {})


FILTERS: list[tuple[str, Callable[[dict[str, Any]], bool]]] = [
    ("status=done,not_done", lambda row: row["status"] in {"done", "not_done"}),
    ("side=orenburg&status=not_done", lambda row: side(row, "orenburg").get("status") == "not_done"),
    ("health=late", lambda row: row["health"] == "late"),
    ("side=aktobe&health=closed", lambda row: side(row, "aktobe").get("health") == "closed"),
    ("agreement=settled,diverging", lambda row: row["agreement"] in {"settled", "diverging"}),
    ("progress_min=33&progress_max=70", lambda row: 33 <= row["progress"] <= 70),
    ("at_risk=true", lambda row: any(one["at_risk"] for one in row["sides"])),
    ("at_risk=false", lambda row: not any(one["at_risk"] for one in row["sides"])),
    ("reason=procurement", lambda row: any(one["reason"] == "procurement" for one in row["sides"])),
    ("region=orenburg", lambda row: bool(side(row, "orenburg"))),
    ("agency=AKT-KAZ", lambda row: "AKT-KAZ" in (side(row, "aktobe")["lead"], *side(row, "aktobe")["co"])),
    ("lead=AKT-KAZ", lambda row: side(row, "aktobe")["lead"] == "AKT-KAZ"),
    ("direction=2", lambda row: row["direction"] == 2),
    ("roadmap=NONE", lambda row: row["roadmap"] == "NONE"),
    ("direction=1&status=done", lambda row: row["direction"] == 1 and row["status"] == "done"),
]


@pytest.mark.parametrize("path", ["measures/", "occurrences/"])
@pytest.mark.parametrize("day", ["", "as_of=2024-06-30&"])
def test_a_filter_finds_what_its_rows_show(rows: Any, path: str, day: str) -> None:
    every = rows(f"{path}?{day}")
    for query, holds in FILTERS:
        assert rows(f"{path}?{day}{query}") == [row for row in every if holds(row)], query


def test_fields_keep_the_nesting(get: Get) -> None:
    [row] = get("measures/?number=1.2&fields=number,title.ru,sides.status,deadline.wording").json()["results"]
    assert row == {
        "number": "1.2",
        "title": {"ru": "Сауда миссиясы"},
        "deadline": {
            "wording": {
                "kk": "2025 жылғы 31 желтоқсанға дейін",
                "ru": "до 31 декабря 2025 года",
                "en": "by 31 December 2025",
            }
        },
        "sides": [{"status": "in_progress"}, {"status": "in_progress"}],
    }


def test_occurrences_are_there_where_they_are_asked_for(get: Get) -> None:
    assert get("measures/?fields=occurrences").status_code == 400
    [row] = get("measures/?number=1.2&expand=occurrences&fields=occurrences.label").json()["results"]
    assert row == {"occurrences": [{"label": "2024-H1"}, {"label": "2024-H2"}]}
    assert get("measures/?expand=nope").json()["errors"][0]["field"] == "expand"


def test_a_cursor_keeps_the_day_of_its_first_page(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    first = get("measures/?page_size=3&number=2.3,2.1,1.2,1.10").json()
    pinned = get(first["next"]).json()["results"]
    assert pinned
    later = timezone.now() + timedelta(days=400)
    monkeypatch.setattr("roadmap.api.reading.base.timezone", SimpleNamespace(now=lambda: later))
    silent = [one["days_silent"] for row in get(first["next"]).json()["results"] for one in row["sides"]]
    assert silent == [one["days_silent"] for row in pinned for one in row["sides"]]


def test_an_address_of_nothing_is_not_found(get: Get) -> None:
    for path in NOWHERE:
        answer = get(path)
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json"), path
