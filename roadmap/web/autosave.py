"""What the form of a report asks while it is typed: to save the draft, and what is missing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import StaleVersion, VersionMissing
from accounts.http import page
from accounts.policy import Action
from accounts.web.address import says_what_is_wrong
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.web.report_form import Sent, keep, read_sent
from roadmap.web.report_page import check_list


@page(Action.REPORT_WRITE)
def autosave(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Save what is typed so far, as a draft; the first time begins it. Answers JSON (see js/autosave.js)."""
    if request.method != "POST":
        return redirect("report_form", measure_id)
    try:
        sent = read_sent(request, measure_id)
        if not sent.form.is_valid():
            return _problem(400, [str(error) for errors in sent.form.errors.values() for error in errors])
        report_id, version = keep(request, sent)
    except (StaleVersion, VersionMissing):
        return _problem(409, [_("Someone changed this draft meanwhile.")])
    except RuleBroken as broken:
        return _problem(422, [str(broken.message)])
    except InvalidInput as wrong:
        return _problem(400, [str(wrong.message)])
    return JsonResponse(_saved(sent, report_id, version))


@page(Action.REPORT_WRITE)
@says_what_is_wrong
def check(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Answer what is missing in what is typed, as the part of the page that lists it. Saves nothing."""
    if request.method != "POST":
        return redirect("report_form", measure_id)
    sent = read_sent(request, measure_id)
    return render(request, "components/checklist.html", {"missing": check_list(sent.sheet, sent.form)})


def _saved(sent: Sent, report_id: int, version: int) -> dict[str, Any]:
    """Return what the form must know from now on: the draft that it is about, and where that is."""
    return {
        "saved_at": f"{timezone.localtime():%H:%M}",
        "version": version,
        "fields": {"report": report_id},
        "key": f"report-{report_id}",
        "address": sent.sheet.address(report_id),
    }


def _problem(status: int, sentences: list[str]) -> JsonResponse:
    problem = {"detail": " ".join(sentences), "errors": [{"message": sentence} for sentence in sentences]}
    return JsonResponse(problem, status=status, content_type="application/problem+json")
