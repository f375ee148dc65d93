"""What allauth writes itself, second factors and tied identities: recorded, and held against the session (G28)."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.signals import social_account_added
from django.http import HttpRequest

from accounts.adapter import act_by
from accounts.models import User
from accounts.services.oneself import note_identity, note_second_factor


def connect() -> None:
    """Listen to allauth; called once, when the application starts."""
    for signal, receiver in (
        (signals.authenticator_added, _added),
        (signals.authenticator_removed, _removed),
        (signals.authenticator_reset, _replaced),
        (social_account_added, _tied),
    ):
        signal.connect(receiver, dispatch_uid=f"accounts.events.{receiver.__name__}")


def _added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Record a new second factor; whoever just proved to hold it need not prove it once more."""
    note_second_factor(act_by(request, user), kind=authenticator.type, is_on=True)
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def _removed(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Record that a second factor is gone; after the last one the session has shown none."""
    note_second_factor(act_by(request, user), kind=authenticator.type, is_on=False)
    if not is_mfa_enabled(user):
        kept = [record for record in get_authentication_records(request, user) if record.get("method") != "mfa"]
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept


def _replaced(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Record that the recovery codes were made anew."""
    note_second_factor(act_by(request, user), kind=authenticator.type, is_on=True)


def _tied(request: HttpRequest, sociallogin: SocialLogin, **_: Any) -> None:
    """Record an identity that its owner tied; that of somebody invited is part of joining."""
    if sociallogin.state.get("process") == "connect":
        note_identity(act_by(request, sociallogin.user), provider=sociallogin.account.provider)
