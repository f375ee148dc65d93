"""One settlement, amendment or closing: what it says, what deciding on it does, and the decision (rules.md §4–§6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

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
from accounts.policy import Action
from accounts.web.address import says_what_is_wrong, seen_version
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.filters.parameters import without_blanks
from roadmap.filters.questions import TIME
from roadmap.selectors.proposals import chain_head, proposal_one
from roadmap.services import amending, closing, settling
from roadmap.web.agreements import kind_of
from roadmap.web.another_day import day_context
from roadmap.web.cards import AMENDMENT, PERIOD, SETTLEMENT, Card, cards_of
from roadmap.web.consequences import told_of_deciding, told_of_withdrawing
from roadmap.web.desk import desk_of
from roadmap.web.lists import Asked
from roadmap.web.proposal_forms import newlines
from roadmap.web.words import STATES

CONFIRM, DECLINE, WITHDRAW = "confirm", "decline", "withdraw"
Move = Callable[[Act, int, int | None, str], object]
MOVES: Mapping[tuple[str, str], Move] = {
    (SETTLEMENT, CONFIRM): lambda act, pk, seen, _reason: settling.confirm_settlement(
        act, settlement_id=pk, seen_version=seen
    ),
    (SETTLEMENT, DECLINE): lambda act, pk, seen, reason: settling.decline_settlement(
        act, settlement_id=pk, seen_version=seen, reason=reason
    ),
    (SETTLEMENT, WITHDRAW): lambda act, pk, seen, _reason: settling.withdraw_settlement(
        act, settlement_id=pk, seen_version=seen
    ),
    (AMENDMENT, CONFIRM): lambda act, pk, seen, _reason: amending.confirm_amendment(
        act, amendment_id=pk, seen_version=seen
    ),
    (AMENDMENT, DECLINE): lambda act, pk, seen, reason: amending.decline_amendment(
        act, amendment_id=pk, seen_version=seen, reason=reason
    ),
    (AMENDMENT, WITHDRAW): lambda act, pk, seen, _reason: amending.withdraw_amendment(
        act, amendment_id=pk, seen_version=seen
    ),
    (PERIOD, CONFIRM): lambda act, pk, seen, _reason: closing.confirm_close(act, period_id=pk, seen_version=seen),
    (PERIOD, DECLINE): lambda act, pk, seen, reason: closing.decline_close(
        act, period_id=pk, seen_version=seen, reason=reason
    ),
    (PERIOD, WITHDRAW): lambda act, pk, seen, _reason: closing.withdraw_close(act, period_id=pk, seen_version=seen),
}
DONE: Mapping[str, Any] = {
    CONFIRM: gettext_lazy("Confirmed: it is in effect, and both Parties see it."),
    DECLINE: gettext_lazy("Declined: the other Party sees your reason."),
    WITHDRAW: gettext_lazy("Withdrawn: nothing changes, and the other Party sees that it was withdrawn."),
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
def proposal(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Show one proposal, with what the reader may do about it."""
    return _shown(request, kind, number)


@page(Action.PROPOSE)
def move(request: HttpRequest, kind: str, number: int, verb: str) -> HttpResponse:
    """Confirm or decline what the other Party proposed, or withdraw what the own one did."""
    found = MOVES.get((kind_of(kind).name, verb))
    if found is None:
        raise Http404
    here = reverse("proposal", args=[kind, number])
    if request.method != "POST":
        return redirect(here)
    reason = newlines(request.POST.get("reason", ""))
    try:
        found(act_of(request, "page"), number, seen_version(request), reason)
    except (StaleVersion, VersionMissing):
        sentence = _("This was decided after you opened the page. Read it as it stands now.")
        return _shown(request, kind, number, Refusal(sentence, 409, is_stale=True))
    except RuleBroken as broken:
        return _shown(request, kind, number, Refusal(str(broken.message), 409))
    except InvalidInput as wrong:
        return _shown(request, kind, number, Refusal("", 400, reason_error=str(wrong.message)))
    messages.success(request, str(DONE[verb]), extra_tags=f"saved:{kind}-{number}")
    return redirect(here)


def _shown(request: HttpRequest, kind: str, number: int, refusal: Refusal | None = None) -> HttpResponse:
    values = without_blanks(dict(request.GET.lists()))
    asked = Asked(values, TIME.read(values))
    desk = desk_of(request, asked.read)
    found = kind_of(kind)
    [card] = cards_of(desk, found, [proposal_one(found.listing, desk.question, desk.reference, number)])
    context = {
        "card": card,
        "chain_head": chain_head(found.name.removesuffix("s"), number) if card.row["confirmed_at"] else "",
        "confirm_consequences": consequences(card),
        "decline_consequences": [_("Nothing changes. The other Party sees your reason and may propose anew.")],
        "withdraw_consequences": [_("Nothing changes. The proposal stays in the list as withdrawn.")],
        "decide_letters": told_of_deciding(),
        "withdraw_letters": told_of_withdrawing(),
        "refusal": refusal.sentence if refusal is not None else "",
        "reason": request.POST.get("reason", ""),
        "reason_error": refusal.reason_error if refusal is not None else "",
        "read_state": _read_state(request, refusal),
        "state": str(STATES[card.row["state"]]),
        **day_context(desk, asked, card.url),
        "api_url": f"/api/v1/{kind}/{number}/",
    }
    return render(request, "roadmap/proposal.html", context, status=refusal.status if refusal is not None else 200)


def _read_state(request: HttpRequest, refusal: Refusal | None) -> str:
    """Return the state that the person read, in words, where the decision came too late; else nothing."""
    read = request.POST.get("seen_state", "")
    return str(STATES[read]) if refusal is not None and refusal.is_stale and read in STATES else ""


def consequences(card: Card) -> list[str]:
    """Return what confirming a proposal will do."""
    if card.kind.name == SETTLEMENT:
        return [
            _("The agreed status becomes the joint one, at once and for everybody."),
            _("Each Party's own reports stay as they are; a later report that differs opens the question again."),
        ]
    if card.kind.name == PERIOD:
        return [
            _("What is known at this moment of the period gets a hash (SHA-256), which stands on the protocol."),
            _("Later reports on days of the period stay possible; they are marked as accepted after the closing."),
        ]
    return [
        _("The signed text changes from its day of effect; the text before stays readable for the days before."),
        _("Due periods with a report stay; where the deadline changes, those without one are made anew."),
        _("It cannot be taken back; only another amendment changes it again."),
    ]
