"""What the frame of every page shows, whoever makes the page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return whether this is the demonstration, and after how many idle seconds the session ends."""
    signed_in = request.user.is_authenticated if hasattr(request, "user") else False
    return {"demo": settings.DEMO, "session_seconds": settings.SESSION_IDLE_SECONDS if signed_in else None}
