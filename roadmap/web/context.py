"""Where one can go, and what must be said of the texts, on every page (ui.md *Pages*)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.policy import Action, scope_of
from roadmap.selectors.inbox import waiting_count
from roadmap.web.desk import kept_desk

PAGES: tuple[tuple[str, str | Promise, Action], ...] = (
    ("today", _("Today"), Action.PLAN_READ),
    ("measures", _("Measures"), Action.PLAN_READ),
    ("reports", _("Reports"), Action.REPORT_READ_ACCEPTED),
    ("agreements", _("Agreements"), Action.PLAN_READ),
    ("dashboard", _("Dashboard"), Action.PLAN_READ),
    ("timeline", _("Timeline"), Action.PLAN_READ),
    ("calendar", _("Calendar"), Action.PLAN_READ),
    ("people", _("People"), Action.PEOPLE_READ),
)
# Pages that belong to a section of the navigation without being its first page.
SECTIONS: Mapping[str, str] = {
    **dict.fromkeys(
        ("measure", "report_form", "own_executors", "propose_amendment", "propose_settlement"), "measures"
    ),
    **dict.fromkeys(("report", "submit_report"), "reports"),
    **dict.fromkeys(("proposal", "proposals", "divergences", "roadmap", "verify_period", "punctuality"), "agreements"),
    **dict.fromkeys(("person", "person_move", "people_audit", "invite_person", "invite_many"), "people"),
}


@dataclass(frozen=True)
class Place:
    """An entry of the navigation; `count` is how much waits there."""

    url_name: str
    label: str | Promise
    current: bool
    count: int = 0


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the navigation and the disclaimer; worked out only where a template asks for them."""
    return {
        "nav": SimpleLazyObject(lambda: _places(request)),
        "disclaimer": SimpleLazyObject(lambda: _disclaimer(request)),
        "own_names": SimpleLazyObject(lambda: _own_names(request)),
    }


def _places(request: HttpRequest) -> list[Place]:
    here = request.resolver_match.url_name if request.resolver_match is not None else ""
    section = SECTIONS.get(here or "", here)
    return [
        Place(name, label, name == section, _waiting(request) if name == "reports" else 0)
        for name, label, action in PAGES
        if _is_open(request, action)
    ]


def _is_open(request: HttpRequest, action: Action) -> bool:
    return scope_of(request.user, action, public_read=settings.PUBLIC_READ) is not None


def _waiting(request: HttpRequest) -> int:
    desk = kept_desk(request)
    return waiting_count(desk.reader, desk.counters) if desk.reader is not None else 0


def _disclaimer(request: HttpRequest) -> str:
    """Return what the road maps that the reader sees say of their own texts."""
    if not _is_open(request, Action.PLAN_READ):
        return ""
    desk = kept_desk(request)
    hidden = desk.reference.hidden_from(desk.reader)
    codes = [row.code for pk, row in desk.reference.roadmaps.items() if pk not in hidden]
    texts = [desk.text(desk.names.roadmaps[code].disclaimer) for code in codes if code in desk.names.roadmaps]
    return " ".join(dict.fromkeys(text for text in texts if text))


def _own_names(request: HttpRequest) -> dict[str, str]:
    """Return the names of the reader's own agency and region, without a query each."""
    desk = kept_desk(request)
    agency, region = desk.own_agency, desk.own_region
    return {
        "agency": desk.agency(agency) if agency is not None else "",
        "region": desk.region(region) if region is not None else "",
    }
