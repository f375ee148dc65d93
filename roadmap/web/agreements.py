"""What the Parties agree on, or do not: divergences, settlements, amendments, periods, states (ui.md *Agreements*)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import page
from accounts.policy import Action, can
from accounts.web.address import says_what_is_wrong
from roadmap.filters.lists import read_list
from roadmap.filters.parameters import Parameters, codes, without_blanks
from roadmap.filters.questions import TIME
from roadmap.selectors.proposals import PROPOSED, ProposalCriteria, state_proposals
from roadmap.selectors.roadmaps import ROADMAPS, RoadmapCriteria
from roadmap.selectors.rows import Json
from roadmap.web.another_day import day_context
from roadmap.web.cards import KINDS, Card, Kind, StateCard, cards_of, criteria_of
from roadmap.web.desk import Desk, desk_of
from roadmap.web.divergences import first_divergences
from roadmap.web.lists import Asked, PageList
from roadmap.web.words import STATES

PARAMETERS = Parameters((codes("roadmap", "Codes of road maps."),)) + TIME
FIRST = 10
MOST_OPEN = 100


@dataclass(frozen=True)
class Section:
    """The newest of one kind that are decided, and where all of them stand."""

    kind: Kind
    cards: Sequence[Card]
    all_url: str
    has_more: bool


@dataclass(frozen=True)
class Waiting:
    """What waits for a word: for ours, and for the other Party's."""

    for_us: Sequence[Card]
    for_others: Sequence[Card]
    states_for_us: Sequence[StateCard]
    states_for_others: Sequence[StateCard]

    @property
    def is_empty(self) -> bool:
        """Return whether nothing waits for us."""
        return not self.for_us and not self.states_for_us


@page(Action.PLAN_READ)
@require_safe
@says_what_is_wrong
def agreements(request: HttpRequest) -> HttpResponse:
    """Show what waits for a word first, then what diverges, then what was agreed."""
    values = without_blanks(dict(request.GET.lists()))
    asked = Asked(values, PARAMETERS.read(values))
    desk = desk_of(request, asked.read)
    roadmap = asked.read.get("roadmap")
    context = {
        "waiting": _waiting(desk, roadmap),
        "divergences": first_divergences(desk, roadmap, FIRST),
        "divergences_url": reverse("divergences") + asked.address(),
        "sections": [_section(desk, kind, roadmap, asked) for kind in KINDS.values()],
        "roadmaps": _roadmaps(desk),
        "speaks": can(desk.reader, Action.PROPOSAL_READ_PENDING),
        **day_context(desk, asked, reverse("agreements")),
    }
    return render(request, "roadmap/agreements.html", context)


@page(Action.PLAN_READ)
@require_safe
@says_what_is_wrong
def proposals(request: HttpRequest, kind: str) -> HttpResponse:
    """Show all proposals of one kind that the reader may know of, filtered by state, road map and measure."""
    found_kind = kind_of(kind)
    listed = PageList(found_kind.listing, found_kind.filters, criteria_of)
    asked = listed.asked(request)
    desk, found = listed.read(request, asked)
    here = reverse("proposals", args=[kind])
    address = asked.address("cursor", "page_size")
    context = {
        "kind": found_kind,
        "cards": cards_of(desk, found_kind, found.rows),
        "tabs": _tabs(found_kind, asked),
        "previous_url": found.previous_url,
        "next_url": found.next_url,
        "csv_url": f"/api/v1/{kind}/{asked.address('cursor', 'page_size', format='csv')}",
        "xlsx_url": f"/api/v1/{kind}/{asked.address('cursor', 'page_size', format='xlsx')}",
        "api_url": f"/api/v1/{kind}/{address}",
        **day_context(desk, asked, here),
    }
    return render(request, "roadmap/proposals.html", context)


def kind_of(name: str) -> Kind:
    """Return a kind of proposals by its name in addresses.

    :raises Http404: where there is none.
    """
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def _waiting(desk: Desk, roadmap: frozenset[str] | None) -> Waiting:
    """Return what is proposed and not decided; of another day nothing is, as its decisions are known."""
    cards = [
        card
        for kind in KINDS.values()
        for card in _cards(desk, kind, ProposalCriteria(roadmap=roadmap, state=PROPOSED), MOST_OPEN)[0]
    ]
    states = state_cards(desk, ProposalCriteria(roadmap=roadmap, state=PROPOSED))
    return Waiting(
        for_us=[card for card in cards if not card.is_ours],
        for_others=[card for card in cards if card.is_ours],
        states_for_us=[card for card in states if not card.is_ours],
        states_for_others=[card for card in states if card.is_ours],
    )


def state_cards(desk: Desk, criteria: ProposalCriteria) -> list[StateCard]:
    """Return proposals on road maps' states as cards."""
    own = desk.own_region
    return [
        StateCard(
            roadmap=line.roadmap,
            title=desk.text(desk.names.roadmaps[line.roadmap].short_title),
            to_state=line.to_state,
            state=line.state,
            proposer=desk.region(line.proposed_by),
            proposed_at=line.proposed_at,
            confirmed_at=line.confirmed_at,
            declined_reason=line.declined_reason,
            is_ours=None if own is None else line.proposed_by == own,
            demo=line.demo,
        )
        for line in state_proposals(desk.question, desk.reference, criteria)
    ]


def _section(desk: Desk, kind: Kind, roadmap: frozenset[str] | None, asked: Asked) -> Section:
    cards, has_more = _cards(desk, kind, ProposalCriteria(roadmap=roadmap, state=kind.decided), FIRST)
    return Section(kind, cards, reverse("proposals", args=[kind.name]) + asked.address(), has_more)


def _cards(desk: Desk, kind: Kind, criteria: ProposalCriteria, count: int) -> tuple[list[Card], bool]:
    """Return the first cards in the list's own order, and whether there are more."""
    question, small = desk.question, desk.reference
    wanted = read_list(kind.listing, {"page_size": count}, reader=question.reader, reference=small, now=desk.now)
    page = kind.listing.page(question, small, criteria, wanted.page)
    return cards_of(desk, kind, page.rows), page.after is not None


def _roadmaps(desk: Desk) -> list[Json]:
    question, small = desk.question, desk.reference
    wanted = read_list(ROADMAPS, {"page_size": MOST_OPEN}, reader=question.reader, reference=small, now=desk.now)
    rows = ROADMAPS.page(question, small, RoadmapCriteria(), wanted.page).rows
    return [
        {**row, "name": desk.text(row["short_title"]), "url": reverse("roadmap", args=[row["code"]])} for row in rows
    ]


def _tabs(kind: Kind, asked: Asked) -> list[Json]:
    """Return the states to choose from, each keeping the rest of the address."""
    chosen = asked.read.get("state", frozenset())
    states = [(state.value, STATES[state.value]) for state in kind.states]
    tabs = [{"label": _("all"), "url": asked.address("state", "cursor") or "?", "current": not chosen}]
    return tabs + [
        {"label": label, "url": asked.address("cursor", state=code), "current": chosen == {code}}
        for code, label in states
    ]
