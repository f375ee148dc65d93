"""The two axes of time in a query string: as_of, known_on and tz (rules.md §6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.audit import local_day
from accounts.models import User
from roadmap.errors import InvalidInput
from roadmap.filters.parameters import Parameter, Parameters, day, read_day, read_instant
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference


def _known_on(value: str) -> date | datetime:
    try:
        return read_day(value)
    except ValueError:
        return read_instant(value)


def _zone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (KeyError, OSError, ValueError):
        raise ValueError(value) from None


TIME = Parameters(
    (
        day("as_of", "True on this day, for every Party; left out, each Party's own day. Later days give a forecast."),
        Parameter(
            "known_on",
            _known_on,
            {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]},
            "Known by the end of this day, or by this instant; never in the future.",
            _("Give a day as YYYY-MM-DD, or an instant with its offset."),
        ),
        Parameter(
            "tz",
            _zone,
            {"type": "string", "pattern": "^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$", "maxLength": 64},
            "The IANA time zone in which the day of known_on ends.",
            _("Give the name of a time zone, such as Asia/Aqtobe."),
        ),
    )
)

COMPARE = day("compare", "Only what stood otherwise on this day; each row then says how. The day asked for is as_of.")


def question_of(
    read: Mapping[str, Any],
    *,
    reader: User | None,
    reference: Reference,
    now: datetime,
    pinned: Mapping[int, date] | None = None,
) -> Question:
    """Return the question that parameters ask at the moment `now`.

    `pinned` holds the days on which the first page of a list was read: the pages after it answer
    for the same days.

    :raises InvalidInput: where `known_on` lies in the future.
    """
    days = days_at(reference, now)
    as_of = read.get("as_of")
    if as_of is None and pinned is not None and pinned != days:
        as_of, days = _of_pinned(pinned, days)
    known_on = _moment(read.get("known_on"), read.get("tz"), now)
    return Question(reader=reader, days=days, as_of=as_of, known_on=known_on, compared_with=read.get("compare"))


def days_at(reference: Reference, now: datetime) -> dict[int, date]:
    """Return each region's own local day at a moment."""
    return {region_id: local_day(now, row.timezone) for region_id, row in reference.regions.items()}


def _of_pinned(pinned: Mapping[int, date], days: dict[int, date]) -> tuple[date | None, dict[int, date]]:
    """Return the day that all Parties shared and today's days, or no day and the pinned ones."""
    shared = set(pinned.values())
    if len(shared) == 1:
        return shared.pop(), days
    return None, {region_id: pinned.get(region_id, today) for region_id, today in days.items()}


def _moment(known_on: date | datetime | None, zone: ZoneInfo | None, now: datetime) -> datetime | None:
    if known_on is None:
        return None
    if isinstance(known_on, datetime):
        if known_on > now:
            raise _future()
        return known_on
    zone = zone or ZoneInfo(settings.TIME_ZONE)
    today = now.astimezone(zone).date()
    if known_on > today:
        raise _future()
    return None if known_on == today else datetime.combine(known_on, time.max, tzinfo=zone)


def _future() -> InvalidInput:
    return InvalidInput("known_on", "in_the_future", _("What will be known later, nobody knows yet."))
