"""Reads of measures, their occurrences and the remarks on them."""

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
from roadmap.filters.plan import MEASURE_LIST, OCCURRENCE_LIST
from roadmap.selectors.comments import COMMENTS, CommentCriteria
from roadmap.selectors.criteria import PlanCriteria
from roadmap.selectors.measures import MEASURES, check_measure, measure_one
from roadmap.selectors.occurrences import OCCURRENCES


class MeasureListReading(ListReading):
    """The measures, and how they stand."""

    listing = MEASURES
    criteria_type = PlanCriteria
    shape = shapes.MeasureRow
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": list_parameters(MEASURES, MEASURE_LIST)}


class MeasureReading(Reading):
    """One measure with its occurrences and provenance."""

    shape = shapes.MeasureInFull
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": ONE}

    def get(self, request: Request, measure_id: int) -> HttpResponseBase:
        """Return one measure."""
        return self.one(measure_one(self.question(), self.reference, measure_id))


class OccurrenceListReading(ListReading):
    """The due periods, each with its measure, and how they stand."""

    listing = OCCURRENCES
    criteria_type = PlanCriteria
    shape = shapes.Occurrence
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": list_parameters(OCCURRENCES, OCCURRENCE_LIST)}


class CommentListReading(ListReading):
    """The remarks on a measure."""

    actions: ClassVar[Mapping[str, Action]] = {"GET": Action.COMMENT_READ_BOTH}
    listing = COMMENTS
    criteria_type = CommentCriteria
    shape = shapes.Comment
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": list_parameters(COMMENTS, others.COMMENTS)}

    def get(self, request: Request, measure_id: int) -> HttpResponseBase:  # type: ignore[override]
        """Return the remarks on a measure that the reader may know of."""
        check_measure(self.question(), self.reference, measure_id)
        return self.listed(self.criteria(measure=frozenset({measure_id})))
