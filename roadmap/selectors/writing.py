"""What the person who writes a report is told beforehand (rules.md §3)."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from accounts.policy import Action, can
from accounts.roles import Role
from roadmap.models import Evidence, Report
from roadmap.selectors.reports import EVIDENCE, evidence_shown
from roadmap.selectors.rows import Json


@dataclass(frozen=True)
class Signatory:
    """Who answers for a report: a post and a name; empty where nobody is known."""

    post: str = ""
    name: str = ""


def last_signatory(agency_id: int | None) -> Signatory:
    """Return who answered for the agency's newest report: most often the same person still does."""
    if agency_id is None:
        return Signatory()
    found = Report.objects.filter(agency_id=agency_id).exclude(signatory_name="").order_by("-id")
    row = found.values_list("signatory_post", "signatory_name").first()
    return Signatory(*row) if row is not None else Signatory()


def nobody_else_accepts(writer: User) -> bool:
    """Return whether nobody could accept what this person writes: the region's only coordinator (four eyes)."""
    if not can(writer, Action.REPORT_ACCEPT):
        return False
    others = User.objects.joined().filter(region_id=writer.region_id, role=Role.COORDINATOR).exclude(pk=writer.pk)
    return not others.exists()


def evidence_of_report(report_id: int) -> list[Json]:
    """Return the evidence of a report that the reader is known to see: one query."""
    rows = Evidence.objects.filter(report_id=report_id).order_by("id").values_list(*EVIDENCE)
    return [evidence_shown(row) for row in rows]
