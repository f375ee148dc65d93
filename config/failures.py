"""The pages where an answer failed: they need no database, no session and no translation, for these may be away."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

TRY_AGAIN_SECONDS = 10
AWAY = (OperationalError, InterfaceError)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400 to what could not be read, and 413 to what is larger than is taken."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer 503 where the database is away, so that one tries again; else 500. The API answers with a problem."""
    is_away = isinstance(sys.exc_info()[1], AWAY)
    status = 503 if is_away else 500
    answer = (
        _problem(status)
        if request.path_info.startswith("/api/")
        else HttpResponse(render_to_string(f"{status}.html"), status=status)
    )
    if is_away:
        answer["Retry-After"] = str(TRY_AGAIN_SECONDS)
    return answer


def _problem(status: int) -> HttpResponse:
    """Return the problem (RFC 9457) of an API request that never reached its view."""
    title = _("Not available at the moment") if status == 503 else _("Error on our side")  # noqa: PLR2004 -- HTTP
    code = "unavailable" if status == 503 else "error"  # noqa: PLR2004 -- HTTP
    problem = {"type": "about:blank", "title": title, "status": status, "detail": title, "code": code, "errors": []}
    return JsonResponse(problem, status=status, content_type="application/problem+json")
