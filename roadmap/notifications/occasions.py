"""Whom a write concerns: a report to accept, returned, accepted; a proposal and its answer; who is mentioned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import AuditEntry, User
from accounts.roles import Role
from roadmap.choices import NoticeKind, ProposalState, ReportState
from roadmap.models import (
    Amendment,
    Comment,
    MeasureSide,
    Notice,
    Party,
    PeriodClose,
    Report,
    RoadmapProposal,
    Settlement,
)
from roadmap.models.agreement import Proposal
from roadmap.notifications.mentions import mentions

PROPOSALS: Mapping[str, type[Proposal]] = {
    "amendment": Amendment,
    "settlement": Settlement,
    "period": PeriodClose,
    "roadmap": RoadmapProposal,
}


# The writes that somebody is told of.
TOLD = frozenset(
    {
        *(f"report.{verb}" for verb in ("submit", "return", "accept")),
        *(f"{kind}.{verb}" for kind in PROPOSALS for verb in ("propose", "confirm", "decline")),
        "comment.add",
    }
)


def told_about(target: str, after: Mapping[str, Any] | None) -> int:
    """Return the id of the report, proposal or remark that an audit entry is about."""
    return int((after or {}).get("proposal") or target.rpartition(":")[2])


def notices_on(action: str, target_id: int, by_id: int | None) -> list[Notice]:
    """Return the notices of a write that is recorded as `action` on a report, a proposal or a remark, unsaved.

    Whoever wrote is not told of it, and nobody of what has moved on since.
    """
    noun, verb = action.split(".")
    if noun in PROPOSALS:
        proposals: QuerySet[Any] = PROPOSALS[noun]._default_manager.filter(pk=target_id)  # noqa: SLF001
        waiting = proposals.filter(state=ProposalState.PROPOSED) if verb == "propose" else proposals
        found = [notice for proposal in waiting for notice in _on_proposal(proposal, verb)]
    elif noun == "comment":
        found = mentions(Comment.objects.get(pk=target_id))
    else:
        state, move = REPORT_MOVES[verb]
        found = [notice for report in Report.objects.filter(pk=target_id, state=state) for notice in move(report)]
    return [notice for notice in found if notice.user_id != by_id]


def notices_since(moment: datetime) -> Iterator[Notice]:
    """Yield the notices of all writes since a moment, unsaved: a crash may have kept some from being told."""
    written = AuditEntry.objects.filter(action__in=TOLD, at__gte=moment).exclude(origin="command").order_by("seq")
    for entry in written:
        yield from notices_on(entry.action, told_about(entry.target, entry.after), entry.actor_id)


def _to_accept(report: Report) -> Iterable[Notice]:
    return _about(report, NoticeKind.TO_ACCEPT, _people(Q(role=Role.COORDINATOR, region=report.region_id)))


def _returned(report: Report) -> Iterable[Notice]:
    return _about(report, NoticeKind.RETURNED, _authors(report))


def _accepted(report: Report) -> Iterable[Notice]:
    yield from _about(report, NoticeKind.ACCEPTED, _authors(report))
    others = MeasureSide.objects.filter(measure=report.measure_id).exclude(region=report.region_id)
    for side in others:
        theirs = Q(role=Role.EXECUTOR, agency=side.lead_id) | Q(role=Role.COORDINATOR)
        yield from _about(report, NoticeKind.OTHER_REPORTED, _people(theirs & Q(region=side.region_id)))


# In which state each move leaves a report, and who is told of it.
REPORT_MOVES: Mapping[str, tuple[ReportState, Callable[[Report], Iterable[Notice]]]] = {
    "submit": (ReportState.SUBMITTED, _to_accept),
    "return": (ReportState.RETURNED, _returned),
    "accept": (ReportState.ACCEPTED, _accepted),
}


def _about(report: Report, kind: NoticeKind, user_ids: Iterable[int]) -> Iterable[Notice]:
    return [
        Notice(
            user_id=user_id,
            kind=kind,
            key=f"{kind}:report:{report.pk}:{report.version}",
            measure_id=report.measure_id,
            occurrence_id=report.occurrence_id,
            place="report",
            place_id=report.pk,
        )
        for user_id in user_ids
    ]


def _on_proposal(proposal: Proposal, verb: str) -> Iterable[Notice]:
    """Return what the other Party is told of a proposal, or the proposer of its answer."""
    kind = NoticeKind.PROPOSAL if verb == "propose" else NoticeKind.DECIDED
    told = Q(region__in=Party.objects.filter(roadmap=proposal.roadmap_id).values("region"))
    proposer = Q(region=proposal.proposed_by_id)
    told &= ~proposer if kind is NoticeKind.PROPOSAL else proposer
    return [
        Notice(
            user_id=user_id,
            kind=kind,
            key=f"{kind}:{proposal.kind}:{proposal.pk}",
            measure_id=getattr(proposal, "measure_id", None),
            place=proposal.kind,
            place_id=proposal.pk,
        )
        for user_id in _people(Q(role=Role.COORDINATOR) & told)
    ]


def _authors(report: Report) -> list[int]:
    """Return who wrote the report and still belongs to its region."""
    return _people(Q(pk__in={report.author_id, *report.writers}, region=report.region_id))


def _people(condition: Q) -> list[int]:
    return list(User.objects.joined().filter(condition).order_by("pk").values_list("pk", flat=True))
