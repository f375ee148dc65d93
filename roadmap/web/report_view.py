"""A report as its page shows it: what it says, what came before it, what the reader may do (ui.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.policy import Action, can
from roadmap.choices import ReportState
from roadmap.models import Report
from roadmap.selectors.history import ReportLine, reports_of
from roadmap.selectors.measures import measure_one
from roadmap.selectors.reports import report_one
from roadmap.selectors.rows import Json
from roadmap.web import powers
from roadmap.web.desk import Desk
from roadmap.web.report_forms import values_of
from roadmap.web.report_page import missing_item
from roadmap.web.rows import reason_words
from roadmap.web.sheet import Identity, lay_out
from roadmap.web.sides import signatory_of


@dataclass
class ReportView:
    """One report with its measure. `line` holds what the rules ask, `row` what everybody sees."""

    desk: Desk
    row: Json
    line: ReportLine
    measure: Json
    reports: Sequence[ReportLine]

    @property
    def title(self) -> str:
        """Return the measure's title."""
        return self.desk.text(self.measure["title"])

    @property
    def party(self) -> str:
        """Return the Party's name."""
        return self.desk.region(self.line.region)

    @property
    def agency(self) -> str:
        """Return the agency's name."""
        return self.desk.agency(self.line.agency)

    @property
    def signatory(self) -> str:
        """Return who answers for the report."""
        return signatory_of(self.desk, self.line)

    @property
    def reason(self) -> str:
        """Return the reason in words."""
        return reason_words(self.line.reason)

    @property
    def edit_url(self) -> str:
        """Return where the draft is changed."""
        return f"{reverse('report_form', args=[self.row['measure']])}?report={self.line.id}"

    @property
    def correct_url(self) -> str:
        """Return where a correction of it begins."""
        return f"{reverse('report_form', args=[self.row['measure']])}?supersedes={self.line.id}"

    @property
    def files(self) -> list[Json]:
        """Return the evidence with its addresses."""
        return [
            {**piece, "url": piece["link"] or reverse("evidence", args=[piece["id"]])} for piece in self.row["evidence"]
        ]

    @property
    def is_own(self) -> bool:
        """Return whether it is the reader's own Party's."""
        return self.line.region == self.desk.own_region

    @cached_property
    def may_write(self) -> bool:
        """Return whether the reader may change or move it: the agency's people while engaged, the coordinators."""
        return self.is_own and can(self.desk.reader, Action.REPORT_WRITE, powers.place_of(self.desk, self.measure))

    @property
    def may_edit(self) -> bool:
        """Return whether the reader may go on writing it."""
        return self.may_write and self.line.state in {ReportState.DRAFT, ReportState.RETURNED}

    @property
    def may_submit(self) -> bool:
        """Return whether the reader may hand it in, once nothing is missing."""
        return self.may_write and self.line.state == ReportState.DRAFT

    @property
    def may_delete(self) -> bool:
        """Return whether the reader may delete it: a draft that was never submitted."""
        return self.may_submit and not self.line.was_submitted

    @property
    def may_withdraw(self) -> bool:
        """Return whether the reader may take it back."""
        return self.may_write and self.line.state == ReportState.SUBMITTED

    @property
    def awaits_reader(self) -> bool:
        """Return whether the reader decides on it, but for having written it."""
        return self.is_own and self.line.state == ReportState.SUBMITTED and can(self.desk.reader, Action.REPORT_ACCEPT)

    @property
    def may_accept(self) -> bool:
        """Return whether the reader may accept or return it (four eyes, rules.md §3)."""
        reader = self.desk.reader
        return self.awaits_reader and reader is not None and not self.line.was_written_by(reader.pk)

    @property
    def may_correct(self) -> bool:
        """Return whether the reader may begin a correction of it."""
        is_word = self.line.is_accepted and self.line.superseded_at is None
        return is_word and self.may_write and powers.takes_reports(self.desk, self.measure)

    @cached_property
    def missing(self) -> list[Json]:
        """Return what it lacks before it can be submitted."""
        if not self.may_submit:
            return []
        sheet = lay_out(self.desk, self.measure, list(self.reports), Identity(report=self.line.id))
        return [missing_item(one) for one in sheet.missing(values_of(self.line))]

    @cached_property
    def previous(self) -> ReportLine | None:
        """Return what it is compared with: the report that it corrects, or its side's accepted one before it."""
        if self.line.supersedes_id is not None:
            return next((one for one in self.reports if one.id == self.line.supersedes_id), None)
        accepted = self.line.accepted_at
        earlier = [
            one
            for one in self.reports
            if one.is_accepted
            and one.id != self.line.id
            and (one.occurrence_id, one.region) == (self.line.occurrence_id, self.line.region)
            and (accepted is None or (one.accepted_at is not None and one.accepted_at < accepted))
            and (one.superseded_at is None or (accepted is not None and one.superseded_at > accepted))
        ]
        return max(earlier, key=lambda one: one.rank, default=None)

    @property
    def corrected_by(self) -> ReportLine | None:
        """Return the accepted correction that took its place, if any."""
        found = (one for one in self.reports if one.supersedes_id == self.line.id and one.is_accepted)
        return next(found, None)

    @property
    def submit_consequences(self) -> list[str]:
        """Return what submitting will do."""
        return [
            _("The report goes to the coordinators of your region; nobody outside your region sees it yet."),
            _("While it waits it cannot be changed; you may take it back."),
            _("A coordinator accepts it as your Party's word, or returns it to you with a reason."),
        ]

    @property
    def accept_consequences(self) -> list[str]:
        """Return what accepting will do."""
        status = _("It becomes your Party's word on this period, at once and for everybody, the other Party included.")
        final = _("It can no longer be changed; a mistake is mended by a correction.")
        return [status, final]

    @property
    def return_consequences(self) -> list[str]:
        """Return what returning will do."""
        return [
            _("The report goes back to the agency with your reason; nobody outside your region sees either."),
            _("The agency changes it and submits it again."),
        ]




def view_of(desk: Desk, report_id: int) -> ReportView:
    """Return a report as its page shows it: six queries.

    :raises Report.DoesNotExist, Measure.DoesNotExist: where the reader may not know of it.
    """
    row = report_one(desk.question, desk.reference, report_id)
    measure = measure_one(desk.question, desk.reference, row["measure"])
    reports = reports_of(desk.question, desk.reference, row["measure"])
    line = next((one for one in reports if one.id == report_id), None)
    if line is None:
        raise Report.DoesNotExist
    return ReportView(desk, row, line, measure, reports)
