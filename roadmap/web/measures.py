"""The plan as the document lays it out, filtered (ui.md *Measures*)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from accounts.http import page
from accounts.policy import Action
from accounts.web.address import says_what_is_wrong
from roadmap.filters.plan import MEASURE_LIST, plan_criteria
from roadmap.selectors.measures import MEASURES
from roadmap.web.another_day import day_context
from roadmap.web.lists import Asked, PageList
from roadmap.web.own import saved_context
from roadmap.web.panel import MEASURE_FIELDS, panel_of
from roadmap.web.rows import heads_of, measure_groups

LIST = PageList(MEASURES, MEASURE_LIST, plan_criteria)
RESULTS = "results"


@page(Action.PLAN_READ)
@require_safe
@says_what_is_wrong
def measures(request: HttpRequest) -> HttpResponse:
    """Show the measures that the address asks for; htmx gets the results alone."""
    asked = LIST.asked(request)
    desk, found = LIST.read(request, asked)
    by_direction = found.ordering.lstrip("-") == "number"
    heads = heads_of(desk, {row["roadmap"] for row in found.rows})
    context = {
        "groups": measure_groups(desk, found.rows, by_direction=by_direction, with_region=heads is None),
        "heads": heads,
        "panel": panel_of(desk, asked, MEASURE_FIELDS),
        "compared_with": desk.question.compared_with,
        **day_context(desk, asked, reverse("measures")),
        "previous_url": found.previous_url,
        "next_url": found.next_url,
        "shown": len(found.rows),
        **links(asked, reverse("measures"), "/api/v1/measures/"),
        **saved_context(desk, asked),
    }
    part = request.htmx.target == RESULTS  # type: ignore[attr-defined]
    answer = render(request, "roadmap/_measures.html" if part else "roadmap/measures.html", context)
    # The form sends its empty fields too: the address that can be passed on has none of them.
    answer["HX-Push-Url"] = reverse("measures") + asked.address()
    patch_vary_headers(answer, ("HX-Request", "HX-Target"))
    return answer


def links(asked: Asked, here: str, api: str) -> dict[str, str]:
    """Return where the same filter leads: the files, the API, the page without it and on today."""
    address = asked.address("cursor", "page_size")
    return {
        "here": here,
        "api_url": f"{api}{address}",
        "csv_url": api + asked.address("cursor", "page_size", format="csv"),
        "xlsx_url": api + asked.address("cursor", "page_size", format="xlsx"),
        "back_url": here + asked.address("as_of", "known_on", "tz", "cursor"),
        "clear_url": here,
    }
