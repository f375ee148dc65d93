"""No input ever gives a 5xx or leaves a trace: the corpus of hardening L9, L10 and G20, in every body and form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.architecture.cells import CASES, OPEN_READS, Case
from tests.architecture.test_doors import patterns
from tests.architecture.test_matrix import BACKEND, Door, filled, undone, view_of
from tests.architecture.test_matrix_pages import PAGES, addresses

WRITERS = ("executor", "coordinator", "deputy", "admin", "their_coordinator", "their_admin", "stranger", "operator")
TEXTS = ["a\x00b", "\ud800", "a\x1bb", "\x7f", "\ufffe", "x" * 30_000]
VALUES: list[Any] = [
    *TEXTS,
    "0000-01-01",
    "10000-01-01",
    "٢٠٢٤-٠٧-٠١",
    "2024-02-30",
    2**63,
    -(2**63),
    10**30,
    1.5,
    None,
    True,
    [],
    {},
    [[[]]],
    {"a": "\x00"},
]
# Whole bodies, as bytes: what no JSON parser of ours takes.
BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "a text": b'"x"',
    "null": b"null",
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": -Infinity}',
    "a key twice": b'{"a": 1, "a": 2}',
    "deep": b'{"a":' * 33 + b"1" + b"}" * 33,
    "very deep": b'{"a":' * 100_000,
    "no UTF-8": b'{"a": "\xff"}',
    "an endless number": b'{"a": ' + b"9" * 10_000 + b"}",
    "10 MB": b'{"a": "' + b"x" * 10_000_000 + b'"}',
}
FORMS = ("?format=csv", "?format=ndjson", "?format=xlsx", "")
# A list has other formats than JSON; sums and the feed have not.
LISTS = [
    (path, FORMS if len(view_of(pattern).renderer_classes) > 1 else ("",))
    for path in OPEN_READS.split()
    for address, pattern in patterns()
    if address == f"api/v1/{path}" and path not in {"schema/", "docs/"}
]


def written_by(world: Any) -> list[tuple[str, Case]]:
    """Return each write with a body, with someone who may do it."""
    found: dict[tuple[str, str], tuple[str, Case]] = {}
    for case in CASES:
        able = next((name for name in WRITERS if 200 <= case.want[name] < 300), None)
        if case.method in {"POST", "PATCH"} and able is not None:
            found.setdefault((case.method, case.path), (able, case))
    return list(found.values())


def send(world: Any, door: Door, case: Case, body: bytes) -> Any:
    headers = {} if case.version is None else {"If-Match": f'"{case.version}"'}
    return door.client.generic(
        case.method,
        f"/api/v1/{world.address(case.path)}",
        body,
        content_type="application/json",
        headers=headers,
    )


def test_no_body_breaks_a_write(world):
    doors = {name: Door(world, name) for name in WRITERS}
    wrong = []
    for name, case in written_by(world):
        for what, body in BODIES.items():
            if what == "nothing" and (case.body is None or case.method == "PATCH"):
                continue  # a move takes no body, and a change may change nothing
            with undone() as written:
                answer = send(world, doors[name], case, body)
            if not 400 <= answer.status_code < 500 or written:
                wrong.append((str(case), what, answer.status_code, written))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("name", WRITERS[:4])
def test_no_value_breaks_a_field(world, name):
    """A wrong value is a clear 4xx and writes nothing; what is taken leaves every list whole."""
    door, wrong = Door(world, name), []
    for able, case in written_by(world):
        if able != name or not case.body:
            continue
        good = filled(world, case.body)
        for field in good:
            for value in VALUES:
                body = json.dumps({**good, field: value}).encode()
                with undone() as written:
                    answer = send(world, door, case, body)
                    taken = answer.status_code < 300
                    broken = broken_lists(door) if taken and value in TEXTS else []
                clear = 400 <= answer.status_code < 500 and not written
                if not (clear or taken) or broken:
                    wrong.append((str(case), field, repr(value)[:40], answer.status_code, written, broken))
    assert not wrong, "\n".join(map(str, wrong))


def broken_lists(door: Door) -> list[str]:
    """Return the lists and exports that do not answer."""
    found = []
    for path, forms in LISTS:
        for form in forms:
            answer: Any = door.client.get(f"/api/v1/{path}{form}")
            if answer.streaming:
                b"".join(answer.streaming_content)
            if answer.status_code != 200:
                found.append(f"{path}{form}: {answer.status_code}")
    return found


@pytest.mark.walk("postgresql")
@pytest.mark.parametrize("name", ["executor", "coordinator"])
def test_no_form_breaks_a_page(world, name):
    client, wrong = Client(), []
    client.force_login(world.people[name], backend=BACKEND)
    names = ("text", "summary", "progress", "version", "stands_on", "reason", "name", "email", "do", "file", "q")
    for template, _pattern in PAGES:
        address = addresses(world, template)[0][0]
        for value in ("a\x00b", "\x1b", "x" * 30_000, "9" * 400, "0000-01-01", "٢٠٢٤-٠٧-٠١", "-1", "[]"):
            with undone():
                answer: Any = client.post(f"/{address}", dict.fromkeys(names, value))
                if answer.streaming:
                    b"".join(answer.streaming_content)
            if answer.status_code >= 500:
                wrong.append((address, value[:20], answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))


def test_lists_and_exports_are_whole(world):
    assert broken_lists(Door(world, "coordinator")) == []


@pytest.mark.parametrize(
    "asked",
    [
        "known_on=2199-12-31",
        "known_on=2199-12-31T00:00:00Z&as_of=2024-07-01",
        "as_of=0000-01-01",
        "tz=Mars/Base",
        "ordering=nothing",
        "page_size=0",
        "cursor=nothing",
        "fields=nothing",
        "nothing=1",
    ],
)
@pytest.mark.parametrize("name", ["analyst", "admin"])
def test_what_cannot_be_asked_is_refused_before_the_first_byte_in_every_format(world, name, asked):
    client, wrong = Door(world, name).client, []
    for path, forms in LISTS:
        for form in forms:
            answer: Any = client.get(f"/api/v1/{path}{form}{'&' if form else '?'}{asked}")
            if answer.streaming or answer.status_code != 400:
                wrong.append((path, form, answer.status_code))
    assert wrong == []
