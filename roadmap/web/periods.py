"""Closing a reporting period: proposing it, its hash computed anew, the document behind it (rules.md §6)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import act_of, page
from accounts.policy import Action
from roadmap.choices import PeriodState
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.models import PeriodClose
from roadmap.selectors.proposals import PERIODS, ProposalCriteria, proposal_one
from roadmap.services.closing import hash_of, propose_close, recompute
from roadmap.web.cards import KINDS, PERIOD, card_of
from roadmap.web.desk import Desk, desk_of
from roadmap.web.roadmaps import roadmap_shown


@page(Action.PROPOSE)
def propose_period(request: HttpRequest, code: str) -> HttpResponse:
    """Propose to close a reporting period of a road map."""
    if request.method != "POST":
        return redirect("roadmap", code)
    try:
        made = propose_close(act_of(request, "page"), roadmap_code=code, period=request.POST.get("period", ""))
    except (InvalidInput, RuleBroken) as refused:
        status = 409 if isinstance(refused, RuleBroken) else 400
        return roadmap_shown(request, code, period_error=str(refused.message), status=status)
    messages.success(request, _("Proposed: the other Party's coordinator confirms or declines it."))
    return redirect("proposal", PERIOD, made.pk)


@page(Action.PLAN_READ)
@require_safe
def verify_period(request: HttpRequest, number: int) -> HttpResponse:
    """Compute the hash of a closed period anew from the facts of today, and show both."""
    desk, closed = _closed(request, number)
    row = proposal_one(PERIODS, desk.question, desk.reference, number)
    recomputed = recompute(closed)
    context = {
        "card": card_of(desk, KINDS[PERIOD], row, {}),
        "recomputed": recomputed,
        "is_equal": recomputed == closed.sha256 == hash_of(closed.document),
        "api_url": f"/api/v1/periods/{number}/verify/",
    }
    return render(request, "roadmap/verify_period.html", context)


@page(Action.PLAN_READ)
@require_safe
def period_document(request: HttpRequest, number: int) -> HttpResponse:
    """Answer the very bytes that the hash of a closed period was taken of."""
    _desk, closed = _closed(request, number)
    name = f"{closed.roadmap.code}-{closed.period}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bytes(closed.document), content_type="application/json", headers=headers)


def _closed(request: HttpRequest, number: int) -> tuple[Desk, PeriodClose]:
    """Return a closed period that the reader may know of.

    :raises Http404: where it is not closed.
    """
    desk = desk_of(request)
    found: PeriodClose = (
        PERIODS.asked(desk.question, desk.reference, ProposalCriteria()).select_related("roadmap").get(pk=number)
    )
    if found.state != PeriodState.CLOSED:
        raise Http404(reverse("proposal", args=[PERIOD, number]))
    return desk, found
