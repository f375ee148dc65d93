"""Proposals as pages show them: settlements, amendments, closings (ui.md *Agreements*; rules.md §4–§6)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roadmap.choices import Language, PeriodState, ProposalState
from roadmap.errors import RuleBroken
from roadmap.filters import others
from roadmap.filters.parameters import Parameters
from roadmap.rules.deadlines import Deadline, read_deadline
from roadmap.selectors.listing import Listing
from roadmap.selectors.proposals import AMENDMENTS, PERIODS, SETTLEMENTS, ProposalCriteria, titles_of
from roadmap.selectors.rows import Json
from roadmap.web import powers
from roadmap.web.desk import Desk
from roadmap.web.ribbon import CHANGED
from roadmap.web.values import change_words

Word = str | Promise
SETTLEMENT, AMENDMENT, PERIOD = "settlements", "amendments", "periods"


@dataclass(frozen=True)
class Kind:
    """One kind of proposal: its list, the filters of it, and how its states look."""

    name: str
    title: Word
    listing: Listing[ProposalCriteria]
    filters: Parameters
    states: type[ProposalState | PeriodState]
    family: str

    @property
    def decided(self) -> frozenset[str]:
        """Return the states of what waits for nobody any more."""
        return frozenset(self.states.values) - {ProposalState.PROPOSED}


KINDS: Mapping[str, Kind] = {
    SETTLEMENT: Kind(SETTLEMENT, _("Settlements"), SETTLEMENTS, others.PROPOSALS, ProposalState, "proposal"),
    AMENDMENT: Kind(AMENDMENT, _("Amendments"), AMENDMENTS, others.PROPOSALS, ProposalState, "proposal"),
    PERIOD: Kind(PERIOD, _("Closed periods"), PERIODS, others.PERIODS, PeriodState, "period"),
}


@dataclass(frozen=True)
class Wording:
    """One text before and after, in one language."""

    language: str
    name: Word
    before: str
    after: str


@dataclass(frozen=True)
class ChangeShown:
    """One change of an amendment; `wordings` begins with the page's language.

    `read_before` and `read_after` are what the wordings of a deadline mean, None for other fields.
    """

    label: Word
    number: str
    title: str
    url: str
    wordings: Sequence[Wording]
    read_before: Deadline | None
    read_after: Deadline | None

    @property
    def moved_days(self) -> int | None:
        """Return by how many days the last due date moves, None for other fields."""
        if self.read_before is None or self.read_after is None:
            return None
        return (self.read_after.due_on - self.read_before.due_on).days

    @property
    def more(self) -> Sequence[Wording]:
        """Return the texts in the other languages."""
        return self.wordings[1:]


@dataclass(frozen=True)
class Card:
    """A proposal with all that its card and its page say; `row` is what the API shows of it."""

    kind: Kind
    row: Json
    proposer: str
    is_ours: bool | None
    may_decide: bool
    may_withdraw: bool
    measure_title: str = ""
    changes: Sequence[ChangeShown] = ()

    @property
    def anchor(self) -> str:
        """Return the name by which links lead to the card: `settlement-5`."""
        return f"{self.kind.name.removesuffix('s')}-{self.row['id']}"

    @property
    def url(self) -> str:
        """Return the proposal's own page."""
        return reverse("proposal", args=[self.kind.name, self.row["id"]])

    @property
    def measure_url(self) -> str:
        """Return the measure's page, on the period that is meant."""
        return f"{reverse('measure', args=[self.row['measure']])}?occurrence={self.row['occurrence']}"

    @property
    def is_open(self) -> bool:
        """Return whether it waits for a word."""
        return bool(self.row["state"] == ProposalState.PROPOSED)

    def move_url(self, move: str) -> str:
        """Return where a move is sent."""
        return reverse("move_proposal", args=[self.kind.name, self.row["id"], move])

    @property
    def confirm_url(self) -> str:
        """Return where its confirmation is sent."""
        return self.move_url("confirm")

    @property
    def decline_url(self) -> str:
        """Return where its refusal is sent."""
        return self.move_url("decline")

    @property
    def withdraw_url(self) -> str:
        """Return where it is withdrawn."""
        return self.move_url("withdraw")

    @property
    def hidden(self) -> list[Json]:
        """Return what a move carries: the version and the state that were read."""
        return [{"name": "version", "value": self.row["version"]}, {"name": "seen_state", "value": self.row["state"]}]


def criteria_of(read: Mapping[str, Any]) -> ProposalCriteria:
    """Return the criteria of parameters that were read; those of other kinds are left aside."""
    names = ("roadmap", "state", "measure")
    return ProposalCriteria(**{name: read[name] for name in names if name in read})


def cards_of(desk: Desk, kind: Kind, rows: Sequence[Json]) -> list[Card]:
    """Return rows of one kind as cards: one query for the measures' titles, or none."""
    titles = titles_of(desk.question, desk.reference, measures_in(rows))
    return [card_of(desk, kind, row, titles) for row in rows]


def measures_in(rows: Sequence[Json]) -> Collection[int]:
    """Return the measures that proposals name."""
    named = [row["measure"] for row in rows if "measure" in row]
    named += [change["measure"] for row in rows for change in row.get("changes", ())]
    return {one for one in named if one is not None}


def card_of(desk: Desk, kind: Kind, row: Json, titles: Mapping[int, Mapping[str, str]]) -> Card:
    """Return one proposal as a card."""
    own = desk.own_region
    is_open = row["state"] == ProposalState.PROPOSED and powers.speaks_for_party(desk, row["roadmap"])
    title = titles.get(row.get("measure", 0))
    return Card(
        kind=kind,
        row=row,
        proposer=desk.region(row["proposed_by"]),
        is_ours=None if own is None else row["proposed_by"] == own,
        may_decide=is_open and row["proposed_by"] != own,
        may_withdraw=is_open and row["proposed_by"] == own,
        measure_title=desk.text(title) if title is not None else "",
        changes=[change_shown(desk, row["roadmap"], change, titles) for change in row.get("changes", ())],
    )


def change_shown(desk: Desk, roadmap: str, change: Json, titles: Mapping[int, Mapping[str, str]]) -> ChangeShown:
    """Return one change of a road map's text, made or proposed, as pages show it."""
    measure = change["measure"]
    title = titles.get(measure) if measure is not None else None
    is_deadline = change["field"] == "deadline"
    read = _reader(desk, roadmap) if is_deadline else _nothing
    return ChangeShown(
        label=CHANGED[change["field"]],
        number=change["number"] or "",
        title=desk.text(title) if title is not None else "",
        url=reverse("measure", args=[measure]) if measure is not None else "",
        wordings=_wordings(desk, change),
        read_before=read(change["before"]),
        read_after=read(change["after"]),
    )


def _wordings(desk: Desk, change: Json) -> list[Wording]:
    """Return before and after; of texts in each language, the page's first."""
    field, before, after = change["field"], change["before"], change["after"]
    if field == "executors" and before is not None:
        # the protocol keeps both Parties' executors before; what does not change is not shown
        before = {region: team for region, team in before.items() if region in after}
    languages = [desk.language]
    if field in {"title", "deadline", "added"}:
        languages += [code for code in Language.values if code != desk.language]
    return [
        Wording(
            code,
            Language(code).label,
            change_words(desk, field, before, code),
            change_words(desk, field, after, code),
        )
        for code in languages
    ]


def _reader(desk: Desk, roadmap: str) -> Callable[[Any], Deadline | None]:
    """Return what reads three wordings of a deadline in a road map's term."""
    term = desk.reference.roadmaps[desk.reference.roadmap_ids[roadmap]].term

    def read(wordings: Mapping[str, str]) -> Deadline | None:
        try:
            return read_deadline(wordings[desk.language], term=term)
        except RuleBroken:
            # a text loaded from elsewhere may be worded in a way that is not read; it is still shown
            return None

    return read


def _nothing(_value: object) -> None:
    return None


@dataclass(frozen=True)
class StateCard:
    """A proposal to change a road map's state, as a card."""

    roadmap: str
    title: str
    to_state: str
    state: str
    proposer: str
    proposed_at: datetime
    confirmed_at: datetime | None
    declined_reason: str
    is_ours: bool | None
    demo: bool

    @property
    def url(self) -> str:
        """Return the road map's page of states."""
        return reverse("roadmap", args=[self.roadmap])

    @property
    def on(self) -> date:
        """Return the day of the proposal."""
        return self.proposed_at.date()
