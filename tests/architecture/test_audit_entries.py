"""Every write leaves exactly one audit entry, and faces write by services alone (rules.md §8; hardening G17)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from accounts.audit import verify_chain
from accounts.models import AuditEntry
from accounts.web.person_moves import MOVES
from tests.architecture.cells import CASES
from tests.architecture.test_matrix import Door, undone

ROOT = Path(__file__).resolve().parents[2]
FACES = ("web", "api", "management", "templatetags")
WRITES = {"save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "update", "delete"}
# What faces write that is no write on anything people see: kept answers (api.md *Idempotency-Key*), use of a token.
ALLOWED = {("accounts/api/idempotency.py", name) for name in ("save", "bulk_create", "delete")} | {
    ("accounts/api/authentication.py", "update"),
    ("accounts/web/signing_in.py", "save"),  # a form of allauth's, which sets the password by our service
}


@pytest.mark.walk("postgresql")
def test_every_write_of_the_api_is_one_entry(world):
    """Through the API, by everybody who may: one entry each, by the person, and none where nothing was done."""
    wrong = []
    for name, person in world.people.items():
        if person is None:
            continue
        door = Door(world, name)
        for case in CASES:
            if not case.is_write or case.want[name] >= 300:
                continue
            with undone():
                before = AuditEntry.objects.count()
                status = door.send(case).status_code
                made = list(AuditEntry.objects.order_by("seq")[before:])
                if len(made) != 1 or made[0].actor_id != person.pk or made[0].origin != "api" or verify_chain():
                    wrong.append((name, str(case), status, [entry.action for entry in made]))
    assert not wrong, "\n".join(map(str, wrong))


def test_every_move_on_a_person_is_one_entry(world):
    door = Door(world, "admin")
    for name, move in MOVES.items():
        for thing in ("person", "their_executor", "dismissed"):
            number = world.things.get(thing) or world.people[thing].pk
            with undone():
                before = AuditEntry.objects.count()
                answer = door.client.post(f"/people/{number}/{name}/", {"version": "1"})
                made = AuditEntry.objects.count() - before
            assert made == (1 if answer.status_code == 302 else 0), (name, thing, answer.status_code, move.done)


def test_faces_write_by_services_alone():
    """Pages, API and commands call no writing method of a query set or row: those calls have services."""
    found = set()
    for app in ("accounts", "roadmap"):
        for face in FACES:
            for path in sorted((ROOT / app / face).rglob("*.py")):
                found |= {(str(path.relative_to(ROOT)), name) for name in writing_calls(path)}
    assert found == ALLOWED


def writing_calls(path):
    """Return the names of writing methods that a module calls on what may be a row or a query set."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in WRITES:
            continue
        owner = ast.unparse(node.func.value)
        if "objects" in owner or node.func.attr in {"save", "delete"} or owner in {"same", "mine", "kept"}:
            yield node.func.attr
