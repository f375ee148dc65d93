"""The addresses of the road map: what each reads, and what each writes."""

from __future__ import annotations

from roadmap.api.reading import figures, places, plan, proposals, reports


class RegionList(places.RegionListReading):
    """`regions/`."""


class AgencyList(places.AgencyListReading):
    """`agencies/`."""


class AgencyOne(places.AgencyReading):
    """`agencies/{code}/`."""


class RoadmapList(places.RoadmapListReading):
    """`roadmaps/`."""


class RoadmapOne(places.RoadmapReading):
    """`roadmaps/{code}/`."""


class DirectionList(places.DirectionListReading):
    """`directions/`."""


class DirectionOne(places.DirectionReading):
    """`directions/{id}/`."""


class MeasureList(plan.MeasureListReading):
    """`measures/`."""


class MeasureOne(plan.MeasureReading):
    """`measures/{id}/`."""


class OccurrenceList(plan.OccurrenceListReading):
    """`occurrences/`."""


class CommentList(plan.CommentListReading):
    """`measures/{id}/comments/`."""


class ReportList(reports.ReportListReading):
    """`reports/`."""


class ReportOne(reports.ReportReading):
    """`reports/{id}/`."""


class EvidenceList(reports.EvidenceListReading):
    """`reports/{id}/evidence/`."""


class AmendmentList(proposals.AmendmentListReading):
    """`amendments/`."""


class AmendmentOne(proposals.AmendmentReading):
    """`amendments/{id}/`."""


class SettlementList(proposals.SettlementListReading):
    """`settlements/`."""


class SettlementOne(proposals.SettlementReading):
    """`settlements/{id}/`."""


class PeriodList(proposals.PeriodListReading):
    """`periods/`."""


class PeriodOne(proposals.PeriodReading):
    """`periods/{id}/`."""


class Summary(figures.SummaryReading):
    """`summary/`."""


class Changes(figures.ChangesReading):
    """`changes/`."""
