"""The history of a measure as one ribbon: reports, changes of the text, settlements, closings (ui.md *Measure*)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roadmap.choices import PeriodState, ReportState, Status
from roadmap.days import period_words
from roadmap.selectors.history import SETTLEMENT, AgreementLine, ClosingLine, ReportLine
from roadmap.selectors.rows import Json
from roadmap.web.desk import Desk
from roadmap.web.sides import signatory_of
from roadmap.web.values import change_words

Item = Mapping[str, Any]
CHANGED: Mapping[str, Any] = {
    "title": gettext_lazy("The title was changed"),
    "deadline": gettext_lazy("The deadline was changed"),
    "executors": gettext_lazy("The executors were changed"),
    "cancelled": gettext_lazy("The measure was cancelled"),
    "added": gettext_lazy("The measure was added"),
}


def ribbon_of(
    desk: Desk,
    reports: Sequence[ReportLine],
    agreements: Sequence[AgreementLine],
    closings: Sequence[ClosingLine] = (),
) -> list[Item]:
    """Return what happened, the newest first, as `history_item.html` takes it."""
    accepted = [(_moment(report), _report(desk, report)) for report in reports if report.is_accepted]
    agreed = [(line.confirmed_at or line.proposed_at, _agreement(desk, line)) for line in agreements]
    closed = [(line.confirmed_at or line.proposed_at, _closing(desk, line)) for line in closings]
    happened = sorted((*accepted, *agreed, *closed), key=lambda pair: pair[0], reverse=True)
    return [item for _at, item in happened]


def _moment(report: ReportLine) -> datetime:
    return report.accepted_at or report.updated_at


def _report(desk: Desk, report: ReportLine) -> Item:
    flags = {
        "at_risk": report.at_risk,
        "correction": report.supersedes_id is not None,
        "on_behalf": report.on_behalf,
        "after_closing": report.after_closing,
    }
    who = (desk.region(report.region), desk.agency(report.agency, report.stands_on), signatory_of(desk, report))
    return {
        "family": "report",
        "code": ReportState.ACCEPTED,
        "at": _moment(report),
        "title": report_title(report),
        "label": report.occurrence,
        "stands_on": report.stands_on,
        "is_superseded": report.is_superseded_by(desk.question.known_on),
        "url": reverse("report", args=[report.id]),
        "who": " · ".join(part for part in who if part),
        "text": report.summary,
        "language": report.language,
        "own": report.region == desk.own_region,
        "flags": [flag for flag, is_set in flags.items() if is_set],
        "demo": report.demo,
    }


def report_title(report: ReportLine) -> str:
    """Return what a report says in short: its status and progress."""
    status = Status(report.status).label if report.status else _("no status yet")
    return str(status) if report.progress is None else f"{status}, {report.progress} %"


def _agreement(desk: Desk, line: AgreementLine) -> Item:
    protocol = _("protocol No. %(number)s") % {"number": line.protocol_number}
    proposed = _("proposed by %(party)s") % {"party": desk.region(line.proposed_by)}
    return {
        "family": "proposal",
        "code": line.state,
        "at": line.confirmed_at or line.proposed_at,
        "title": _settled(line) if line.kind == SETTLEMENT else str(CHANGED[line.kind]),
        "label": line.occurrence,
        "effective_on": line.effective_on,
        "url": reverse("proposal", args=["settlements" if line.kind == SETTLEMENT else "amendments", line.id]),
        "who": f"{protocol} · {proposed}",
        "text": line.text if line.kind == SETTLEMENT else _change(desk, line),
        "language": "",
        "own": None,
        "flags": [],
        "demo": line.demo,
        "reason": line.declined_reason,
    }


def _closing(desk: Desk, line: ClosingLine) -> Item:
    is_closed = line.state == PeriodState.CLOSED
    title = _("The period was closed: %(period)s") if is_closed else _("Closing of the period: %(period)s")
    return {
        "family": "period",
        "code": line.state,
        "at": line.confirmed_at or line.proposed_at,
        "title": title % {"period": period_words(line.period, desk.language)},
        "label": "",
        "stands_on": line.ends_on,
        "url": reverse("proposal", args=["periods", line.id]),
        "who": _("proposed by %(party)s") % {"party": desk.region(line.proposed_by)},
        "text": "",
        "language": "",
        "own": None,
        "flags": [],
        "demo": line.demo,
        "reason": line.declined_reason,
    }


def _settled(line: AgreementLine) -> str:
    return _("Settled: %(status)s") % {"status": Status(line.status).label}


def _change(desk: Desk, line: AgreementLine) -> str:
    before, after = (change_words(desk, line.kind, value) for value in (line.before, line.after))
    return f"{before} → {after}" if before and after else after


def own_drafts(desk: Desk, reports: Sequence[ReportLine]) -> list[Json]:
    """Return the own side's reports that are on their way: drafts, submitted, returned."""
    return [
        {
            "id": report.id,
            "state": report.state,
            "title": report_title(report),
            "label": report.occurrence,
            "agency": desk.agency(report.agency, report.stands_on),
            "updated_at": report.updated_at,
            "returned_reason": report.returned_reason if report.state == ReportState.RETURNED else "",
            "url": reverse("report", args=[report.id]),
        }
        for report in reports
        if not report.is_accepted
    ]
