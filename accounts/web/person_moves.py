"""What can be done with a person beside changing them: each with what follows from it, and its service."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.audit import Act
from accounts.models import User
from accounts.services import invitations, leaving, people

Words = Any  # a sentence that is translated when it is shown


@dataclass(frozen=True)
class Move:
    """A move: its words, in which states of a person it makes sense, whether it frightens, who gets a letter."""

    name: str
    label: Words
    consequences: Sequence[Words]
    done: Words
    states: frozenset[str]
    make: Callable[[Act, User, int | None], object]
    is_dangerous: bool = False
    writes_to_them: bool = False
    needs_invitation: bool = False


COME = frozenset({"active"})
MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move(
            "renew-invitation",
            _("Send the invitation again"),
            (_("The links sent before stop working; the new one works for 72 hours."),),
            _("The invitation was sent again."),
            frozenset({"invited", "deactivated"}),
            lambda act, person, seen: invitations.renew_invitation(act, user_id=person.pk, seen_version=seen),
            writes_to_them=True,
            needs_invitation=True,
        ),
        Move(
            "cancel-invitation",
            _("Cancel the invitation"),
            (_("The link that was sent stops working. You can invite the person again later."),),
            _("The invitation is cancelled."),
            frozenset({"invited"}),
            lambda act, person, seen: invitations.cancel_invitation(act, user_id=person.pk, seen_version=seen),
            is_dangerous=True,
            needs_invitation=True,
        ),
        Move(
            "send-password-link",
            _("Send a link to set a password"),
            (_("The link works once and for one hour. The old password works until a new one is set."),),
            _("The letter was sent."),
            COME,
            lambda act, person, _seen: people.send_password_link(act, user_id=person.pk),
            writes_to_them=True,
        ),
        Move(
            "end-sessions",
            _("Sign out everywhere"),
            (_("The person is signed out on all devices and signs in again. API tokens go on working."),),
            _("All sessions have ended."),
            COME,
            lambda act, person, _seen: people.end_sessions(act, user_id=person.pk),
        ),
        Move(
            "reset-second-factor",
            _("Reset the second factor"),
            (
                _("The authenticator app, passkeys and recovery codes stop working; the person sets up new ones."),
                _("The person is signed out on all devices."),
            ),
            _("The second factor is reset."),
            COME,
            lambda act, person, _seen: people.reset_second_factor(act, user_id=person.pk),
            is_dangerous=True,
        ),
        Move(
            "deactivate",
            _("Deactivate"),
            (
                _("The person is signed out at once and cannot sign in; open links stop working."),
                _("API tokens are revoked for good."),
                _("Reports and everything else that the person did stay."),
            ),
            _("The person is deactivated."),
            COME,
            lambda act, person, seen: people.deactivate_person(act, user_id=person.pk, seen_version=seen),
            is_dangerous=True,
        ),
        Move(
            "activate",
            _("Activate"),
            (_("The person may sign in again, with the role and agency they had. API tokens do not come back."),),
            _("The person is active again."),
            frozenset({"deactivated"}),
            lambda act, person, seen: people.activate_person(act, user_id=person.pk, seen_version=seen),
        ),
        Move(
            "anonymise",
            _("Anonymise"),
            (
                _("Name, e-mail, post and user name are deleted for good; nobody can bring them back."),
                _("Reports stay, signed by post. The audit log stays and still verifies."),
                _("Download the person's data first, where somebody may ask for them."),
            ),
            _("The person is anonymised."),
            frozenset({"deactivated"}),
            lambda act, person, seen: leaving.anonymise_person(act, user_id=person.pk, seen_version=seen),
            is_dangerous=True,
        ),
    )
}


def moves_for(person: User) -> list[Move]:
    """Return the moves that make sense for a person as they stand; none where only a number is left of them."""
    if person.is_anonymised:
        return []
    has_invitation = person.invited_at is not None and person.joined_at is None
    return [
        move
        for move in MOVES.values()
        if person.state in move.states
        and (has_invitation if move.needs_invitation else not (has_invitation and move.name == "activate"))
    ]
