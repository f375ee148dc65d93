"""How each state looks: a tone and a shape beside its word, never colour alone (ui.md *Principles*)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roadmap.choices import (
    Agreement,
    Audience,
    Health,
    PeriodState,
    ProposalState,
    ReportState,
    RoadmapState,
    Status,
)

Word = str | Promise

# Outlines in a box of 12 by 12, filled by the even-odd rule.
SHAPES: Mapping[str, str] = {
    "alert": "M6 .5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM5.2 3h1.6v4H5.2zM5.2 8h1.6v1.5H5.2z",
    "arrow": "M0 5h7V2l5 4-5 4V7H0z",
    "back": "M12 7H5v3L0 6l5-4v3h7z",
    "bars": "M0 1h4.4v10H0zM7.6 1H12v10H7.6zM5.1 5.2h1.8v1.6H5.1z",
    "check": "M.8 6.4 2.4 4.8l2.4 2.4L9.6 2l1.6 1.5-6.4 6.9z",
    "cross": "M2.5 1 6 4.5 9.5 1 11 2.5 7.5 6 11 9.5 9.5 11 6 7.5 2.5 11 1 9.5 4.5 6 1 2.5z",
    "diamond": "M6 0l6 6-6 6-6-6z",
    "diamond-dot": "M6 0l6 6-6 6-6-6zM6 2 2 6l4 4 4-4zM6 4l2 2-2 2-2-2z",
    "diamond-half": "M6 0l6 6-6 6-6-6zM6 2.2v7.6L9.8 6z",
    "diamond-open": "M6 0l6 6-6 6-6-6zM6 2 2 6l4 4 4-4z",
    "disc": "M6 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8z",
    "dots": "M0 6a1.6 1.6 0 1 0 3.2 0A1.6 1.6 0 1 0 0 6zM4.4 6a1.6 1.6 0 1 0 3.2 0 1.6 1.6 0 1 0-3.2 0z"
    "M8.8 6A1.6 1.6 0 1 0 12 6a1.6 1.6 0 1 0-3.2 0z",
    "equal": "M1 2.4h10v2.4H1zM1 7.2h10v2.4H1z",
    "half": "M6 .5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM6 2a4 4 0 0 0 0 8z",
    "lock": "M3 5V4a3 3 0 0 1 6 0v1h1.5v6.5h-9V5zM4.5 5h3V4a1.5 1.5 0 0 0-3 0z",
    "pen": "M1 11l.8-3L8.6 1.2l2.2 2.2L4 10.2z",
    "ring": "M6 .5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM6 2.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z",
    "square": "M1 1h10v10H1z",
    "square-open": "M1 1h10v10H1zM3 3v6h6V3z",
    "triangle": "M6 .8l5.6 10.4H.4z",
    "warning": "M6 .2l6 11.3H0zM5.2 4.2h1.6v3.6H5.2zM5.2 8.8h1.6v1.4H5.2z",
}


@dataclass(frozen=True)
class Look:
    """How one state looks: `tone` names a pair of colours in tokens.css, `shape` one of `SHAPES`.

    A filled badge shows its word on a full ground: for the one state that must be seen first.
    """

    word: Word
    tone: str
    shape: str
    filled: bool = False


LOOKS: Mapping[str, Mapping[str, Look]] = {
    "status": {
        Status.NOT_STARTED: Look(Status.NOT_STARTED.label, "idle", "square-open"),
        Status.IN_PROGRESS: Look(Status.IN_PROGRESS.label, "active", "triangle"),
        Status.DONE: Look(Status.DONE.label, "good", "square"),
        Status.NOT_DONE: Look(Status.NOT_DONE.label, "failed", "cross"),
    },
    "health": {
        Health.LATE: Look(Health.LATE.label, "alarm", "alert"),
        Health.DUE_SOON: Look(Health.DUE_SOON.label, "warn", "half"),
        Health.SILENT: Look(Health.SILENT.label, "quiet", "dots"),
        Health.ON_TRACK: Look(Health.ON_TRACK.label, "good", "ring"),
        Health.CLOSED: Look(Health.CLOSED.label, "idle", "disc"),
    },
    "agreement": {
        Agreement.DIVERGING: Look(Agreement.DIVERGING.label, "clash", "diamond", filled=True),
        Agreement.ONE_SIDED: Look(Agreement.ONE_SIDED.label, "warn", "diamond-half"),
        Agreement.SETTLED: Look(Agreement.SETTLED.label, "active", "diamond-dot"),
        Agreement.AGREED: Look(Agreement.AGREED.label, "good", "equal"),
        Agreement.UNREPORTED: Look(Agreement.UNREPORTED.label, "idle", "diamond-open"),
    },
    "report": {
        ReportState.DRAFT: Look(ReportState.DRAFT.label, "idle", "pen"),
        ReportState.SUBMITTED: Look(ReportState.SUBMITTED.label, "active", "arrow"),
        ReportState.RETURNED: Look(ReportState.RETURNED.label, "warn", "back"),
        ReportState.ACCEPTED: Look(ReportState.ACCEPTED.label, "good", "check"),
    },
    "proposal": {
        ProposalState.PROPOSED: Look(ProposalState.PROPOSED.label, "active", "arrow"),
        ProposalState.IN_EFFECT: Look(ProposalState.IN_EFFECT.label, "good", "check"),
        ProposalState.DECLINED: Look(ProposalState.DECLINED.label, "failed", "cross"),
        ProposalState.WITHDRAWN: Look(ProposalState.WITHDRAWN.label, "idle", "back"),
    },
    "period": {
        PeriodState.PROPOSED: Look(PeriodState.PROPOSED.label, "active", "arrow"),
        PeriodState.CLOSED: Look(PeriodState.CLOSED.label, "good", "lock"),
        PeriodState.DECLINED: Look(PeriodState.DECLINED.label, "failed", "cross"),
        PeriodState.WITHDRAWN: Look(PeriodState.WITHDRAWN.label, "idle", "back"),
    },
    "roadmap": {
        RoadmapState.DRAFT: Look(RoadmapState.DRAFT.label, "idle", "pen"),
        RoadmapState.IN_FORCE: Look(RoadmapState.IN_FORCE.label, "good", "check"),
        RoadmapState.CLOSED: Look(RoadmapState.CLOSED.label, "idle", "lock"),
    },
    "audience": {
        Audience.OWN: Look(Audience.OWN.label, "idle", "lock"),
        Audience.BOTH: Look(Audience.BOTH.label, "active", "bars"),
    },
    "flag": {
        "at_risk": Look(_("at risk"), "failed", "warning"),
        "cancelled": Look(_("cancelled"), "idle", "cross"),
        "after_closing": Look(_("after the period's closing"), "warn", "half"),
        "correction": Look(_("correction"), "active", "pen"),
        "on_behalf": Look(_("on behalf of the agency"), "idle", "arrow"),
        "by_agreement": Look(_("by agreement"), "idle", "ring"),
    },
}


def look_of(family: str, code: str) -> Look:
    """Return how the state `code` of `family` looks.

    :raises KeyError: where a template names a family or a state that does not exist.
    """
    return LOOKS[family][code]
