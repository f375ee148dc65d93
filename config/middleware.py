"""What every answer carries, and what holds for every session; nothing here knows the domain."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

Answer = Callable[[HttpRequest], HttpResponseBase]

SAFE_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
SEEN_EVERY_SECONDS = 300
SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")
log = logging.getLogger("roadmap.requests")


class RequestId:
    """Gives every request an id, on `request.request_id`, in its answer and in the logs.

    An id from outside is kept only where it is a plain token, so that nobody forges a line of log. The line
    written for each answer names the route, not the path: a path can hold a secret, such as a reset link's.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request under its id, and write its line."""
        sent = request.headers.get("X-Request-ID", "")
        request_id = sent if SAFE_REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        token = current_request_id.set(request_id)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            log.info(
                "answered",
                extra={
                    "method": request.method,
                    "route": request.resolver_match.route if request.resolver_match else None,
                    "status": response.status_code,
                    "milliseconds": round((time.perf_counter() - began) * 1000, 1),
                },
            )
            return response
        finally:
            current_request_id.reset(token)


class Headers:
    """Sets what Django's own middleware does not: who may embed an answer, what it may use, and who may keep it.

    A view that says nothing about caching answers for its reader alone, and nobody keeps it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, and set the headers that its view did not."""
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        if request.path_info.startswith(settings.STATIC_URL):
            return response
        response.headers.setdefault("Cache-Control", "private, no-store")
        patch_vary_headers(response, ("Cookie", "Authorization"))
        if request.method == "POST" and request.path == reverse("account_logout"):
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class ApiNeedsTls:
    """Refuses the API over http where TLS is required: a redirect would hide that a token was sent in clear."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, or refuse it where it came to the API in clear."""
        if settings.SECURE_SSL_REDIRECT and request.path_info.startswith("/api/") and not request.is_secure():
            return refusal_of_plain_http()
        return self.get_response(request)


def refusal_of_plain_http() -> HttpResponse:
    """Return the problem (RFC 9457) that tells a client to use https."""
    problem = {
        "type": "about:blank",
        "title": _("TLS is required"),
        "status": 403,
        "detail": _("Use https. Revoke the token that was sent without it."),
        "code": "tls_required",
        "errors": [],
    }
    return JsonResponse(problem, status=403, content_type="application/problem+json")


@dataclass(frozen=True)
class SessionLeft:
    """How many seconds a session still has: until it ends unless it is used, and until it ends whatever happens."""

    idle: int
    absolute: int


class SessionLimits:
    """Ends a session 12 hours after the sign-in and 3 hours after it was last used (hardening, G30).

    The time of use is written at most once in five minutes, so that reading costs no write. What is left
    stands on `request.session_left`; asking for it (`session_left`) is no use of the session.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, signed out first where its session is over."""
        session = request.session
        if "_auth_user_id" in session:
            now = int(time.time())
            began, seen = session.get(SIGNED_IN_AT, now), session.get(SEEN_AT, now)
            if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_SECONDS:
                logout(request)
            else:
                is_use = request.path_info != reverse("session_left")
                if SEEN_AT not in session or (is_use and now - seen > SEEN_EVERY_SECONDS):
                    session[SIGNED_IN_AT], session[SEEN_AT], seen = began, now, now
                request.session_left = SessionLeft(  # type: ignore[attr-defined]
                    idle=seen + settings.SESSION_IDLE_SECONDS - now, absolute=began + settings.SESSION_COOKIE_AGE - now
                )
        return self.get_response(request)


class PersonLanguage:
    """Speaks the person's own language on pages, unless the language was switched in this browser.

    The API follows `Accept-Language` alone.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request in the person's language."""
        if not request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) and not request.path_info.startswith("/api/"):
            language = getattr(request.user, "language", "")
            if language in dict(settings.LANGUAGES):
                translation.activate(language)
                request.LANGUAGE_CODE = language
        return self.get_response(request)
