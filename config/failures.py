"""The pages where an answer failed: they need no database, no session and no translation, for these may be away."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.errors import is_away

TRY_AGAIN_SECONDS = 10


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400 to what could not be read, and 413 to what is larger than is taken."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer 503 where the database is away, so that one tries again; else 500. The API answers with a problem."""
    away = is_away(sys.exc_info()[1])
    status = 503 if away else 500
    answer = (
        _problem(status)
        if request.path_info.startswith("/api/")
        else HttpResponse(render_to_string(f"{status}.html"), status=status)
    )
    if away:
        answer["Retry-After"] = str(TRY_AGAIN_SECONDS)
    return answer


def _problem(status: int) -> HttpResponse:
    """Return the problem (RFC 9457) of an API request that never reached its view."""
    title = _("Not available at the moment") if status == 503 else _("Error on our side")  # noqa: PLR2004 -- HTTP
    code = "unavailable" if status == 503 else "error"  # noqa: PLR2004 -- HTTP
    problem = {"type": "about:blank", "title": title, "status": status, "detail": title, "code": code, "errors": []}
    return JsonResponse(problem, status=status, content_type="application/problem+json")
