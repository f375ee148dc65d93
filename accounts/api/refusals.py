"""The refusals that REST framework has no exception for.

They stand apart from the handler, because parsers are loaded before REST framework's views are.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, status

from accounts.errors import RuleBroken

RETRY_AFTER_SECONDS = 5


class Conflict(exceptions.APIException):
    """A rule of the domain forbids what was asked; `broken` are all that do, the first of them this one."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = _("Someone else changed the same thing at this moment. Read it again.")
    default_code = "conflict"

    def __init__(self, detail: str | None = None, code: str | None = None, broken: Sequence[RuleBroken] = ()) -> None:
        super().__init__(detail, code)
        self.broken = broken


class Stale(exceptions.APIException):
    """The object is no longer the one that was read; `current` is the version that stands."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = _("This was changed after you read it. Read it again, then repeat your change.")
    default_code = "stale_version"

    def __init__(self, current: int) -> None:
        super().__init__()
        self.current = current


class VersionRequired(exceptions.APIException):
    """A change came without the version that was read."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = _("Say in If-Match which version you read.")
    default_code = "version_required"


class TooLarge(exceptions.APIException):
    """The body, or a file in it, is larger than what is taken."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("This is larger than what can be taken: 2.5 MB, or 25 MB for a file.")
    default_code = "too_large"


class KeyReused(exceptions.APIException):
    """An idempotency key came again with another request."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = _("This Idempotency-Key was used for another request. Use a new one.")
    default_code = "idempotency_key_reused"


class Gone(exceptions.APIException):
    """What was asked for can never be given again."""

    status_code = status.HTTP_410_GONE
    default_detail = _("This is no longer there.")
    default_code = "gone"


class Unavailable(exceptions.APIException):
    """The database does not answer, or is too busy; the same request may succeed later."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = _("The service cannot answer at the moment. Repeat the request in a few seconds.")
    default_code = "unavailable"
    wait = RETRY_AFTER_SECONDS
