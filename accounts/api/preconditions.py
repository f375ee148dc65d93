"""`If-Match`: which version a change was made on (api.md *Caching*, *Writing*)."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from accounts.errors import InvalidInput, StaleVersion, VersionMissing

# "<version>.<hash>", W/"…", a quoted or bare version; only the part before the dot is compared.
TAG = re.compile(r'(?:W/)?(?:"(?P<quoted>[0-9]{1,10})(?:\.[^"]*)?"|(?P<bare>[0-9]{1,10})(?:\.[A-Za-z0-9_-]*)?)')
# Any other entity tag (RFC 9110 §8.8.3) is somebody else's: it is read, and matches no version.
FOREIGN_TAG = re.compile(r'(?:W/)?"[^"\s]*"')
NO_VERSION = 0
LONGEST = 1000


def seen_versions(header: str | None) -> tuple[int, ...]:
    """Return the versions that `If-Match` names, in their order; none where it was not sent.

    `*` names no version, so it counts as not sent: nobody changes what they did not read. A tag
    that is not of ours names `NO_VERSION`, which no object has.

    :raises InvalidInput: on `If-Match`, for anything that is no tag at all.
    """
    if header is None or header.strip() in {"", "*"}:
        return ()
    if len(header) > LONGEST:
        raise _unreadable()
    return tuple(_version_in(part.strip()) for part in header.split(","))


def seen_version(header: str | None, current: int | None = None) -> int:
    """Return the version that a change was made on, for the service.

    With `current`, the version that stands, a change of another one is refused at once, before the
    body is looked at; the service compares again under its lock.

    :raises VersionMissing: where none was named.
    :raises StaleVersion: where `current` is none of those named.
    :raises InvalidInput: where the header cannot be read.
    """
    seen = seen_versions(header)
    if not seen:
        raise VersionMissing
    if current is None:
        return max(seen)
    if current not in seen:
        raise StaleVersion(current)
    return current


def is_one_version(header: str | None) -> bool:
    """Return whether `If-Match` names one version, and nothing else must be looked at."""
    return header is not None and TAG.fullmatch(header) is not None


def _version_in(tag: str) -> int:
    match = TAG.fullmatch(tag)
    if match is not None:
        return int(match["quoted"] or match["bare"])
    if FOREIGN_TAG.fullmatch(tag) is None:
        raise _unreadable()
    return NO_VERSION


def _unreadable() -> InvalidInput:
    message = _("Send the ETag that you read, or the version, such as: If-Match: 3")
    return InvalidInput("If-Match", "invalid", message)
