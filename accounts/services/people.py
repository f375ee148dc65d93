"""Writes on people (rules.md §7–8). Names, e-mails and posts stand in the chain as digests only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.errors import InvalidInput, RuleBroken
from accounts.models import Region, User
from accounts.policy import Action, can
from accounts.roles import Language, Role
from accounts.services import inputs, letters
from accounts.services.access import as_of_now, check_version, lock_region
from accounts.services.powers import (
    check_first_administrator,
    end_all_sessions,
    keep_an_administrator,
    lock_person,
    require_invite,
    revoke_all_tokens,
)
from accounts.services.registering import record_person, save_unique, set_username, set_values, state_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.audit import Act

CHANGEABLE = ("email", "name", "role", "agency", "language", "post")


@transaction.atomic
def invite_person(  # noqa: PLR0913 -- a person has all of these
    act: Act,
    *,
    email: str,
    name: str,
    role: str,
    agency_code: str | None = None,
    language: str | None = None,
    username: str | None = None,
    post: str = "",
    region_code: str | None = None,
) -> User:
    """Invite someone, and write to them with the link on which they set a password.

    An administrator invites into the own region. The operator names a region (`region_code`) for
    its first administrator, and none for an analyst of no region. Without `username` one is made
    of the region and the e-mail; without `language` it is the region's.

    :raises PermissionDenied: for whom else.
    :raises InvalidInput: naming the field.
    :raises RuleBroken: `has_administrator`, `agency_ended`, and `not_available` where the e-mail or
        user name is somebody's, without a word of whose.
    """
    act, region = _region_to_invite_into(act, region_code)
    require_invite(act.person, role, region)
    person = User(region=region, invited_at=act.at)
    values = {"email": email, "name": name, "role": role, "agency": agency_code, "post": post}
    values["language"] = language or (region.language if region is not None else Language.RU.value)
    set_values(act, person, values)
    set_username(person, username)
    person.set_unusable_password()
    check_first_administrator(act.person, person)
    save_unique(person)
    record_person(act, "person.invite", person, after={**state_of(person), "username": person.username})
    letters.after_commit(letters.send_invitation, person.pk)
    if person.role == Role.ADMINISTRATOR and can(act.person, Action.FIRST_ADMINISTRATOR):
        letters.after_commit(letters.tell_of_first_administrator, person.pk)
    return person


@transaction.atomic
def change_person(act: Act, *, user_id: int, seen_version: int | None, values: Mapping[str, Any]) -> User:
    """Change someone of the own region; `agency` is a code, or None for none.

    Another role or agency ends the person's sessions and tokens: what they could do before is gone
    at their next request. Who has not come yet gets a new invitation where that or the e-mail changes,
    for the link before ends with it.

    :raises User.DoesNotExist, PermissionDenied, VersionMissing, StaleVersion: in this order.
    :raises InvalidInput: naming the field.
    :raises RuleBroken: `last_administrator`, `agency_ended`, `not_available`.
    """
    act, person = lock_person(act, user_id)
    check_version(person, seen_version)
    inputs.refuse_unknown(values, CHANGEABLE)
    before = state_of(person)
    set_values(act, person, values)
    after = state_of(person)
    if before["role"] == Role.ADMINISTRATOR and after["role"] != Role.ADMINISTRATOR:
        keep_an_administrator(person)
    if (before["role"], before["agency"]) != (after["role"], after["agency"]):
        end_all_sessions(person)
        revoke_all_tokens(person)
    if before["email"] != after["email"]:
        # allauth keeps addresses of its own: an old one must not open the account any more.
        EmailAddress.objects.filter(user=person).delete()
    if any(before[field] != after[field] for field in ("email", "role", "agency")):
        _send_invitation_anew(act, person)
    person.version += 1
    save_unique(person)
    changed = [field for field, value in after.items() if value != before[field]]
    record_person(
        act,
        "person.change",
        person,
        before={field: before[field] for field in changed},
        after={field: after[field] for field in changed},
    )
    return person


@transaction.atomic
def deactivate_person(act: Act, *, user_id: int, seen_version: int | None) -> User:
    """Shut someone out: no sign-in, no session, no token, no open link.

    :raises User.DoesNotExist, PermissionDenied, VersionMissing, StaleVersion: in this order.
    :raises RuleBroken: `deactivated`, `last_administrator`.
    """
    act, person = lock_person(act, user_id)
    check_version(person, seen_version)
    if not person.is_active:
        raise RuleBroken("deactivated", _("This person is deactivated already."))
    if person.role == Role.ADMINISTRATOR:
        keep_an_administrator(person)
    person.is_active = False
    end_all_sessions(person)
    revoke_all_tokens(person)
    return _move(act, "person.deactivate", person, before={"is_active": True}, after={"is_active": False})


@transaction.atomic
def activate_person(act: Act, *, user_id: int, seen_version: int | None) -> User:
    """Let someone in again, with the role and agency they had; tokens and sessions do not come back.

    Who has not come yet gets a new invitation: the one before ended.

    :raises User.DoesNotExist, PermissionDenied, VersionMissing, StaleVersion: in this order.
    :raises RuleBroken: `active`.
    """
    act, person = lock_person(act, user_id)
    check_version(person, seen_version)
    if person.is_active:
        raise RuleBroken("active", _("This person is active already."))
    person.is_active = True
    end_all_sessions(person)
    _send_invitation_anew(act, person)
    return _move(act, "person.activate", person, before={"is_active": False}, after={"is_active": True})


@transaction.atomic
def end_sessions(act: Act, *, user_id: int) -> User:
    """Sign someone out everywhere.

    :raises User.DoesNotExist, PermissionDenied: in this order.
    """
    act, person = lock_person(act, user_id)
    end_all_sessions(person)
    person.save(update_fields=["session_epoch"])
    record_person(act, "person.end_sessions", person)
    return person


@transaction.atomic
def reset_second_factor(act: Act, *, user_id: int) -> User:
    """Take away someone's second factor, so that they set a new one; it signs them out everywhere.

    :raises User.DoesNotExist, PermissionDenied: in this order.
    """
    act, person = lock_person(act, user_id)
    removed, _by_kind = Authenticator.objects.filter(user=person).delete()
    end_all_sessions(person)
    person.save(update_fields=["session_epoch"])
    record_person(act, "person.reset_second_factor", person, before={"second_factors": removed})
    return person


@transaction.atomic
def send_password_link(act: Act, *, user_id: int) -> User:
    """Write to someone with the link on which they set a new password; nobody sets it for them.

    :raises User.DoesNotExist, PermissionDenied: in this order.
    :raises RuleBroken: `deactivated`, and `invited` for who has not come yet: they have an invitation.
    """
    act, person = lock_person(act, user_id)
    if not person.is_active:
        raise RuleBroken("deactivated", _("This person is deactivated already."))
    if person.state == "invited":
        raise RuleBroken("invited", _("This person has not come yet: send the invitation again instead."))
    record_person(act, "person.send_password_link", person)
    letters.after_commit(letters.send_password_link, person.pk)
    return person


@transaction.atomic
def join(act: Act) -> User:
    """Note that an invited person came: from now on they are `active` and not `invited`; once."""
    person = _lock_oneself(act)
    if person.invited_at is None or person.joined_at is not None:
        return person
    person.joined_at = act.at
    person.save(update_fields=["joined_at"])
    record_person(act, "person.join", person)
    return person


@transaction.atomic
def change_own_language(act: Act, *, language: str) -> User:
    """Set the language in which pages and letters speak to the person who asks.

    :raises PermissionDenied: where they were deactivated meanwhile.
    :raises InvalidInput: `unknown_code`.
    """
    person = _lock_oneself(act)
    if not person.is_active:
        raise PermissionDenied(act.origin)
    chosen = inputs.choice("language", language, Language.values)
    before = person.language
    if chosen == before:
        return person
    person.language = chosen
    return _move(act, "person.change_language", person, before={"language": before}, after={"language": chosen})


def _send_invitation_anew(act: Act, person: User) -> None:
    """Send a new link to someone who is invited and has not come yet; the caller saves `invited_at`."""
    if person.state == "invited":
        person.invited_at = act.at
        letters.after_commit(letters.send_invitation, person.pk)


def _lock_oneself(act: Act) -> User:
    person: User = User.objects.select_for_update(no_key=True, of=("self",)).get(pk=act.person.pk)
    return person


def _region_to_invite_into(act: Act, region_code: str | None) -> tuple[Act, Region | None]:
    """Lock the region that the invitation leads into: the own one, or for the operator the named one."""
    by = act.person
    if can(by, Action.PEOPLE_EDIT):
        region_id = by.region_id
        if region_code is not None and (by.region is None or by.region.code != region_code):
            raise PermissionDenied(Action.PEOPLE_EDIT.value)
    elif can(by, Action.FIRST_ADMINISTRATOR) or can(by, Action.ANALYST_EDIT):
        region_id = _region_named(region_code)
    else:
        raise PermissionDenied(Action.PEOPLE_EDIT.value)
    lock_region(region_id)
    return as_of_now(act), Region.objects.filter(pk=region_id or 0).first()


def _region_named(region_code: str | None) -> int | None:
    if region_code is None:
        return None
    found = Region.objects.filter(code=inputs.name_of_a_row(region_code)).values_list("pk", flat=True).first()
    if found is None:
        raise InvalidInput("region", "does_not_exist", _("There is no such region."))
    return found


def _move(act: Act, action: str, person: User, *, before: Mapping[str, Any], after: Mapping[str, Any]) -> User:
    person.version += 1
    person.save(update_fields=["invited_at", "is_active", "language", "session_epoch", "version"])
    record_person(act, action, person, before=before, after=after)
    return person
