"""Evidence as a download: never shown inside the browser, only to those who may know of its report."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.http import page
from accounts.policy import Action
from roadmap.selectors.evidence import EvidenceCriteria, evidence_asked
from roadmap.services.evidence import path_of
from roadmap.web.desk import desk_of

SANDBOX = "sandbox; default-src 'none'"


@page(Action.REPORT_READ_ACCEPTED)
@require_safe
def evidence(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    """Answer a file as an attachment (hardening.md *Evidence*); a link is no file of ours, it stands on its report."""
    desk = desk_of(request)
    found = evidence_asked(desk.question, desk.reference, EvidenceCriteria()).get(pk=evidence_id)
    if not found.stored_as:
        return redirect("report", found.report_id)
    answer = FileResponse(
        path_of(found).open("rb"), as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )
    answer["Content-Security-Policy"] = SANDBOX
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
