"""Occurrences on the calendar: two thin bars a measure, one for each Party (ui.md *Timeline*)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.http import page
from accounts.policy import Action
from accounts.web.address import says_what_is_wrong
from roadmap.choices import Health, SourceKind, Status
from roadmap.filters.parameters import Parameters, choice
from roadmap.filters.plan import PLAN, plan_criteria
from roadmap.selectors.measures import MEASURES
from roadmap.selectors.rows import Json
from roadmap.web import charts
from roadmap.web.another_day import day_context
from roadmap.web.desk import Desk
from roadmap.web.lists import Asked, Found, PageList
from roadmap.web.panel import PLAN_FIELDS, panel_of
from roadmap.web.pictures import picture, picture_name
from roadmap.web.rows import heads_of, source_of

YEAR, QUARTER, MONTH = "year", "quarter", "month"
# For each zoom its words, the months between two labels, and the width of a year.
ZOOMS: Mapping[str, tuple[Any, int, int]] = {
    YEAR: (gettext_lazy("year"), 12, 240),
    QUARTER: (gettext_lazy("quarter"), 3, 480),
    MONTH: (gettext_lazy("month"), 1, 1080),
}
FILTERS = PLAN + Parameters((choice("zoom", tuple(ZOOMS), "How wide a year is drawn."),))
LIST = PageList(MEASURES, FILTERS, plan_criteria, expand=frozenset({"occurrences"}))
BAR_HEIGHT, BAR_TOPS, ROW_HEIGHT = 8, (4, 16), 28
# Where it stands alone as a picture: the words at its left, and the lines over it.
LABEL_WIDTH, LABEL_LETTERS, HEADROOM, HEADING_HEIGHT = 400, 46, 100, 24
DAYS_A_YEAR = 365.25
KEYS = (Status.DONE, Status.IN_PROGRESS, Status.NOT_STARTED, Status.NOT_DONE)
ONLY_ONE = "1"  # the label of an occurrence that happens once (rules.md §2)


@dataclass(frozen=True)
class Bar:
    """One Party's occurrence: where it lies, its state, and all of that in words."""

    x: float
    y: int
    width: float
    status: str
    is_late: bool
    due: float
    words: str


@page(Action.PLAN_READ)
@require_safe
@says_what_is_wrong
def timeline(request: HttpRequest) -> HttpResponse:
    """Show when each occurrence begins and falls due, and how both Parties stand on it."""
    desk, asked, found = _read(request)
    here = reverse("timeline")
    zoom = _zoom(asked)
    context = {
        **_drawing(desk, found.rows, zoom),
        "zooms": [
            {"label": words, "url": here + asked.address(zoom=code), "current": code == zoom}
            for code, (words, *_rest) in ZOOMS.items()
        ],
        "panel": panel_of(desk, asked, PLAN_FIELDS),
        "here": here,
        "previous_url": found.previous_url,
        "next_url": found.next_url,
        "svg_url": reverse("timeline_picture") + asked.address() if found.rows else "",
        "png_name": picture_name("timeline", desk.today, "png"),
        "api_url": "/api/v1/occurrences/" + asked.address("zoom", "cursor", "page_size"),
        **day_context(desk, asked, here),
    }
    return render(request, "roadmap/timeline.html", context)


@page(Action.PLAN_READ)
@require_safe
@says_what_is_wrong
def timeline_picture(request: HttpRequest) -> HttpResponse:
    """Return what the page draws as one picture to keep, with the words that stand around it there."""
    desk, asked, found = _read(request)
    drawing = _drawing(desk, found.rows, _zoom(asked))
    height = _stack(drawing["groups"])
    context = {
        **drawing,
        "left": LABEL_WIDTH,
        "headroom": HEADROOM,
        "width": LABEL_WIDTH + drawing["scale"].width,
        "height": height,
        "letters": LABEL_LETTERS,
        "keys": [(status.value, status.label) for status in KEYS],
        "late": Health.LATE.label,
        "illustrative": SourceKind.ILLUSTRATIVE,
        "day": desk.today,
    }
    return picture(request, "roadmap/charts/timeline.svg", context, picture_name("timeline", desk.today, "svg"))


def _read(request: HttpRequest) -> tuple[Desk, Asked, Found]:
    asked = LIST.asked(request)
    desk, found = LIST.read(request, asked)
    return desk, asked, found


def _zoom(asked: Asked) -> str:
    zoom: str = asked.read.get("zoom", QUARTER)
    return zoom


def _drawing(desk: Desk, rows: Sequence[Json], zoom: str) -> Json:
    scale = _scale(desk, rows, zoom)
    return {
        "groups": _groups(desk, rows, scale),
        "heads": heads_of(desk, {row["roadmap"] for row in rows}),
        "scale": scale,
        "ticks": _ticks(scale, zoom),
        "row_height": ROW_HEIGHT,
        "bar_height": BAR_HEIGHT,
        "today_at": scale.end(desk.today) if scale.has(desk.today) else None,
    }


def _stack(groups: Sequence[Json]) -> int:
    """Put directions and measures one under another, each at its `y`; return where the last one ends."""
    y = HEADROOM
    for group in groups:
        group["y"] = y
        y += HEADING_HEIGHT
        for row in group["rows"]:
            row["y"] = y
            y += ROW_HEIGHT
    return y


def _scale(desk: Desk, rows: Sequence[Json], zoom: str) -> charts.DayScale:
    """Return the days of the road maps that are shown, whole; of none, those of today's year."""
    codes = {row["roadmap"] for row in rows}
    terms = [row.term for row in desk.reference.roadmaps.values() if row.code in codes]
    starts_on = min((term.starts_on for term in terms), default=date(desk.today.year, 1, 1))
    ends_on = max((term.ends_on for term in terms), default=date(desk.today.year, 12, 31))
    years = ((ends_on - starts_on).days + 1) / DAYS_A_YEAR
    return charts.DayScale(starts_on, ends_on, 0, round(ZOOMS[zoom][2] * years))


def _ticks(scale: charts.DayScale, zoom: str) -> list[charts.Tick]:
    months = ZOOMS[zoom][1]
    return [charts.Tick(scale.begin(day), _label(day, zoom)) for day in charts.month_starts(scale, months)]


def _label(day: date, zoom: str) -> str:
    if zoom == MONTH:
        return f"{day:%m.%Y}"
    return str(day.year) if zoom == YEAR else f"{('I', 'II', 'III', 'IV')[day.month // 3]} {day.year}"


def _groups(desk: Desk, rows: Sequence[Json], scale: charts.DayScale) -> list[Json]:
    """Return the measures under the headings of their directions, each with its bars."""
    groups: dict[tuple[str, int], Json] = {}
    for row in rows:
        key = (row["roadmap"], row["direction"])
        heading = f"{row['direction']}. {desk.text(desk.names.directions[key])}"
        group = groups.setdefault(key, {"heading": heading, "rows": []})
        group["rows"].append(
            {
                "number": row["number"],
                "title": desk.text(row["title"]),
                "url": reverse("measure", args=[row["id"]]),
                "cancelled": row["cancelled"],
                "source": source_of(row),
                "bars": _bars(desk, row, scale),
                "occurrences": row["occurrences"],
            }
        )
    return list(groups.values())


def _bars(desk: Desk, row: Json, scale: charts.DayScale) -> list[Bar]:
    parties = desk.parties_of(row["roadmap"])
    bars = []
    for one in row["occurrences"]:
        begin, due = scale.begin(one["starts_on"]), scale.end(one["due_on"])
        for side in one["sides"]:
            words = {
                "number": row["number"] if one["label"] == ONLY_ONE else one["label"],
                "party": desk.region(side["region"]),
                "status": Status(side["status"]).label,
                "day": f"{one['due_on']:%d.%m.%Y}",
            }
            bars.append(
                Bar(
                    x=begin,
                    y=BAR_TOPS[min(parties.index(side["region"]), 1)],
                    width=round(max(due - begin, 2), 1),
                    status=side["status"],
                    is_late=side["health"] == Health.LATE,
                    due=due,
                    words=_("%(number)s · %(party)s: %(status)s, due on %(day)s") % words,
                )
            )
    return bars
