"""What the forms of moves and proposals carry: the version that was read."""

from __future__ import annotations

from django.http import HttpRequest

LARGEST_VERSION = 2**31 - 1


def seen_version(request: HttpRequest) -> int | None:
    """Return the version that the person read, from the form's hidden field; None where it carries none."""
    given = request.POST.get("version", "")
    if not (given.isascii() and given.isdigit()) or len(given) > len(str(LARGEST_VERSION)):
        return None
    return min(int(given), LARGEST_VERSION)
