"""Passkeys and security keys: allauth's forms and words, made ours; what no key wrote is refused, not an error."""

from __future__ import annotations

import struct
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as allauth_forms
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User

# What reading a credential raises that no authenticator wrote: it comes from the browser as JSON.
BROKEN = (
    ArithmeticError,
    AttributeError,
    InvalidSignature,
    LookupError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
)
LONGEST_NAME = 100
LONGEST_CREDENTIAL = 50_000


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What a new key is called until it is renamed, and who its owner is."""

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 -- allauth's name
        """Return a name for the next key."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Key %(number)d") % {"number": number}


class _Name:
    """Labels of the fields that people see."""

    fields: dict[str, forms.Field]

    def name_fields(self) -> None:
        """Say what each field is."""
        if isinstance(field := self.fields.get("name"), forms.CharField):
            field.label, field.max_length = _("Name"), LONGEST_NAME
            field.widget.attrs["maxlength"] = str(LONGEST_NAME)
        if (field := self.fields.get("passwordless")) is not None:
            field.label = _("Sign in with it alone")
            field.help_text = _(
                "Without user name and password; the key then asks for a fingerprint, a face or a PIN."
            )


class CredentialField(forms.JSONField):
    """What the browser says a key wrote: JSON, but none that is long or deep beyond sense."""

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 -- whatever JSON holds
        """Return what the JSON holds.

        :raises ValidationError: where it is none, or too long or deep.
        """
        if isinstance(value, str) and len(value) > LONGEST_CREDENTIAL:
            raise _refused()
        try:
            return super().to_python(value)
        except RecursionError as deep:
            raise _refused() from deep

    def bound_data(self, data: Any, initial: Any) -> None:  # noqa: ANN401 -- the same
        """Return nothing: what was refused is not shown again, for a key answers each question once."""


class AddForm(_Name, allauth_forms.AddWebAuthnForm):  # type: ignore[misc]
    """Adds a key."""

    credential = CredentialField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_fields()

    def clean(self) -> dict[str, Any]:
        """Check what the key wrote."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError:
            raise
        except BROKEN as broken:
            raise _refused() from broken
        return cleaned


class EditForm(_Name, allauth_forms.EditWebAuthnForm):  # type: ignore[misc]
    """Renames a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_fields()


class _Shown:
    """A form by which a key is shown."""

    def clean_credential(self) -> Authenticator:
        """Return the key that was shown."""
        try:
            found: Authenticator = super().clean_credential()  # type: ignore[misc]
        except ValidationError:
            raise
        except BROKEN as broken:
            raise _refused() from broken
        return found


class AuthenticateForm(_Shown, allauth_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The second step of signing in."""

    credential = CredentialField(widget=forms.HiddenInput)


class ReauthenticateForm(_Shown, allauth_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Confirms that it is still the same person."""

    credential = CredentialField(widget=forms.HiddenInput)


class LoginForm(_Shown, allauth_forms.LoginWebAuthnForm):  # type: ignore[misc]
    """Signs in with a key alone."""

    credential = CredentialField(widget=forms.HiddenInput)


def _refused() -> ValidationError:
    return ValidationError(_("This key was not accepted."), code="incorrect_code")
