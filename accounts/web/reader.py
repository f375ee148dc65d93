"""Who reads a page, and in which language."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.models import User
from accounts.roles import Language


def reader_of(request: HttpRequest) -> User:
    """Return who is signed in.

    :raises PermissionDenied: where nobody is; pages of accounts are never public.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def page_language() -> str:
    """Return `kk`, `ru` or `en`: the language of the page being made."""
    code = (get_language() or Language.RU).split("-")[0]
    return code if code in Language.values else Language.RU.value
