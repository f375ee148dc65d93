"""Single-use links by which a person sets a password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing
from django.urls import reverse
from django.utils.http import int_to_base36

if TYPE_CHECKING:
    from accounts.models import User

INVITATION_LASTS = timedelta(hours=72)
_INVITATION_SALT = "accounts.invitation"


class PasswordLinkTokens(PasswordResetTokenGenerator):
    """Tokens of allauth's password page that also end with the session epoch.

    A right taken away takes the open links with it (hardening G6).
    """

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}:{user.session_epoch}:{user.is_active}"


def password_link(user: User) -> str:
    """Return an address on which `user` sets a password, once, for as long as `PASSWORD_RESET_TIMEOUT`."""
    key = PasswordLinkTokens().make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": int_to_base36(user.pk), "key": key})
    return f"{settings.BASE_URL}{path}"


@dataclass(frozen=True)
class InvitationKey:
    """What a link to an invitation holds: the person, and how their invitation stood when it was sent."""

    user_id: int
    stood: str

    def opens(self, user: User) -> bool:
        """Return whether the invitation is still the one that was sent, and was neither used nor cancelled."""
        return user.is_active and user.joined_at is None and self.stood == _standing(user)


def invitation_link(user: User) -> str:
    """Return an address on which an invited person sets the first password, once, for 72 hours."""
    key = signing.dumps([user.pk, _standing(user)], salt=_INVITATION_SALT)
    return f"{settings.BASE_URL}{reverse('accept_invitation', kwargs={'key': key})}"


def read_invitation(key: str) -> InvitationKey | None:
    """Return what the key of a link holds; None where it is not ours, or older than 72 hours."""
    try:
        found: Any = signing.loads(key, salt=_INVITATION_SALT, max_age=INVITATION_LASTS)
    except signing.BadSignature:
        return None
    return InvitationKey(*found)


def _standing(user: User) -> str:
    """Return what ends a link when it changes: a newer invitation, another address, a right taken away."""
    invited = user.invited_at.timestamp() if user.invited_at else 0
    return f"{invited}:{user.session_epoch}:{user.email}"
