"""Cursors of the change feed: a number, and whose reading it is (api.md `changes/`)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from roadmap.filters.parameters import Parameter, Parameters, whole
from roadmap.filters.questions import TIME

CURSOR = re.compile(r"([0-9]{1,15})-([0-9a-f]{12})")
BEGINNING = "0"
MOST_CHANGES = 1000
SOME_CHANGES = 100


@dataclass(frozen=True)
class FeedCursor:
    """After which number the feed goes on, and the audience that it was read for."""

    seq: int
    audience: str

    def __str__(self) -> str:
        """Return the cursor as it stands in an address."""
        return f"{self.seq}-{self.audience}"


def audience_of(reader: User | None) -> str:
    """Return what a cursor remembers of its reader: role, region and agency."""
    parts = tuple(getattr(reader, name, None) for name in ("role", "region_id", "agency_id"))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def _read(value: str) -> FeedCursor | None:
    if value == BEGINNING:
        return None
    match = CURSOR.fullmatch(value)
    if match is None:
        raise ValueError(value)
    return FeedCursor(int(match[1]), match[2])


CHANGES = TIME + Parameters(
    (
        Parameter(
            "after",
            _read,
            {"type": "string", "pattern": f"^({BEGINNING}|{CURSOR.pattern})$"},
            "Where the feed goes on, as `next_after` gave it; left out or 0, the beginning.",
            _("Take the cursor from the answer before, as it is."),
        ),
        whole("limit", "How many changes at most.", least=1, most=MOST_CHANGES),
    )
)
