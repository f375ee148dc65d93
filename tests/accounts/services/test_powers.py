"""Who may write on whom, and invite whom, asked of every pair (rules.md §7); the version that was read."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied

from accounts.errors import StaleVersion, VersionMissing
from accounts.models import Region, User
from accounts.roles import Role
from accounts.services import powers
from accounts.services.access import check_version

HERE, THERE = 5, 6
ROLES = list(Role)


def somebody(role: Role, region_id: int | None, pk: int) -> User:
    return User(pk=pk, role=role, region_id=None if role == Role.OPERATOR else region_id, agency_id=1)


def refuses(call: object, *arguments: object) -> bool:
    try:
        call(*arguments)  # type: ignore[operator]
    except PermissionDenied:
        return True
    return False


@pytest.mark.parametrize("pk", [1, 2000, 4000])
@pytest.mark.parametrize(("role", "region_id"), list(product(ROLES, [HERE, THERE, None])))
def test_who_writes_on_whom(role: Role, region_id: int | None, pk: int) -> None:
    person = somebody(role, region_id, pk)
    for by_role in ROLES:
        by = somebody(by_role, HERE, int("2000"))
        is_ones_own = by_role == Role.ADMINISTRATOR and person.region_id == HERE
        is_the_operators = by_role == Role.OPERATOR and person.region_id is None and role == Role.READER
        may = (is_ones_own or is_the_operators) and role != Role.OPERATOR and pk != by.pk
        assert refuses(powers.require_edit, by, person) != may, by_role


@pytest.mark.parametrize(("role", "region_id"), list(product(ROLES, [HERE, THERE, None])))
def test_who_invites_whom(role: Role, region_id: int | None) -> None:
    region = Region(pk=region_id) if region_id else None
    for by_role in ROLES:
        by = somebody(by_role, HERE, 1)
        is_ones_own = by_role == Role.ADMINISTRATOR and region_id == HERE
        is_the_operators = by_role == Role.OPERATOR and (
            (region_id is None and role == Role.READER) or (region_id is not None and role == Role.ADMINISTRATOR)
        )
        assert refuses(powers.require_invite, by, role, region) != (is_ones_own or is_the_operators), by_role


@pytest.mark.parametrize("pk", [1, 2000, 4000])
def test_nobody_sends_their_own_invitation_anew(pk: int) -> None:
    by, person = somebody(Role.ADMINISTRATOR, HERE, int("2000")), somebody(Role.EXECUTOR, HERE, pk)
    person.region = Region(pk=HERE)
    assert refuses(powers.require_invited, by, person) == (pk == by.pk)


@dataclass
class Row:
    version: int


@pytest.mark.parametrize("seen", [0, 1, 999, 1001, 5000])
def test_another_version_is_stale(seen: int) -> None:
    with pytest.raises(StaleVersion) as caught:
        check_version(Row(1000), seen)
    assert caught.value.current == 1000


def test_the_version_that_was_read_is_taken_and_none_is_not() -> None:
    check_version(Row(1000), int("1000"))
    with pytest.raises(VersionMissing):
        check_version(Row(1000), None)
