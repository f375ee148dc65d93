"""Whose session has to show a second factor before anything opens, and where it does so (hardening G28)."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role

# Whoever looks after people, or binds a Party by their word.
NEEDED_BY = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.OPERATOR})


def lacks_second_factor(request: HttpRequest) -> bool:
    """Return whether a second factor is asked of this person and this session has not shown one."""
    user = request.user
    if not settings.REQUIRE_SECOND_FACTOR or not isinstance(user, User) or user.role not in NEEDED_BY:
        return False
    return not any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def second_factor_page(request: HttpRequest, then: str) -> str:
    """Return where to show a second factor and go on to `then`, or where to set one up."""
    if is_mfa_enabled(request.user):
        return f"{reverse('mfa_reauthenticate')}?{urlencode({'next': then}, safe='/')}"
    return reverse("mfa_index")


def is_open_without(request: HttpRequest) -> bool:
    """Return whether an address opens without the second factor: where one sets it up, leaves or speaks."""
    path = request.path_info
    names = ("account_logout", "account_reauthenticate", "set_language", "healthz", "readyz", "session_left")
    return path.startswith(reverse("mfa_index")) or path in {reverse(name) for name in names}
