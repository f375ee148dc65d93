"""The addresses of the road map: what each reads, and what each writes."""

from __future__ import annotations

from roadmap.api.reading import figures, places, plan, proposals, reports
from roadmap.api.writing import evidence as evidence_writing
from roadmap.api.writing import places as places_writing
from roadmap.api.writing import plan as plan_writing
from roadmap.api.writing import proposals as proposals_writing
from roadmap.api.writing import reports as reports_writing


class RegionList(places.RegionListReading):
    """`regions/`."""


class AgencyList(places_writing.AgencyListWriting, places.AgencyListReading):
    """`agencies/`."""


class AgencyOne(places_writing.AgencyWriting, places.AgencyReading):
    """`agencies/{code}/`."""


class RoadmapList(places.RoadmapListReading):
    """`roadmaps/`."""


class RoadmapOne(places.RoadmapReading):
    """`roadmaps/{code}/`."""


class DirectionList(plan_writing.DirectionListWriting, places.DirectionListReading):
    """`directions/`."""


class DirectionOne(plan_writing.DirectionWriting, places.DirectionReading):
    """`directions/{id}/`."""


class MeasureList(plan_writing.MeasureListWriting, plan.MeasureListReading):
    """`measures/`."""


class MeasureOne(plan_writing.MeasureWriting, plan.MeasureReading):
    """`measures/{id}/`."""


class OccurrenceList(plan.OccurrenceListReading):
    """`occurrences/`."""


class CommentList(plan_writing.CommentListWriting, plan.CommentListReading):
    """`measures/{id}/comments/`."""


class ReportList(reports_writing.ReportListWriting, reports.ReportListReading):
    """`reports/`."""


class ReportOne(reports_writing.ReportWriting, reports.ReportReading):
    """`reports/{id}/`."""


class EvidenceList(evidence_writing.EvidenceListWriting, reports.EvidenceListReading):
    """`reports/{id}/evidence/`."""


class AmendmentList(proposals_writing.AmendmentListWriting, proposals.AmendmentListReading):
    """`amendments/`."""


class AmendmentOne(proposals.AmendmentReading):
    """`amendments/{id}/`."""


class SettlementList(proposals_writing.SettlementListWriting, proposals.SettlementListReading):
    """`settlements/`."""


class SettlementOne(proposals.SettlementReading):
    """`settlements/{id}/`."""


class PeriodList(proposals_writing.PeriodListWriting, proposals.PeriodListReading):
    """`periods/`."""


class PeriodOne(proposals.PeriodReading):
    """`periods/{id}/`."""


class Summary(figures.SummaryReading):
    """`summary/`."""


class Punctuality(figures.PunctualityReading):
    """`punctuality/`."""


class Changes(figures.ChangesReading):
    """`changes/`."""
