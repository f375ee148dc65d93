"""Reads of counts and of the change feed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import ClassVar

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.request import Request

from accounts.api.refusals import Gone
from accounts.api.views import Parameters
from accounts.lists.time import made_by
from roadmap.api import shapes
from roadmap.api.reading.base import Reading, answered
from roadmap.filters.changes import CHANGES, SOME_CHANGES, FeedCursor, audience_of
from roadmap.filters.lists import check_sides
from roadmap.filters.others import PUNCTUALITY
from roadmap.filters.plan import SUMMARY, plan_criteria
from roadmap.filters.questions import TIME
from roadmap.selectors.changes import changes_since
from roadmap.selectors.punctuality import punctuality
from roadmap.selectors.summary import summary


class SummaryReading(Reading):
    """Counts and means, grouped."""

    shape = shapes.Summary
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": SUMMARY}

    def get(self, request: Request) -> HttpResponseBase:
        """Return the figures of each group."""
        check_sides(self.query, self.reference)
        group_by = self.query.get("group_by", ())
        return answered({"results": summary(self.question(), self.reference, plan_criteria(self.query), group_by)})


class PunctualityReading(Reading):
    """Silence and punctuality of each Party and of its leading agencies."""

    shape = shapes.Punctuality
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": PUNCTUALITY + TIME}

    def get(self, request: Request) -> HttpResponseBase:
        """Return each side's figures."""
        found = punctuality(self.question(), self.reference, self.query.get("roadmap"))
        return answered({"results": [asdict(one) for one in found]})


class ChangesReading(Reading):
    """What changed since a cursor."""

    shape = shapes.Changes
    refused_with = (410,)
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": CHANGES}

    def get(self, request: Request) -> HttpResponseBase:
        """Return the changes after a cursor, oldest first, and the cursor after them."""
        audience = audience_of(self.reader)
        after: FeedCursor = self.query.get("after") or FeedCursor(0, audience)
        if after.audience != audience:
            raise Gone(_("What you may read has changed since: begin anew, without a cursor."), "audience_changed")
        limit = self.query.get("limit", SOME_CHANGES)
        found = changes_since(self.question(), self.reference, after.seq, limit=limit, until=self._until())
        last = found[-1]["seq"] if found else after.seq
        return answered({"results": found, "next_after": str(FeedCursor(last, audience))})

    def _until(self) -> datetime | None:
        """Return the moment that the changes asked for were made by: the earlier of the two axes'."""
        return made_by(self.query, self.now)
