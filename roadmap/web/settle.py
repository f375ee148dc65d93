"""Proposing a settlement: both texts side by side, and the status that both shall stand by (rules.md §4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.http import act_of, page
from accounts.policy import Action
from accounts.web.address import says_what_is_wrong
from roadmap.choices import Agreement
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.filters.parameters import Parameters, codes, without_blanks
from roadmap.selectors.divergences import words_on
from roadmap.selectors.measures import measure_one
from roadmap.selectors.rows import Json
from roadmap.services.settling import propose_settlement
from roadmap.web import powers
from roadmap.web.desk import Desk, desk_of
from roadmap.web.divergences import waiting_settlements
from roadmap.web.proposal_forms import SettlementForm, blame, values_of
from roadmap.web.words import word_of

PARAMETERS = Parameters((codes("occurrence", "The due period to settle."),))


@dataclass(frozen=True)
class Ground:
    """What a settlement stands on; `occurrence` None: it has still to be chosen among those that diverge."""

    desk: Desk
    row: Json
    occurrence: Json | None
    diverging: list[Json]


@page(Action.PROPOSE)
@says_what_is_wrong
def settle(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Show the form of a settlement, or propose it; what was typed comes back with whatever is wrong."""
    ground = _ground(request, measure_id)
    if request.method != "POST" or ground.occurrence is None:
        return _shown(request, ground, SettlementForm())
    form = SettlementForm(request.POST)
    if not form.is_valid():
        return _shown(request, ground, form, status=400)
    try:
        made = propose_settlement(
            act_of(request, "page"), measure_id=measure_id, occurrence=ground.occurrence["label"], **values_of(form)
        )
    except (InvalidInput, RuleBroken) as refused:
        return _shown(request, ground, form, status=blame(form, refused))
    messages.success(
        request,
        _("Proposed: the other Party's coordinator confirms or declines it."),
        extra_tags=f"saved:{_key(ground)}",
    )
    return redirect("proposal", "settlements", made.pk)


def _ground(request: HttpRequest, measure_id: int) -> Ground:
    """Return the measure and the period that the address names.

    :raises Measure.DoesNotExist: where the reader may not know of it.
    :raises PermissionDenied: where the reader speaks for none of its Parties.
    :raises InvalidInput: for an unknown parameter or period.
    """
    read = PARAMETERS.read(without_blanks(dict(request.GET.lists())))
    desk = desk_of(request)
    row = measure_one(desk.question, desk.reference, measure_id)
    if not powers.speaks_for_party(desk, row["roadmap"]):
        raise PermissionDenied(Action.PROPOSE.value)
    diverging = [one for one in row["occurrences"] if one["agreement"] == Agreement.DIVERGING]
    labels = read.get("occurrence")
    if labels is None:
        return Ground(desk, row, diverging[0] if len(diverging) == 1 else None, diverging)
    found = [one for one in row["occurrences"] if one["label"] in labels]
    if not found:
        raise InvalidInput("occurrence", "does_not_exist", _("The measure has no such period."))
    return Ground(desk, row, found[0], diverging)


def _shown(request: HttpRequest, ground: Ground, form: SettlementForm, status: int = 200) -> HttpResponse:
    desk, row, occurrence = ground.desk, ground.row, ground.occurrence
    words: dict[Any, Any] = {}
    waiting_url = ""
    if occurrence is not None:
        words = dict(words_on(desk.question, desk.reference, [occurrence["id"]]))
        waiting_url = waiting_settlements(desk, [row["id"]]).get((row["id"], occurrence["label"]), "")
    said = [words.get((occurrence["id"], code)) if occurrence else None for code in desk.parties_of(row["roadmap"])]
    is_open = occurrence is not None and occurrence in ground.diverging and not waiting_url
    context = {
        "row": row,
        "title": desk.text(row["title"]),
        "wording": desk.text(row["deadline"]["wording"]),
        "occurrence": occurrence,
        "periods": [{**one, "url": f"?occurrence={one['label']}"} for one in ground.diverging],
        "words": [word_of(desk, one) for one in said if one is not None],
        # what was typed stays on the screen also where the question is no longer open
        "is_open": is_open or form.is_bound,
        "waiting_url": waiting_url,
        "form": form,
        "key": _key(ground),
        "measure_url": reverse("measure", args=[row["id"]]),
    }
    return render(request, "roadmap/settle.html", context, status=status)


def _key(ground: Ground) -> str:
    """Return the name under which a device keeps a copy of what is typed in the form."""
    label = ground.occurrence["label"] if ground.occurrence is not None else ""
    return f"settle-{ground.row['id']}-{label}"
