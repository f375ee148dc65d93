"""What somebody typed into a form that could not be taken, so that it can be shown again (hardening G31)."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

# What must not be shown again: the form's own machinery, and secrets.
HIDDEN = ("csrfmiddlewaretoken", "version", "next", "sheet")
SECRET = ("password", "token", "secret", "credential", "code", "again")
LONGEST_LIST = 100


def typed_in(request: HttpRequest) -> list[dict[str, str]]:
    """Return the names and values of a form that was sent, without secrets and what was left empty."""
    pairs = [
        {"name": name, "value": value}
        for name, values in request.POST.lists()
        for value in values
        if value.strip() and name not in HIDDEN and not any(word in name.lower() for word in SECRET)
    ]
    return pairs[:LONGEST_LIST]


def came_from(request: HttpRequest) -> str:
    """Return the page of ours that a form stood on, as far as the browser tells; else the first page."""
    referrer = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(referrer, {request.get_host()}, require_https=request.is_secure())
    return referrer if is_ours else "/"


def is_a_form_without_its_session(request: HttpRequest) -> bool:
    """Return whether a person sent a form from a browser whose session is over; not what scripts send."""
    return (
        request.method == "POST"
        and not request.user.is_authenticated
        and "text/html" in request.headers.get("Accept", "")
        and "HX-Request" not in request.headers
        and bool(typed_in(request))
    )
