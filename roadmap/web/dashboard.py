"""The whole road map at a glance: the board, the burn-up, what diverges and for how long (ui.md *Dashboard*)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import page
from accounts.policy import Action
from accounts.web.address import says_what_is_wrong
from roadmap.choices import Agreement, Health, Status
from roadmap.filters.parameters import without_blanks
from roadmap.filters.plan import PLAN, plan_criteria
from roadmap.filters.questions import TIME
from roadmap.selectors.burn_up import BurnUp, burn_up
from roadmap.selectors.criteria import PlanCriteria
from roadmap.selectors.keyset import PageRequest
from roadmap.selectors.occurrences import OCCURRENCES
from roadmap.selectors.rows import Json
from roadmap.selectors.summary import summary
from roadmap.web import charts
from roadmap.web.another_day import day_context
from roadmap.web.desk import Desk, desk_of
from roadmap.web.lists import Asked
from roadmap.web.pictures import picture, picture_name
from roadmap.web.punctuality import sides_of

DASHBOARD = PLAN + TIME
# What the page of punctuality asks for too.
SHARED = ("roadmap", "as_of", "known_on", "tz")
BAR = 120
AGES = (30, 90, 180)
MOST_DIVERGENCES = 500
OLDEST_SHOWN = 10
CHART = (760, 300)
# Of the words over the picture where it stands alone.
LINE_HEIGHT = 18
MARGIN_LEFT, MARGIN_RIGHT, MARGIN_TOP, MARGIN_BOTTOM = 44, 16, 12, 28


@page(Action.PLAN_READ)
@require_safe
@says_what_is_wrong
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show how the directions stand for each Party, on the day asked for."""
    asked, desk = _asked(request)
    criteria = plan_criteria(asked.read)
    context = {
        "board": _board(desk, criteria, asked),
        "burn_up": _drawing(desk, criteria),
        "punctuality": sides_of(desk, criteria.roadmap),
        "punctuality_url": reverse("punctuality")
        + asked.address(*(name for name in asked.values if name not in SHARED)),
        "divergences": _divergences(desk, criteria, asked),
        **day_context(desk, asked, reverse("dashboard")),
        "svg_url": reverse("burn_up_picture") + asked.address(),
        "png_name": picture_name("burn-up", desk.today, "png"),
        "api_url": "/api/v1/summary/" + asked.address(group_by="direction,region"),
    }
    return render(request, "roadmap/dashboard.html", context)


@page(Action.PLAN_READ)
@require_safe
@says_what_is_wrong
def burn_up_picture(request: HttpRequest) -> HttpResponse:
    """Return the burn-up as a picture to keep."""
    asked, desk = _asked(request)
    context = {"drawing": _drawing(desk, plan_criteria(asked.read)), "alone": True, "day": desk.today}
    return picture(request, "roadmap/charts/burn_up.svg", context, picture_name("burn-up", desk.today, "svg"))


def _asked(request: HttpRequest) -> tuple[Asked, Desk]:
    values = without_blanks(dict(request.GET.lists()))
    asked = Asked(values, DASHBOARD.read(values))
    return asked, desk_of(request, asked.read)


# --- The board ------------------------------------------------------------------------------------


def _board(desk: Desk, criteria: PlanCriteria, asked: Asked) -> list[Json]:
    """Return a road map after another, each with a row for every direction: own Party, jointly, the other."""
    question, reference = desk.question, desk.reference
    joint = summary(question, reference, criteria, ("roadmap", "direction"))
    of_sides = summary(question, reference, criteria, ("roadmap", "direction", "region"))
    sides = {(row["roadmap"], row["direction"], row["region"]): row for row in of_sides}
    boards: dict[str, Json] = {}
    for row in joint:
        code, number = row["roadmap"], row["direction"]
        parties = desk.parties_of(code)
        board = boards.setdefault(code, {"title": desk.text(desk.names.roadmaps[code].short_title), "rows": []})
        board["parties"] = [desk.region(region) for region in parties]
        to_rows = {"roadmap": code, "direction": str(number)}
        board["rows"].append(
            {
                "number": number,
                "name": desk.text(desk.names.directions[code, number]),
                "url": _to_measures(asked, to_rows),
                "joint": _cell(asked, row, to_rows),
                "sides": [
                    _cell(asked, sides[code, number, region], {**to_rows, "region": region, "side": region})
                    if (code, number, region) in sides
                    else None
                    for region in parties
                ],
            }
        )
    return list(boards.values())


def _cell(asked: Asked, row: Json, to_rows: Mapping[str, str]) -> Json:
    """Return one cell: the bar of statuses, what is late and silent, and where the rows are."""
    measures = row["measures"]
    parts, left = [], 0.0
    for status in (Status.DONE, Status.IN_PROGRESS, Status.NOT_STARTED, Status.NOT_DONE):
        count = row["by_status"][status]
        if not count:
            continue
        width = BAR * count / measures
        to_part = _to_measures(asked, {**to_rows, "status": status.value, "cancelled": "false"})
        parts.append({"status": status, "count": count, "x": round(left, 1), "width": round(width, 1), "url": to_part})
        left += width
    alarms = {
        code: {"count": row[kind][code], "url": _to_measures(asked, {**to_rows, name: code, "cancelled": "false"})}
        for kind, name, code in (
            ("by_health", "health", Health.LATE.value),
            ("by_health", "health", Health.SILENT.value),
            ("by_agreement", "agreement", Agreement.DIVERGING.value),
        )
    }
    return {
        "measures": measures,
        "progress": row["progress"],
        "parts": parts,
        "url": _to_measures(asked, to_rows),
        **alarms,
    }


def _to_measures(asked: Asked, changes: Mapping[str, str]) -> str:
    return reverse("measures") + asked.address(**changes)


# --- The burn-up ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One Party on the burn-up; `place` is 0 for the own (or first) one."""

    name: str
    place: int
    planned: str
    done: str
    done_now: int
    due_now: int


def _drawing(desk: Desk, criteria: PlanCriteria) -> Json | None:
    """Return the burn-up as lines and axes, with its table; None where there is nothing to draw."""
    found = {one.region: one for one in burn_up(desk.question, desk.reference, criteria)}
    if not found:
        return None
    curves = [found[region] for region in desk.in_order(tuple(found))]
    width, height = CHART
    starts_on, ends_on = _term(desk, criteria)
    days = charts.DayScale(starts_on, ends_on, MARGIN_LEFT, width - MARGIN_LEFT - MARGIN_RIGHT)
    most = max(sum(curve.due.values()) for curve in curves)
    heights = charts.CountScale(most, height - MARGIN_BOTTOM, height - MARGIN_TOP - MARGIN_BOTTOM)
    today = desk.today
    headroom = LINE_HEIGHT * (len(curves) + 3)
    return {
        "width": width,
        "height": height,
        "headroom": headroom,
        "whole_height": height + headroom,
        "left": MARGIN_LEFT,
        "right": width - MARGIN_RIGHT,
        "top": MARGIN_TOP,
        "bottom": heights.bottom,
        "lines": [
            Line(
                desk.region(curve.region),
                place,
                charts.stairs(curve.due, days, heights, ends_on),
                charts.stairs(curve.done, days, heights, min(today, ends_on)),
                charts.total_by(curve.done, today),
                charts.total_by(curve.due, today),
            )
            for place, curve in enumerate(curves)
        ],
        "years": [charts.Tick(days.begin(day), str(day.year)) for day in charts.month_starts(days, 12)],
        "quarters": [days.begin(day) for day in charts.month_starts(days, 3)],
        "counts": charts.count_ticks(heights),
        "today": days.end(today) if days.has(today) else None,
        "table": _table(curves, days, today),
    }


def _term(desk: Desk, criteria: PlanCriteria) -> tuple[date, date]:
    """Return the days from the first to the last of the road maps that are asked for."""
    hidden = desk.reference.hidden_from(desk.reader)
    rows = [row for pk, row in desk.reference.roadmaps.items() if pk not in hidden]
    chosen = [row for row in rows if criteria.roadmap is None or row.code in criteria.roadmap] or rows
    return min(row.term.starts_on for row in chosen), max(row.term.ends_on for row in chosen)


def _table(curves: Sequence[BurnUp], days: charts.DayScale, today: date) -> list[Json]:
    """Return the sums at the end of each quarter; of days ahead only the plan is known."""
    starts = charts.month_starts(days, 3)
    ends = [*(start - timedelta(days=1) for start in starts[1:]), days.ends_on]
    return [
        {
            "day": end,
            "sums": [
                {
                    "due": charts.total_by(curve.due, end),
                    "done": charts.total_by(curve.done, end) if end <= today else None,
                }
                for curve in curves
            ],
        }
        for end in ends
    ]


# --- What diverges --------------------------------------------------------------------------------


def _divergences(desk: Desk, criteria: PlanCriteria, asked: Asked) -> Json:
    """Return what diverges by age, the oldest first: since the later of the two words was true."""
    diverging = replace(criteria, agreement=frozenset({Agreement.DIVERGING.value}), cancelled=False)
    ordering = OCCURRENCES.orderings(desk.question)[OCCURRENCES.default]
    request = PageRequest(ordering, MOST_DIVERGENCES, None)
    rows = OCCURRENCES.page(desk.question, desk.reference, diverging, request).rows
    aged = sorted((_aged(desk, row) for row in rows), key=lambda one: -one["days"])
    return {
        "count": len(aged),
        "ages": [_age_class(aged, place) for place in range(len(AGES) + 1)],
        "oldest": aged[:OLDEST_SHOWN],
        "url": reverse("measures") + asked.address(agreement=Agreement.DIVERGING.value),
    }


def _aged(desk: Desk, row: Json) -> Json:
    since = max(side["stands_on"] for side in row["sides"] if side["stands_on"] is not None)
    statuses = {side["region"]: side["status"] for side in row["sides"]}
    parties = desk.parties_of(row["roadmap"])
    return {
        "number": row["measure_number"],
        "label": row["label"],
        "url": f"{reverse('measure', args=[row['measure']])}?occurrence={row['label']}",
        "days": max((desk.today - since).days, 0),
        "since": since,
        "words": [{"name": desk.region(code), "status": statuses.get(code)} for code in parties],
    }


def _age_class(aged: Sequence[Mapping[str, Any]], place: int) -> Json:
    over = AGES[place - 1] if place else -1
    most = AGES[place] if place < len(AGES) else None
    count = sum(1 for one in aged if one["days"] > over and (most is None or one["days"] <= most))
    return {"over": over + 1, "most": most, "count": count}
