"""Letters about an account, in the person's language. Called after the commit, never under a lock."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.links import invitation_link, password_link
from accounts.models import Region, User
from accounts.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger("roadmap.letters")


def after_commit(letter: Callable[[int], None], user_id: int) -> None:
    """Send a letter once the write stands; one that cannot be sent is logged and undoes nothing."""

    def send() -> None:
        try:
            letter(user_id)
        except OSError:
            log.exception("a letter could not be sent")

    transaction.on_commit(send, robust=True)


def send_invitation(user_id: int) -> None:
    """Tell someone that they were invited, with the link on which they set a password."""
    user = User.objects.get(pk=user_id)
    with translation.override(user.language):
        subject = _("Invitation to the road map")
        _send(user, subject, "emails/invitation.txt", link=invitation_link(user))


def send_password_link(user_id: int) -> None:
    """Send someone the link on which they set a new password."""
    user = User.objects.get(pk=user_id)
    with translation.override(user.language):
        _send(user, _("Set a new password"), "emails/password_link.txt", link=password_link(user))


def tell_of_first_administrator(user_id: int) -> None:
    """Tell the coordinators of every region that the operator gave one an administrator (rules.md §7).

    Only the own region reads who it is; the others read which region.
    """
    invited = User.objects.select_related("region").get(pk=user_id)
    coordinators = User.objects.joined().filter(role=Role.COORDINATOR).order_by("pk")
    for coordinator in coordinators:
        with translation.override(coordinator.language):
            context = {"region": _name(invited.region), "invited": invited if _same(coordinator, invited) else None}
            _send(coordinator, _("A region has a new administrator"), "emails/first_administrator.txt", **context)


def _same(coordinator: User, invited: User) -> bool:
    return coordinator.region_id == invited.region_id


def _name(region: Region | None) -> str:
    return str(getattr(region, f"name_{translation.get_language()}", ""))


def _send(user: User, subject: str, template: str, **context: object) -> None:
    body = render_to_string(template, {"person": user, **context})
    EmailMessage(subject=subject, body=body, to=[user.email]).send()
