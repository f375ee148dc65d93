"""Reports through the API: drafts, and all their moves (rules.md §3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.inputs import Choice, Day, Flag, StrictSerializer, Text, Whole
from accounts.api.preconditions import is_one_version
from accounts.policy import Action, can, require
from roadmap.api import shapes
from roadmap.api.writing.base import NothingBody, ReasonBody, WritingView, require_side, visible_measure
from roadmap.choices import Language, Reason, ReportState, Status
from roadmap.models import Report
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Counters, Reference, RegionRow, counters
from roadmap.selectors.reports import COLUMNS, report_one, report_rows
from roadmap.services import evidence, reporting

NOTHING = Counters(head="", shared=0, private={})


class SignatoryBody(StrictSerializer[Any]):
    """Who answers for the report: a post and a name."""

    post = Text(max_length=200, allow_blank=True, required=False)
    name = Text(max_length=200, allow_blank=True, required=False)


class ReportBody(StrictSerializer[Any]):
    """What a draft says; every field may be left out."""

    stands_on = Day(allow_null=True, required=False)
    status = Choice(choices=Status.choices, allow_null=True, required=False)
    progress = Whole(min_value=0, max_value=100, allow_null=True, required=False)
    summary = Text(allow_blank=True, required=False)
    language = Choice(choices=Language.choices, allow_null=True, required=False)
    completion_delivered = Flag(required=False)
    at_risk = Flag(required=False)
    reason = Choice(choices=Reason.choices, allow_null=True, required=False)
    reason_text = Text(allow_blank=True, required=False)
    signatory = SignatoryBody(allow_null=True, required=False)
    correction_reason = Text(allow_blank=True, required=False)


class NewReportBody(ReportBody):
    """A new draft: which standing it is about, and what it says."""

    measure = Whole(min_value=1, max_value=2**63 - 1)
    occurrence = Text(max_length=16, allow_null=True, required=False)
    agency = Text(max_length=32, allow_null=True, required=False)
    supersedes = Whole(min_value=1, max_value=2**63 - 1, allow_null=True, required=False)


def content_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body's fields as the service takes them."""
    values = {name: fields[name] for name in reporting.CONTENT if name in fields}
    for name in ("status", "language", "reason"):
        if name in values:
            values[name] = values[name] or ""
    if "signatory" in fields:
        signatory = fields["signatory"] or {"post": "", "name": ""}
        values |= {f"signatory_{name}": text for name, text in signatory.items()}
    return values


class ReportListWriting(WritingView):
    """`POST reports/`: a draft, or the draft of a correction."""

    writes: ClassVar[Mapping[str, Action]] = {"POST": Action.REPORT_WRITE}
    takes: ClassVar[Mapping[str, Any]] = {"POST": NewReportBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {201: shapes.Report}}

    def find(self, request: Request, **kwargs: Any) -> object:
        """Look the measure up, where the body names one: 404 and 403 come before 400."""
        require(request.user, Action.REPORT_WRITE)
        measure = visible_measure(self, self.given("measure"))
        if measure is not None:
            require_side(self, Action.REPORT_WRITE, measure)
        return None

    def post(self, request: Request) -> HttpResponseBase:
        """Begin a draft on the own Party's standing."""
        fields = self.body(NewReportBody)
        report = reporting.start_report(
            self.act,
            measure_id=fields["measure"],
            occurrence=fields.get("occurrence"),
            values=content_of(fields),
            agency_code=fields.get("agency"),
            supersedes_id=fields.get("supersedes"),
        )
        return self.answer(report_one(*self.asked(), report.pk), created=True)


class ReportFound(WritingView):
    """A view about one report, which the person may know of."""

    def find(self, request: Request, **kwargs: Any) -> Report:
        """Return the report: 404 where it is hidden, 403 where the method is not theirs."""
        report: Report = (
            Report.objects.visible_to(self.act.person).select_related("measure__roadmap").get(pk=kwargs["report_id"])
        )
        self.permit(request, report)
        return report

    def permit(self, request: Request, report: Report) -> None:
        """Refuse who may not write on the report's standing."""
        if report.region_id != self.act.home:
            raise PermissionDenied
        require_side(self, Action.REPORT_WRITE, report.measure)


class ReportWriting(ReportFound):
    """`PATCH` and `DELETE reports/{id}/`."""

    writes: ClassVar[Mapping[str, Action]] = {"PATCH": Action.REPORT_WRITE, "DELETE": Action.REPORT_WRITE}
    takes: ClassVar[Mapping[str, Any]] = {"PATCH": ReportBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"PATCH": {200: shapes.Report}, "DELETE": {204: None}}

    def patch(self, request: Request, report_id: int) -> HttpResponseBase:
        """Change a draft or a returned report."""
        values = content_of(self.body(ReportBody, partial=True))
        reporting.edit_report(self.act, report_id=report_id, seen_version=self.seen_version, values=values)
        return self.answer(report_one(*self.asked(), report_id))

    def delete(self, request: Request, report_id: int) -> HttpResponseBase:
        """Delete a draft that was never submitted, and its files."""
        files = reporting.delete_report(self.act, report_id=report_id, seen_version=self.seen_version)
        transaction.on_commit(lambda: evidence.forget(files))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReportMove(ReportFound):
    """A move of a report by its own side: submit or withdraw."""

    actions: ClassVar[Mapping[str, Action]] = {"POST": Action.REPORT_WRITE}
    versioned = ("POST",)
    takes: ClassVar[Mapping[str, Any]] = {"POST": NothingBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {200: shapes.Report}}
    move: ClassVar[Callable[..., Report]]

    def post(self, request: Request, report_id: int) -> HttpResponseBase:
        """Move the report."""
        self.body(NothingBody)
        type(self).move(self.act, report_id=report_id, seen_version=self.seen_version)
        return self.answer(report_one(*self.asked(), report_id))


class SubmitReport(ReportMove):
    """`POST reports/{id}/submit/`."""

    move = staticmethod(reporting.submit_report)


class WithdrawReport(ReportMove):
    """`POST reports/{id}/withdraw/`."""

    move = staticmethod(reporting.withdraw_report)


class ReportDecision(ReportFound):
    """A decision on a submitted report: the own region's, never one's own report."""

    actions: ClassVar[Mapping[str, Action]] = {"POST": Action.REPORT_ACCEPT}
    versioned = ("POST",)
    takes: ClassVar[Mapping[str, Any]] = {"POST": NothingBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {200: shapes.Report}}

    def permit(self, request: Request, report: Report) -> None:
        """Refuse another region's coordinator, and whoever wrote the report."""
        require(request.user, Action.REPORT_ACCEPT, report)
        if self.act.person.pk in {report.author_id, *report.writers}:
            raise PermissionDenied("four_eyes")


class AcceptReport(ReportDecision):
    """`POST reports/{id}/accept/`: where the body says nothing the service alone looks up, permits and compares."""

    def find(self, request: Request, **kwargs: Any) -> Any:  # noqa: ANN401
        """Look the report up only where something must be refused between 403 and the service."""
        says_nothing = (request.META.get("CONTENT_LENGTH") or "0") == "0" or self.readable() == {}
        has_more = not says_nothing or "HTTP_IDEMPOTENCY_KEY" in request.META or request.META.get("QUERY_STRING")
        is_plain = is_one_version(request.META.get("HTTP_IF_MATCH"))
        needs_order = has_more or not is_plain or not can(request.user, Action.REPORT_ACCEPT)
        return super().find(request, **kwargs) if needs_order else None

    def post(self, request: Request, report_id: int) -> HttpResponseBase:
        """Accept what was read as the Party's word."""
        if self.found is not None:
            self.body(NothingBody)
        report = reporting.accept_report(self.act, report_id=report_id, seen_version=self.seen_version)
        return self.answer(_shown(self, report))


class ReturnReport(ReportDecision):
    """`POST reports/{id}/return/` `{"reason"}`."""

    def post(self, request: Request, report_id: int) -> HttpResponseBase:
        """Send the report back with a reason."""
        reason = self.body(ReasonBody)["reason"]
        reporting.return_report(self.act, report_id=report_id, seen_version=self.seen_version, reason=reason)
        return self.answer(report_one(*self.asked(), report_id))


class LackShape(shapes.Shape):
    """One thing that a report lacks."""

    field = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class CheckShape(shapes.Shape):
    """What a report lacks before it can be submitted."""

    missing = LackShape(many=True)


class CheckReport(ReportFound):
    """`GET reports/{id}/check/`: what is lacking before submitting."""

    actions: ClassVar[Mapping[str, Action]] = {"GET": Action.REPORT_WRITE}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"GET": {200: CheckShape}}
    looks_up = ("GET",)

    def freshness(self, request: Request) -> Iterable[object]:
        """Return what the list depends on: the counters (one query), the moment's day, the language of its words."""
        return (*counters().seen_by(self.reader), timezone.localdate(self.act.at), get_language())

    def get(self, request: Request, report_id: int) -> HttpResponseBase:
        """List what is missing; nothing for a report that has been submitted."""
        report: Report = (
            Report.objects.visible_to(self.act.person)
            .select_related("measure__roadmap", "measure__completion_form", "occurrence", "standing")
            .get(pk=report_id)
        )
        is_open = report.state in {ReportState.DRAFT, ReportState.RETURNED}
        lacking = reporting.missing(report, self.act) if is_open else ()
        rows = [{"field": lack.field, "code": lack.code, "message": str(lack.message)} for lack in lacking]
        return Response({"missing": rows})


def _shown(view: WritingView, report: Report) -> dict[str, Any]:
    """Return an accepted report from the row in hand: one query, for its evidence."""
    codes = Reference(
        counters=NOTHING,
        regions={report.region_id: RegionRow(code=report.region.code, timezone=report.region.timezone)},
        region_ids={},
        agencies={report.agency_id: report.agency.code},
        agency_ids={},
        roadmaps={},
        roadmap_ids={},
        directions={},
        forms={},
    )
    row = tuple(attrgetter(column.replace("__", "."))(report) for column in COLUMNS)
    return report_rows(Question(reader=view.act.person, days={}), codes, [row])[0]
