"""What the frame of every page shows, whoever makes the page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.second_factor import lacks_second_factor


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return whether this is the demonstration, in how many seconds the session ends, and whether it is half open."""
    left = getattr(request, "session_left", None)
    return {
        "demo": settings.DEMO,
        "session_seconds": min(left.idle, left.absolute) if left is not None else None,
        "lacks_second_factor": hasattr(request, "user") and lacks_second_factor(request),
    }
