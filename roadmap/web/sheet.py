"""What the form of a report stands on: the measure, the period, the report, what was said before (rules.md §3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.policy import Action, can
from roadmap.choices import DeadlineForm, Status
from roadmap.errors import InvalidInput
from roadmap.models import Report
from roadmap.rules.periods import Term
from roadmap.rules.reporting import DAYS_AFTER_TERM, Missing, ReportValues, StandingFacts, missing_in_report
from roadmap.rules.standing import CLOSED_STATUSES
from roadmap.selectors.history import ReportLine, newest_by_side, reports_of
from roadmap.selectors.measures import measure_one
from roadmap.selectors.rows import Json
from roadmap.selectors.writing import evidence_of_report
from roadmap.web import powers
from roadmap.web.desk import Desk


@dataclass(frozen=True)
class Identity:
    """Which report a form is about, as its address or its hidden fields say; all may be None."""

    report: int | None = None
    occurrence: str | None = None
    supersedes: int | None = None


@dataclass(frozen=True)
class Sheet:
    """The form's ground. `occurrence` None: it has still to be chosen; `report` None: no draft yet.

    `previous` is the own side's newest accepted report on the period, `word` the other side's.
    """

    desk: Desk
    row: Json
    occurrence: Json | None
    report: ReportLine | None
    corrected: ReportLine | None
    previous: ReportLine | None
    word: ReportLine | None
    open_ones: tuple[ReportLine, ...]
    evidence: tuple[Json, ...]

    @property
    def is_correction(self) -> bool:
        """Return whether the report mends an accepted one."""
        return self.corrected is not None

    @property
    def is_closed(self) -> bool:
        """Return whether only a correction may follow: the newest accepted report says done or not done."""
        return self.previous is not None and self.previous.status in CLOSED_STATUSES and not self.is_correction

    @property
    def agencies(self) -> list[tuple[str, str]]:
        """Return the agencies that a coordinator may write for, the responsible one first; none for an executor."""
        if self.report is not None or not can(self.desk.reader, Action.REPORT_ACCEPT):
            return []
        side = next(side for side in self.row["sides"] if side["region"] == self.desk.own_region)
        return [(code, self.desk.agency(code)) for code in (side["lead"], *side["co"])]

    @property
    def term(self) -> Term:
        """Return the road map's term."""
        roadmap = self.desk.reference.roadmaps[self.desk.reference.roadmap_ids[self.row["roadmap"]]]
        return Term(roadmap.starts_on, roadmap.ends_on)

    @property
    def last_day(self) -> date:
        """Return the last day that a report may speak of today."""
        return min(self.desk.today, self.term.ends_on + timedelta(days=DAYS_AFTER_TERM))

    @property
    def key(self) -> str:
        """Return the name under which a device keeps a copy of what is typed in the form."""
        if self.report is not None:
            return f"report-{self.report.id}"
        label = self.occurrence["label"] if self.occurrence is not None else ""
        return f"new-{self.row['id']}-{label}-{self.corrected.id if self.corrected is not None else ''}"

    def address(self, report_id: int | None = None) -> str:
        """Return the form's own address: that of a draft, or of what begins one."""
        path = reverse("report_form", args=[self.row["id"]])
        query: dict[str, int | str] = {}
        if report_id is not None or self.report is not None:
            query["report"] = report_id or (self.report.id if self.report is not None else 0)
        else:
            if self.occurrence is not None:
                query["occurrence"] = self.occurrence["label"]
            if self.corrected is not None:
                query["supersedes"] = self.corrected.id
        return f"{path}?{urlencode(query)}" if query else path

    def facts(self) -> StandingFacts:
        """Return what the standing asks of the report; only where the period is known."""
        assert self.occurrence is not None  # noqa: S101 -- asked for only with a period
        return StandingFacts(
            form=DeadlineForm(self.row["deadline"]["form"]),
            completion_form_code=self.row["completion_form"]["code"],
            occurrence_starts_on=self.occurrence["starts_on"],
            due_on=self.occurrence["due_on"],
            term=self.term,
            today=self.desk.today,
            newest_stands_on=self.previous.stands_on if self.previous else None,
            newest_status=Status(self.previous.status) if self.previous else None,
            evidence_count=len(self.evidence),
        )

    def missing(self, typed: Mapping[str, Any]) -> tuple[Missing, ...]:
        """Return what a report with these values lacks before it can be submitted: the service's own rule."""
        values = ReportValues(
            status=typed["status"] or None,
            progress=typed["progress"],
            stands_on=typed["stands_on"],
            at_risk=typed["at_risk"],
            reason=typed["reason"] or None,
            reason_text=typed["reason_text"],
            summary=typed["summary"],
            language=typed["language"] or None,
            completion_delivered=typed["completion_delivered"],
            signatory_post=typed["signatory_post"],
            signatory_name=typed["signatory_name"],
            is_correction=self.is_correction,
            correction_reason=typed.get("correction_reason", ""),
        )
        return missing_in_report(values, self.facts())


def sheet_of(desk: Desk, measure_id: int, identity: Identity) -> Sheet:
    """Return the ground of a form, for those who may write there.

    :raises Measure.DoesNotExist, Report.DoesNotExist: where the reader may not know of it.
    :raises PermissionDenied: where the reader may not write for that side.
    :raises InvalidInput: for an unknown period.
    """
    row = writable_measure(desk, measure_id)
    return lay_out(desk, row, reports_of(desk.question, desk.reference, measure_id), identity)


def writable_measure(desk: Desk, measure_id: int) -> Json:
    """Return a measure, for those who may write reports on it.

    :raises Measure.DoesNotExist: where the reader may not know of it.
    :raises PermissionDenied: where the reader may not write for that side.
    """
    row = measure_one(desk.question, desk.reference, measure_id)
    if not can(desk.reader, Action.REPORT_WRITE, powers.place_of(desk, row)):
        raise PermissionDenied(Action.REPORT_WRITE.value)
    return row


def lay_out(desk: Desk, row: Json, reports: list[ReportLine], identity: Identity) -> Sheet:
    """Return the ground of a form from a measure and its reports.

    :raises Report.DoesNotExist: where the own side has no such report.
    :raises InvalidInput: for an unknown period.
    """
    report = _find(desk, reports, identity.report)
    corrected = _find(desk, reports, report.supersedes_id if report is not None else identity.supersedes)
    occurrence = _occurrence(row, identity, report or corrected)
    newest = newest_by_side(reports)
    words = {code: newest.get((occurrence["id"], code)) if occurrence else None for code in desk.names.regions}
    others = [code for code in desk.parties_of(row["roadmap"]) if code != desk.own_region]
    return Sheet(
        desk=desk,
        row=row,
        occurrence=occurrence,
        report=report,
        corrected=corrected,
        previous=words.get(desk.own_region or ""),
        word=words.get(others[0]) if others else None,
        open_ones=_open_ones(reports, occurrence),
        evidence=tuple(evidence_of_report(report.id)) if report is not None else (),
    )


def _find(desk: Desk, reports: list[ReportLine], report_id: int | None) -> ReportLine | None:
    """Return the own side's report of an id. :raises Report.DoesNotExist: where there is none."""
    if report_id is None:
        return None
    for report in reports:
        if report.id == report_id and report.region == desk.own_region:
            return report
    raise Report.DoesNotExist


def _occurrence(row: Json, identity: Identity, known: ReportLine | None) -> Json | None:
    """Return the period of the report, the one that the address names, or the only one; None: to be chosen."""
    occurrences: list[Json] = row["occurrences"]
    if known is not None:
        retired = {"id": known.occurrence_id, "label": known.occurrence, "sides": [], "is_retired": True}
        found = next((one for one in occurrences if one["id"] == known.occurrence_id), None)
        return found or {**retired, "starts_on": row["deadline"]["starts_on"], "due_on": row["deadline"]["due_on"]}
    if identity.occurrence is None:
        return occurrences[0] if len(occurrences) == 1 else None
    for one in occurrences:
        if one["label"] == identity.occurrence:
            return one
    raise InvalidInput("occurrence", "does_not_exist", _("The measure has no such period."))


def _open_ones(reports: list[ReportLine], occurrence: Json | None) -> tuple[ReportLine, ...]:
    if occurrence is None:
        return ()
    return tuple(one for one in reports if not one.is_accepted and one.occurrence_id == occurrence["id"])
