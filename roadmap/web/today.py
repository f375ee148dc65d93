"""Today: what waits for the one who looks, by what that person may do (ui.md *Today*)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import page
from accounts.policy import Action, can
from accounts.web.address import says_what_is_wrong
from roadmap.choices import Health, Status
from roadmap.filters.parameters import without_blanks
from roadmap.filters.questions import TIME
from roadmap.selectors.administration import to_administer
from roadmap.selectors.rows import Json
from roadmap.selectors.today import figures
from roadmap.web import consequences
from roadmap.web.another_day import day_context
from roadmap.web.desk import Desk, desk_of
from roadmap.web.first_steps import first_steps
from roadmap.web.lists import Asked
from roadmap.web.own import saved_context
from roadmap.web.today_coordinator import for_coordinator
from roadmap.web.today_executor import for_executor

Context = Mapping[str, Any]


@page(Action.PLAN_READ)
@require_safe
@says_what_is_wrong
def today(request: HttpRequest) -> HttpResponse:
    """Show what waits for the reader first, and the road map's figures after it."""
    values = without_blanks(dict(request.GET.lists()))
    asked = Asked(values, TIME.read(values))
    desk = desk_of(request, asked.read)
    context = {
        **_own(desk),
        **saved_context(desk),
        "steps": first_steps(desk),
        "figures": _figures(desk, asked),
        **day_context(desk, asked, reverse("today")),
        "next": reverse("today"),
        "accept_consequences": consequences.of_accepting(),
        "accept_letters": consequences.told_of_accepting(),
    }
    return render(request, "roadmap/today.html", context)


def _own(desk: Desk) -> Context:
    """Return the part that is the reader's own, with the name of the partial that shows it."""
    reader = desk.reader
    if reader is None or desk.own_region is None:
        return {"part": "reader"}
    if can(reader, Action.REPORT_ACCEPT):
        return {"part": "coordinator", **for_coordinator(desk)}
    if can(reader, Action.REPORT_WRITE) and desk.own_agency is not None:
        return {"part": "executor", **for_executor(desk)}
    if can(reader, Action.PEOPLE_EDIT):
        return {"part": "administrator", **_for_administrator(desk)}
    return {"part": "reader"}


def _for_administrator(desk: Desk) -> Context:
    assert desk.own_region is not None  # noqa: S101 -- asked by the caller
    waiting = to_administer(desk.reference.region_ids[desk.own_region], desk.today)
    return {
        "without_factor": waiting.without_factor,
        "invited": waiting.invited,
        "without_executor": [desk.agency(code) for code in waiting.without_executor],
    }


def _figures(desk: Desk, asked: Asked) -> Json:
    """Return the road map's figures: a row a state, own Party first, the joint word, then the others."""
    joint, by_region = figures(desk.question, desk.reference)
    regions = [code for code in desk.in_order(tuple(desk.names.regions)) if code in by_region]
    first, others = regions[:1], regions[1:]
    columns = [*first, "", *others]
    return {
        "heads": [desk.region(code) if code else "" for code in columns],
        "statuses": [
            {"code": code, "cells": [_cell(asked, joint, by_region, column, "status", code) for column in columns]}
            for code in Status.values
        ],
        "healths": [
            {"code": code, "cells": [_cell(asked, joint, by_region, column, "health", code) for column in columns]}
            for code in (Health.LATE.value, Health.DUE_SOON.value, Health.SILENT.value)
        ],
        "agreements": [
            {"code": code, "count": count, "url": _rows(asked, agreement=code)}
            for code, count in joint["by_agreement"].items()
            if count
        ],
        "measures": joint["measures"],
        "cancelled": joint["cancelled"],
        "cancelled_url": reverse("measures") + asked.address(cancelled="true"),
        "progress": [(by_region[code] if code else joint)["progress"] for code in columns],
    }


def _cell(asked: Asked, joint: Json, by_region: Mapping[str, Json], region: str, kind: str, code: str) -> Json:
    """Return one figure with the rows behind it; the joint one where `region` is empty."""
    row = by_region[region] if region else joint
    side = {"side": region} if region else {}
    return {"count": row[f"by_{kind}"][code], "url": _rows(asked, **side, **{kind: code})}


def _rows(asked: Asked, **filters: str) -> str:
    return reverse("measures") + asked.address(**filters, cancelled="false")
