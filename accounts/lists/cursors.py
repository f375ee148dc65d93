"""Cursors: where a page begins, in which order, of which question; signed, so that none is made up (api.md)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import orjson
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.errors import InvalidInput
from accounts.lists.keyset import Position

LONGEST = 1000
SIGNATURE = 12
SALT = b"accounts.lists.cursors"


@dataclass(frozen=True)
class Cursor:
    """A position in an order's list; `asked` is the fingerprint of the question that the list answers."""

    ordering: str
    position: Position
    asked: str


def fingerprint_of(path: str, values: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Return what tells a list's question from others: its path and filters, in any order."""
    return hashlib.blake2b(repr((path, sorted(values))).encode(), digest_size=8).hexdigest()


def write_cursor(cursor: Cursor) -> str:
    """Return a cursor as it stands in an address."""
    position = cursor.position
    packed = orjson.dumps([cursor.ordering, position.key, position.backwards, cursor.asked])
    return base64.urlsafe_b64encode(_signature(packed, settings.SECRET_KEY) + packed).rstrip(b"=").decode()


def read_cursor(text: str, orderings: Collection[str], asked: str) -> Cursor:
    """Return what a cursor says.

    :raises InvalidInput: on `cursor`, where this installation did not write it for this question.
    """
    refusal = InvalidInput("cursor", "invalid", _("Take the cursor from the answer before, as it is."))
    if len(text) > LONGEST or not text.isascii():
        raise refusal
    try:
        sent = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise refusal from None
    signature, packed = sent[:SIGNATURE], sent[SIGNATURE:]
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(hmac.compare_digest(signature, _signature(packed, secret)) for secret in secrets):
        raise refusal
    ordering, key, backwards, of = orjson.loads(packed)
    if of != asked or ordering not in orderings:
        raise refusal
    return Cursor(ordering, Position(key, backwards=backwards), of)


def _signature(packed: bytes, secret: str) -> bytes:
    return hmac.digest(secret.encode() + SALT, packed, "sha256")[:SIGNATURE]
