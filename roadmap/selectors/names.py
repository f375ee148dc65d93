"""Names in three languages of what rows refer to by code, kept in the process as `reference` is.

Pages show names where rows carry codes; a table of fifty rows asks for two hundred of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Agency, AgencyFact, Region
from roadmap.choices import Language
from roadmap.models import Direction, Roadmap, Source
from roadmap.rules.facts import holding
from roadmap.selectors.reference import NO_WRITE_YET, Counters

Texts = Mapping[str, str]
LANGUAGES = tuple(Language.values)


@dataclass(frozen=True)
class RoadmapNames:
    """What a road map is called, and what must be said of its texts."""

    title: Texts
    short_title: Texts
    disclaimer: Texts


@dataclass(frozen=True)
class NameFact:
    """What an agency was called from a day and a moment."""

    from_on: date
    known_at: datetime
    texts: Texts


@dataclass(frozen=True)
class AgencyNames:
    """What an agency is called now, and its dated names, the newest first."""

    now: Texts
    facts: tuple[NameFact, ...] = ()

    def on(self, day: date, known: datetime | None) -> Texts:
        """Return what it was called on a day, as known by a moment (rules.md §6); before it was, its first name."""
        if not self.facts:
            return self.now
        return (holding(self.facts, day, known) or self.facts[-1]).texts


@dataclass(frozen=True, eq=False)
class Names:
    """One copy of the names, and the shared counter that it was read under.

    Directions are named by their road map's code and their number; sources by their code. `calendars`
    are the holiday calendars by the code of the region. Each copy is equal to itself alone.
    """

    shared: int
    regions: Mapping[str, Texts]
    agencies: Mapping[str, AgencyNames]
    directions: Mapping[tuple[str, int], Texts]
    roadmaps: Mapping[str, RoadmapNames]
    sources: Mapping[str, Source]
    calendars: Mapping[str, str]


_kept: Names | None = None


def names(now: Counters) -> Names:
    """Return the names as they stand at `now`. Before the first write nothing is kept."""
    global _kept  # noqa: PLW0603 -- the one copy of this process
    kept = _kept
    if kept is not None and kept.shared == now.shared:
        return kept
    fresh = _read(now)
    _kept = None if now.head == NO_WRITE_YET else fresh
    return fresh


def forget() -> None:
    """Drop the copy that this process keeps."""
    global _kept  # noqa: PLW0603 -- the one copy of this process
    _kept = None


def _read(now: Counters) -> Names:
    columns = _columns("name")
    directions = Direction.objects.values_list("roadmap__code", "number", *columns)
    texts = ("title", "short_title", "disclaimer")
    roadmaps = Roadmap.objects.values_list("code", *(column for text in texts for column in _columns(text)))
    return Names(
        shared=now.shared,
        regions={code: _texts(*found) for code, *found in Region.objects.values_list("code", *columns)},
        agencies=_agencies(columns),
        directions={(code, number): _texts(*found) for code, number, *found in directions},
        roadmaps={
            code: RoadmapNames(_texts(*found[:3]), _texts(*found[3:6]), _texts(*found[6:]))
            for code, *found in roadmaps
        },
        sources={source.code: source for source in Source.objects.all()},
        calendars=dict(Region.objects.values_list("code", "holiday_calendar")),
    )


def _agencies(columns: list[str]) -> dict[str, AgencyNames]:
    facts: dict[int, list[NameFact]] = {}
    for agency_id, from_on, known_at, *found in AgencyFact.objects.values_list(
        "agency_id", "from_on", "known_at", *columns
    ):
        facts.setdefault(agency_id, []).append(NameFact(from_on, known_at, _texts(*found)))
    rows = Agency.objects.values_list("pk", "code", *columns)
    return {code: AgencyNames(_texts(*found), tuple(facts.get(pk, ()))) for pk, code, *found in rows}


def _columns(name: str) -> list[str]:
    return [f"{name}_{language}" for language in LANGUAGES]


def _texts(*found: str) -> Texts:
    return dict(zip(LANGUAGES, found, strict=True))
