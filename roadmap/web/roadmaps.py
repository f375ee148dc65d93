"""A road map as its Parties handle it: its state, the own reporting cycle, closing a period (rules.md §5–§7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.audit import Act
from accounts.errors import StaleVersion, VersionMissing
from accounts.http import act_of, page
from accounts.policy import Action, can
from accounts.web.address import says_what_is_wrong, seen_version
from roadmap.choices import Cycle, ProposalState, RoadmapState
from roadmap.days import period_words
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.filters.parameters import without_blanks
from roadmap.filters.questions import TIME
from roadmap.languages import page_language
from roadmap.selectors.closable import closable_periods
from roadmap.selectors.proposals import ProposalCriteria
from roadmap.selectors.roadmaps import roadmap_one
from roadmap.selectors.rows import Json
from roadmap.services import states
from roadmap.services.parties import change_party
from roadmap.web import powers
from roadmap.web.agreements import state_cards
from roadmap.web.another_day import day_context
from roadmap.web.consequences import told_of_deciding, told_of_proposing, told_of_withdrawing
from roadmap.web.desk import Desk, desk_of
from roadmap.web.lists import Asked
from roadmap.web.proposal_forms import CycleForm, PeriodForm, blame, newlines
from roadmap.web.words import STATES

NEXT: Mapping[str, str] = {RoadmapState.DRAFT: RoadmapState.IN_FORCE, RoadmapState.IN_FORCE: RoadmapState.CLOSED}
Move = Callable[[Act, str, int | None, HttpRequest], object]
MOVES: Mapping[str, Move] = {
    "propose": lambda act, code, seen, request: states.propose_state(
        act, code=code, seen_version=seen, state=request.POST.get("state", "")
    ),
    "confirm": lambda act, code, seen, _request: states.confirm_state(act, code=code, seen_version=seen),
    "decline": lambda act, code, seen, request: states.decline_state(
        act, code=code, seen_version=seen, reason=newlines(request.POST.get("reason", ""))
    ),
    "withdraw": lambda act, code, seen, _request: states.withdraw_state(act, code=code, seen_version=seen),
}
DONE: Mapping[str, Any] = {
    "propose": gettext_lazy("Proposed: the other Party's coordinator confirms or declines it."),
    "confirm": gettext_lazy("Confirmed: it is in effect, and both Parties see it."),
    "decline": gettext_lazy("Declined: the other Party sees your reason."),
    "withdraw": gettext_lazy("Withdrawn: nothing changes, and the other Party sees that it was withdrawn."),
}


@dataclass(frozen=True)
class Refusal:
    """Why a move was not made: the sentence, its status, what is wrong with the reason, whether it came too late."""

    sentence: str
    status: int
    reason_error: str = ""
    is_stale: bool = False


@page(Action.PLAN_READ)
@require_safe
@says_what_is_wrong
def roadmap(request: HttpRequest, code: str) -> HttpResponse:
    """Show a road map's state, its Parties and what can be proposed."""
    return roadmap_shown(request, code)


@page(Action.PROPOSE)
def move_roadmap(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Propose a road map's next state; confirm, decline or withdraw such a proposal."""
    if verb not in MOVES:
        raise Http404
    if request.method != "POST":
        return redirect("roadmap", code)
    try:
        MOVES[verb](act_of(request, "page"), code, seen_version(request), request)
    except (StaleVersion, VersionMissing):
        sentence = _(
            "The road map was changed after you opened the page. Read it as it stands now, then decide again."
        )
        return roadmap_shown(request, code, refusal=Refusal(sentence, 409, is_stale=True))
    except RuleBroken as broken:
        return roadmap_shown(request, code, refusal=Refusal(str(broken.message), 409))
    except InvalidInput as wrong:
        return roadmap_shown(request, code, refusal=Refusal("", 400, reason_error=str(wrong.message)))
    messages.success(request, str(DONE[verb]))
    return redirect("roadmap", code)


@page(Action.PARTY_EDIT)
def change_cycle(request: HttpRequest, code: str) -> HttpResponse:
    """Change how often the own Party reports, and how many days it takes."""
    if request.method != "POST":
        return redirect("roadmap", code)
    desk = desk_of(request)
    form = CycleForm(request.POST)
    if not form.is_valid():
        return roadmap_shown(request, code, cycle_form=form, status=400)
    try:
        change_party(
            act_of(request, "page"),
            roadmap_code=code,
            region_code=desk.own_region or "",
            seen_version=seen_version(request),
            **form.cleaned_data,
        )
    except (StaleVersion, VersionMissing):
        form.add_error(
            None, _("Somebody changed it meanwhile. Beside stands what holds now; save again to replace it.")
        )
        return roadmap_shown(request, code, cycle_form=form, status=409)
    except (InvalidInput, RuleBroken) as refused:
        return roadmap_shown(request, code, cycle_form=form, status=blame(form, refused))
    messages.success(request, _("Saved: it holds from today on, and changes nothing of the past."))
    return redirect("roadmap", code)


def roadmap_shown(
    request: HttpRequest,
    code: str,
    *,
    refusal: Refusal | None = None,
    cycle_form: CycleForm | None = None,
    period_error: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer with the page of a road map, and what was refused on it.

    :raises Roadmap.DoesNotExist: where the reader may not know of it.
    """
    values = without_blanks(dict(request.GET.lists())) if request.method != "POST" else {}
    asked = Asked(values, TIME.read(values))
    desk = desk_of(request, asked.read)
    row = roadmap_one(desk.question, desk.reference, code)
    own = next((party for party in row["parties"] if party["region"] == desk.own_region), None)
    context = {
        "row": row,
        "title": desk.text(row["title"]),
        "short_title": desk.text(row["short_title"]),
        "parties": _parties(desk, row),
        "proposals": state_cards(desk, ProposalCriteria(roadmap=frozenset({code}))),
        **_moves(desk, row),
        "periods": _period_form(desk, row),
        "period_error": period_error,
        "own_party": own,
        "cycle_form": _cycle_form(desk, own, cycle_form),
        "refusal": refusal.sentence if refusal is not None else "",
        "reason": request.POST.get("reason", ""),
        "reason_error": refusal.reason_error if refusal is not None else "",
        "may_add": powers.may_propose(desk, code),
        "may_edit_draft": row["state"] == RoadmapState.DRAFT and powers.edits_draft(desk, code),
        "may_succeed": can(desk.reader, Action.ROADMAP_LOAD) and row["successor"] is None,
        **day_context(desk, asked, reverse("roadmap", args=[code])),
        "api_url": f"/api/v1/roadmaps/{code}/{asked.address()}",
    }
    return render(request, "roadmap/roadmap.html", context, status=refusal.status if refusal is not None else status)


def _parties(desk: Desk, row: Json) -> list[Json]:
    """Return the Parties with their signatories and cycles, the reader's own first."""
    by_region = {party["region"]: party for party in row["parties"]}
    return [
        {
            "name": desk.region(code),
            "cycle": Cycle(by_region[code]["cycle"]).label,
            "days_after": by_region[code]["days_after"],
            "signatory": _signatory(by_region[code]["signatory"]),
        }
        for code in desk.in_order(tuple(by_region))
    ]


def _signatory(kept: Json) -> str:
    """Return who signed, in the page's language, as far as the document says."""
    language = page_language()
    texts = [kept.get("name"), kept.get("post")]
    return ", ".join(str(text[language]) for text in texts if isinstance(text, dict) and text.get(language))


def _moves(desk: Desk, row: Json) -> Json:
    """Return what the reader may do about the road map's state."""
    speaks = powers.speaks_for_party(desk, row["code"]) and desk.question.as_of is None
    waiting = row["proposal"]
    following = NEXT.get(row["state"])
    return {
        "waiting": waiting,
        "waiting_state": STATES[ProposalState.PROPOSED] if waiting else "",
        "next_state": following if speaks and waiting is None else None,
        "may_decide": speaks and waiting is not None and waiting["proposed_by"] != desk.own_region,
        "may_withdraw": speaks and waiting is not None and waiting["proposed_by"] == desk.own_region,
        "hidden": [{"name": "version", "value": row["version"]}],
        "propose_hidden": [{"name": "version", "value": row["version"]}, {"name": "state", "value": following}],
        "propose_letters": told_of_proposing(),
        "decide_letters": told_of_deciding(),
        "withdraw_letters": told_of_withdrawing(),
        "propose_consequences": [_("Nothing changes until the other Party's coordinator confirms.")],
        "confirm_consequences": _consequences(waiting["state"] if waiting else ""),
        "decline_consequences": [_("Nothing changes. The other Party sees your reason and may propose anew.")],
        "withdraw_consequences": [_("Nothing changes. The proposal stays in the list as withdrawn.")],
    }


def _consequences(state: str) -> list[str]:
    if state == RoadmapState.IN_FORCE:
        return [
            _("The text is signed from today on; it then changes only by amendments of both Parties."),
            _("Agencies can report on its measures."),
        ]
    return [_("No more reports, amendments or settlements; closing periods and reading stay possible.")]


def _period_form(desk: Desk, row: Json) -> PeriodForm | None:
    """Return the form of closing a period, None where the reader can propose none."""
    if row["state"] == RoadmapState.DRAFT or desk.question.as_of is not None:
        return None
    if not powers.speaks_for_party(desk, row["code"]):
        return None
    periods = closable_periods(desk.reference, row["code"], today=desk.today)
    return (
        PeriodForm(periods=[(one.code, period_words(one.code, desk.language)) for one in periods]) if periods else None
    )


def _cycle_form(desk: Desk, own: Json | None, sent: CycleForm | None) -> forms.Form | None:
    """Return the form of the own Party's reporting, None where the reader may not change it."""
    if own is None or desk.question.as_of is not None or not can(desk.reader, Action.PARTY_EDIT):
        return None
    return sent or CycleForm(initial={"cycle": own["cycle"], "days_after": own["days_after"]})
