"""Every address of the API for every person, by the cells of cells.py: exact answers, nothing written where denied."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern
from django.utils import timezone

from accounts.api.docs import schema
from accounts.api.views import ApiView
from accounts.services import tokens
from roadmap.selectors import names, reference
from tests.architecture.cells import CASES, PEOPLE, SIGNED_IN, Case
from tests.architecture.test_doors import patterns
from tests.cast import act_of
from tests.dumps import everything
from tests.world import World

WALK = pytest.mark.walk("postgresql")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(?!django_session|usersessions)(\w+)"')
# What only the product sets: each of them in each body is refused by name.
PRIVILEGED: dict[str, Any] = {
    "id": 1,
    "version": 9,
    "accepted_by": "aktobe-coordinator",
    "author": "aktobe-executor",
    "demo": True,
    "is_staff": True,
    "is_superuser": True,
    "on_behalf": False,
    "proposed_by": "orenburg",
    "region_id": 2,
    "updated_at": "2024-07-01T00:00:00Z",
    "__proto__": {},
}


class Door:
    """The API as one person sees it, signed in by a session or by a token."""

    def __init__(self, world: World, name: str, token: str = "") -> None:
        self.world, self.client = world, Client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        person = world.people[name]
        if person is not None and not token:
            self.client.force_login(person, backend=BACKEND)

    def send(self, case: Case, **added: Any) -> Any:
        """Send a case as those send it who may."""
        headers = dict(self.headers)
        if case.version is not None:
            headers["If-Match"] = f'"{case.version}"'
        body = None if case.body is None and not added else {**filled(self.world, case.body or {}), **added}
        answer: Any = self.client.generic(
            case.method,
            f"/api/v1/{self.world.address(case.path)}",
            "" if body is None else json.dumps(body),
            content_type="application/json",
            headers=headers,
        )
        if answer.streaming:
            b"".join(answer.streaming_content)  # and closes the file
        return answer


def filled(world: World, value: Any) -> Any:
    """Return a body with the numbers of the things that it names."""
    if isinstance(value, dict):
        return {name: filled(world, inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(world, inner) for inner in value]
    return world.things[value[1:-1]] if isinstance(value, str) and value.startswith("{") else value


@contextmanager
def undone() -> Iterator[set[str]]:
    """Undo what is done inside; yield the tables that were written to."""
    written: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if match := WRITES.match(sql.lstrip()):
            written.add(match[1])
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(watch):
        yield written
        transaction.set_rollback(True)
    if written:  # counters that were taken back come again, and would name what was read under them
        reference.forget()
        names.forget()


def template_of(path: str) -> str:
    """Return an address as the schema and the resolver are compared by: `reports/{}/submit/`."""
    return re.sub(r"\{[^}]*\}|<[^>]*>", "{}", path)


def view_of(pattern: URLPattern) -> type[ApiView]:
    """Return the class behind an address of the API."""
    found: type[ApiView] = pattern.callback.cls  # type: ignore[attr-defined]
    return found


LISTED = {(case.method, template_of(case.path)) for case in CASES}


def test_the_matrix_lists_what_the_resolver_knows():
    known = {
        (method, template_of(address.removeprefix("api/v1/")))
        for address, pattern in patterns()
        if address.startswith("api/v1/")
        for method in view_of(pattern).actions
    }
    assert known == LISTED


def described_calls() -> dict[tuple[str, str], dict[str, Any]]:
    """Return how the schema describes each call, by method and template."""
    return {
        (method.upper(), template_of(address.removeprefix("/api/v1/"))): call
        for address, item in schema()["paths"].items()
        for method, call in item.items()
        if method != "parameters"
    }


def test_the_matrix_lists_what_the_schema_describes():
    assert set(described_calls()) == LISTED


def test_every_call_that_needs_a_version_is_described_with_it():
    undescribed, described = [], described_calls()
    for case in CASES:
        if case.version is not None:
            call = described[case.method, template_of(case.path)]
            asks = "If-Match" in {one["name"] for one in call["parameters"]}
            if not asks or not {"412", "428"} <= set(call["responses"]):
                undescribed.append(str(case))
    assert undescribed == []


def test_a_cursor_of_another_audience_is_described():
    assert "410" in schema()["paths"]["/api/v1/changes/"]["get"]["responses"]


def test_every_denied_cell_has_an_allowed_twin():
    allowed = {
        (case.method, template_of(case.path)) for case in CASES if any(status < 300 for status in case.want.values())
    }
    assert allowed == LISTED


@WALK
@pytest.mark.parametrize("name", PEOPLE)
def test_every_answer_is_the_one_in_the_matrix(world, name):
    door, before, wrong = Door(world, name), everything(), []
    for case in CASES:
        with undone() as written:
            got = door.send(case).status_code
        if got != case.want[name] or (got >= 300 and written):
            wrong.append((str(case), case.body, f"want {case.want[name]}, got {got}", written))
    assert not wrong, "\n".join(map(str, wrong))
    assert everything() == before


@WALK
def test_a_token_that_may_read_writes_nothing(world):
    wrong = []
    for name in ("executor", "coordinator", "admin", "their_coordinator"):
        made = tokens.create_token(act_of(world.people[name], timezone.now()), name="оқу")
        door = Door(world, name, made.text)
        for case in CASES:
            if case.is_write and case.want[name] < 300:
                with undone() as written:
                    got = door.send(case)
                if got.status_code != 403 or written - {"accounts_apitoken"}:
                    wrong.append((name, str(case), got.status_code, written))
    assert not wrong, "\n".join(map(str, wrong))


@WALK
@pytest.mark.parametrize("name", ["executor", "coordinator", "admin", "their_coordinator"])
def test_what_only_the_product_sets_is_refused_by_name(world, name):
    door, wrong = Door(world, name), []
    for case in CASES:
        if case.method not in {"POST", "PATCH"} or case.want[name] >= 300:
            continue
        for privileged, value in PRIVILEGED.items():
            with undone() as written:
                got = door.send(case, **{privileged: value})
            named = [error["field"] for error in got.json()["errors"]] if got.status_code == 400 else []
            if got.status_code != 400 or privileged not in named or written:
                wrong.append((str(case), privileged, got.status_code, written))
    assert not wrong, "\n".join(map(str, wrong))


@WALK
def test_nobody_alters_what_only_the_other_region_has(world):
    """Whatever Aktobe's people may do leaves Orenburg's people, agencies, reports and drafts as they are (G4)."""
    theirs = ("accounts.User", "accounts.Agency", "accounts.ApiToken", "roadmap.Report", "roadmap.Party")
    region_id = world.people["their_admin"].region_id

    def foreign():
        dump = everything(theirs)
        return {
            label: [row for row in rows if row.get("region_id", region_id) == region_id]
            for label, rows in dump.items()
        }

    before, wrong = foreign(), []
    for name in ("executor", "coordinator", "deputy", "admin"):
        door = Door(world, name)
        for case in CASES:
            if case.is_write and case.want[name] < 300:
                with undone():
                    door.send(case)
                    after = foreign()
                wrong += [
                    (str(case), label)
                    for label in theirs
                    if label != "accounts.ApiToken" and after[label] != before[label]
                ]
    assert not wrong, "\n".join(map(str, wrong))


@WALK
def test_who_is_shut_out_is_refused_at_the_next_request(world):
    case = next(case for case in CASES if case.path == "me/")
    for name in SIGNED_IN:
        door, person = Door(world, name), world.people[name]
        made = tokens.create_token(act_of(person, timezone.now()), name="оқу")
        doors = (door, Door(world, name, made.text))
        assert [one.send(case).status_code for one in doors] == [200, 200]
        person.is_active = False
        person.save(update_fields=["is_active"])
        assert [one.send(case).status_code for one in doors] == [401, 401]


@WALK
def test_public_read_opens_reads_alone(world, settings):
    settings.PUBLIC_READ = True
    door, closed = Door(world, "visitor"), []
    for case in CASES:
        with undone() as written:
            got = door.send(case).status_code
        public = case.method == "GET" and case.want["analyst"] < 400 and got == 200
        hidden = case.method == "GET" and case.want["analyst"] == 404 and got == 404
        if not (public or hidden or got == 401) or written:
            closed.append((str(case), got))
    assert not closed, "\n".join(map(str, closed))
