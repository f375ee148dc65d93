"""The calendar feed of a person, behind a secret address (api.md *Pages*)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.policy import Action, can
from accounts.roles import Role
from roadmap.choices import Health, RoadmapState, Status
from roadmap.days import long_day, period_words
from roadmap.exports.calendar import DueDate, calendar_of
from roadmap.models import Correspondence
from roadmap.selectors.criteria import PlanCriteria
from roadmap.selectors.keyset import PageRequest
from roadmap.selectors.measures import MEASURES
from roadmap.selectors.rows import Json
from roadmap.selectors.workdays import working_day
from roadmap.services.notices import calendar_digest
from roadmap.web.desk import Desk, desk_for

ROWS_A_TURN = 500


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Return the due dates that concern the person whose address it is, in their language.

    :raises Http404: for an address that opens nothing, whatever the reason.
    """
    found = Correspondence.objects.filter(calendar_digest=calendar_digest(secret)).select_related("user__region")
    owner = next((row.user for row in found), None)
    if owner is None or not can(owner, Action.PLAN_READ):
        raise Http404
    with translation.override(owner.language):
        desk = desk_for(owner)
        feed = calendar_of(_("Road map Aktobe – Orenburg"), due_dates(desk, owner))
    answer = HttpResponse(feed, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="roadmap.ics"'
    answer["Cache-Control"] = "private, no-cache"
    return answer


def due_dates(desk: Desk, owner: User) -> Iterator[DueDate]:
    """Yield the due dates of the own agency's measures, of the own region's, or for analysts of all."""
    for row in _measures(desk, owner):
        for one in row["occurrences"]:
            side = next((side for side in one["sides"] if side["region"] == desk.own_region), None)
            if side is not None or desk.own_region is None:
                yield _due_date(desk, owner, row, one, side)


def _measures(desk: Desk, owner: User) -> Iterator[Json]:
    signed = (row.code for row in desk.reference.roadmaps.values() if row.state != RoadmapState.DRAFT)
    criteria = PlanCriteria(roadmap=frozenset(signed), cancelled=False)
    if desk.own_agency is not None and owner.role == Role.EXECUTOR:
        criteria = replace(criteria, agency=frozenset({desk.own_agency}))
    elif desk.own_region is not None:
        criteria = replace(criteria, region=frozenset({desk.own_region}))
    request = PageRequest(MEASURES.orderings(desk.question)[MEASURES.default], ROWS_A_TURN)
    while True:
        page = MEASURES.page(desk.question, desk.reference, criteria, request, ("occurrences",))
        yield from page.rows
        if page.after is None:
            return
        request = replace(request, position=page.after)


def _due_date(desk: Desk, owner: User, row: Json, one: Json, side: Json | None) -> DueDate:
    period = period_words(one["label"], desk.language)
    stands = side or one
    status = str(Status(stands["status"]).label)
    lines = [_("Status: %(status)s") % {"status": status}]
    shown = working_day(one["due_on"], owner.region.holiday_calendar) if owner.region is not None else one["due_on"]
    if shown != one["due_on"]:
        lines.append(
            _("That is a day off; the next working day is %(day)s.") % {"day": long_day(shown, desk.language)}
        )
    title = f"{row['number']} {desk.text(row['title'])}" + (f" ({period})" if period else "")
    return DueDate(
        uid=f"occurrence-{one['id']}@{settings.BASE_URL.partition('://')[2]}",
        day=one["due_on"],
        summary=title,
        description="\n".join(lines),
        url=settings.BASE_URL + reverse("measure", args=[row["id"]]),
        version=row["version"],
        changed_at=desk.now,
        is_open=stands["health"] != Health.CLOSED,
    )
