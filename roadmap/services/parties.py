"""A Party's own settings in a road map: how often it reports (rules.md §1, §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.policy import Action, require
from accounts.services.access import Place, check_version
from roadmap.choices import Cycle, RoadmapState
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.models import Measure, Party, PartyFact, Roadmap
from roadmap.rules.facts import ALWAYS_KNOWN, ALWAYS_ON
from roadmap.services import now
from roadmap.services.ledger import Changed, finish

if TYPE_CHECKING:
    from accounts.audit import Act

LONGEST_ALLOWANCE = 366


@transaction.atomic
def change_party(
    act: Act,
    *,
    roadmap_code: str,
    region_code: str,
    seen_version: int | None,
    cycle: str | None = None,
    days_after: int | None = None,
) -> Party:
    """Change the own Party's reporting cycle or its days allowed; None leaves a setting as it is.

    :raises Party.DoesNotExist, PermissionDenied, VersionMissing, StaleVersion: see access.py.
    :raises InvalidInput: for an unknown cycle, or days outside 0–366.
    :raises RuleBroken: `roadmap_closed`.
    """
    roadmap = Roadmap.objects.visible_to(act.person).get(code=roadmap_code)
    party = (
        Party.objects.select_for_update(no_key=True, of=("self",))
        .select_related("roadmap", "region")
        .get(roadmap=roadmap, region__code=region_code)
    )
    require(act.person, Action.PARTY_EDIT, Place(party.region_id))
    check_version(party, seen_version)
    if cycle is not None and cycle not in Cycle.values:
        raise InvalidInput("cycle", "unknown_code", _("Choose how often the Party reports."))
    if days_after is not None and not 0 <= days_after <= LONGEST_ALLOWANCE:
        raise InvalidInput("days_after", "out_of_range", _("Give a number of days from 0 to 366."))
    if roadmap.state == RoadmapState.CLOSED:
        raise RuleBroken("roadmap_closed", _("The road map is closed."))
    before = {"cycle": party.cycle, "days_after": party.days_after}
    party.cycle = cycle if cycle is not None else party.cycle
    party.days_after = days_after if days_after is not None else party.days_after
    party.version += 1
    party.save(update_fields=["cycle", "days_after", "version"])
    _state_cycle(act, party)
    measure_ids = list(
        Measure.objects.select_for_update(no_key=True).filter(roadmap=roadmap).values_list("pk", flat=True)
    )
    now.rebuild(measure_ids, today=act.today)
    finish(
        act,
        action="party.change",
        target=f"party:{roadmap.code}/{region_code}",
        region_id=party.region_id,
        before=before,
        after={"cycle": party.cycle, "days_after": party.days_after},
        changed=(Changed("party", f"{roadmap.code}/{region_code}"),),
    )
    return party


def _state_cycle(act: Act, party: Party) -> None:
    """Write down how often a Party reports: from today, or in a draft, which has no past, from ever."""
    since, known_at = act.today, act.at
    if party.roadmap.state == RoadmapState.DRAFT:
        PartyFact.objects.filter(party=party).delete()
        since, known_at = ALWAYS_ON, ALWAYS_KNOWN
    PartyFact.objects.create(
        party=party, cycle=party.cycle, days_after=party.days_after, from_on=since, known_at=known_at
    )
