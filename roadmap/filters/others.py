"""The filters of the other lists (api.md *Filters*)."""

from __future__ import annotations

from accounts.roles import AgencyLevel, Language
from roadmap.choices import (
    Audience,
    PeriodState,
    ProposalState,
    Reason,
    ReportState,
    RoadmapState,
    SourceKind,
    Status,
)
from roadmap.filters.parameters import Parameters, choices, codes, day, flag, instant, search, whole

REGIONS = Parameters(
    (codes("country", "Codes of countries."), choices("language", Language.values, "Working languages."))
)
AGENCIES = Parameters(
    (
        codes("region", "Codes of regions."),
        choices("level", AgencyLevel.values, "Whose bodies they are."),
        day("valid_on", "Agencies that exist on this day."),
        search("Words of names and codes, each as the beginning of a word, in any language."),
    )
)
ROADMAPS = Parameters(
    (
        choices("state", RoadmapState.values, "States of the document."),
        codes("region", "Parties of the road map."),
    )
)
DIRECTIONS = Parameters(
    (
        codes("roadmap", "Codes of road maps."),
        whole("number", "Numbers of directions.", least=1, most=32767, many=True),
        choices("source", SourceKind.values, "Where the text comes from."),
    )
)
REPORTS = Parameters(
    (
        whole("measure", "Ids of measures.", least=1, many=True),
        codes("number", "Numbers of measures, such as 5.1."),
        codes("occurrence", "Labels of due periods, such as 2024-H1."),
        codes("roadmap", "Codes of road maps."),
        whole("direction", "Numbers of directions.", least=1, most=32767, many=True),
        codes("region", "Regions that report."),
        codes("agency", "Agencies that report."),
        choices("state", ReportState.values, "Where the report is on its way."),
        choices("status", Status.values, "The status it states."),
        choices("reason", Reason.values, "The reason it gives."),
        flag("at_risk", "Whether it states a risk."),
        day("stands_after", "Facts of this day or later."),
        day("stands_before", "Facts of this day or earlier."),
        instant("accepted_after", "Accepted after this instant."),
        instant("updated_after", "Changed after this instant."),
        flag("demo", "Whether it belongs to the demonstration."),
        search("Words of the text, each as the beginning of a word."),
    )
)
COMMENTS = Parameters(
    (
        codes("region", "Regions that speak."),
        choices("audience", Audience.values, "Who reads the remark."),
    )
)
PROPOSALS = Parameters(
    (
        codes("roadmap", "Codes of road maps."),
        choices("state", ProposalState.values, "Where the proposal stands."),
        whole("measure", "Ids of measures that it touches.", least=1, many=True),
    )
)
PERIODS = Parameters(
    (
        codes("roadmap", "Codes of road maps."),
        choices("state", PeriodState.values, "Where the closing stands."),
        whole("measure", "Ids of measures whose road map it closes a period of.", least=1, many=True),
    )
)
PUNCTUALITY = Parameters((codes("roadmap", "Codes of road maps."),))
