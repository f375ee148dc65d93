"""Reads of what the Parties agree on: amendments, settlements, closed periods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.http.response import HttpResponseBase
from rest_framework.request import Request

from accounts.api.views import Parameters
from roadmap.api import shapes
from roadmap.api.reading.base import ONE, ListReading, Reading
from roadmap.filters import others
from roadmap.filters.lists import list_parameters
from roadmap.selectors.proposals import AMENDMENTS, PERIODS, SETTLEMENTS, ProposalCriteria, proposal_one


class AmendmentListReading(ListReading):
    """The amendments that the reader may know of."""

    listing = AMENDMENTS
    criteria_type = ProposalCriteria
    shape = shapes.Amendment
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": list_parameters(AMENDMENTS, others.PROPOSALS)}


class AmendmentReading(Reading):
    """One amendment with its changes."""

    shape = shapes.Amendment
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": ONE}

    def get(self, request: Request, amendment_id: int) -> HttpResponseBase:
        """Return one amendment."""
        return self.one(proposal_one(AMENDMENTS, self.question(), self.reference, amendment_id))


class SettlementListReading(ListReading):
    """The settlements that the reader may know of."""

    listing = SETTLEMENTS
    criteria_type = ProposalCriteria
    shape = shapes.Settlement
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": list_parameters(SETTLEMENTS, others.PROPOSALS)}


class SettlementReading(Reading):
    """One settlement."""

    shape = shapes.Settlement
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": ONE}

    def get(self, request: Request, settlement_id: int) -> HttpResponseBase:
        """Return one settlement."""
        return self.one(proposal_one(SETTLEMENTS, self.question(), self.reference, settlement_id))


class PeriodListReading(ListReading):
    """The closings of reporting periods that the reader may know of."""

    listing = PERIODS
    criteria_type = ProposalCriteria
    shape = shapes.Period
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": list_parameters(PERIODS, others.PERIODS)}


class PeriodReading(Reading):
    """One closing of a reporting period."""

    shape = shapes.Period
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": ONE}

    def get(self, request: Request, period_id: int) -> HttpResponseBase:
        """Return one closing."""
        return self.one(proposal_one(PERIODS, self.question(), self.reference, period_id))
