"""Reads of regions, agencies, road maps and directions."""

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
from roadmap.selectors.places import AGENCIES, REGIONS, AgencyCriteria, RegionCriteria, agency_one
from roadmap.selectors.roadmaps import (
    DIRECTIONS,
    ROADMAPS,
    DirectionCriteria,
    RoadmapCriteria,
    direction_one,
    roadmap_one,
)


class RegionListReading(ListReading):
    """The regions."""

    listing = REGIONS
    criteria_type = RegionCriteria
    shape = shapes.Region
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": list_parameters(REGIONS, others.REGIONS)}


class AgencyListReading(ListReading):
    """The agencies."""

    listing = AGENCIES
    criteria_type = AgencyCriteria
    shape = shapes.Agency
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": list_parameters(AGENCIES, others.AGENCIES)}


class AgencyReading(Reading):
    """One agency."""

    shape = shapes.Agency
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": ONE}

    def get(self, request: Request, code: str) -> HttpResponseBase:
        """Return one agency."""
        return self.one(agency_one(self.question(), self.reference, code))


class RoadmapListReading(ListReading):
    """The road maps with their Parties."""

    listing = ROADMAPS
    criteria_type = RoadmapCriteria
    shape = shapes.Roadmap
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": list_parameters(ROADMAPS, others.ROADMAPS)}


class RoadmapReading(Reading):
    """One road map."""

    shape = shapes.Roadmap
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": ONE}

    def get(self, request: Request, code: str) -> HttpResponseBase:
        """Return one road map with its Parties."""
        return self.one(roadmap_one(self.question(), self.reference, code))


class DirectionListReading(ListReading):
    """The directions."""

    listing = DIRECTIONS
    criteria_type = DirectionCriteria
    shape = shapes.Direction
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": list_parameters(DIRECTIONS, others.DIRECTIONS)}


class DirectionReading(Reading):
    """One direction."""

    shape = shapes.Direction
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": ONE}

    def get(self, request: Request, direction_id: int) -> HttpResponseBase:
        """Return one direction."""
        return self.one(direction_one(self.question(), self.reference, direction_id))
