"""What people do about their own account: come in, set a password, end their sessions (rules.md §7–8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.errors import RuleBroken
from accounts.models import User
from accounts.services.registering import record_person

if TYPE_CHECKING:
    from accounts.audit import Act


@transaction.atomic
def note_sign_in(act: Act, *, means: str) -> None:
    """Record that the person who acts came in, by `means` such as `password` or `password, totp`.

    Failed tries go to the log, not here (rules.md §8).
    """
    record_person(act, "person.sign_in", act.person, after={"means": means})


@transaction.atomic
def set_own_password(act: Act, *, password: str) -> User:
    """Set the password of the person who acts; every session of theirs ends with the old one."""
    person: User = User.objects.select_for_update(no_key=True, of=("self",)).get(pk=act.person.pk)
    person.set_password(password)
    person.save(update_fields=["password"])
    record_person(act, "person.set_password", person)
    return person


@transaction.atomic
def note_second_factor(act: Act, *, kind: str, is_on: bool) -> None:
    """Record that the person who acts set up a second factor of a `kind`, or took it off."""
    side = {"second_factor": kind}
    action = "person.add_second_factor" if is_on else "person.remove_second_factor"
    record_person(act, action, act.person, before=None if is_on else side, after=side if is_on else None)


@transaction.atomic
def note_identity(act: Act, *, provider: str) -> None:
    """Record that the person who acts tied an identity of a `provider` of single sign-on."""
    record_person(act, "person.tie_identity", act.person, after={"provider": provider})


@transaction.atomic
def untie_identity(act: Act, *, provider: str) -> None:
    """Untie one's own identity of a `provider`: it opens the account no more.

    :raises SocialAccount.DoesNotExist: where none is tied.
    :raises RuleBroken: `no_password`: nothing else would let the person in.
    """
    person: User = User.objects.select_for_update(no_key=True, of=("self",)).get(pk=act.person.pk)
    mine = SocialAccount.objects.filter(user_id=person.pk, provider=provider)
    if not mine:
        raise SocialAccount.DoesNotExist
    if not person.has_usable_password():
        raise RuleBroken("no_password", _("Set a password first: without this identity you could not sign in."))
    mine.delete()
    record_person(act, "person.untie_identity", person, before={"provider": provider})


@transaction.atomic
def end_own_session(act: Act, *, session_id: int) -> None:
    """End one of one's own sessions.

    :raises UserSession.DoesNotExist: where it is not one's own.
    """
    mine = UserSession.objects.select_for_update(no_key=True).get(pk=session_id, user_id=act.person.pk)
    Session.objects.filter(session_key=mine.session_key).delete()
    mine.delete()
    record_person(act, "person.end_own_session", act.person, before={"sessions": 1})


@transaction.atomic
def end_own_other_sessions(act: Act, *, but: str) -> int:
    """End all of one's own sessions but the one with the key `but`; return how many there were."""
    others = UserSession.objects.filter(user_id=act.person.pk).exclude(session_key=but)
    keys = list(others.values_list("session_key", flat=True))
    if keys:
        Session.objects.filter(session_key__in=keys).delete()
        others.delete()
        record_person(act, "person.end_own_session", act.person, before={"sessions": len(keys)})
    return len(keys)
