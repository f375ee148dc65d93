"""The door before all others where a second factor is asked; not in config.middleware, which logging loads early."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from accounts.second_factor import is_open_without, lacks_second_factor, second_factor_page
from config.middleware import Answer


class SecondFactorFirst:
    """Opens nothing, on pages and to the API by session, before the second factor where one is asked (G28).

    A token opens the API alone: it was made in a session that had shown one.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, or lead to the second factor."""
        if not lacks_second_factor(request) or is_open_without(request):
            return self.get_response(request)
        if request.path_info.startswith("/api/"):
            # An empty header is no token: what answered then would be the session.
            return self.get_response(request) if request.headers.get("Authorization") else refusal_without_factor()
        then = request.get_full_path() if request.method == "GET" else "/"
        return HttpResponseRedirect(second_factor_page(request, then))


def refusal_without_factor() -> HttpResponse:
    """Return the problem (RFC 9457) that tells a browser's session to show a second factor."""
    problem = {
        "type": "about:blank",
        "title": _("A second factor is required"),
        "status": 403,
        "detail": _("Set up or show your second factor in the browser first."),
        "code": "second_factor_required",
        "errors": [],
    }
    return JsonResponse(problem, status=403, content_type="application/problem+json")
