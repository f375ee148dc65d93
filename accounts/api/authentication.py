"""Who asks: the bearer of a token, else the person of the browser's session (api.md *Access*)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.crypto import hash_token
from rest_framework.authentication import BaseAuthentication
from rest_framework.authentication import SessionAuthentication as DjangoSession
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from accounts.models import Agency, ApiToken, Region, User
from accounts.prepared import SLOT, Prepared

KEYWORD = "bearer"
LONGEST_TOKEN = 200
# Reading must not cost a write each time (stack.md, trap 22).
USED_EVERY = timedelta(minutes=5)


def _parts() -> Iterator[tuple[type[Model], list[str], int]]:
    """Yield each model of a token's row with its columns and where they begin; the first of them is never null."""
    begin = 0
    for model in (ApiToken, User, Region, Agency):
        names = [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001 -- Django's public API
        yield model, names, begin
        begin += len(names)


PARTS = tuple(_parts())
PATHS = ("", "user__", "user__region__", "user__agency__")
COLUMNS = [f"{path}{name}" for (_model, names, _begin), path in zip(PARTS, PATHS, strict=True) for name in names]
BY_DIGEST = Prepared(lambda: ApiToken.objects.filter(digest=SLOT).order_by().values_list(*COLUMNS))


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

    def enforce_csrf(self, request: Request) -> None:
        """Refuse what another site may have sent, in the caller's language; the code says what lacks.

        :raises PermissionDenied: `csrf_failed`.
        """
        try:
            super().enforce_csrf(request)
        except PermissionDenied as refused:
            raise PermissionDenied(code="csrf_failed") from refused


def token_of(text: str) -> ApiToken | None:
    """Return the token with its owner, their region and agency, by one query; None where there is none."""
    if not text or len(text) > LONGEST_TOKEN or not text.isascii():
        return None
    rows = BY_DIGEST.rows(hash_token(text))
    return assembled(rows[0]) if rows else None


def assembled(row: Sequence[Any]) -> ApiToken:
    """Return a row of `COLUMNS` as a token with what hangs on it."""
    token, user, region, agency = (_part(row, *part) for part in PARTS)
    user.region, user.agency, token.user = region, agency, user
    found: ApiToken = token
    return found


def _part(row: Sequence[Any], model: type[Model], names: list[str], begin: int) -> Any:  # noqa: ANN401 -- any of four
    if row[begin] is None:
        return None
    return model.from_db(DEFAULT_DB_ALIAS, names, row[begin : begin + len(names)])


def note_use(token: ApiToken, now: datetime) -> None:
    """Write when the token was last used, at most once in five minutes."""
    if token.last_used_at is not None and now - token.last_used_at < USED_EVERY:
        return
    unused = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - USED_EVERY)
    ApiToken.objects.filter(unused, pk=token.pk).update(last_used_at=now)
