"""Due periods on which the Parties say otherwise: both texts side by side, and the way to settle (rules.md §4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import page
from accounts.policy import Action
from accounts.web.address import says_what_is_wrong
from roadmap.choices import Agreement
from roadmap.filters.lists import read_list
from roadmap.filters.parameters import Parameters, codes, search, whole
from roadmap.selectors.criteria import PlanCriteria
from roadmap.selectors.divergences import words_on
from roadmap.selectors.occurrences import OCCURRENCES
from roadmap.selectors.proposals import PROPOSED, SETTLEMENTS, ProposalCriteria, titles_of
from roadmap.selectors.rows import Json
from roadmap.web import powers
from roadmap.web.another_day import day_context
from roadmap.web.desk import Desk
from roadmap.web.lists import PageList
from roadmap.web.words import Word, word_of

DIVERGING = frozenset({Agreement.DIVERGING.value})
FILTERS = Parameters(
    (
        codes("roadmap", "Codes of road maps."),
        whole("direction", "Numbers of directions.", least=1, most=32767, many=True),
        codes("number", "Numbers of measures, such as 5.1."),
        codes("agency", "Agencies that carry the measure out, as lead or co-executor."),
        search("Words that must all occur, each as the beginning of a word."),
    )
)
MOST_OPEN = 500


@dataclass(frozen=True)
class Divergence:
    """A due period, what each Party said last of it (own first), and what can be done about it."""

    row: Json
    title: str
    words: Sequence[Word | None]
    settle_url: str
    waiting_url: str

    @property
    def url(self) -> str:
        """Return the measure's page, on the period."""
        return f"{reverse('measure', args=[self.row['measure']])}?occurrence={self.row['label']}"

    @property
    def own(self) -> Word | None:
        """Return the word that stands first."""
        return self.words[0] if self.words else None

    @property
    def others(self) -> Sequence[Word | None]:
        """Return the words that stand after the joint one."""
        return self.words[1:]


@dataclass(frozen=True)
class Divergences:
    """Some divergences, and whether there are more."""

    items: Sequence[Divergence]
    has_more: bool


def diverging_criteria(read: Mapping[str, Any]) -> PlanCriteria:
    """Return the criteria of parameters that were read, of what diverges alone."""
    asked = {name: value for name, value in read.items() if name in FILTERS.by_name}
    return PlanCriteria(**asked, agreement=DIVERGING)


LIST = PageList(OCCURRENCES, FILTERS, diverging_criteria)


@page(Action.PLAN_READ)
@require_safe
@says_what_is_wrong
def divergences(request: HttpRequest) -> HttpResponse:
    """Show every due period on which the Parties diverge, in the order of the document."""
    asked = LIST.asked(request)
    desk, found = LIST.read(request, asked)
    address = asked.address("cursor", "page_size", agreement=Agreement.DIVERGING)
    context = {
        "divergences": divergences_of(desk, found.rows),
        "previous_url": found.previous_url,
        "next_url": found.next_url,
        "api_url": f"/api/v1/occurrences/{address}",
        **day_context(desk, asked, reverse("divergences")),
    }
    return render(request, "roadmap/divergences.html", context)


def first_divergences(desk: Desk, roadmap: Collection[str] | None, count: int) -> Divergences:
    """Return the first divergences in the order of the document: four queries."""
    question, small = desk.question, desk.reference
    wanted = read_list(OCCURRENCES, {"page_size": count}, reader=question.reader, reference=small, now=desk.now)
    criteria = PlanCriteria(roadmap=frozenset(roadmap) if roadmap is not None else None, agreement=DIVERGING)
    page = OCCURRENCES.page(question, small, criteria, wanted.page)
    return Divergences(divergences_of(desk, page.rows), page.after is not None)


def divergences_of(desk: Desk, rows: Sequence[Json]) -> list[Divergence]:
    """Return due periods with both Parties' words."""
    words = words_on(desk.question, desk.reference, [row["id"] for row in rows])
    titles = titles_of(desk.question, desk.reference, {row["measure"] for row in rows})
    waiting = waiting_settlements(desk, {row["measure"] for row in rows})
    return [_divergence(desk, row, words, titles, waiting) for row in rows]


def waiting_settlements(desk: Desk, measure_ids: Collection[int]) -> Mapping[tuple[int, str], str]:
    """Return the pages of the settlements that wait for a word, by measure and period: one query, or none."""
    if not measure_ids or desk.question.reader is None:
        return {}
    criteria = ProposalCriteria(state=PROPOSED, measure=frozenset(measure_ids))
    rows = SETTLEMENTS.asked(desk.question, desk.reference, criteria)
    found = rows.values_list("measure_id", "occurrence__label", "id")
    return {(measure, label): reverse("proposal", args=["settlements", pk]) for measure, label, pk in found}


def _divergence(
    desk: Desk,
    row: Json,
    words: Mapping[tuple[int, str], Any],
    titles: Mapping[int, Mapping[str, str]],
    waiting: Mapping[tuple[int, str], str],
) -> Divergence:
    waiting_url = waiting.get((row["measure"], row["label"]), "")
    may_settle = not waiting_url and desk.question.as_of is None and powers.may_propose(desk, row["roadmap"])
    settle_url = f"{reverse('propose_settlement', args=[row['measure']])}?occurrence={row['label']}"
    said = [words.get((row["id"], code)) for code in desk.parties_of(row["roadmap"])]
    return Divergence(
        row=row,
        title=desk.text(titles[row["measure"]]),
        words=[word_of(desk, one) for one in said],
        settle_url=settle_url if may_settle else "",
        waiting_url=waiting_url,
    )
