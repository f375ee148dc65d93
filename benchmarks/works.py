"""What is measured: each work as the product, the floor and the usual way are asked for it, and its goals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

Keys = Mapping[str, Any]
API = "/api/v1"
AGREEMENT, DIRECTION, WORD = "diverging", 5, "мониторингу"


@dataclass(frozen=True)
class Ask:
    """A request."""

    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    status: int = 200


Make = Callable[[Keys, int], Ask]


@dataclass(frozen=True)
class Work:
    """One thing that is asked for; `floor` and `plain` may be missing.

    `goal` is the most that the product may take beside the floor, `beside_plain` beside the usual
    way. `beside` names another work of the product that stands in the floor's place.
    """

    name: str
    goal_name: str
    ours: Make
    floor: Make | None
    plain: Make | None
    goal: float | None = None
    beside_plain: float | None = None
    beside: str = ""
    sqlite_goal: float | None = None
    grows: bool = True
    writes: bool = False
    seldom: bool = False
    floor_name: str = "bare SQL"


def _of(path: str, **more: Any) -> Make:
    return lambda _keys, _turn: Ask(path, **more)


def _api(path: str, **more: Any) -> Make:
    return lambda keys, _turn: Ask(f"{API}/{path}", headers=_token(keys), **more)


def _token(keys: Keys, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {keys['token']}", **more}


def _id(keys: Keys, turn: int) -> int:
    ids: list[int] = keys["ids"]
    return ids[turn % len(ids)]


def _waiting(keys: Keys, turn: int, place: int) -> int:
    """Return a report that waits: each is accepted once; negative turns take them from the end."""
    ids: list[int] = keys["waiting"]
    return ids[(3 * turn + place) % len(ids)] if turn >= 0 else ids[turn]


def _accept(keys: Keys, turn: int) -> Ask:
    path = f"{API}/reports/{_waiting(keys, turn, 0)}/accept/"
    return Ask(path, "POST", _token(keys, **{"If-Match": '"1"', "Content-Type": "application/json"}), b"{}")


def _accept_floor(keys: Keys, turn: int) -> Ask:
    asked = {"id": _waiting(keys, turn, 1), "by": keys["person"], "at": keys["now"]}
    return Ask(f"/floor/accept/?{urlencode(asked)}")


def _accept_plain(keys: Keys, turn: int) -> Ask:
    path = f"/plain/reports/{_waiting(keys, turn, 2)}/?by={keys['person']}"
    return Ask(path, "PATCH", {"Content-Type": "application/json"}, b'{"state":"accepted"}')


def _known(keys: Keys, _turn: int) -> Ask:
    return Ask(f"{API}/measures/", headers=_token(keys, **{"If-None-Match": keys["tag"]}), status=304)


_filter = f"direction={DIRECTION}&agreement={AGREEMENT}"
WORKS = (
    Work(
        "list of 50",
        "P1",
        _api("measures/"),
        _of("/floor/list/"),
        _of("/plain/measures/"),
        goal=2,
        beside_plain=0.25,
        sqlite_goal=3,
    ),
    Work("list of 50 with the count", "", _api("measures/?count=true"), _of("/floor/count/"), None, grows=False),
    Work(
        "deep page",
        "P2",
        lambda keys, _turn: Ask(keys["deep"], headers=_token(keys)),
        lambda keys, _turn: Ask(f"/floor/deep/?{urlencode({'key': keys['key'][0], 'id': keys['key'][1]})}"),
        lambda keys, _turn: Ask(f"/plain/measures/?page={keys['measures'] // 50 - 1}"),
        goal=1.2,
        beside="list of 50",
    ),
    Work(
        "filtered list",
        "P3",
        _api(f"measures/?{_filter}"),
        _of(f"/floor/filtered/?{_filter}"),
        _of(f"/plain/measures/?{_filter}"),
        goal=2,
        beside_plain=0.25,
    ),
    Work(
        "search, one word",
        "P3",
        _api(f"measures/?search={quote(WORD)}"),
        _of(f"/floor/search/?word={quote(WORD)}"),
        _of(f"/plain/measures/?word={quote(WORD)}"),
        goal=4,
        beside_plain=0.25,
        grows=False,
    ),
    Work(
        "one measure",
        "P4",
        lambda keys, turn: Ask(f"{API}/measures/{_id(keys, turn)}/", headers=_token(keys)),
        lambda keys, turn: Ask(f"/floor/one/?id={_id(keys, turn)}"),
        lambda keys, turn: Ask(f"/plain/measures/{_id(keys, turn)}/"),
        goal=3.5,
        beside_plain=0.3,
    ),
    Work(
        "list as of two years back",
        "P5",
        _api("measures/?as_of=2024-06-30"),
        None,
        None,
        goal=1.5,
        beside="list of 50",
    ),
    Work(
        "304",
        "P7",
        _known,
        lambda keys, _turn: Ask("/plain/empty-signed-in/", headers=_token(keys)),
        None,
        goal=2,
        floor_name="empty view with sign-in",
    ),
    Work(
        "summary direction × region",
        "P8",
        _api("summary/?group_by=direction,region"),
        _of("/floor/summary/"),
        _of("/plain/summary/"),
        goal=1.3,
        beside_plain=0.1,
        grows=False,
        seldom=True,
    ),
    Work(
        "measures page (HTML)",
        "P11",
        lambda keys, _turn: Ask("/measures/?page_size=50", headers={"Cookie": keys["cookie"]}),
        _of("/plain/empty/"),
        _of("/plain/page/"),
        goal=25,
        beside_plain=0.35,
        grows=False,
        floor_name="empty view",
    ),
    Work(
        "one report accepted",
        "P6",
        _accept,
        _accept_floor,
        _accept_plain,
        goal=5,
        beside_plain=0.5,
        writes=True,
    ),
)
EXPORTS = (
    Work(
        "CSV of all",
        "P9",
        _api("measures/?format=csv"),
        _of("/floor/csv/"),
        _of("/plain/csv/"),
        goal=3,
        beside_plain=0.1,
        grows=False,
        floor_name="COPY (SQLite: csv over one cursor)",
    ),
    Work(
        "NDJSON of all",
        "P9",
        _api("measures/?format=ndjson"),
        _of("/floor/ndjson/"),
        None,
        goal=1.5,
        grows=False,
        floor_name="streamed SQL JSON",
    ),
)
