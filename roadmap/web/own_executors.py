"""The own Party's executors of a measure: it changes them by itself, and it is recorded (rules.md §5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.errors import StaleVersion, VersionMissing
from accounts.http import act_of, page
from accounts.policy import Action
from accounts.web.address import seen_version
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.selectors.measures import measure_one
from roadmap.selectors.rows import Json
from roadmap.services.executors import Team, change_own_executors, team_from
from roadmap.web import powers
from roadmap.web.desk import Desk, desk_of
from roadmap.web.plan_forms import TeamsForm, initial_teams, side_choices, team_of_side
from roadmap.web.proposal_forms import blame
from roadmap.web.values import change_words


@page(Action.EXECUTORS_EDIT)
def own_executors(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Show the own Party's executors to be changed, or change them; a stale form comes back beside what holds now."""
    desk = desk_of(request)
    row = measure_one(desk.question, desk.reference, measure_id)
    if desk.own_region not in desk.parties_of(row["roadmap"]):
        raise PermissionDenied(Action.EXECUTORS_EDIT.value)
    sides = side_choices(desk, row["roadmap"], row, own_only=True)
    form = TeamsForm(request.POST or None, sides=sides, initial=initial_teams(row))
    if request.method != "POST":
        return _shown(request, desk, row, form, version=row["version"])
    version = seen_version(request)
    if not form.is_valid():
        return _shown(request, desk, row, form, version=version, status=400)
    [team] = form.teams().values()
    try:
        change_own_executors(
            act_of(request, "page"), measure_id=measure_id, seen_version=version, team=_team(desk, row, team)
        )
    except (StaleVersion, VersionMissing):
        return _shown(
            request, desk, row, form, version=row["version"], status=409, compared=_compared(desk, row, team)
        )
    except (InvalidInput, RuleBroken) as refused:
        lead = sides[0].lead_field
        status = blame(form, refused, lambda name: lead if name in {"lead", "co"} else name)
        return _shown(request, desk, row, form, version=version, status=status)
    messages.success(request, _("Saved: the executors hold from today on."))
    return redirect("measure", measure_id)


def _team(desk: Desk, row: Json, chosen: Json) -> Team:
    """Return the team that was chosen; a responsible executor that stays keeps being there by agreement."""
    team = team_from(chosen)
    side = next((side for side in row["sides"] if side["region"] == desk.own_region), None)
    stays = side is not None and side["lead"] == team.lead and team.lead in side["by_agreement"]
    return Team(team.lead, team.co, lead_by_agreement=stays)


def _compared(desk: Desk, row: Json, typed: Json) -> Sequence[str]:
    """Return the executors as they are now, and as they were typed, in words."""
    region = desk.own_region or ""
    present = next((side for side in row["sides"] if side["region"] == region), None)
    return [change_words(desk, "executors", {region: team}) for team in (team_of_side(present), typed)]


def _shown(
    request: HttpRequest,
    desk: Desk,
    row: Json,
    form: TeamsForm,
    *,
    version: int | None,
    status: int = 200,
    compared: Sequence[str] = (),
) -> HttpResponse:
    context: dict[str, Any] = {
        "row": row,
        "title": desk.text(row["title"]),
        "form": form,
        "sides": list(form.side_fields()),
        "version": version if version is not None else "",
        "compared": compared,
        "is_open": powers.edits_executors(desk, row),
        "back_url": reverse("measure", args=[row["id"]]),
    }
    return render(request, "roadmap/executors.html", context, status=status)
