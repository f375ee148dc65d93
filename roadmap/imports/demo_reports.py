"""Reports of the demonstration: who writes them, what they say, who decides on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from accounts.audit import Act
from roadmap.models import Report
from roadmap.services.evidence import attach_file, attach_link
from roadmap.services.reporting import accept_report, return_report, start_report, submit_report

if TYPE_CHECKING:
    from accounts.models import Agency, User
    from roadmap.models import Measure, Roadmap


@dataclass(frozen=True)
class Stage:
    """What the history is played on.

    `leads` are ids of agencies by measure and region. `stored` gathers names of evidence files, to
    take them away where the play breaks off. `reports` are by their place in the history.
    """

    roadmap: Roadmap
    users: dict[str, User]
    measures: dict[str, Measure]
    leads: dict[tuple[int, str], int]
    agencies: dict[str, Agency]
    signatories: dict[str, dict[str, str]]
    stored: list[str]
    reports: dict[int, Report] = field(default_factory=dict)

    def coordinator(self, region: str, at: str) -> Act:
        """Return the act of a region's coordinator at a moment."""
        return Act(by=self.users[f"{region}-coordinator"], at=datetime.fromisoformat(at))


def hand_in(stage: Stage, index: int, told: dict[str, Any]) -> None:
    """Write a report with its evidence and, unless it stays a draft, submit it."""
    act = Act(by=_author(stage, told), at=datetime.fromisoformat(told["written_at"]))
    report = start_report(
        act,
        measure_id=stage.measures[told["measure"]].pk,
        occurrence=told["occurrence"],
        values=_values(stage, told),
        supersedes_id=_corrected(stage, told) if "correction_reason" in told else None,
        demo=True,
    )
    version = report.version
    for piece in told.get("evidence", ()):
        version = _attach(stage, act, report, version, piece)
    if told.get("state") != "draft":
        report = submit_report(act, report_id=report.pk, seen_version=version)
    stage.reports[index] = report


def decide(stage: Stage, index: int, told: dict[str, Any]) -> None:
    """Accept a submitted report, or return it with its reason."""
    act = stage.coordinator(told["region"], told["decided_at"])
    report = stage.reports[index]
    if told.get("state") == "returned":
        return_report(act, report_id=report.pk, seen_version=report.version, reason=told["returned_reason"])
    else:
        accept_report(act, report_id=report.pk, seen_version=report.version)


def _author(stage: Stage, told: dict[str, Any]) -> User:
    """Return the region's executor where their agency leads the measure, else the coordinator of earlier days."""
    region = told["region"]
    leads = stage.leads[stage.measures[told["measure"]].pk, region]
    return stage.users[f"{region}-executor" if leads == stage.agencies[region].pk else f"{region}-former"]


def _values(stage: Stage, told: dict[str, Any]) -> dict[str, Any]:
    signatory = stage.signatories[told["region"]]
    return {
        "stands_on": date.fromisoformat(told["stands_on"]),
        "status": told["status"],
        "progress": told["progress"],
        "summary": told["summary"],
        "language": told["language"],
        "completion_delivered": told.get("delivered", False),
        "at_risk": told.get("at_risk", False),
        "reason": told.get("reason", ""),
        "reason_text": told.get("reason_text", ""),
        "correction_reason": told.get("correction_reason", ""),
        "signatory_post": signatory["post"],
        "signatory_name": signatory["name"],
    }


def _corrected(stage: Stage, told: dict[str, Any]) -> int:
    """Return the report that this one corrects: the newest accepted one of its measure, which has one period."""
    same = Report.objects.accepted().filter(
        measure=stage.measures[told["measure"]], region__code=told["region"], superseded_at=None
    )
    return same.order_by("-stands_on", "-accepted_at").values_list("pk", flat=True)[0]


def _attach(stage: Stage, act: Act, report: Report, version: int, piece: dict[str, str]) -> int:
    """Attach a file or a link; return the report's version after it."""
    if "link" in piece:
        attach_link(act, report_id=report.pk, seen_version=version, link=piece["link"])
    else:
        content = BytesIO(piece["text"].encode())
        evidence = attach_file(act, report_id=report.pk, seen_version=version, name=piece["file"], content=content)
        stage.stored.append(evidence.stored_as)
    return version + 1
