"""Names in three languages of what rows refer to by code, kept in the process as `reference` is.

Pages show names where rows carry codes; a table of fifty rows asks for two hundred of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import Agency, Region
from roadmap.choices import Language
from roadmap.models import Direction, Roadmap, Source
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
class Names:
    """One copy of the names, and the shared counter that it was read under.

    Directions are named by their road map's code and their number; sources by their code. `calendars`
    are the holiday calendars by the code of the region.
    """

    shared: int
    regions: Mapping[str, Texts]
    agencies: Mapping[str, Texts]
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
        agencies={code: _texts(*found) for code, *found in Agency.objects.values_list("code", *columns)},
        directions={(code, number): _texts(*found) for code, number, *found in directions},
        roadmaps={
            code: RoadmapNames(_texts(*found[:3]), _texts(*found[3:6]), _texts(*found[6:]))
            for code, *found in roadmaps
        },
        sources={source.code: source for source in Source.objects.all()},
        calendars=dict(Region.objects.values_list("code", "holiday_calendar")),
    )


def _columns(name: str) -> list[str]:
    return [f"{name}_{language}" for language in LANGUAGES]


def _texts(*found: str) -> Texts:
    return dict(zip(LANGUAGES, found, strict=True))
