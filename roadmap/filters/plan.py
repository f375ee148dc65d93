"""The filters of measures, occurrences and the summary (api.md *Filters*)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from roadmap.choices import Agreement, DeadlineForm, Health, Reason, SourceKind, Status
from roadmap.filters.parameters import Parameters, choices, codes, day, flag, instant, search, whole
from roadmap.filters.questions import COMPARE, TIME
from roadmap.selectors.criteria import PlanCriteria
from roadmap.selectors.summary import GROUPS

PLAN = Parameters(
    (
        codes("roadmap", "Codes of road maps."),
        whole("direction", "Numbers of directions.", least=1, most=32767, many=True),
        codes("number", "Numbers of measures, such as 5.1."),
        codes("agency", "Agencies that carry the measure out, as lead or co-executor."),
        codes("lead", "Agencies that lead the measure."),
        codes("region", "Parties that have executors in the measure."),
        codes(
            "side",
            "Makes status, health, progress, risk, reason and silence look at that Party's standing "
            "instead of the joint one.",
        ),
        choices("status", Status.values, "How it stands."),
        choices("agreement", Agreement.values, "Whether the Parties say the same."),
        choices("health", Health.values, "How it relates to its dates on the day asked for."),
        choices("deadline_form", DeadlineForm.values, "Forms of the deadline."),
        day("due_after", "Due on this day or later."),
        day("due_before", "Due on this day or earlier."),
        whole("progress_min", "Progress in percent, at least.", most=100),
        whole("progress_max", "Progress in percent, at most.", most=100),
        flag("at_risk", "Whether any side is at risk."),
        choices("reason", Reason.values, "Reasons that any side gives."),
        whole("silent_days_min", "A side that is open was last heard of at least so many days ago.", most=36525),
        choices("source", SourceKind.values, "Where the text comes from."),
        flag("cancelled", "Whether the measure is cancelled."),
        instant("updated_after", "Changed after this instant."),
        search(
            "Words that must all occur, each as the beginning of a word: in numbers, titles, wordings, "
            "names and codes of agencies, in any language."
        ),
    )
)
MEASURE_LIST = PLAN + Parameters((COMPARE,))
OCCURRENCE_LIST = Parameters((whole("measure", "Ids of measures.", least=1, many=True),)) + PLAN
GROUP_BY = choices("group_by", GROUPS, "What the figures are grouped by, in this order.")
SUMMARY = PLAN + TIME + Parameters((replace(GROUP_BY, in_order=True),))


def plan_criteria(read: Mapping[str, Any]) -> PlanCriteria:
    """Return the criteria of parameters that were read; those of other kinds are left aside."""
    return PlanCriteria(**{name: value for name, value in read.items() if name in PLAN.by_name})
