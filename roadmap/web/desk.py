"""What every page stands on: who asks, on which days, and the names to show (house.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from roadmap.filters.questions import question_of
from roadmap.languages import page_language
from roadmap.selectors.names import Names, Texts, names
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Counters, Reference, counters, reference
from roadmap.selectors.workdays import working_day

NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Desk:
    """One request's reader, day and names; texts come out in the page's language."""

    question: Question
    reference: Reference
    names: Names
    counters: Counters
    language: str
    now: datetime

    @property
    def reader(self) -> User | None:
        """Return the person who is signed in, or None for a visitor."""
        return self.question.reader

    @property
    def own_region(self) -> str | None:
        """Return the code of the reader's region; analysts and visitors may have none."""
        region_id = self.reader.region_id if self.reader is not None else None
        return None if region_id is None else self.reference.regions[region_id].code

    @property
    def own_agency(self) -> str | None:
        """Return the code of the reader's agency, if any."""
        agency_id = self.reader.agency_id if self.reader is not None else None
        return None if agency_id is None else self.reference.agencies[agency_id]

    @property
    def today(self) -> date:
        """Return the day that the page speaks of: of the reader's region, else the latest of all."""
        own = self.reader.region_id if self.reader is not None else None
        if own is not None and own in self.question.days:
            return self.question.day_of(own)
        return self.question.as_of or max(self.question.days.values(), default=timezone.localdate())

    @property
    def is_forecast(self) -> bool:
        """Return whether the day asked for lies ahead of every Party's own."""
        as_of = self.question.as_of
        return as_of is not None and as_of > max(self.question.days.values())

    def today_in(self, region: str) -> date:
        """Return the day in one region."""
        return self.question.day_of(self.reference.region_ids[region])

    def text(self, texts: Texts) -> str:
        """Return one text of three, in the page's language."""
        return texts[self.language]

    def region(self, code: str) -> str:
        """Return a region's name."""
        return self.text(self.names.regions[code])

    def agency(self, code: str, day: date | None = None) -> str:
        """Return what an agency was called on a day (None: the question's), as known by the question's moment."""
        found = self.names.agencies[code]
        return self.text(found.on(day or self.question.facts_on, self.question.known_on))

    def working_day(self, region: str, day: date) -> date:
        """Return the day, or where it is off in the Party's calendar, its next working day (rules.md §2)."""
        return working_day(day, self.names.calendars[region])

    def in_order(self, regions: tuple[str, ...]) -> tuple[str, ...]:
        """Return regions with the reader's own first (ui.md: own Party first, the other second)."""
        own = self.own_region
        return tuple(sorted(regions, key=lambda code: code != own))

    def parties_of(self, roadmap: str) -> tuple[str, ...]:
        """Return the regions of a road map's Parties, the reader's own first."""
        row = self.reference.roadmaps[self.reference.roadmap_ids[roadmap]]
        return self.in_order(tuple(self.reference.regions[region_id].code for region_id in row.region_ids))

    def asking(self, request: HttpRequest, question: Question) -> Desk:
        """Return the desk of another question of the same request, such as a list's later page."""
        return _keep(request, replace(self, question=question))


def desk_of(request: HttpRequest, read: Mapping[str, Any] = NOTHING) -> Desk:
    """Return the desk of a request whose parameters were `read`; one query, kept on the request.

    :raises InvalidInput: where `known_on` lies in the future.
    """
    return _keep(request, desk_for(reader_of(request), read))


def desk_for(reader: User | None, read: Mapping[str, Any] = NOTHING) -> Desk:
    """Return a person's desk, in the language in force; one query.

    :raises InvalidInput: where `known_on` lies in the future.
    """
    now = timezone.now()
    stood = counters()
    small = reference(stood)
    question = question_of(read, reader=reader, reference=small, now=now)
    return Desk(question, small, names(stood), stood, page_language(), now)


def kept_desk(request: HttpRequest) -> Desk:
    """Return the desk that the view made, or one of today."""
    kept = getattr(request, "desk", None)
    return kept if isinstance(kept, Desk) else desk_of(request)


def _keep(request: HttpRequest, desk: Desk) -> Desk:
    request.desk = desk  # type: ignore[attr-defined]
    return desk


def reader_of(request: HttpRequest) -> User | None:
    """Return the person who is signed in, or None."""
    return request.user if isinstance(request.user, User) else None
