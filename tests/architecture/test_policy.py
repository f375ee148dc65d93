"""The policy's table is complete, and each denied cell has an allowed twin (house.md)."""

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied

from accounts.management.commands.permissions import table
from accounts.policy import GRANTS, Action, Scope, can, require, scope_of
from accounts.roles import Role

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Person:
    role: str
    pk: int = 1
    region_id: int | None = 1
    agency_id: int | None = 10
    is_active: bool = True
    is_authenticated: bool = True


@dataclass
class Somewhere:
    region_id: int | None = 1
    agency_ids: frozenset[int] = field(default_factory=lambda: frozenset({10}))
    owner_id: int | None = 1


OWN = 1000
CELLS = [(role, action) for role in Role for action in Action]


def test_the_page_is_what_the_policy_says():
    assert (ROOT / "docs/permissions.md").read_text() == table()


def test_every_role_has_its_grants():
    assert set(GRANTS) == set(Role)


@pytest.mark.parametrize("action", list(Action))
def test_every_action_is_granted_to_someone(action):
    assert any(action in GRANTS[role] for role in Role)


@pytest.mark.parametrize(("role", "action"), CELLS)
def test_a_cell_reaches_as_far_as_its_scope(role, action):
    scope = GRANTS[role].get(action)
    person = Person(role, pk=OWN, region_id=OWN, agency_id=OWN)
    own = can(person, action, Somewhere(int(str(OWN)), frozenset({OWN}), int(str(OWN))))  # equal, and not the same
    assert own == (scope is not None)
    for other in (OWN - 1, OWN + 1):
        other_agency = Somewhere(OWN, frozenset({other}), other)
        assert can(person, action, other_agency) == (scope in {Scope.REGION, Scope.ALL})
        assert can(person, action, Somewhere(other, frozenset({other}), other)) == (scope is Scope.ALL)


@pytest.mark.parametrize(("role", "action"), CELLS)
def test_the_deactivated_may_do_nothing(role, action):
    assert not can(Person(role, is_active=False), action)


@pytest.mark.parametrize("action", list(Action))
def test_strangers_read_the_plan_only_where_it_is_public(action):
    stranger = Person("", is_authenticated=False)
    assert scope_of(stranger, action) is None
    public = {Action.PLAN_READ, Action.REPORT_READ_ACCEPTED}
    assert (scope_of(stranger, action, public_read=True) is not None) == (action in public)


@pytest.mark.parametrize("action", list(Action))
def test_who_does_not_say_who_they_are_may_do_nothing(action):
    said = {"role": Role.COORDINATOR, "pk": 1, "region_id": 1}
    for half in ({}, {"is_active": True}, {"is_authenticated": True}):
        assert scope_of(SimpleNamespace(**said, **half), action) is None
    whole = SimpleNamespace(**said, is_active=True, is_authenticated=True)
    assert scope_of(whole, action) == GRANTS[Role.COORDINATOR].get(action)


def test_who_belongs_nowhere_reaches_no_region():
    homeless = Person(Role.COORDINATOR, region_id=None, agency_id=None)
    assert not can(homeless, Action.REPORT_ACCEPT, Somewhere(region_id=None))


def test_nobody_writes_for_another_region():
    writing = {Action.REPORT_WRITE, Action.REPORT_ACCEPT, Action.PROPOSE, Action.EXECUTORS_EDIT, Action.PARTY_EDIT}
    assert not [(role, action) for role in Role for action in writing if GRANTS[role].get(action) is Scope.ALL]


def test_require_refuses_what_can_denies():
    with pytest.raises(PermissionDenied):
        require(Person(Role.EXECUTOR), Action.REPORT_ACCEPT, Somewhere())
    require(Person(Role.COORDINATOR), Action.REPORT_ACCEPT, Somewhere())
