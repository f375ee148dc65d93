"""What the day picker and the banner of another day take, the same on every page (rules.md §6)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from roadmap.web.desk import Desk
from roadmap.web.lists import Asked


def day_context(desk: Desk, asked: Asked, here: str) -> dict[str, Any]:
    """Return the day and the moment asked for, and the addresses that keep the rest of the question.

    `known_day` is the day of `known_on` as its field shows it; an exact moment has no field and goes along.
    """
    known = asked.read.get("known_on")
    is_moment = isinstance(known, datetime)
    moved = ("as_of", "cursor") if is_moment else ("as_of", "known_on", "cursor")
    return {
        "as_of": asked.read.get("as_of"),
        "known_on": desk.question.known_on,
        "is_forecast": desk.is_forecast,
        "with_known": not is_moment,
        "known_day": None if is_moment else known,
        "day_hidden": asked.hidden(*moved),
        "back_url": here + (asked.address("as_of", "known_on", "tz", "cursor")),
        "today": desk.today,
    }
