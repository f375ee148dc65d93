"""What falls due in a month, day by day, with the days off of both Parties (ui.md *Timeline*)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import MAXYEAR, MINYEAR, date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.http import page
from accounts.policy import Action
from accounts.web.address import says_what_is_wrong
from roadmap.choices import RoadmapState
from roadmap.days import period_words
from roadmap.filters.lists import check_sides
from roadmap.filters.parameters import Parameter, Parameters, without_blanks
from roadmap.filters.plan import PLAN, plan_criteria
from roadmap.filters.questions import TIME
from roadmap.selectors.criteria import PlanCriteria
from roadmap.selectors.keyset import Page, PageRequest
from roadmap.selectors.occurrences import OCCURRENCES
from roadmap.web.another_day import day_context
from roadmap.web.calendar_days import SHOWN_IN_A_CELL, weeks_of
from roadmap.web.desk import Desk, desk_of
from roadmap.web.lists import Asked
from roadmap.web.panel import MONTH_FIELDS, panel_of

MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
MONTHS_A_YEAR = 12
MOST_SHOWN = 500
BOUNDS = ("due_after", "due_before")


def read_month(value: str) -> date:
    """Return the first day of the month that a text YYYY-MM names, or raise ValueError."""
    if MONTH.fullmatch(value) is None:
        raise ValueError(value)
    return date.fromisoformat(f"{value}-01")


CALENDAR = (
    PLAN
    + TIME
    + Parameters(
        (
            Parameter(
                "month",
                read_month,
                {"type": "string", "pattern": f"^{MONTH.pattern}$"},
                "The month that is shown; left out, that of the day asked for.",
                gettext_lazy("Give a month as YYYY-MM."),
            ),
        )
    )
)


@page(Action.PLAN_READ)
@require_safe
@says_what_is_wrong
def calendar(request: HttpRequest) -> HttpResponse:
    """Show what falls due in a month, and where else to look if nothing does."""
    values = without_blanks(dict(request.GET.lists()))
    asked = Asked(values, CALENDAR.read(values))
    desk = desk_of(request, asked.read)
    check_sides(asked.read, desk.reference)
    first = asked.read.get("month", desk.today.replace(day=1))
    wanted = _criteria(desk, asked)
    month = _within(wanted, first)
    found = _due_on(desk, month, "due_on", MOST_SHOWN)
    here = reverse("calendar")
    context = {
        "month": _words(desk, first),
        "weekdays": list(WEEKDAYS.values()),
        "weeks": weeks_of(desk, first, found.rows, lambda on: _one_day(asked, on)),
        "is_one_day": "due_after" in asked.read and asked.read["due_after"] == asked.read.get("due_before"),
        "room": SHOWN_IN_A_CELL,
        "shown": len(found.rows),
        "is_cut": found.after is not None,
        "previous": _link(desk, asked, _moved(first, -1)),
        "this": _link(desk, asked, desk.today.replace(day=1)),
        "next": _link(desk, asked, _moved(first, 1)),
        "is_this": first == desk.today.replace(day=1),
        "nearest": None if found.rows else _link(desk, asked, _nearest(desk, wanted, first)),
        "whole_url": here + asked.address(*BOUNDS, month=_code(first)),
        "panel": panel_of(desk, asked, MONTH_FIELDS),
        "here": here,
        "clear_url": f"{here}?month={_code(first)}",
        "api_url": _api_url(asked, month),
        "csv_url": _api_url(asked, month, format="csv"),
        "xlsx_url": _api_url(asked, month, format="xlsx"),
        **day_context(desk, asked, here),
    }
    return render(request, "roadmap/calendar.html", context)


# --- What is asked for ----------------------------------------------------------------------------


def _criteria(desk: Desk, asked: Asked) -> PlanCriteria:
    """Return what is asked for; unless the address says otherwise, of signed road maps and nothing cancelled."""
    signed = (row.code for row in desk.reference.roadmaps.values() if row.state != RoadmapState.DRAFT)
    return plan_criteria({"roadmap": frozenset(signed), "cancelled": False, **asked.read})


def _within(criteria: PlanCriteria, first: date) -> PlanCriteria:
    """Return the same criteria for the days of one month."""
    last = _last(first)
    return replace(
        criteria,
        due_after=max(criteria.due_after or first, first),
        due_before=min(criteria.due_before or last, last),
    )


def _api_url(asked: Asked, month: PlanCriteria, **changes: str) -> str:
    """Return where the API answers the same question."""
    implied = {"cancelled": "false", "roadmap": ",".join(sorted(month.roadmap or ()))}
    changes |= {name: value for name, value in implied.items() if value and name not in asked.values}
    bounds = {"due_after": str(month.due_after), "due_before": str(month.due_before)}
    return "/api/v1/occurrences/" + asked.address("month", **changes, **bounds)


def _due_on(desk: Desk, criteria: PlanCriteria, order: str, most: int) -> Page:
    request = PageRequest(OCCURRENCES.orderings(desk.question)[order], most)
    return OCCURRENCES.page(desk.question, desk.reference, criteria, request)


def _nearest(desk: Desk, wanted: PlanCriteria, first: date) -> date | None:
    """Return the next month in which something falls due, or else the last before; None where nothing ever does."""
    last = _last(first)
    ahead = replace(wanted, due_after=max(wanted.due_after or last, last))
    behind = replace(wanted, due_before=min(wanted.due_before or first, first))
    found = _due_on(desk, ahead, "due_on", 1).rows or _due_on(desk, behind, "-due_on", 1).rows
    return found[0]["due_on"].replace(day=1) if found else None


# --- Months ---------------------------------------------------------------------------------------


def _moved(first: date, months: int) -> date | None:
    """Return the first day of the month so many months away; None beyond the calendar's ends."""
    year, month = divmod(first.year * MONTHS_A_YEAR + first.month - 1 + months, MONTHS_A_YEAR)
    return date(year, month + 1, 1) if MINYEAR <= year <= MAXYEAR else None


def _last(first: date) -> date:
    after = _moved(first, 1)
    return after - timedelta(days=1) if after is not None else date.max


def _code(first: date) -> str:
    return first.isoformat()[:7]


def _words(desk: Desk, first: date) -> str:
    return period_words(_code(first), desk.language)


def _link(desk: Desk, asked: Asked, first: date | None) -> Mapping[str, str] | None:
    """Return the words and the address of a month under the same filter; None for no month."""
    if first is None:
        return None
    return {"words": _words(desk, first), "url": reverse("calendar") + asked.address(*BOUNDS, month=_code(first))}


def _one_day(asked: Asked, on: date) -> str:
    """Return the address of one day alone, under the same filter."""
    bounds = dict.fromkeys(BOUNDS, on.isoformat())
    return reverse("calendar") + asked.address(month=_code(on), **bounds)
