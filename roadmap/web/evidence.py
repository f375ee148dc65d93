"""Evidence as a download: never shown inside the browser, only to those who may know of its report."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.http import page
from accounts.policy import Action
from roadmap.selectors.evidence import EvidenceCriteria, evidence_asked
from roadmap.services.evidence import path_of
from roadmap.web.desk import desk_of


@page(Action.REPORT_READ_ACCEPTED)
@require_safe
def evidence(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    """Answer a file as an attachment; a link is no file of ours."""
    desk = desk_of(request)
    found = evidence_asked(desk.question, desk.reference, EvidenceCriteria()).get(pk=evidence_id)
    if not found.stored_as:
        raise Http404
    answer = FileResponse(
        path_of(found).open("rb"), as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
