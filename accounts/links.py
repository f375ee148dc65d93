"""Single-use links by which a person sets a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.http import int_to_base36

if TYPE_CHECKING:
    from accounts.models import User


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
