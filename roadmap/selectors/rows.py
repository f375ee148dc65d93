"""How raw rows become what all faces show: one Party's side, instants, texts in three languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from roadmap.selectors.health import CLOSED, ON_TRACK, WORST_FIRST, health_rank
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference

ZONE = ZoneInfo(settings.TIME_ZONE)
SIDE_COLUMNS = (
    "status",
    "progress",
    "stands_on",
    "at_risk",
    "reason",
    "is_closed",
    "late_from",
    "soon_from",
    "silent_from",
)
EXECUTOR_COLUMNS = ("lead_code", "co", "by_agreement")
Row = tuple[Any, ...]
Json = dict[str, Any]


def instant(at: datetime | None) -> datetime | None:
    """Return an instant as it is shown: with the offset of the installation's own zone."""
    return None if at is None else at.astimezone(ZONE)


def side_of(region_id: int, row: Row, question: Question, reference: Reference) -> tuple[int, Json]:
    """Return one Party's health rank and side, from `SIDE_COLUMNS` and `EXECUTOR_COLUMNS` in order."""
    status, progress, stands_on, at_risk, reason, closed, late, soon, silent, lead, co, by_agreement = row
    day = question.day_of(region_id)
    rank = health_rank(closed, late, soon, silent, day)
    return rank, {
        "region": reference.regions[region_id].code,
        "status": status,
        "progress": progress,
        "health": WORST_FIRST[rank],
        "stands_on": stands_on,
        "days_silent": None if closed or stands_on is None else (day - stands_on).days,
        "at_risk": at_risk,
        "reason": reason or None,
        "lead": lead or None,
        "co": co,
        "by_agreement": by_agreement,
    }


class SidesOf:
    """The sides of many rows, by row and in the order of the Parties; and each row's joint health.

    `parties` holds the Parties' regions of each row that is asked for, in their order.
    """

    def __init__(self, question: Question, reference: Reference) -> None:
        self.question = question
        self.reference = reference
        self.parties: dict[int, Sequence[int]] = {}
        self.found: dict[int, dict[int, tuple[int, Json]]] = {}

    def take(self, rows: Iterable[Row]) -> None:
        """Take rows that begin with the id of what they are a side of, and the region's."""
        question, reference, found = self.question, self.reference, self.found
        for row in rows:
            owner, region_id = row[0], row[1]
            side = side_of(region_id, row[2:], question, reference)
            if owner in found:
                found[owner][region_id] = side
            else:
                found[owner] = {region_id: side}

    def of(self, owner: int, region_ids: Sequence[int]) -> list[Json]:
        """Return the sides of one row in the order of its road map's Parties."""
        self.parties[owner] = region_ids
        found = self.found.get(owner)
        if not found:
            return []
        return [found[region_id][1] for region_id in region_ids if region_id in found]

    def health_of(self, owner: int, is_closed: bool) -> str:
        """Return the joint health of one row: the worst of its sides' (rules.md §4)."""
        if is_closed:
            return WORST_FIRST[CLOSED]
        found = self.found.get(owner)
        if not found:
            return WORST_FIRST[ON_TRACK]
        return WORST_FIRST[min([rank for rank, _side in found.values()])]

    def executors_of(self, owner: int, region_id: int) -> tuple[str | None, list[str], list[str]]:
        """Return the lead, the co-executors and those by agreement of one side."""
        side = self.found.get(owner, {}).get(region_id)
        if side is None:
            return None, [], []
        return side[1]["lead"], side[1]["co"], side[1]["by_agreement"]
