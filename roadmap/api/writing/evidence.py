"""Evidence through the API: attach, remove, and the file itself, always as an attachment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO, Any, ClassVar

from django.db.models import QuerySet
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.inputs import StrictSerializer, Text
from accounts.api.parsers import StrictJSONParser, StrictMultiPartParser
from accounts.models import User
from accounts.policy import Action
from roadmap.api import shapes
from roadmap.api.writing.base import require_side
from roadmap.api.writing.reports import ReportFound
from roadmap.errors import InvalidInput
from roadmap.models import Evidence, Report
from roadmap.selectors.reference import counters
from roadmap.selectors.reports import EVIDENCE, evidence_shown
from roadmap.services import evidence

SANDBOX = "sandbox; default-src 'none'"


class LinkBody(StrictSerializer[Any]):
    """A link as evidence."""

    link = Text(max_length=evidence.LONGEST_LINK)


class FileBody(serializers.Serializer[Any]):
    """A file as evidence (multipart/form-data)."""

    file = serializers.FileField()


class EvidenceListWriting(ReportFound):
    """`POST reports/{id}/evidence/`: a file (multipart `file`) or a link."""

    writes: ClassVar[Mapping[str, Action]] = {"POST": Action.REPORT_WRITE}
    versioned = ("POST",)
    parser_classes = (StrictJSONParser, StrictMultiPartParser)  # type: ignore[assignment]
    takes: ClassVar[Mapping[str, Any]] = {"POST": {"multipart/form-data": FileBody, "application/json": LinkBody}}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {201: shapes.Evidence}}

    def post(self, request: Request, report_id: int) -> HttpResponseBase:
        """Attach a file or a link to a draft."""
        if request.content_type.startswith("multipart/"):
            name, content = _file_of(request)
            row = evidence.attach_file(
                self.act, report_id=report_id, seen_version=self.seen_version, name=name, content=content
            )
        else:
            link = self.body(LinkBody)["link"]
            row = evidence.attach_link(self.act, report_id=report_id, seen_version=self.seen_version, link=link)
        version = Report.objects.values_list("version", flat=True).get(pk=report_id)
        shown = evidence_shown([getattr(row, name) for name in EVIDENCE])
        return Response(shown, status=status.HTTP_201_CREATED, headers={"ETag": f'"{version}"'})


class EvidenceView(ReportFound):
    """`evidence/{id}/`: the file; taking a piece off a draft."""

    actions: ClassVar[Mapping[str, Action]] = {
        "GET": Action.REPORT_READ_ACCEPTED,
        "DELETE": Action.REPORT_WRITE,
    }
    gives: ClassVar[Mapping[str, Mapping[Any, Any]]] = {
        "GET": {(200, "application/octet-stream"): OpenApiTypes.BINARY, (200, "application/json"): shapes.Evidence},
        "DELETE": {204: None},
    }

    def find(self, request: Request, **kwargs: Any) -> Report:
        """Return the report that the evidence belongs to: its version is compared."""
        report: Report = visible_evidence(self.act.person, kwargs["evidence_id"]).report
        require_side(self, Action.REPORT_WRITE, report.measure)
        return report

    def freshness(self, request: Request) -> Iterable[object]:
        """Return the counters that say whether the reader still knows of it, by one query: files never change."""
        return counters().seen_by(self.reader)

    def get(self, request: Request, evidence_id: int) -> HttpResponseBase:
        """Send the file as an attachment; a link is sent as JSON."""
        row = visible_evidence(request.user if isinstance(request.user, User) else None, evidence_id)
        if row.link:
            return Response(evidence_shown([getattr(row, name) for name in EVIDENCE]))
        return as_attachment(row)

    def delete(self, request: Request, evidence_id: int) -> HttpResponseBase:
        """Take the piece off the draft, and answer with the report's new version."""
        report = evidence.remove_evidence(self.act, evidence_id=evidence_id, seen_version=self.seen_version)
        return Response(status=status.HTTP_204_NO_CONTENT, headers={"ETag": f'"{report.version}"'})


def visible_evidence(reader: User | None, evidence_id: int) -> Evidence:
    """Return a piece of evidence that a reader may know of. :raises Evidence.DoesNotExist: else."""
    reports: QuerySet[Report] = Report.objects.visible_to(reader)  # type: ignore[arg-type]
    return Evidence.objects.select_related("report__measure__roadmap").get(pk=evidence_id, report__in=reports)


def as_attachment(row: Evidence) -> FileResponse:
    """Return a file so that no browser opens it in place (hardening.md, *Evidence*)."""
    response = FileResponse(
        evidence.path_of(row).open("rb"),
        as_attachment=True,
        filename=row.name,
        content_type="application/octet-stream",
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _file_of(request: Request) -> tuple[str, IO[bytes]]:
    files, unknown = request.FILES.getlist("file"), set(request.data) - {"file"}
    if unknown:
        raise InvalidInput(min(unknown), "unknown_field", _("There is no such field."))
    if len(files) != 1:
        raise InvalidInput("file", "required", _("Send one file in the field `file`."))
    return str(files[0].name), files[0]
