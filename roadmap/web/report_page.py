"""What the page of a report's form shows: the form, what is missing, what was said before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roadmap.choices import Language, Reason, ReportState, Status
from roadmap.rules.files import KINDS
from roadmap.rules.reporting import Missing
from roadmap.selectors.rows import Json
from roadmap.selectors.writing import last_signatory, nobody_else_accepts
from roadmap.web import powers
from roadmap.web.report_forms import CONTENT, ReportForm, differences, values_of
from roadmap.web.sheet import Sheet
from roadmap.web.words import word_of

ACCEPTED_FILES = ",".join(f".{ending}" for ending in KINDS)
LIMIT = "25 MB"
# The check list speaks of what the API calls by one name and the form by another.
ANCHORS = {"signatory": "signatory_post", "evidence": "file", "supersedes": "stands_on"}
CHOICES = {"status": Status, "reason": Reason, "language": Language}


def form_context(
    sheet: Sheet, form: ReportForm, *, version: int | None, compared: bool = False, is_gone: bool = False
) -> dict[str, Any]:
    """Return what `report_form.html` shows.

    `compared`: what was typed stands beside what is saved now. `is_gone`: the draft was deleted meanwhile.
    """
    desk, row = sheet.desk, sheet.row
    here = reverse("report_form", args=[row["id"]])
    takes = powers.takes_reports(desk, row)
    return {
        "row": row,
        "title": desk.text(row["title"]),
        "wording": desk.text(row["deadline"]["wording"]),
        "completion_form": desk.text(row["completion_form"]),
        "occurrence": sheet.occurrence,
        "periods": _periods(sheet) if sheet.occurrence is None else [],
        "is_open": sheet.occurrence is not None and (sheet.report is not None or (takes and not sheet.is_closed)),
        "takes": takes,
        "form": form,
        "hidden": _hidden(sheet, version),
        "report": sheet.report,
        "corrected": sheet.corrected,
        "previous": word_of(desk, sheet.previous),
        "word": word_of(desk, sheet.word),
        "open_ones": _open_ones(sheet),
        "alone": nobody_else_accepts(desk.question.asker),
        "missing": check_list(sheet, form) if sheet.occurrence is not None else [],
        "compared": _compared(sheet, form) if compared else [],
        "is_stale": compared,
        "is_gone": is_gone,
        "files": [_file(row["id"], piece) for piece in sheet.evidence],
        "correct_url": f"{here}?supersedes={sheet.previous.id}" if sheet.previous is not None else "",
        "attach_url": f"{here}attach/",
        "autosave_url": f"{here}autosave/",
        "check_url": f"{here}check/",
        "autosave_key": sheet.key,
        "accepted_files": ACCEPTED_FILES,
        "limit": LIMIT,
        "saved_at": _saved_at(sheet),
        "today": desk.today,
    }


def initial_of(sheet: Sheet) -> dict[str, Any]:
    """Return what the form begins with: the draft, the report that is corrected, or what is known already."""
    if sheet.report is not None:
        return values_of(sheet.report)
    if sheet.corrected is not None:
        return {**values_of(sheet.corrected), "correction_reason": ""}
    desk = sheet.desk
    lead = next((side["lead"] for side in sheet.row["sides"] if side["region"] == desk.own_region), None)
    code = desk.own_agency or lead
    signatory = last_signatory(desk.reference.agency_ids[code] if code is not None else None)
    return {
        "stands_on": sheet.last_day,
        "language": desk.question.asker.language,
        "signatory_post": signatory.post,
        "signatory_name": signatory.name,
    }


def check_list(sheet: Sheet, form: ReportForm) -> list[Json]:
    """Return what is missing in what stands in the form, each with the field that it leads to."""
    return [missing_item(one) for one in sheet.missing(_typed(sheet, form))]


def missing_item(one: Missing) -> Json:
    """Return one missing thing as `checklist.html` takes it."""
    return {"field": ANCHORS.get(one.field, one.field), "message": one.message}


def _typed(sheet: Sheet, form: ReportForm) -> dict[str, Any]:
    """Return the values that stand in the form; what could not be read counts as not given."""
    empty: dict[str, Any] = dict.fromkeys(CONTENT, "")
    empty |= {"stands_on": None, "progress": None, "completion_delivered": False, "at_risk": False}
    if not form.is_bound:
        return {**empty, **initial_of(sheet)}
    form.is_valid()
    return {**empty, **form.values()}


def _saved_at(sheet: Sheet) -> str:
    """Return when the draft was last saved: the time alone where that was today."""
    if sheet.report is None:
        return ""
    at = timezone.localtime(sheet.report.updated_at)
    is_today = at.date() == timezone.localtime(sheet.desk.now).date()
    return f"{at:%H:%M}" if is_today else f"{at:%d.%m.%Y %H:%M}"


def _hidden(sheet: Sheet, version: int | None) -> list[Json]:
    values = {
        "report": sheet.report.id if sheet.report is not None else "",
        "version": version if version is not None else "",
        "occurrence": sheet.occurrence["label"] if sheet.occurrence is not None else "",
        "supersedes": sheet.corrected.id if sheet.corrected is not None else "",
    }
    return [{"name": name, "value": value} for name, value in values.items()]


def _periods(sheet: Sheet) -> list[Json]:
    """Return the periods to choose from, with how the own side stands on each."""
    own = sheet.desk.own_region
    return [
        {
            "label": one["label"],
            "due_on": one["due_on"],
            "url": f"?occurrence={one['label']}",
            "side": next((side for side in one["sides"] if side["region"] == own), None),
        }
        for one in sheet.row["occurrences"]
    ]


def _open_ones(sheet: Sheet) -> list[Json]:
    """Return the own side's drafts and submitted reports on the same period, other than this one."""
    own = sheet.report.id if sheet.report is not None else None
    return [
        {
            "state": one.state,
            "agency": sheet.desk.agency(one.agency),
            "updated_at": one.updated_at,
            "url": sheet.address(one.id) if one.state != ReportState.SUBMITTED else reverse("report", args=[one.id]),
        }
        for one in sheet.open_ones
        if one.id != own
    ]


def _file(measure_id: int, piece: Json) -> Json:
    return {
        **piece,
        "url": piece["link"] or reverse("evidence", args=[piece["id"]]),
        "remove_url": reverse("report_detach", args=[measure_id, piece["id"]]),
    }


def _compared(sheet: Sheet, form: ReportForm) -> Sequence[Json]:
    """Return each field that differs: what is saved now beside what was typed."""
    if sheet.report is None:
        return ()
    saved, typed = values_of(sheet.report), form.values()
    return [
        {"label": form.fields[name].label, "before": _words(name, saved[name]), "after": _words(name, typed[name])}
        for name in differences(typed, saved)
    ]


def _words(name: str, value: Any) -> str:  # noqa: ANN401 -- values of any field
    """Return the value of a field as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if name in CHOICES and value:
        return str(CHOICES[name](value).label)
    return "" if value is None else str(value)
