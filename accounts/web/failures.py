"""The page after a form's token was no longer valid: nothing was saved, and nothing typed is lost."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.typed import came_from, typed_in


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 with what was typed, and lead back to the form."""
    context = {"typed": typed_in(request), "back_url": came_from(request)}
    return render(request, "csrf_failure.html", context, status=403)
