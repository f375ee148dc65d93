"""Silence and punctuality of each side on a page of its own (rules.md §3)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import page
from accounts.lists.alphabet import alphabet_key
from accounts.policy import Action
from accounts.web.address import says_what_is_wrong
from roadmap.filters.others import PUNCTUALITY
from roadmap.filters.parameters import without_blanks
from roadmap.filters.questions import TIME
from roadmap.selectors.punctuality import punctuality
from roadmap.selectors.rows import Json
from roadmap.web.another_day import day_context
from roadmap.web.desk import Desk, desk_of
from roadmap.web.lists import Asked

PARAMETERS = PUNCTUALITY + TIME


@page(Action.PLAN_READ)
@require_safe
@says_what_is_wrong
def punctuality_page(request: HttpRequest) -> HttpResponse:
    """Show how each Party and each of its leading agencies reports, on any day."""
    values = without_blanks(dict(request.GET.lists()))
    asked = Asked(values, PARAMETERS.read(values))
    desk = desk_of(request, asked.read)
    context = {
        "sides": sides_of(desk, asked.read.get("roadmap")),
        "api_url": f"/api/v1/punctuality/{asked.address()}",
        **day_context(desk, asked, reverse("punctuality")),
    }
    return render(request, "roadmap/punctuality.html", context)


def sides_of(desk: Desk, roadmaps: frozenset[str] | None = None) -> list[Json]:
    """Return each Party with its figures and its agencies', the reader's own Party first: two queries."""
    found = punctuality(desk.question, desk.reference, roadmaps)
    regions = desk.in_order(tuple(one.region for one in found if one.agency is None))
    sides = []
    for region in regions:
        agencies = [
            {"name": desk.agency(one.agency), "figures": one}
            for one in found
            if one.region == region and one.agency is not None
        ]
        agencies.sort(key=lambda agency: alphabet_key(str(agency["name"])))
        figures = next(one for one in found if one.region == region and one.agency is None)
        sides.append({"name": desk.region(region), "figures": figures, "agencies": agencies})
    return sides
