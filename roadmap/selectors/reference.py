"""The small tables that every row refers to, kept in the process (performance.md).

Regions, agencies, directions, completion forms and road maps are few and change seldom. Each
process keeps one copy and asks the ledger whether it still holds, so that a list needs no joins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import sha256

from accounts.models import Agency, Ledger, Region, User
from roadmap.choices import Cycle, RoadmapState
from roadmap.models import CompletionForm, Direction, Party, PartyFact, Roadmap
from roadmap.rules.facts import ALWAYS_KNOWN, ALWAYS_ON, holding
from roadmap.rules.periods import Term, reporting_periods
from roadmap.selectors.fetching import kept, prepare, run

NO_WRITE_YET = "0" * 64


@dataclass(frozen=True)
class Counters:
    """Where the ledger stands: `shared` moves with what all may see, `private` with one region's."""

    head: str
    shared: int
    private: Mapping[str, int]

    def seen_by(self, reader: User | None) -> tuple[int, int]:
        """Return the two counters that a reader's answers depend on."""
        region_id = getattr(reader, "region_id", None)
        return self.shared, self.private.get(str(region_id), 0)


@dataclass(frozen=True)
class RegionRow:
    """A region, as rows refer to it."""

    code: str
    timezone: str


@dataclass(frozen=True)
class CycleFact:
    """How often a Party reports, from a day and a moment."""

    from_on: date
    known_at: datetime
    cycle: str
    days_after: int


@dataclass(frozen=True)
class PartyRow:
    """A Party, as rows refer to it; `cycles` are its dated facts, the newest first, and what holds now last."""

    id: int
    region_id: int
    cycles: tuple[CycleFact, ...]

    def cycle_on(self, day: date, known: datetime | None) -> CycleFact:
        """Return how often the Party reported on a day, as known by a moment (rules.md §6)."""
        return holding(self.cycles, day, known) or self.cycles[-1]

    def silences(self, term: Term, day: date, known: datetime | None) -> list[tuple[date, date]]:
        """Return each reporting period's first day, and the first day on which silence about it counts."""
        held = self.cycle_on(day, known)
        return [
            (period.starts_on, period.ends_on + timedelta(days=held.days_after + 1))
            for period in reporting_periods(Cycle(held.cycle), term)
        ]


@dataclass(frozen=True)
class RoadmapRow:
    """A road map, as rows refer to it; its Parties in their order."""

    code: str
    state: str
    starts_on: date
    ends_on: date
    next_text_on: date | None
    predecessor_id: int | None
    parties: tuple[PartyRow, ...]
    region_ids: tuple[int, ...]

    @property
    def term(self) -> Term:
        """Return the days on which it runs."""
        return Term(self.starts_on, self.ends_on)


@dataclass(frozen=True)
class Reference:
    """One copy of the small tables, and the counters that it was read under."""

    counters: Counters
    regions: Mapping[int, RegionRow]
    region_ids: Mapping[str, int]
    agencies: Mapping[int, str]
    agency_ids: Mapping[str, int]
    roadmaps: Mapping[int, RoadmapRow]
    roadmap_ids: Mapping[str, int]
    directions: Mapping[int, int]
    forms: Mapping[int, Mapping[str, str]]

    @cached_property
    def codes(self) -> str:
        """Return what changes with the ids that codes and numbers stand for, as the texts of queries do."""
        known = (self.region_ids, self.agency_ids, self.roadmap_ids, self.directions)
        return sha256(repr([sorted(one.items()) for one in known]).encode()).hexdigest()

    def hidden_from(self, reader: User | None) -> frozenset[int]:
        """Return the road maps that `reader` may not know of: the drafts of others (rules.md §5, §7).

        A draft is its Parties' people's, and the operator's. The same as `Measure.visible_to`.
        """
        if getattr(reader, "is_superuser", False):
            return frozenset()
        region_id = getattr(reader, "region_id", None)
        return frozenset(
            roadmap_id
            for roadmap_id, row in self.roadmaps.items()
            if row.state == RoadmapState.DRAFT and region_id not in row.region_ids
        )

    def direction_ids(self, numbers: Iterable[int]) -> list[int]:
        """Return the directions of any road map that carry one of `numbers`."""
        wanted = set(numbers)
        return [direction_id for direction_id, number in self.directions.items() if number in wanted]


_kept: Reference | None = None


def counters() -> Counters:
    """Return where the ledger stands, by its primary key."""
    query = kept("ledger", lambda: prepare(Ledger.objects.filter(pk=1), ("head", "shared", "private"), {}))
    [(head, shared, private)] = query.columns.read(run(query.statement({})))
    return Counters(head=head, shared=shared, private=private)


def reference(now: Counters | None = None) -> Reference:
    """Return the small tables as they stand at `now` (None: ask the ledger).

    Before the first write there is nothing to tell one state from another, so nothing is kept.
    """
    global _kept  # noqa: PLW0603 -- the one copy of this process
    now = now or counters()
    kept = _kept
    # what is one region's alone, such as its drafts, stands in none of these tables
    if kept is not None and kept.counters.shared == now.shared:
        return kept
    fresh = _read(now)
    _kept = None if now.head == NO_WRITE_YET else fresh
    return fresh


def forget() -> None:
    """Drop the copy that this process keeps."""
    global _kept  # noqa: PLW0603 -- the one copy of this process
    _kept = None


def _read(now: Counters) -> Reference:
    regions = {
        pk: RegionRow(code=code, timezone=timezone)
        for pk, code, timezone in Region.objects.values_list("pk", "code", "timezone")
    }
    agencies = dict(Agency.objects.values_list("pk", "code"))
    roadmaps = _roadmaps()
    forms = {
        pk: {"code": code, "kk": kk, "ru": ru, "en": en}
        for pk, code, kk, ru, en in CompletionForm.objects.values_list("pk", "code", "name_kk", "name_ru", "name_en")
    }
    return Reference(
        counters=now,
        regions=regions,
        region_ids={row.code: pk for pk, row in regions.items()},
        agencies=agencies,
        agency_ids={code: pk for pk, code in agencies.items()},
        roadmaps=roadmaps,
        roadmap_ids={row.code: pk for pk, row in roadmaps.items()},
        directions=dict(Direction.objects.values_list("pk", "number")),
        forms=forms,
    )


def _roadmaps() -> dict[int, RoadmapRow]:
    parties: dict[int, list[PartyRow]] = {}
    for roadmap_id, party in _parties():
        parties.setdefault(roadmap_id, []).append(party)
    columns = ("pk", "code", "state", "starts_on", "ends_on", "next_text_on", "predecessor_id")
    return {
        pk: RoadmapRow(
            code=code,
            state=state,
            starts_on=starts_on,
            ends_on=ends_on,
            next_text_on=next_text_on,
            predecessor_id=predecessor_id,
            parties=tuple(parties.get(pk, ())),
            region_ids=tuple(party.region_id for party in parties.get(pk, ())),
        )
        for pk, code, state, starts_on, ends_on, next_text_on, predecessor_id in Roadmap.objects.values_list(*columns)
    }


def _parties() -> Iterator[tuple[int, PartyRow]]:
    facts: dict[int, list[CycleFact]] = {}
    newest = PartyFact.objects.order_by("party", "-from_on", "-known_at", "-id")
    dated = newest.values_list("party_id", "from_on", "known_at", "cycle", "days_after")
    for party_id, from_on, known_at, cycle, days_after in dated:
        facts.setdefault(party_id, []).append(CycleFact(from_on, known_at, cycle, days_after))
    ordered = Party.objects.order_by("roadmap", "region__code")
    columns = ("roadmap_id", "id", "region_id", "cycle", "days_after")
    for roadmap_id, party_id, region_id, cycle, days_after in ordered.values_list(*columns):
        now = CycleFact(ALWAYS_ON, ALWAYS_KNOWN, cycle, days_after)
        yield roadmap_id, PartyRow(party_id, region_id, (*facts.get(party_id, ()), now))
