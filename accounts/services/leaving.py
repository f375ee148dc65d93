"""Someone who left: what is kept about them, handed out, and taken away for good (docs/privacy.md).

The floors above keep things about people that accounts does not know: each registers a `Memory` when the
application starts. Reports and other work stay; who wrote them becomes a number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.errors import RuleBroken
from accounts.models import ApiToken, AuditEntry, DigestKey, KeptAnswer, User
from accounts.services.access import check_version
from accounts.services.powers import end_all_sessions, lock_person, refuse_anonymised, revoke_all_tokens
from accounts.services.registering import record_person

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import Model

    from accounts.audit import Act

FORGOTTEN_DOMAIN = "left.invalid"  # .invalid: a letter to it can reach nobody (RFC 2606)
Told = dict[str, Any]


class Memory(Protocol):
    """What a floor above keeps about people."""

    def told(self, person: User) -> Mapping[str, Sequence[Told]]:
        """Return what is kept about a person, by its name."""

    def forget(self, person: User) -> Sequence[str]:
        """Take away what is personal, and return the records whose texts held the person's name."""


memories: list[Memory] = []


def data_of(person: User) -> Told:
    """Return all that is kept about a person, as JSON takes it; never a password, token or second factor itself."""
    told: Told = {"person": _account_of(person), **_sign_ins_of(person)}
    acted = AuditEntry.objects.filter(actor_id=person.pk)
    told["audit"] = list(acted.values("seq", "at", "action", "target", "origin"))
    for memory in memories:
        told |= memory.told(person)
    return told


def _account_of(person: User) -> Told:
    return {
        "username": person.username,
        "email": person.email,
        "name": person.name,
        "post": person.post,
        "role": person.role,
        "region": person.region.code if person.region else None,
        "agency": person.agency.code if person.agency else None,
        "language": person.language,
        "state": person.state,
        "invited_at": person.invited_at,
        "joined_at": person.joined_at,
        "last_sign_in": person.last_login,
    }


def _sign_ins_of(person: User) -> Told:
    kept: dict[str, tuple[type[Model], tuple[str, ...]]] = {
        "sessions": (UserSession, ("ip", "user_agent", "created_at", "last_seen_at")),
        "second_factors": (Authenticator, ("type", "created_at", "last_used_at")),
        "single_sign_on": (SocialAccount, ("provider", "uid", "extra_data")),
        "tokens": (ApiToken, ("name", "scope", "created", "expiry")),
    }
    told: Told = {
        name: list(model._default_manager.filter(user_id=person.pk).order_by("pk").values(*columns))  # noqa: SLF001
        for name, (model, columns) in kept.items()
    }
    tries = AccessAttempt.objects.filter(_tried_as(person))
    told["failed_sign_ins"] = list(tries.values("ip_address", "user_agent", "attempt_time"))
    return told


@transaction.atomic
def anonymise_person(act: Act, *, user_id: int, seen_version: int | None) -> User:
    """Take away for good who someone was: names, addresses, keys of digests. What they did stays.

    Every hash of the audit chain and of closed periods still verifies. A command acts without a person.

    :raises User.DoesNotExist, PermissionDenied, VersionMissing, StaleVersion: in this order.
    :raises RuleBroken: `active`, where the person was not deactivated first; `anonymised`.
    """
    if act.by is None:
        person: User = User.objects.select_for_update(no_key=True, of=("self",)).get(pk=user_id)
    else:
        act, person = lock_person(act, user_id)
    refuse_anonymised(person)
    check_version(person, seen_version)
    if person.is_active:
        raise RuleBroken("active", _("Deactivate the person first."))
    records = [record for memory in memories for record in memory.forget(person)]
    tokens = list(ApiToken.objects.filter(user_id=person.pk).values_list("pk", flat=True))
    earlier = AuditEntry.objects.filter(actor_id=person.pk, action__in=("token.create", "token.revoke"))
    targets = {f"user:{person.pk}", *records, *(f"token:{pk}" for pk in tokens)}
    targets |= set(earlier.values_list("target", flat=True))
    _forget_sign_ins(person)
    _forget_name(person)
    record_person(act, "person.anonymise", person)
    DigestKey.objects.filter(target__in=targets).delete()
    return person


def _forget_name(person: User) -> None:
    nobody = f"left-{person.pk}"
    person.username = person.name = nobody
    person.email = f"{nobody}@{FORGOTTEN_DOMAIN}"
    person.post = ""
    person.last_login = None
    person.is_anonymised = True
    person.set_unusable_password()
    person.version += 1
    person.save()


def _forget_sign_ins(person: User) -> None:
    """Delete what signing in left behind: sessions with their addresses, factors, tries, kept answers."""
    end_all_sessions(person)
    revoke_all_tokens(person)
    for model in (Authenticator, EmailAddress, SocialAccount, KeptAnswer):
        model._default_manager.filter(user_id=person.pk).delete()  # noqa: SLF001 -- Django's public API
    for tries in (AccessAttempt, AccessLog, AccessFailureLog):
        tries._default_manager.filter(_tried_as(person)).delete()  # noqa: SLF001


def _tried_as(person: User) -> Q:
    """Return which tries were meant for a person: a sign-in takes either name, in any case of letters."""
    return Q(username__iexact=person.username) | Q(username__iexact=person.email)
