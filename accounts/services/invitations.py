"""Invitations after they were sent: sent again, cancelled, accepted (single use, 72 hours)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.errors import InvalidInput, RuleBroken
from accounts.links import InvitationKey, read_invitation
from accounts.models import AuditEntry, User
from accounts.policy import Action, can
from accounts.roles import Role
from accounts.services import letters
from accounts.services.access import check_version, lock_region
from accounts.services.powers import administrators_of, end_all_sessions, lock_invited
from accounts.services.registering import record_person

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.audit import Act

# The entries with which a link goes out.
SENDS = ("person.invite", "person.renew_invitation", "person.change", "person.activate")


@transaction.atomic
def renew_invitation(act: Act, *, user_id: int, seen_version: int | None) -> User:
    """Send someone who has not come yet a new link; the ones before end, and a cancelled invitation holds again.

    :raises User.DoesNotExist, PermissionDenied, VersionMissing, StaleVersion: in this order.
    :raises RuleBroken: `joined`, and `has_administrator` for the operator.
    """
    act, person = lock_invited(act, user_id)
    check_version(person, seen_version)
    refuse_joined(person)
    before = {"is_active": person.is_active}
    person.is_active = True
    person.invited_at = act.at
    end_all_sessions(person)
    person.version += 1
    person.save(update_fields=["is_active", "invited_at", "session_epoch", "version"])
    record_person(act, "person.renew_invitation", person, before=before, after={"is_active": True})
    letters.after_commit(letters.send_invitation, person.pk)
    return person


@transaction.atomic
def cancel_invitation(act: Act, *, user_id: int, seen_version: int | None) -> User:
    """Take an invitation back: its link opens nothing any more.

    :raises User.DoesNotExist, PermissionDenied, VersionMissing, StaleVersion: in this order.
    :raises RuleBroken: `joined`, `deactivated`, and `has_administrator` for the operator.
    """
    act, person = lock_invited(act, user_id)
    check_version(person, seen_version)
    refuse_joined(person)
    if not person.is_active:
        raise RuleBroken("deactivated", _("This invitation is cancelled already."))
    person.is_active = False
    end_all_sessions(person)
    person.version += 1
    person.save(update_fields=["is_active", "session_epoch", "version"])
    record_person(act, "person.cancel_invitation", person, before={"is_active": True}, after={"is_active": False})
    return person


@transaction.atomic
def accept_invitation(act: Act, *, key: str, password: str) -> User:
    """Let an invited person come, with the password they chose: from now on they are `active`. Once.

    :raises User.DoesNotExist: where the link opens nothing: used, cancelled, replaced, too old, or no link at all.
    :raises InvalidInput: on `password`, with all that is wrong with it.
    """
    # The region first, as every write on its people: of two first administrators one comes.
    lock_region(person_invited(key).region_id)
    locked = User.objects.select_related("region").select_for_update(no_key=True, of=("self",))
    person = _opened(read_invitation(key), locked)
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise InvalidInput("password", "weak", " ".join(weak.messages)) from weak
    person.set_password(password)
    person.joined_at = act.at
    person.save(update_fields=["password", "joined_at"])
    record_person(act_by(act, person), "person.join", person)
    return person


def person_invited(key: str) -> User:
    """Return whom a link invites, while it opens.

    :raises User.DoesNotExist: where it opens nothing, whatever the reason.
    """
    return _opened(read_invitation(key), User.objects.select_related("region"))


def _opened(invitation: InvitationKey | None, people: QuerySet[User]) -> User:
    person = people.filter(pk=invitation.user_id).first() if invitation is not None else None
    if invitation is None or person is None or not invitation.opens(person) or came_second(person):
        raise User.DoesNotExist
    return person


def came_second(person: User) -> bool:
    """Return whether the operator invited a region's first administrator, and it has one by now (rules.md §7)."""
    if person.role != Role.ADMINISTRATOR or not administrators_of(person.region_id).exists():
        return False
    sent = AuditEntry.objects.filter(target=f"user:{person.pk}", action__in=SENDS).order_by("-seq")
    inviter = User.objects.filter(pk__in=sent.values("actor_id")[:1]).first()
    return inviter is not None and can(inviter, Action.FIRST_ADMINISTRATOR)


def refuse_joined(person: User) -> None:
    """Refuse what is done with an open invitation, where the person has come already.

    :raises RuleBroken: `joined`.
    """
    if person.invited_at is None or person.joined_at is not None:
        raise RuleBroken("joined", _("This person has come already: there is no open invitation."))


def act_by(act: Act, person: User) -> Act:
    """Return the act with the person that a link or a sign-in proved, who was nobody before it."""
    return replace(act, by=person)
