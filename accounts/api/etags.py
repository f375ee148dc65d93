"""Tags of answers, made of what could change them and not of their content (api.md *Caching*).

One query of the ledger tells whether an answer still holds, so that 304 costs no work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings
from rest_framework.request import Request

FOLDERS = ("accounts", "roadmap", "config")


@cache
def release() -> bytes:
    """Return what tells this release from others: a digest of its code, the same in each of its processes."""
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted((Path(settings.BASE_DIR) / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.digest()


def tag_of(request: Request, state: Iterable[object]) -> str:
    """Return the hash of an answer's tag: its address, format, audience, release and `state`.

    `state` is what the caller adds: change counters, and each Party's local day. Readers who may
    not see the same rows never have the same tag.
    """
    user = request.user
    accepted = getattr(request, "accepted_renderer", None)
    audience = (
        getattr(user, "role", None),
        getattr(user, "region_id", None),
        getattr(user, "agency_id", None),
        user.is_authenticated,
    )
    # The host too: a page's `next` and `previous` are full addresses.
    address = (request.META.get("HTTP_HOST"), request.get_full_path())
    parts = (address, getattr(accepted, "format", None), audience, tuple(state))
    return hashlib.blake2b(repr(parts).encode(), key=release(), digest_size=12).hexdigest()


def held_tag(request: Request, tag: str) -> str | None:
    """Return the tag of the answer that the client holds already (`If-None-Match`), None where it does not.

    An object's tag is `"<version>.<hash>"`: its version cannot move without its hash.
    """
    header = request.META.get("HTTP_IF_NONE_MATCH", "")
    if tag not in header:
        return None
    held = (part.strip().removeprefix("W/").strip('"') for part in header.split(","))
    return next((f'"{part}"' for part in held if part.rpartition(".")[2] == tag), None)


def takes_any(request: Request) -> bool:
    """Return whether the client holds some answer and wants none where there is one: `If-None-Match: *`."""
    return bool(request.META.get("HTTP_IF_NONE_MATCH", "").strip() == "*")
