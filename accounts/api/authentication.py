"""Who asks: the bearer of a token, else the person of the browser's session (api.md *Access*)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.crypto import hash_token
from rest_framework.authentication import BaseAuthentication
from rest_framework.authentication import SessionAuthentication as DjangoSession
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, User

KEYWORD = "bearer"
LONGEST_TOKEN = 200
# Reading must not cost a write each time (stack.md, trap 22).
USED_EVERY = timedelta(minutes=5)


class TokenAuthentication(BaseAuthentication):
    """Reads `Authorization: Bearer aor_…`. Tokens are kept hashed, so the hash is what is looked up."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return the owner and the token, or None where no bearer token was sent.

        :raises AuthenticationFailed: for a token that nobody has, that has ended, or whose owner was shut out.
        """
        sent = request.META.get("HTTP_AUTHORIZATION", "")
        if not sent:
            return None
        keyword, _space, text = sent.partition(" ")
        if keyword.lower() != KEYWORD:
            raise AuthenticationFailed(_("Send a token as: Authorization: Bearer aor_…"))
        now = timezone.now()
        token = token_of(text.strip())
        if token is None or token.expiry is None or token.expiry <= now or not token.user.is_active:
            raise AuthenticationFailed(_("This token is unknown, has ended or was revoked."))
        note_use(token, now)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Return what a stranger is told to send."""
        return "Bearer"


class SessionAuthentication(DjangoSession):
    """The browser's session, with its CSRF token on everything that is no read."""

    def authenticate_header(self, request: Request) -> str:
        """Return what a stranger is told to send."""
        return "Bearer"


def token_of(text: str) -> ApiToken | None:
    """Return the token with its owner, their region and agency, by one query; None where there is none."""
    if not text or len(text) > LONGEST_TOKEN or not text.isascii():
        return None
    owners = ApiToken.objects.select_related("user__region", "user__agency")
    token: ApiToken | None = owners.filter(digest=hash_token(text)).first()
    return token


def note_use(token: ApiToken, now: datetime) -> None:
    """Write when the token was last used, at most once in five minutes."""
    if token.last_used_at is not None and now - token.last_used_at < USED_EVERY:
        return
    unused = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - USED_EVERY)
    ApiToken.objects.filter(unused, pk=token.pk).update(last_used_at=now)
