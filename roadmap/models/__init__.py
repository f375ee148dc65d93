"""The plan, what is reported on it, what the Parties agreed, and the change feed."""

from roadmap.models.agreement import Amendment, AmendmentChange, PeriodClose, RoadmapProposal, Settlement
from roadmap.models.changes import Change
from roadmap.models.notices import Correspondence, Notice
from roadmap.models.now import MeasureSide
from roadmap.models.own import FirstSteps, SavedFilter
from roadmap.models.plan import (
    CompletionForm,
    Direction,
    Executor,
    Measure,
    MeasureText,
    Occurrence,
    OccurrenceDates,
    Party,
    PartyFact,
    Roadmap,
    Source,
)
from roadmap.models.reporting import Comment, Evidence, Report, Standing

__all__ = [
    "Amendment",
    "AmendmentChange",
    "Change",
    "Comment",
    "CompletionForm",
    "Correspondence",
    "Direction",
    "Evidence",
    "Executor",
    "FirstSteps",
    "Measure",
    "MeasureSide",
    "MeasureText",
    "Notice",
    "Occurrence",
    "OccurrenceDates",
    "Party",
    "PartyFact",
    "PeriodClose",
    "Report",
    "Roadmap",
    "RoadmapProposal",
    "SavedFilter",
    "Settlement",
    "Source",
    "Standing",
]
