"""A road map as a document states it: values that were checked, not yet rows (rules.md §1–§2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from roadmap.choices import Cycle, SourceKind
from roadmap.rules.deadlines import Deadline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Problem:
    """What is wrong at one place of a document: `measures[12] (4.1).deadline.text_ru`, and a sentence."""

    path: str
    message: str | _StrPromise

    def __str__(self) -> str:
        """Return the place and the sentence; the whole document is a place without a name."""
        return f"{self.path}: {self.message}" if self.path else str(self.message)


class DocumentRefused(Exception):
    """A document cannot be taken; `problems` lists all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(*map(str, self.problems))


@dataclass(frozen=True)
class Texts:
    """One text in the three languages of the plan."""

    kk: str
    ru: str
    en: str

    def as_json(self) -> dict[str, str]:
        """Return the text by language."""
        return {"kk": self.kk, "ru": self.ru, "en": self.en}

    def columns(self, prefix: str) -> dict[str, str]:
        """Return the text as values of the columns `<prefix>_kk`, `_ru` and `_en`."""
        return {f"{prefix}_{language}": text for language, text in self.as_json().items()}


@dataclass(frozen=True)
class StatedRegion:
    """An administration; the first of its languages is the working one."""

    code: str
    name: Texts
    country: str
    timezone: str
    languages: tuple[str, ...]


@dataclass(frozen=True)
class StatedAgency:
    """A body of a region; `name_status` tells how sure its name is."""

    code: str
    region: str
    name: Texts
    level: str
    name_status: str
    source: SourceKind
    note: str


@dataclass(frozen=True)
class StatedForm:
    """A form of completion."""

    code: str
    name: Texts


@dataclass(frozen=True)
class StatedSource:
    """A public source that notes cite."""

    code: str
    publisher: str
    title: str
    date: str
    url: str


@dataclass(frozen=True)
class StatedDirection:
    """A numbered section; `provenance` tells where topic, number and title come from."""

    number: int
    code: str
    name: Texts
    source: SourceKind
    provenance: dict[str, Any]


@dataclass(frozen=True)
class StatedTeam:
    """One Party's executors of a measure, by agency codes."""

    region: str
    lead: str
    co: tuple[str, ...]


@dataclass(frozen=True)
class StatedMeasure:
    """A numbered promise; `sources` is its provenance field by field, `provenance` has ref, quote and note."""

    number: str
    direction: int
    direction_code: str
    title: Texts
    wording: Texts
    deadline: Deadline
    form: StatedForm
    teams: tuple[StatedTeam, ...]
    source: SourceKind
    sources: dict[str, str]
    provenance: dict[str, Any]


@dataclass(frozen=True)
class Document:
    """A whole road map. `facts` holds what pages show and nothing computes with.

    `signatories` are by region code. `sha256` is the file's.
    """

    code: str
    title: Texts
    short_title: Texts
    disclaimer: Texts
    starts_on: date
    ends_on: date
    signed_on: date | None
    cycle: Cycle
    days_after: int
    source: SourceKind
    facts: dict[str, Any]
    signatories: dict[str, dict[str, Any]]
    regions: tuple[StatedRegion, ...]
    agencies: tuple[StatedAgency, ...]
    forms: tuple[StatedForm, ...]
    directions: tuple[StatedDirection, ...]
    measures: tuple[StatedMeasure, ...]
    sources: tuple[StatedSource, ...]
    sha256: str

    @property
    def party_codes(self) -> tuple[str, ...]:
        """Return the regions that are its Parties: who signs it, and who carries a measure out."""
        engaged = {team.region for measure in self.measures for team in measure.teams}
        return tuple(region.code for region in self.regions if region.code in engaged | set(self.signatories))


def place(records: str, index: int, label: str | int, *fields: str) -> str:
    """Return how problems name a record of a list, and a field in it: `agencies[3] (AKT-IND).level`."""
    return ".".join((f"{records}[{index}] ({label})", *fields))
