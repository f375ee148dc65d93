"""One report, and its moves: submit, withdraw, accept, return, delete (rules.md §3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.audit import Act
from accounts.errors import StaleVersion, VersionMissing
from accounts.http import act_of, page
from accounts.policy import Action
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.services import evidence, reporting
from roadmap.web.desk import desk_of
from roadmap.web.proposal_forms import seen_version
from roadmap.web.report_view import ReportView, view_of

Move = Callable[[Act, int, int | None], object]


@dataclass(frozen=True)
class Refusal:
    """Why a move was not made: the sentence, its status, and the reason typed (kept)."""

    sentence: str
    status: int
    reason_error: str = ""


@page(Action.REPORT_READ_ACCEPTED)
@require_safe
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show one report, beside the one before it, with what the reader may do with it."""
    return _shown(request, report_id)


@page(Action.REPORT_WRITE)
def submit(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show the whole report once more before it goes to the coordinator; then hand it in."""
    if request.method != "POST":
        return _shown(request, report_id, is_review=True)

    def move(act: Act, number: int, version: int | None) -> object:
        return reporting.submit_report(act, report_id=number, seen_version=version)

    done = _("Submitted. The report now waits for your coordinator, who accepts or returns it.")
    return _moved(request, report_id, move, done, to=reverse("report", args=[report_id]), is_review=True)


@page(Action.REPORT_WRITE)
def withdraw(request: HttpRequest, report_id: int) -> HttpResponse:
    """Take a submitted report back into a draft."""

    def move(act: Act, number: int, version: int | None) -> object:
        return reporting.withdraw_report(act, report_id=number, seen_version=version)

    done = _("Taken back: the report is a draft again. Change it, and submit it once more.")
    return _moved(request, report_id, move, done, to=reverse("report", args=[report_id]))


@page(Action.REPORT_ACCEPT)
def accept(request: HttpRequest, report_id: int) -> HttpResponse:
    """Accept a submitted report as its Party's word, in the version that was read."""

    def move(act: Act, number: int, version: int | None) -> object:
        return reporting.accept_report(act, report_id=number, seen_version=version)

    done = _("Accepted: this is now your Party's word, and the other Party sees it.")
    return _moved(request, report_id, move, done, to=reverse("reports"))


@page(Action.REPORT_ACCEPT)
def give_back(request: HttpRequest, report_id: int) -> HttpResponse:
    """Return a submitted report to its agency, with the reason."""

    def move(act: Act, number: int, version: int | None) -> object:
        reason = request.POST.get("reason", "")
        return reporting.return_report(act, report_id=number, seen_version=version, reason=reason)

    done = _("Returned: the agency sees your reason, mends the report and submits it again.")
    return _moved(request, report_id, move, done, to=reverse("reports"))


@page(Action.REPORT_WRITE)
def delete(request: HttpRequest, report_id: int) -> HttpResponse:
    """Delete a draft that was never submitted, and then its files."""

    def move(act: Act, number: int, version: int | None) -> object:
        evidence.forget(reporting.delete_report(act, report_id=number, seen_version=version))
        return None

    return _moved(request, report_id, move, _("The draft was deleted."), to=reverse("today"))


def _moved(
    request: HttpRequest, report_id: int, move: Move, done: str, *, to: str, is_review: bool = False
) -> HttpResponse:
    """Make a move with the version that was read, and say what happened; or why it did not."""
    if request.method != "POST":
        return redirect("report", report_id)
    try:
        move(act_of(request, "page"), report_id, seen_version(request))
    except (StaleVersion, VersionMissing):
        sentence = _("The report was changed after you opened it. Read it as it stands now, then decide again.")
        return _shown(request, report_id, is_review=is_review, refusal=Refusal(sentence, 409))
    except RuleBroken as broken:
        return _shown(request, report_id, is_review=is_review, refusal=Refusal(str(broken.message), 409))
    except InvalidInput as wrong:
        return _shown(request, report_id, refusal=Refusal("", 400, reason_error=str(wrong.message)))
    messages.success(request, done, extra_tags=f"saved:report-{report_id}")
    return redirect(to)


def _shown(
    request: HttpRequest, report_id: int, *, is_review: bool = False, refusal: Refusal | None = None
) -> HttpResponse:
    view: ReportView = view_of(desk_of(request), report_id)
    context: dict[str, Any] = {
        "view": view,
        "is_review": is_review and view.may_submit,
        "refusal": refusal.sentence if refusal is not None else "",
        "reason": request.POST.get("reason", ""),
        "reason_error": refusal.reason_error if refusal is not None else "",
        "today": view.desk.today,
    }
    return render(request, "roadmap/report.html", context, status=refusal.status if refusal is not None else 200)
