"""The inbox: reports as far as the reader may know of them, what waits first; accept and return right there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accounts.audit import Act
from accounts.errors import StaleVersion
from accounts.http import act_of, page
from accounts.policy import Action, can
from accounts.web.address import LARGEST_VERSION, says_what_is_wrong
from roadmap.choices import ReportState
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.filters.others import REPORTS
from roadmap.models import Report
from roadmap.selectors.inbox import INBOX, open_counts
from roadmap.selectors.reports import ReportCriteria
from roadmap.services.reporting import accept_report
from roadmap.web import consequences
from roadmap.web.another_day import day_context
from roadmap.web.desk import Desk
from roadmap.web.inbox_panel import REPORT_FIELDS
from roadmap.web.lists import Asked, PageList
from roadmap.web.measures import links
from roadmap.web.panel import panel_of
from roadmap.web.report_view import views_of

RESULTS = "results"
HERE = "reports"
CRITERIA = frozenset(field.name for field in fields(ReportCriteria))
LARGEST_ID = 2**63 - 1
TAB_WORDS: Mapping[str, Any] = {
    ReportState.SUBMITTED: gettext_lazy("waiting for the coordinator"),
    ReportState.RETURNED: gettext_lazy("returned"),
    ReportState.DRAFT: gettext_lazy("drafts"),
    ReportState.ACCEPTED: gettext_lazy("accepted"),
}


def report_criteria(read: Mapping[str, Any]) -> ReportCriteria:
    """Return the criteria of parameters that were read; those of other kinds are left aside."""
    return ReportCriteria(**{name: value for name, value in read.items() if name in CRITERIA})


# each report is shown whole, so that it can be decided on
ROWS = 20
LIST = PageList(INBOX, REPORTS, report_criteria, rows=ROWS)


@dataclass(frozen=True)
class Tab:
    """One state of reports as a link; `count` is None where nobody needs to know."""

    label: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True)
class Chosen:
    """A report ticked in the list, in the version that was read."""

    report_id: int
    version: int


@page(Action.REPORT_READ_ACCEPTED)
@require_safe
@says_what_is_wrong
def reports(request: HttpRequest) -> HttpResponse:
    """Show the reports that the address asks for; htmx gets the results alone."""
    asked = LIST.asked(request)
    desk, found = LIST.read(request, asked)
    views = views_of(desk, found.rows)
    context = {
        "views": views,
        "tabs": _tabs(desk, asked),
        "panel": panel_of(desk, asked, REPORT_FIELDS),
        "may_accept": any(view.may_accept for view in views),
        "accept_consequences": consequences.of_accepting(),
        "accept_letters": consequences.told_of_accepting(),
        "previous_url": found.previous_url,
        "next_url": found.next_url,
        "next": request.get_full_path(),
        **links(asked, reverse(HERE), "/api/v1/reports/"),
        **day_context(desk, asked, reverse(HERE)),
    }
    part = request.htmx.target == RESULTS  # type: ignore[attr-defined]
    answer = render(request, "roadmap/_reports.html" if part else "roadmap/reports.html", context)
    answer["HX-Push-Url"] = reverse(HERE) + asked.address()
    patch_vary_headers(answer, ("HX-Request", "HX-Target"))
    return answer


@page(Action.REPORT_ACCEPT)
@says_what_is_wrong
def accept_chosen(request: HttpRequest) -> HttpResponse:
    """Accept the ticked reports, each in the version that was read; say of each that was not, why."""
    if request.method != "POST":
        return redirect(HERE)
    chosen = [_chosen(value) for value in request.POST.getlist("report")]
    if not chosen:
        messages.warning(request, _("Tick the reports that you have read and accept."))
        return redirect(HERE)
    act = act_of(request, "page")
    numbers = dict(
        Report.objects.visible_to(act.person)
        .filter(pk__in=[one.report_id for one in chosen])
        .values_list("pk", "measure__number")
    )
    refusals = [(one, _refusal(act, one)) for one in chosen]
    done = sum(not why for _one, why in refusals)
    if done:
        words = ngettext(
            "%(count)d report was accepted: it is now your Party's word, and the other Party sees it.",
            "%(count)d reports were accepted: they are now your Party's word, and the other Party sees them.",
            done,
        )
        messages.success(request, words % {"count": done})
    for one, why in refusals:
        if why:
            number = numbers.get(one.report_id, "")
            messages.error(request, _("Not accepted, %(number)s: %(reason)s") % {"number": number, "reason": why})
    return redirect(f"{reverse(HERE)}?state={ReportState.SUBMITTED}")


def _chosen(value: str) -> Chosen:
    """Return what a ticked box carries. :raises InvalidInput: where it was tampered with."""
    number, _colon, version = value.partition(":")
    digits = all(part.isascii() and part.isdigit() and len(part) < len(str(LARGEST_ID)) for part in (number, version))
    if not digits or int(version) > LARGEST_VERSION:
        raise InvalidInput("report", "invalid", _("Open the list again: its hidden fields do not fit."))
    return Chosen(int(number), int(version))


def _refusal(act: Act, one: Chosen) -> str:
    """Accept one report; return why it was not accepted, or nothing.

    :raises Report.DoesNotExist, PermissionDenied: as for one alone.
    """
    try:
        accept_report(act, report_id=one.report_id, seen_version=one.version)
    except StaleVersion:
        return _("it was changed after you read it.")
    except RuleBroken as broken:
        return str(broken.message)
    return ""


def _tabs(desk: Desk, asked: Asked) -> Sequence[Tab]:
    """Return the states to choose from, for those who may know of more than what is accepted."""
    if not can(desk.reader, Action.REPORT_READ_OWN) or desk.question.as_of is not None:
        return ()
    counts = open_counts(desk.question, desk.reference, report_criteria(asked.read))
    chosen = asked.read.get("state")
    everything = Tab(_("all"), asked.address("cursor", "state") or "?", chosen is None)
    states = (ReportState.SUBMITTED, ReportState.RETURNED, ReportState.DRAFT, ReportState.ACCEPTED)
    tabs = [
        Tab(
            str(TAB_WORDS[state]),
            asked.address("cursor", state=state.value),
            chosen == frozenset({state.value}),
            None if state == ReportState.ACCEPTED else counts.get(state, 0),
        )
        for state in states
    ]
    return (everything, *tabs)
