"""Codes of a second factor, each taken once for as long as it would open anything (hardening G28)."""

from __future__ import annotations

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as allauth_forms
from allauth.mfa.totp import forms as allauth_totp
from django.core.cache import cache

from accounts.models import User


class _Once:
    """A form that takes a code; allauth forgets it after half a minute, and never notes the one of activation."""

    user: User

    def clean_code(self) -> str:
        """Return the code.

        :raises ValidationError: where it is wrong, or was taken before.
        """
        code: str = super().clean_code()  # type: ignore[misc]
        # A code opens in its own half minute and in as many before and after as clocks may differ.
        opens = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        if not cache.add(f"accounts.codes:{self.user.pk}:{normalize_user_code(code)}", "taken", timeout=opens):
            raise get_adapter().validation_error("incorrect_code")
        return code


class ActivateForm(_Once, allauth_totp.ActivateTOTPForm):  # type: ignore[misc]
    """Switches on codes of an app."""


class AuthenticateForm(_Once, allauth_forms.AuthenticateForm):  # type: ignore[misc]
    """Asks for a code at sign-in."""


class ReauthenticateForm(_Once, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    """Asks for a code before something delicate."""
