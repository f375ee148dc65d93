"""Rows of the table of measures, each rendered once and kept: `{% load measure_rows %}`.

Fifty rows by the template engine cost more than all the rest of the page; what a row shows changes
seldom, so most are shown again as they were (performance.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from roadmap.languages import page_language

register = template.Library()

DIFFERENT_ROWS = 8_192


class SideShown(NamedTuple):
    """What a row shows of one Party."""

    lead: str
    status: str
    progress: int
    health: str
    late_from: date | None
    days_silent: int | None
    never_reported: bool


class JointShown(NamedTuple):
    """What a row shows of both Parties together."""

    status: str
    progress: int
    agreement: str


class ThenShown(NamedTuple):
    """What a row shows of the day that it is compared with."""

    status: str
    progress: int
    agreement: str
    health: str
    due_on: date | None


class RowShown(NamedTuple):
    """All that a row shows, as `measure_row.html` takes it."""

    url: str
    number: str
    title: str
    deadline: str
    due_on: date
    source: str
    cancelled: bool
    own: SideShown | None
    other: SideShown | None
    joint: JointShown
    then: ThenShown | None
    is_new: bool


Part = TypeVar("Part", SideShown, ThenShown)


@register.simple_tag
def measure_rows(rows: Iterable[Mapping[str, Any]], today: date, own_name: str, other_name: str) -> SafeString:
    """Return measures as rows, one after another."""
    return mark_safe("".join([measure_row(row, today, own_name, other_name) for row in rows]))  # noqa: S308 -- rendered


def measure_row(row: Mapping[str, Any], today: date, own_name: str, other_name: str) -> SafeString:
    """Return one measure as a row; `row` is what `roadmap.web.rows.measure_row` returns."""
    shown = RowShown(
        url=row["url"],
        number=row["number"],
        title=row["title"],
        deadline=row["deadline"],
        due_on=row["due_on"],
        source=row["source"],
        cancelled=row["cancelled"],
        own=_part(SideShown, row["own"]),
        other=_part(SideShown, row["other"]),
        joint=JointShown(*[row["joint"][name] for name in JointShown._fields]),
        then=_part(ThenShown, row["then"]),
        is_new=row["is_new"],
    )
    return _rendered(shown, today, own_name, other_name, page_language())


def _part(kind: type[Part], part: Mapping[str, Any] | None) -> Part | None:
    return None if part is None else kind(*[part[name] for name in kind._fields])


@lru_cache(maxsize=DIFFERENT_ROWS)
def _rendered(row: RowShown, today: date, own_name: str, other_name: str, language: str) -> SafeString:
    """Return a row; `language` is part of the key, and is the active one."""
    del language
    context = {"row": row, "today": today, "own_name": own_name, "other_name": other_name}
    return render_to_string("components/measure_row.html", context)
