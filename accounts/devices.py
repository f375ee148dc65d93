"""Browsers from which a person signed in before: strangers who guess cannot lock these out (hardening G26).

The cookie opens nothing. It only lets tries from this browser be counted apart from everybody else's.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_SALT = "accounts.device"
_LASTS = 31_536_000


def cookie_name() -> str:
    """Return the name of the cookie, with the prefix that TLS allows."""
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"


def device_of(request: HttpRequest, user_id: int) -> str | None:
    """Return the name of this browser, where `user_id` signed in from it before; else None."""
    try:
        owner, device = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=_SALT, max_age=_LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(device) if owner == user_id else None


def remember_device(request: HttpRequest, response: HttpResponseBase, user_id: int) -> None:
    """Let the answer mark this browser as one of the person's own."""
    device = device_of(request, user_id) or secrets.token_urlsafe(12)
    response.set_cookie(
        cookie_name(),
        signing.dumps([user_id, device], salt=_SALT),
        max_age=_LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
