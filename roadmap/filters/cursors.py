"""Cursors: where a page begins, in which order, and on which days the list is read (api.md *Lists*)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from roadmap.errors import InvalidInput
from roadmap.filters.parameters import MOST, read_day
from roadmap.selectors.keyset import Key, Ordering, Position, Scalar

LONGEST = 1000
PARTS = 4


@dataclass(frozen=True)
class Cursor:
    """What a cursor says: the order's name, the position in it, and each region's day."""

    ordering: str
    position: Position
    days: Mapping[int, date]


def write_cursor(ordering: str, position: Position, days: Mapping[int, date]) -> str:
    """Return a cursor as it stands in an address."""
    values = [value.isoformat() if isinstance(value, date) else value for value in position.values]
    pinned = {str(region_id): day.isoformat() for region_id, day in days.items()}
    content = [ordering, int(position.backwards), values, pinned]
    packed = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def read_cursor(text: str, orderings: Mapping[str, Ordering]) -> Cursor:
    """Return what a cursor of a list with these orders says.

    :raises InvalidInput: on `cursor`, where no list of ours wrote it.
    """
    try:
        return _read(text, orderings)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError, binascii.Error):
        raise InvalidInput("cursor", "invalid", _("Take the cursor from the answer before, as it is.")) from None


def _read(text: str, orderings: Mapping[str, Ordering]) -> Cursor:
    if len(text) > LONGEST:
        raise ValueError(text)
    packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    name, backwards, values, pinned = json.loads(packed)
    keys = orderings[name].keys
    if backwards not in (0, 1) or len(values) != len(keys):
        raise ValueError(text)
    read = tuple(_value(key, value) for key, value in zip(keys, values, strict=True))
    days = {int(region_id): read_day(day) for region_id, day in pinned.items()}
    return Cursor(name, Position(read, backwards=bool(backwards)), days)


def _value(key: Key, value: Any) -> Scalar:  # noqa: ANN401 -- whatever somebody put into a cursor
    if key.kind is datetime:
        at = datetime.fromisoformat(value)
        return at if at.tzinfo is not None else _refuse(value)
    if key.kind is date:
        return read_day(value)
    if key.kind is int:
        return value if type(value) is int and abs(value) <= MOST else _refuse(value)
    return value if isinstance(value, str) and value.isprintable() else _refuse(value)


def _refuse(value: object) -> Scalar:
    raise ValueError(value)
