"""Who may write on which person, and what goes with a right that is taken away (rules.md §7, hardening G6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from accounts.errors import RuleBroken
from accounts.models import ApiToken, User
from accounts.policy import Action, can, require
from accounts.roles import Role
from accounts.services.access import Place, as_of_now, lock_region

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from accounts.audit import Act
    from accounts.models import Region

# Nobody makes an operator in the product: `manage.py createsuperuser` does.
GRANTABLE = (Role.READER, Role.EXECUTOR, Role.COORDINATOR, Role.ADMINISTRATOR)


def roles_given_by(by: User) -> Sequence[Role]:
    """Return the roles for which someone invites: the operator analysts and first administrators alone."""
    return GRANTABLE if can(by, Action.PEOPLE_EDIT) else (Role.READER, Role.ADMINISTRATOR)


def lock_person(act: Act, user_id: int) -> tuple[Act, User]:
    """Lock a person's region and the person, for someone who may write on them; the act is read again.

    :raises User.DoesNotExist: where the actor may not know of the person.
    :raises PermissionDenied: where they know of them but may not write on them.
    :raises RuleBroken: `anonymised`.
    """
    _require_some_power(act.person)
    found = User.objects.visible_to(act.person).get(pk=user_id)
    lock_region(found.region_id)
    act = as_of_now(act)
    _require_some_power(act.person)
    person = (
        User.objects.visible_to(act.person)
        .select_for_update(no_key=True, of=("self",))
        .select_related("region", "agency")
        .get(pk=user_id)
    )
    require_edit(act.person, person)
    refuse_anonymised(person)
    return act, person


def lock_invited(act: Act, user_id: int) -> tuple[Act, User]:
    """Lock someone whose invitation is to be sent again or cancelled, for who may invite such a person.

    So the operator, who may not write on a region's people, still keeps its first administrator's invitation.

    :raises User.DoesNotExist, PermissionDenied: in this order; nobody does it to themselves.
    :raises RuleBroken: `has_administrator`.
    """
    found = User.objects.visible_to(act.person).get(pk=user_id)
    lock_region(found.region_id)
    act = as_of_now(act)
    people = User.objects.visible_to(act.person).select_related("region", "agency")
    person: User = people.select_for_update(no_key=True, of=("self",)).get(pk=user_id)
    require_invited(act.person, person)
    refuse_anonymised(person)
    check_first_administrator(act.person, person)
    return act, person


def refuse_anonymised(person: User) -> None:
    """Refuse every further write on someone of whom only a number is left.

    :raises RuleBroken: `anonymised`.
    """
    if person.is_anonymised:
        raise RuleBroken("anonymised", _("Who this person was has been taken away for good."))


def require_invited(by: User, person: User) -> None:
    """Refuse who may not send or cancel the invitation of `person`.

    :raises PermissionDenied: but for who may invite such a person, and is another one.
    """
    if person.pk == by.pk:
        raise PermissionDenied(Action.PEOPLE_EDIT.value)
    require_invite(by, person.role, person.region)


def _require_some_power(by: User) -> None:
    if not (can(by, Action.PEOPLE_EDIT) or can(by, Action.ANALYST_EDIT)):
        raise PermissionDenied(Action.PEOPLE_EDIT.value)


def require_edit(by: User, person: User) -> None:
    """Refuse who may not write on `person`: administrators write on their region's people, never on themselves.

    An analyst of no region is the operator's, for no administration has them.

    :raises PermissionDenied: everywhere else.
    """
    if person.pk == by.pk or person.role == Role.OPERATOR:
        raise PermissionDenied(Action.PEOPLE_EDIT.value)
    if person.region_id is None and person.role == Role.READER and can(by, Action.ANALYST_EDIT):
        return
    require(by, Action.PEOPLE_EDIT, person)


def require_invite(by: User, role: object, region: Region | None) -> None:
    """Refuse who may not invite someone of this role into this region (rules.md §7).

    :raises PermissionDenied: but for an administrator in the own region, and the operator for an
        analyst of no region or a region's first administrator.
    """
    if region is None:
        allowed = role == Role.READER and can(by, Action.ANALYST_EDIT)
    else:
        first = role == Role.ADMINISTRATOR and can(by, Action.FIRST_ADMINISTRATOR)
        allowed = first or can(by, Action.PEOPLE_EDIT, Place(region.pk))
    if not allowed:
        raise PermissionDenied(Action.PEOPLE_EDIT.value)


def check_first_administrator(by: User, person: User) -> None:
    """Let the operator give a region an administrator only where it has none of its own.

    :raises RuleBroken: `has_administrator`.
    """
    if can(by, Action.FIRST_ADMINISTRATOR) and administrators_of(person.region_id).exists():
        raise RuleBroken("has_administrator", _("The region has an administrator, who invites its people."), "region")


def administrators_of(region_id: int | None) -> QuerySet[User]:
    """Return a region's active administrators; the merely invited do not count."""
    people: QuerySet[User] = User.objects.joined().filter(role=Role.ADMINISTRATOR, region_id=region_id)
    return people


def keep_an_administrator(person: User) -> None:
    """Refuse to take away a region's last active administrator.

    :raises RuleBroken: `last_administrator`.
    """
    if not administrators_of(person.region_id).exclude(pk=person.pk).exists():
        raise RuleBroken("last_administrator", _("The region would be left without an administrator."))


def end_all_sessions(person: User) -> None:
    """End every session and open link of a person; the caller saves `session_epoch`."""
    person.session_epoch += 1
    mine = UserSession.objects.filter(user_id=person.pk)
    Session.objects.filter(session_key__in=mine.values("session_key")).delete()
    mine.delete()


def revoke_all_tokens(person: User) -> None:
    """Delete every API token of a person: a new role must not arm an old token."""
    ApiToken.objects.filter(user_id=person.pk).delete()
