"""The form of a report: nothing typed is lost, whatever goes wrong (ui.md *Report*; rules.md §3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.errors import StaleVersion
from accounts.http import act_of, page
from accounts.policy import Action
from accounts.web.address import says_what_is_wrong
from roadmap.choices import ReportState
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.models import Evidence, Report
from roadmap.rules.files import check_size
from roadmap.services.evidence import attach_file, attach_link, remove_evidence
from roadmap.services.reporting import OPEN, edit_report, start_report
from roadmap.web.desk import desk_of
from roadmap.web.report_forms import IdentityForm, ReportForm, differences, values_of
from roadmap.web.report_page import form_context, initial_of
from roadmap.web.sheet import Identity, Sheet, sheet_of, writable_measure


@dataclass(frozen=True)
class Sent:
    """A form that came back: which report it is about, what was typed, and the version that was read."""

    sheet: Sheet
    form: ReportForm
    version: int | None
    is_gone: bool = False


@page(Action.REPORT_WRITE)
@says_what_is_wrong
def report_form(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Show the form, or keep what was typed as a draft. Opening it creates nothing."""
    if request.method == "POST":
        return _answer(request, measure_id)
    desk = desk_of(request)
    # who may not write there learns that first, and nothing from the rest of the address
    writable_measure(desk, measure_id)
    sheet = sheet_of(desk, measure_id, _identity(request.GET))
    if sheet.report is not None and sheet.report.state not in OPEN:
        return redirect("report", sheet.report.id)
    version = sheet.report.version if sheet.report is not None else None
    context = form_context(sheet, _fresh(sheet), version=version)
    return render(request, "roadmap/report_form.html", context)


@page(Action.REPORT_WRITE)
@says_what_is_wrong
def report_attach(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Keep what was typed, and attach the file or the link."""
    if request.method != "POST":
        return redirect("report_form", measure_id)
    return _answer(request, measure_id, needs_piece=True)


@page(Action.REPORT_WRITE)
@says_what_is_wrong
def report_detach(request: HttpRequest, measure_id: int, evidence_id: int) -> HttpResponse:
    """Keep what was typed, and take a piece of evidence off."""
    if request.method != "POST":
        return redirect("report_form", measure_id)
    return _answer(request, measure_id, removed=evidence_id)


def read_sent(request: HttpRequest, measure_id: int) -> Sent:
    """Return a form that came back, with its ground as it stands now; a draft gone meanwhile is begun anew.

    :raises InvalidInput: where the hidden fields were tampered with.
    """
    desk = desk_of(request)
    writable_measure(desk, measure_id)
    hidden = IdentityForm(request.POST)
    if not hidden.is_valid():
        name = next(iter(hidden.errors))
        raise InvalidInput(name, "invalid", _("Open the form again: its hidden fields do not fit."))
    found = hidden.cleaned_data
    identity = Identity(found["report"], found["occurrence"] or None, found["supersedes"])
    try:
        sheet, is_gone = sheet_of(desk, measure_id, identity), False
    except Report.DoesNotExist:
        sheet, is_gone = sheet_of(desk, measure_id, replace(identity, report=None)), True
    if sheet.occurrence is None:
        raise InvalidInput("occurrence", "required", _("Say which period the report is about."))
    form = ReportForm(request.POST, is_correction=sheet.is_correction, agencies=sheet.agencies)
    return Sent(sheet, form, found["version"], is_gone)


def keep(request: HttpRequest, sent: Sent) -> tuple[int, int]:
    """Keep what was typed: begin the draft, change it, or leave it where nothing differs; return id and version.

    :raises StaleVersion: where it was changed after the version that was read, or is gone.
    :raises InvalidInput, RuleBroken: as the service says.
    """
    sheet, values = sent.sheet, sent.form.values()
    if sent.is_gone:
        raise StaleVersion(0)
    report = sheet.report
    act = act_of(request, "page")
    if report is None:
        assert sheet.occurrence is not None  # noqa: S101 -- read_sent saw to it
        begun = start_report(
            act,
            measure_id=sheet.row["id"],
            occurrence=sheet.occurrence["label"],
            values=values,
            agency_code=sent.form.cleaned_data.get("agency") or None,
            supersedes_id=sheet.corrected.id if sheet.corrected is not None else None,
        )
        return begun.pk, begun.version
    if report.state == ReportState.DRAFT and not differences(values, values_of(report)):
        return report.id, sent.version if sent.version is not None else report.version
    changed = edit_report(act, report_id=report.id, seen_version=sent.version, values=values)
    return changed.pk, changed.version


def _answer(
    request: HttpRequest, measure_id: int, *, needs_piece: bool = False, removed: int | None = None
) -> HttpResponse:
    sent = read_sent(request, measure_id)
    if not sent.form.is_valid():
        return _again(request, sent, status=400)
    try:
        report_id, version = keep(request, sent)
    except StaleVersion:
        return _again(request, sent, status=409, compared=True)
    except (InvalidInput, RuleBroken) as refused:
        _blame(sent.form, refused)
        return _again(request, sent, status=409 if isinstance(refused, RuleBroken) else 400)
    try:
        _change_evidence(request, report_id, version, needs_piece=needs_piece, removed=removed)
    except (InvalidInput, RuleBroken, StaleVersion, Evidence.DoesNotExist) as refused:
        sheet = sheet_of(sent.sheet.desk, measure_id, Identity(report=report_id))
        current = sheet.report.version if sheet.report is not None else None
        status = 400 if isinstance(refused, InvalidInput) else 409
        return _again(request, replace(sent, sheet=sheet, version=current), status=status, refusal=_words(refused))
    return _next(request, sent.sheet, report_id)


def _change_evidence(
    request: HttpRequest, report_id: int, version: int, *, needs_piece: bool, removed: int | None
) -> None:
    """Attach a chosen file or a typed link, whichever button was pressed; or take a piece off."""
    act = act_of(request, "page")
    if removed is not None:
        remove_evidence(act, evidence_id=removed, seen_version=version)
        return
    file, link = request.FILES.get("file"), request.POST.get("link", "").strip()
    if file is not None:
        name = file.name or ""
        check_size(file.size or 0)
        attach_file(act, report_id=report_id, seen_version=version, name=name, content=file)
        version += 1
    if link:
        attach_link(act, report_id=report_id, seen_version=version, link=link)
    if needs_piece and file is None and not link:
        raise InvalidInput("file", "required", _("Choose a file, or write a link."))


def _next(request: HttpRequest, sheet: Sheet, report_id: int) -> HttpResponse:
    """Go on after the draft was kept: to the review before submitting, or back to the form."""
    done = f"saved:{sheet.key}"
    wanted = request.POST.get("do", "save")
    if wanted == "review":
        messages.success(request, _("The draft was saved. Read it once more before you submit it."), extra_tags=done)
        return redirect("submit_report", report_id)
    messages.success(request, _("The draft was saved."), extra_tags=done)
    anchor = {"check": "#checklist", "save": ""}.get(wanted, "")
    return redirect(sheet.address(report_id) + anchor)


def _again(
    request: HttpRequest, sent: Sent, *, status: int, compared: bool = False, refusal: str = ""
) -> HttpResponse:
    """Show the form with everything that was typed, and what is wrong with it.

    `compared`: beside what was saved meanwhile; saving once more then replaces it, knowingly.
    """
    report = sent.sheet.report
    version = report.version if compared and report is not None else sent.version
    context = form_context(sent.sheet, sent.form, version=version, compared=compared, is_gone=sent.is_gone)
    context["file_errors"] = [refusal] if refusal else []
    context["typed_link"] = request.POST.get("link", "")
    return render(request, "roadmap/report_form.html", context, status=status)


def _blame(form: ReportForm, refused: InvalidInput | RuleBroken) -> None:
    """Put a refusal beside its field, or above the form."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, str(refused.message))


def _words(refused: InvalidInput | RuleBroken | StaleVersion | Evidence.DoesNotExist) -> str:
    if isinstance(refused, StaleVersion):
        return _("Someone changed this draft meanwhile. Your text is saved; attach the file once more.")
    if isinstance(refused, Evidence.DoesNotExist):
        return _("This piece of evidence is gone already. Your text is saved.")
    return str(refused.message)


def _fresh(sheet: Sheet) -> ReportForm:
    return ReportForm(initial=initial_of(sheet), is_correction=sheet.is_correction, agencies=sheet.agencies)


def _identity(query: Mapping[str, Any]) -> Identity:
    """Return what the form's address names. :raises InvalidInput: naming what is unknown or wrong."""
    unknown = sorted(set(query) - {"report", "occurrence", "supersedes"})
    if unknown:
        raise InvalidInput(unknown[0][:64], "unknown_parameter", _("There is no such parameter."))
    read = IdentityForm({name: query[name] for name in query})
    if not read.is_valid():
        raise InvalidInput(next(iter(read.errors)), "invalid", _("Give a whole number within the bounds."))
    found = read.cleaned_data
    return Identity(found["report"], found["occurrence"] or None, found["supersedes"])
