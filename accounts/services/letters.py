"""Letters about an account, in the person's language. Called after the commit, never under a lock."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.links import password_link
from accounts.models import User


def send_invitation(user_id: int) -> None:
    """Tell someone that they were invited, with the link on which they set a password."""
    user = User.objects.get(pk=user_id)
    with translation.override(user.language):
        _send(user, _("Invitation to the road map"), "emails/invitation.txt")


def send_password_link(user_id: int) -> None:
    """Send someone the link on which they set a new password."""
    user = User.objects.get(pk=user_id)
    with translation.override(user.language):
        _send(user, _("Set a new password"), "emails/password_link.txt")


def _send(user: User, subject: str, template: str) -> None:
    body = render_to_string(template, {"person": user, "link": password_link(user)})
    EmailMessage(subject=subject, body=body, to=[user.email]).send()
