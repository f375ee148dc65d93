"""Reads of reports and their evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.http.response import HttpResponseBase
from rest_framework.request import Request

from accounts.api.views import Parameters
from accounts.policy import Action
from roadmap.api import shapes
from roadmap.api.reading.base import ONE, ListReading, Reading
from roadmap.filters import others
from roadmap.filters.lists import list_parameters
from roadmap.filters.parameters import Parameters as Filters
from roadmap.selectors.evidence import EVIDENCE, EvidenceCriteria
from roadmap.selectors.reports import REPORTS, ReportCriteria, check_report, report_one

READ: Mapping[str, Action] = {"GET": Action.REPORT_READ_ACCEPTED}


class ReportListReading(ListReading):
    """The reports that the reader may know of."""

    actions = READ
    listing = REPORTS
    criteria_type = ReportCriteria
    shape = shapes.Report
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": list_parameters(REPORTS, others.REPORTS)}


class ReportReading(Reading):
    """One report with its evidence."""

    actions = READ
    shape = shapes.Report
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": ONE}

    def get(self, request: Request, report_id: int) -> HttpResponseBase:
        """Return one report."""
        return self.one(report_one(self.question(), self.reference, report_id))


class EvidenceListReading(ListReading):
    """The evidence of a report."""

    actions = READ
    listing = EVIDENCE
    criteria_type = EvidenceCriteria
    shape = shapes.Evidence
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": list_parameters(EVIDENCE, Filters(()))}

    def get(self, request: Request, report_id: int) -> HttpResponseBase:  # type: ignore[override]
        """Return the evidence of a report that the reader may know of."""
        check_report(self.question(), self.reference, report_id)
        return self.listed(self.criteria(report=report_id))
