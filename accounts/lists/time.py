"""The two axes of time in a query string: as_of, known_on and tz (rules.md §6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.errors import InvalidInput
from accounts.lists.parameters import LAST_INSTANT, Parameter, Parameters, day, read_day, read_instant


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


def known_by(read: Mapping[str, Any], now: datetime) -> datetime | None:
    """Return the moment by which facts must be known; None for now, which today means too.

    :raises InvalidInput: on `known_on`, where it lies in the future.
    """
    known_on = read.get("known_on")
    if known_on is None:
        return None
    if isinstance(known_on, datetime):
        if known_on > now:
            raise _future()
        return known_on
    zone = zone_of(read)
    today = now.astimezone(zone).date()
    if known_on > today:
        raise _future()
    return None if known_on == today else end_of(known_on, zone)


def made_by(read: Mapping[str, Any], now: datetime) -> datetime | None:
    """Return the moment by which rows must have been made that carry only that: the earlier of the two axes'.

    :raises InvalidInput: on `known_on`, where it lies in the future.
    """
    ends = [known_by(read, now)]
    if "as_of" in read:
        ends.append(end_of(read["as_of"], zone_of(read)))
    return min((end for end in ends if end is not None), default=None)


def zone_of(read: Mapping[str, Any]) -> ZoneInfo:
    """Return the zone in which days end."""
    return read.get("tz") or ZoneInfo(settings.TIME_ZONE)


def end_of(on: date, zone: ZoneInfo) -> datetime:
    """Return the last moment of a day in a zone; the calendar's last, where it lies behind that."""
    try:
        return datetime.combine(on, time.max, tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return LAST_INSTANT


def _future() -> InvalidInput:
    return InvalidInput("known_on", "in_the_future", _("What will be known later, nobody knows yet."))
