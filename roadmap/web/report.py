"""One report, and its moves: submit, withdraw, accept, return, delete (rules.md §3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.audit import Act
from accounts.errors import StaleVersion, VersionMissing
from accounts.http import act_of, page
from accounts.policy import Action
from accounts.web.address import says_what_is_wrong, seen_version
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.filters.parameters import without_blanks
from roadmap.filters.questions import TIME
from roadmap.selectors.inbox import waiting_count
from roadmap.services import evidence, reporting
from roadmap.web import consequences
from roadmap.web.desk import desk_of
from roadmap.web.lists import Asked
from roadmap.web.report_view import ReportView, view_of
from roadmap.web.said import changed_since_read

Move = Callable[[Act, int, int | None], object]
# htmx takes the part of the page back only with these (see base.html); a browser without it gets 400.
TAKEN_BY_HTMX = 422


@dataclass(frozen=True)
class Refusal:
    """Why a move was not made: a sentence and its status, or what is wrong with the typed reason.

    `is_stale`: the report is another than the one that was read.
    """

    sentence: str
    status: int
    reason_error: str = ""
    is_stale: bool = False


@page(Action.REPORT_READ_ACCEPTED)
@require_safe
@says_what_is_wrong
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
        reason = request.POST.get("reason", "").replace("\r\n", "\n")
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
        return _refused(request, report_id, Refusal(sentence, 409, is_stale=True), is_review=is_review)
    except RuleBroken as broken:
        return _refused(request, report_id, Refusal(str(broken.message), 409), is_review=is_review)
    except InvalidInput as wrong:
        return _refused(request, report_id, Refusal("", 400, reason_error=str(wrong.message)))
    messages.success(request, done, extra_tags=f"saved:report-{report_id}")
    if _is_row(request, report_id):
        return _row(request, report_id)
    return redirect(_next(request, to))


def _next(request: HttpRequest, to: str) -> str:
    """Return the page that the person came from, where it is one of ours; else `to`."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=settings.SECURE_SSL_REDIRECT)
    return wanted if wanted and is_ours else to


def _is_row(request: HttpRequest, report_id: int) -> bool:
    """Return whether htmx asks for the report's row in a list alone."""
    return bool(request.htmx.target == f"report-{report_id}")  # type: ignore[attr-defined]


def _row(request: HttpRequest, report_id: int, refusal: Refusal | None = None) -> HttpResponse:
    view = view_of(desk_of(request), report_id)
    came_from = _next(request, reverse("reports"))
    context = {
        **_context(request, view, refusal),
        "next": came_from,
        "is_counted_here": came_from.partition("?")[0] == reverse("today"),
        "waiting": waiting_count(view.desk.question.asker, view.desk.counters),
    }
    status = 200 if refusal is None else TAKEN_BY_HTMX if refusal.reason_error else refusal.status
    return render(request, "roadmap/_report_moved.html", context, status=status)


def _refused(request: HttpRequest, report_id: int, refusal: Refusal, *, is_review: bool = False) -> HttpResponse:
    if _is_row(request, report_id):
        return _row(request, report_id, refusal)
    return _shown(request, report_id, is_review=is_review, refusal=refusal)


def _shown(
    request: HttpRequest, report_id: int, *, is_review: bool = False, refusal: Refusal | None = None
) -> HttpResponse:
    values = without_blanks(dict(request.GET.lists()))
    asked = Asked(values, TIME.read(values))
    view: ReportView = view_of(desk_of(request, asked.read), report_id)
    here = reverse("report", args=[report_id])
    context: dict[str, Any] = {
        **_context(request, view, refusal),
        "is_review": is_review and view.may_submit,
        "submit_consequences": consequences.of_submitting(),
        "accept_consequences": consequences.of_accepting(),
        "return_consequences": consequences.of_returning(),
        "submit_letters": consequences.told_of_submitting(),
        "accept_letters": consequences.told_of_accepting(),
        "return_letters": consequences.told_of_returning(),
        "as_of": asked.read.get("as_of"),
        "known_on": view.desk.question.known_on,
        "is_forecast": view.desk.is_forecast,
        "back_url": here,
        "api_url": f"/api/v1/reports/{report_id}/{asked.address()}",
    }
    return render(request, "roadmap/report.html", context, status=refusal.status if refusal is not None else 200)


def _context(request: HttpRequest, view: ReportView, refusal: Refusal | None) -> dict[str, Any]:
    """Return what the page of a report and its row in a list share."""
    is_stale = refusal is not None and refusal.is_stale
    return {
        "view": view,
        "refusal": refusal.sentence if refusal is not None else "",
        "reason": request.POST.get("reason", ""),
        "reason_error": refusal.reason_error if refusal is not None else "",
        "changed_since_read": changed_since_read(request.POST.dict(), view.line) if is_stale else (),
        "today": view.desk.today,
    }
