"""Rows of the read path as the partials take them: names in the page's language, own Party first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.urls import reverse

from roadmap.choices import Health, Reason
from roadmap.selectors.lateness import LateFrom, late_from
from roadmap.selectors.rows import Json
from roadmap.web.desk import Desk

NEVER_LATE: LateFrom = {}
ADDRESSES_KEPT = 8_192


@dataclass(frozen=True)
class Group:
    """The measures of one direction, under its heading (empty where rows are in another order)."""

    heading: str
    rows: tuple[Json, ...]


@dataclass(frozen=True)
class Heads:
    """Whose columns the table has: the own Party's and the other's names."""

    own: str
    other: str


def measure_groups(
    desk: Desk, rows: Sequence[Json], *, by_direction: bool, with_region: bool = False
) -> tuple[Group, ...]:
    """Return measures as rows of the table, grouped as the document lays them out.

    `with_region` names the Party in each cell, where the columns cannot.
    """
    late = late_from(desk.reference, [row["id"] for row in rows if row["health"] == Health.LATE])
    shown = [measure_row(desk, row, late, with_region=with_region) for row in rows]
    if not by_direction:
        return (Group("", tuple(shown)),) if rows else ()
    groups: dict[tuple[str, int], list[Json]] = {}
    for row, one in zip(rows, shown, strict=True):
        groups.setdefault((row["roadmap"], row["direction"]), []).append(one)
    several = len({roadmap for roadmap, _number in groups}) > 1
    return tuple(Group(_heading(desk, *key, several=several), tuple(found)) for key, found in groups.items())


def heads_of(desk: Desk, roadmaps: Iterable[str]) -> Heads | None:
    """Return the names over the two columns, or None where the road maps have different Parties."""
    pairs = {desk.parties_of(code)[:2] for code in roadmaps}
    if len(pairs) != 1:
        return None
    names = [desk.region(code) for code in pairs.pop()]
    return Heads(names[0], names[1]) if len(names) > 1 else None


def measure_row(desk: Desk, row: Json, late: LateFrom = NEVER_LATE, *, with_region: bool = False) -> Json:
    """Return one measure as `measure_row.html` takes it."""
    sides = {side["region"]: side for side in row["sides"]}
    parties = desk.parties_of(row["roadmap"])
    shown = [_row_side(desk, sides.get(code), late.get((row["id"], code)), with_region) for code in parties]
    return {
        "url": _address(row["id"]),
        "number": row["number"],
        "title": desk.text(row["title"]),
        "deadline": desk.text(row["deadline"]["wording"]),
        "due_on": row["deadline"]["due_on"],
        "source": source_of(row),
        "cancelled": row["cancelled"],
        "own": shown[0] if shown else None,
        "other": shown[1] if len(shown) > 1 else None,
        "joint": row,
        "then": _then(row),
        "is_new": "then" in row and row["then"] is None,
    }


def source_of(row: Json) -> str:
    """Return where a measure's title comes from, as `provenance_mark` takes it (rules.md §1)."""
    source: str = row["source"]["fields"].get("title") or row["source"]["kind"]
    return source


@lru_cache(maxsize=ADDRESSES_KEPT)
def _address(measure_id: int) -> str:
    return reverse("measure", args=[measure_id])


def _then(row: Json) -> Json | None:
    """Return how a measure stood on the day it is compared with, as far as that differs in more than words."""
    then: Json | None = row.get("then")
    if then is None:
        return None
    return {
        **then,
        "health": then["health"] if then["health"] != row["health"] else "",
        "due_on": then["due_on"] if then["due_on"] != row["deadline"]["due_on"] else None,
    }


def reason_words(code: str | None) -> str:
    """Return a reason in words, nothing for none."""
    return str(Reason(code).label) if code else ""


def agency_names(desk: Desk, codes: Iterable[str], by_agreement: Sequence[str] = ()) -> list[Mapping[str, Any]]:
    """Return the names of agencies, and which of them take part by agreement."""
    return [{"name": desk.agency(code), "by_agreement": code in by_agreement} for code in codes]


def _row_side(desk: Desk, side: Json | None, late: date | None, with_region: bool) -> Json | None:
    if side is None or side["lead"] is None:
        return None
    lead = desk.agency(side["lead"])
    return {
        **side,
        "lead": f"{desk.region(side['region'])}: {lead}" if with_region else lead,
        "late_from": late,
        "never_reported": side["stands_on"] is None,
    }


def _heading(desk: Desk, roadmap: str, number: int, *, several: bool) -> str:
    name = desk.text(desk.names.directions[roadmap, number])
    heading = f"{number}. {name}"
    return f"{desk.text(desk.names.roadmaps[roadmap].short_title)} · {heading}" if several else heading
