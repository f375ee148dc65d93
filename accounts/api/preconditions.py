"""`If-Match`: which version a change was made on (api.md *Caching*, *Writing*)."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from accounts.errors import InvalidInput, StaleVersion, VersionMissing

# "<version>.<hash>", W/"…", a quoted or bare version; only the part before the dot is compared.
TAG = re.compile(r'(?:W/)?(?:"(?P<quoted>[0-9]{1,10})(?:\.[^"]*)?"|(?P<bare>[0-9]{1,10})(?:\.[A-Za-z0-9_-]*)?)')
LONGEST = 1000


def seen_versions(header: str | None) -> tuple[int, ...]:
    """Return the versions that `If-Match` names, in their order; none where it was not sent.

    `*` names no version, so it counts as not sent: nobody changes what they did not read.

    :raises InvalidInput: on `If-Match`, for anything that is no tag of ours.
    """
    if header is None or header.strip() in {"", "*"}:
        return ()
    versions = []
    for part in header[: LONGEST + 1].split(","):
        match = TAG.fullmatch(part.strip())
        if match is None or len(header) > LONGEST:
            message = _("Send the ETag that you read, or the version, such as: If-Match: 3")
            raise InvalidInput("If-Match", "invalid", message)
        versions.append(int(match["quoted"] or match["bare"]))
    return tuple(versions)


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
