"""The calendar feed: one event a due date, with alarms, that Thunderbird, Outlook and phones read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

ALARMS = (timedelta(days=-30), timedelta(days=-7), timedelta(days=-1))
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DueDate:
    """One event: `uid` stays the same for the same occurrence, `version` grows; an open one has alarms."""

    uid: str
    day: date
    summary: str
    description: str
    url: str
    version: int
    changed_at: datetime
    is_open: bool


def calendar_of(name: str, due_dates: Iterable[DueDate]) -> bytes:
    """Return the feed as iCalendar (RFC 5545)."""
    feed = Calendar()
    feed.add("prodid", "-//Road map Aktobe - Orenburg//EN")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("name", name)
    feed.add("x-wr-calname", name)
    feed.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for due in due_dates:
        feed.add_component(_event(due))
    return bytes(feed.to_ical())


def _event(due: DueDate) -> Event:
    event = Event()
    event.add("uid", due.uid)
    event.add("dtstamp", due.changed_at)
    event.add("sequence", due.version)
    event.add("dtstart", due.day)
    event.add("dtend", due.day + ONE_DAY)
    event.add("summary", due.summary)
    event.add("description", due.description)
    event.add("url", due.url)
    event.add("transp", "TRANSPARENT")
    if due.is_open:
        for before in ALARMS:
            event.add_component(_alarm(due.summary, before))
    return event


def _alarm(words: str, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", before)
    return alarm
