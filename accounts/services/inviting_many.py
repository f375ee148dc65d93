"""Inviting many people at once: all of them or none, by the same service as one (rules.md §7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.errors import InvalidInput, RuleBroken
from accounts.models import User
from accounts.policy import Action, require
from accounts.services.people import invite_person

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.audit import Act

Row = Mapping[str, str]


@dataclass(frozen=True)
class Problem:
    """Why one row cannot be taken: its number among the people (the first is 1), the field where there is one."""

    row: int
    field: str | None
    message: str | _StrPromise


class NotAll(Exception):
    """Some rows cannot be taken, so nobody was invited."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(len(problems))
        self.problems = problems


def check_invitations(act: Act, rows: Sequence[Row]) -> list[Problem]:
    """Return what stands against inviting these people; nothing is written and no letter goes.

    The rows are really invited and the whole is undone, so that the answer is that of `invite_all`.

    :raises PermissionDenied: where the actor invites nobody.
    """
    with transaction.atomic():
        _invited, problems = _invite(act, rows)
        transaction.set_rollback(True)
    return problems


@transaction.atomic
def invite_all(act: Act, rows: Sequence[Row]) -> list[User]:
    """Invite all of these people, each with an entry and a letter of their own.

    :raises PermissionDenied: where the actor invites nobody.
    :raises NotAll: with every row's problem; then nobody is invited.
    """
    invited, problems = _invite(act, rows)
    if problems:
        raise NotAll(problems)
    return invited


def _invite(act: Act, rows: Sequence[Row]) -> tuple[list[User], list[Problem]]:
    require(act.by, Action.PEOPLE_EDIT)
    invited, problems = [], []
    for number, row in enumerate(rows, start=1):
        try:
            with transaction.atomic():
                invited.append(_invite_one(act, row))
        except InvalidInput as wrong:
            problems.append(Problem(number, wrong.field, wrong.message))
        except RuleBroken as broken:
            problems.append(Problem(number, broken.field, broken.message))
    return invited, problems


def _invite_one(act: Act, row: Row) -> User:
    return invite_person(
        act,
        email=row.get("email", ""),
        name=row.get("name", ""),
        role=row.get("role", ""),
        agency_code=row.get("agency") or None,
        language=row.get("language") or None,
        username=row.get("username") or None,
        post=row.get("post", ""),
    )
