"""The floor: a bare WSGI app that answers with the same rows by one hand-written SQL each (performance.md).

The database makes the JSON of each row, orjson the frame around them. No framework, no sign-in, no
permission, no limit: it is what the server and the database alone cost.
"""

from __future__ import annotations

import csv
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from io import StringIO
from typing import Any
from urllib.parse import parse_qs

import orjson
import psycopg2

from benchmarks import floor_sql as sql

Start = Callable[[str, list[tuple[str, str]]], object]
Answer = tuple[Iterable[bytes], str]
PAGE = 50
PORTION = 1000
ADDRESS = os.environ.get("DATABASE_URL", "")
VENDOR = "postgresql" if ADDRESS else "sqlite"
_local = threading.local()


def connection() -> Any:  # noqa: ANN401 -- of either driver
    """Return this thread's connection."""
    if not hasattr(_local, "connection"):
        _local.connection = psycopg2.connect(ADDRESS) if ADDRESS else _file()
        if ADDRESS:
            _local.connection.autocommit = True
    return _local.connection


def _file() -> sqlite3.Connection:
    opened = sqlite3.connect(os.environ["SQLITE_FILE"], isolation_level=None)
    opened.execute("PRAGMA journal_mode=WAL")
    opened.execute("PRAGMA synchronous=FULL")
    opened.execute("PRAGMA busy_timeout=20000")
    return opened


def rows(text: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement."""
    cursor = connection().cursor()
    cursor.execute(sql.named(text, VENDOR), values)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def page(where: str, values: dict[str, Any], *, counted: bool = False) -> bytes:
    """Return a page of measures as JSON."""
    found = rows(sql.page(VENDOR, where), {"day": today(), **values})
    body: dict[str, Any] = {"next": None, "previous": None, "results": [orjson.Fragment(row[0]) for row in found]}
    if counted:
        body["count"] = rows(f"SELECT count(*) FROM roadmap_measure m WHERE {where}", values)[0][0]  # noqa: S608 -- ours
    return orjson.dumps(body)


def today() -> Any:  # noqa: ANN401 -- what the driver takes
    """Return the day as the driver takes it."""
    day = date.today()  # noqa: DTZ011 -- the machine's day will do
    return day if ADDRESS else day.isoformat()


def listed(_asked: dict[str, str]) -> Answer:
    """Answer with the first page."""
    return [page("TRUE", {})], "application/json"


def counted(_asked: dict[str, str]) -> Answer:
    """Answer with the first page and the count."""
    return [page("TRUE", {}, counted=True)], "application/json"


def deep(asked: dict[str, str]) -> Answer:
    """Answer with the page after a row."""
    values = {"key": asked["key"], "id": int(asked["id"])}
    return [page("(m.number_key, m.id) > (:key, :id)", values)], "application/json"


def filtered(asked: dict[str, str]) -> Answer:
    """Answer with the diverging measures of a direction."""
    direction = "m.direction_id IN (SELECT id FROM roadmap_direction WHERE number = :direction)"
    values = {"direction": int(asked["direction"]), "agreement": asked["agreement"]}
    return [page(f"{direction} AND m.agreement = :agreement", values)], "application/json"


def search(asked: dict[str, str]) -> Answer:
    """Answer with the measures that have a word."""
    return [page(sql.SEARCH[VENDOR], {"word": sql.word(VENDOR, asked["word"])})], "application/json"


def one(asked: dict[str, str]) -> Answer:
    """Answer with one measure and its occurrences."""
    found = rows(sql.one(VENDOR), {"day": today(), "id": int(asked["id"])})
    return [orjson.dumps(orjson.Fragment(found[0][0]))], "application/json"


def summary(_asked: dict[str, str]) -> Answer:
    """Answer with the figures of each direction and region."""
    found = rows(sql.SUMMARY, {"day": today()})
    return [orjson.dumps({"results": [sql.figures(row) for row in found]})], "application/json"


def accept(asked: dict[str, str]) -> Answer:
    """Accept a report: one statement with commit (SQLite: one transaction)."""
    values = {"id": int(asked["id"]), "by": int(asked["by"]), "at": asked["at"]}
    cursor = connection().cursor()
    if ADDRESS:
        cursor.execute(sql.named(sql.ACCEPT, VENDOR), values)
    else:
        cursor.execute("BEGIN IMMEDIATE")
        for statement in sql.ACCEPT_STEPS:
            cursor.execute(statement, values)
        cursor.execute("COMMIT")
    return [orjson.dumps({"id": values["id"], "state": "accepted"})], "application/json"


def comma_separated(_asked: dict[str, str]) -> Answer:
    """Answer with all measures as CSV: PostgreSQL writes it itself."""
    return _copied() if ADDRESS else _written(), "text/csv"


def lines(_asked: dict[str, str]) -> Answer:
    """Answer with all measures as JSON, one a line."""
    return _lines(), "application/x-ndjson"


def nothing(_asked: dict[str, str]) -> Answer:
    """Answer with nothing."""
    return [b""], "text/plain"


def _copied() -> Iterator[bytes]:
    from io import BytesIO  # noqa: PLC0415 -- only here

    written = BytesIO()
    connection().cursor().copy_expert(f"COPY ({sql.FLAT}) TO STDOUT WITH (FORMAT csv)", written)
    yield written.getvalue()


def _written() -> Iterator[bytes]:
    cursor = connection().execute(sql.FLAT)
    while found := cursor.fetchmany(PORTION):
        text = StringIO()
        csv.writer(text).writerows(found)
        yield text.getvalue().encode()


def _lines() -> Iterator[bytes]:
    text = sql.named(sql.page(VENDOR, "TRUE", limit=False), VENDOR)
    if not ADDRESS:
        cursor = connection().execute(text, {"day": today()})
        while found := cursor.fetchmany(PORTION):
            yield "".join(f"{row[0]}\n" for row in found).encode()
        return
    own = psycopg2.connect(ADDRESS)
    with own, own.cursor("lines") as named:
        named.itersize = PORTION
        named.execute(text, {"day": today()})
        while found := named.fetchmany(PORTION):
            yield "".join(f"{row[0]}\n" for row in found).encode()
    own.close()


VIEWS: dict[str, Callable[[dict[str, str]], Answer]] = {
    "list": listed,
    "count": counted,
    "deep": deep,
    "filtered": filtered,
    "search": search,
    "one": one,
    "summary": summary,
    "accept": accept,
    "csv": comma_separated,
    "ndjson": lines,
    "nothing": nothing,
}


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """Answer `/floor/<name>?…`."""
    name = environ["PATH_INFO"].split("/")[2]
    asked = {key: values[0] for key, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
    body, kind = VIEWS[name](asked)
    headers = [("Content-Type", kind)]
    if isinstance(body, list):
        headers.append(("Content-Length", str(len(body[0]))))
    start_response("200 OK", headers)
    return body
