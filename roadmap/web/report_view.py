"""A report as pages show it: what it says, what came before it, what the reader may do (ui.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import cached_property

from accounts.policy import Action, can
from roadmap.choices import ReportState
from roadmap.models import Report
from roadmap.selectors.history import ReportLine, reports_of
from roadmap.selectors.inbox import lines_around, measures_by_id
from roadmap.selectors.measures import measure_one
from roadmap.selectors.reports import report_one
from roadmap.selectors.rows import Json
from roadmap.selectors.writing import nobody_else_accepts
from roadmap.web import powers
from roadmap.web.desk import Desk
from roadmap.web.report_forms import values_of
from roadmap.web.report_page import missing_item
from roadmap.web.rows import reason_words
from roadmap.web.said import Changed, Said, changed_since, said
from roadmap.web.sheet import Identity, lay_out
from roadmap.web.sides import signatory_of
from roadmap.web.words import Word, word_of


@dataclass
class ReportView:
    """One report with its measure. `line` holds what the rules ask, `row` what everybody sees.

    `measure` is None where it is not in the text on the day asked for. `reports` holds at least the
    accepted reports on the same standing.
    """

    desk: Desk
    row: Json
    line: ReportLine
    measure: Json | None
    reports: Sequence[ReportLine]

    @property
    def title(self) -> str:
        """Return the measure's title."""
        return self.desk.text(self.measure["title"]) if self.measure is not None else ""

    @property
    def party(self) -> str:
        """Return the Party's name."""
        return self.desk.region(self.line.region)

    @property
    def agency(self) -> str:
        """Return what the agency was called on the report's day."""
        return self.desk.agency(self.line.agency, self.line.stands_on)

    @property
    def signatory(self) -> str:
        """Return who answers for the report."""
        return signatory_of(self.desk, self.line)

    @property
    def reason(self) -> str:
        """Return the reason in words."""
        return reason_words(self.line.reason)

    @property
    def said(self) -> list[Said]:
        """Return what it says in words, as its forms carry it along."""
        return said(self.line)

    @property
    def hidden(self) -> list[Json]:
        """Return the fields that each move carries: the version that is read, and its words."""
        words = [{"name": one.field, "value": one.words} for one in self.said]
        return [{"name": "version", "value": self.line.version}, *words]

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
            {**piece, "url": piece["link"] or reverse("evidence", args=[piece["id"]])}
            for piece in self.row["evidence"]
        ]

    @property
    def is_own(self) -> bool:
        """Return whether it is the reader's own Party's."""
        return self.line.region == self.desk.own_region

    @cached_property
    def may_write(self) -> bool:
        """Return whether the reader may change or move it: the agency's people while engaged, the coordinators."""
        if not self.is_own or self.measure is None or self.desk.question.as_of is not None:
            return False
        return can(self.desk.reader, Action.REPORT_WRITE, powers.place_of(self.desk, self.measure))

    @property
    def takes_reports(self) -> bool:
        """Return whether the measure stands in a road map in force."""
        return self.measure is not None and powers.takes_reports(self.desk, self.measure)

    @property
    def may_edit(self) -> bool:
        """Return whether the reader may go on writing it."""
        return self.may_write and self.line.state in {ReportState.DRAFT, ReportState.RETURNED}

    @property
    def may_submit(self) -> bool:
        """Return whether the reader may hand it in, once nothing is missing."""
        return self.may_write and self.takes_reports and self.line.state == ReportState.DRAFT

    @property
    def may_delete(self) -> bool:
        """Return whether the reader may delete it: a draft that was never submitted."""
        return self.may_write and self.line.state == ReportState.DRAFT and not self.line.was_submitted

    @property
    def may_withdraw(self) -> bool:
        """Return whether the reader may take it back."""
        return self.may_write and self.line.state == ReportState.SUBMITTED

    @property
    def awaits_reader(self) -> bool:
        """Return whether the reader decides on it, but for having written it."""
        waits = self.is_own and self.line.state == ReportState.SUBMITTED
        return waits and self.desk.question.as_of is None and can(self.desk.reader, Action.REPORT_ACCEPT)

    @property
    def was_written_by_reader(self) -> bool:
        """Return whether the reader wrote any of it, and so may not decide on it (four eyes, rules.md §3)."""
        return self.desk.reader is not None and self.line.was_written_by(self.desk.reader.pk)

    @property
    def may_accept(self) -> bool:
        """Return whether the reader may accept or return it."""
        return self.awaits_reader and not self.was_written_by_reader

    @cached_property
    def nobody_accepts(self) -> bool:
        """Return whether nobody can accept it: its writer is the region's only coordinator."""
        return self.awaits_reader and self.was_written_by_reader and nobody_else_accepts(self.desk.question.asker)

    @property
    def may_correct(self) -> bool:
        """Return whether the reader may begin a correction of it."""
        is_word = self.line.is_accepted and self.line.superseded_at is None
        return is_word and self.may_write and self.takes_reports

    @cached_property
    def missing(self) -> list[Json]:
        """Return what it lacks before it can be submitted."""
        if not self.may_submit or self.measure is None:
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
    def previous_word(self) -> Word | None:
        """Return the one before as it stands beside this one."""
        return word_of(self.desk, self.previous)

    @cached_property
    def changes(self) -> list[Changed]:
        """Return what it says otherwise than the one before; nothing where it is the first."""
        return changed_since(self.previous, self.line) if self.previous is not None else []

    @property
    def corrected_by(self) -> ReportLine | None:
        """Return the accepted correction that took its place, if any."""
        found = (one for one in self.reports if one.supersedes_id == self.line.id and one.is_accepted)
        return next(found, None)


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


def views_of(desk: Desk, rows: Sequence[Json]) -> list[ReportView]:
    """Return reports of a list, each with its measure and the accepted ones on its standing: three queries.

    A report that was deleted since the list was read is left out.
    """
    lines = lines_around(desk.question, desk.reference, [row["id"] for row in rows])
    measures = measures_by_id(desk.question, desk.reference, {row["measure"] for row in rows})
    by_id = {line.id: line for line in lines}
    near: dict[tuple[int, str], list[ReportLine]] = {}
    for line in lines:
        near.setdefault((line.occurrence_id, line.region), []).append(line)
    found = [(row, by_id[row["id"]]) for row in rows if row["id"] in by_id]
    return [
        ReportView(desk, row, line, measures.get(row["measure"]), near[line.occurrence_id, line.region])
        for row, line in found
    ]
