"""A road map's states: draft → in force → closed, by both Parties' consent (rules.md §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.services.access import check_version
from roadmap.choices import ProposalState, RoadmapState
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.models import Direction, Executor, Measure, MeasureText, OccurrenceDates, Party, Roadmap, RoadmapProposal
from roadmap.rules.facts import text_from
from roadmap.services.ledger import Changed, finish
from roadmap.services.proposals import (
    confirm_row,
    decline,
    lock_proposal,
    lock_roadmap,
    require_other_party,
    require_own_party,
    withdraw,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.audit import Act

NEXT = {RoadmapState.DRAFT: RoadmapState.IN_FORCE, RoadmapState.IN_FORCE: RoadmapState.CLOSED}


@transaction.atomic
def propose_state(act: Act, *, code: str, seen_version: int | None, state: str) -> Roadmap:
    """Propose to put a draft in force, or to close a road map in force.

    :raises Roadmap.DoesNotExist, PermissionDenied, VersionMissing, StaleVersion: see access.py.
    :raises InvalidInput: for an unknown state.
    :raises RuleBroken: `wrong_state`, `already_proposed`, `incomplete_roadmap`.
    """
    roadmap = lock_roadmap(act, code)
    check_version(roadmap, seen_version)
    if state not in {RoadmapState.IN_FORCE, RoadmapState.CLOSED}:
        raise InvalidInput("state", "unknown_code", _("Choose the state: in force or closed."))
    if NEXT.get(RoadmapState(roadmap.state)) != state:
        raise RuleBroken("wrong_state", _("The road map cannot go to this state from the one it is in."))
    if open_proposal(roadmap) is not None:
        raise RuleBroken("already_proposed", _("A change of state is waiting already."))
    if state == RoadmapState.IN_FORCE:
        _check_complete(roadmap)
    proposal = RoadmapProposal.objects.create(
        roadmap=roadmap, to_state=state, proposed_by_id=act.home, proposed_at=act.at
    )
    _bump(roadmap)
    _finish(act, roadmap, proposal, "propose", after={"proposed": state})
    return roadmap


@transaction.atomic
def confirm_state(act: Act, *, code: str, seen_version: int | None) -> Roadmap:
    """Confirm the other Party's proposal. :raises RuleBroken: `not_proposed`."""
    roadmap = lock_roadmap(act, code)
    proposal = _proposal(act, roadmap)
    require_other_party(act, proposal, proposal.version)
    check_version(roadmap, seen_version)
    before = roadmap.state
    shown: list[Changed] = []
    if proposal.to_state == RoadmapState.IN_FORCE:
        _check_complete(roadmap)
        shown = _shown_from_now_on(roadmap)
        roadmap.in_force_at = act.at
        roadmap.signed_on = roadmap.signed_on or act.today
        _date_text(roadmap)
    else:
        roadmap.closed_at = act.at
    roadmap.state = proposal.to_state
    _bump(roadmap)
    confirm_row(act, proposal, ProposalState.IN_EFFECT)
    after = {"state": roadmap.state}
    _finish(act, roadmap, proposal, "confirm", before={"state": before}, after=after, shown=shown)
    return roadmap


@transaction.atomic
def decline_state(act: Act, *, code: str, seen_version: int | None, reason: str) -> Roadmap:
    """Decline the other Party's proposal, with a reason. :raises RuleBroken: `not_proposed`."""
    roadmap = lock_roadmap(act, code)
    proposal = _proposal(act, roadmap)
    require_other_party(act, proposal, proposal.version)
    check_version(roadmap, seen_version)
    _bump(roadmap)
    decline(act, proposal, proposal.version, reason, changed=(Changed("roadmap", roadmap.code),))
    return roadmap


@transaction.atomic
def withdraw_state(act: Act, *, code: str, seen_version: int | None) -> Roadmap:
    """Withdraw the own Party's proposal. :raises RuleBroken: `not_proposed`."""
    roadmap = lock_roadmap(act, code)
    proposal = _proposal(act, roadmap)
    require_own_party(act, proposal)
    check_version(roadmap, seen_version)
    _bump(roadmap)
    withdraw(act, proposal, proposal.version, changed=(Changed("roadmap", roadmap.code),))
    return roadmap


def open_proposal(roadmap: Roadmap) -> RoadmapProposal | None:
    """Return the change of state that waits for the other Party's word, if any."""
    found = RoadmapProposal.objects.filter(roadmap=roadmap, state=ProposalState.PROPOSED).first()
    return cast("RoadmapProposal | None", found)


def _proposal(act: Act, roadmap: Roadmap) -> RoadmapProposal:
    proposal = open_proposal(roadmap)
    if proposal is None:
        raise RuleBroken("not_proposed", _("No change of state is waiting."))
    return lock_proposal(act, RoadmapProposal, proposal.pk)


def _check_complete(roadmap: Roadmap) -> None:
    """Refuse to put in force what has no measures, or a measure that nobody carries out."""
    measures = Measure.objects.filter(roadmap=roadmap)
    led = Executor.objects.current().filter(measure__roadmap=roadmap, role="lead").values("measure")
    if not measures.exists() or measures.exclude(pk__in=led).exists():
        raise RuleBroken(
            "incomplete_roadmap", _("Every measure needs a responsible executor before it is put in force.")
        )
    if Party.objects.filter(roadmap=roadmap).count() < 2:  # noqa: PLR2004 -- an agreement has two sides
        raise RuleBroken("incomplete_roadmap", _("A road map needs at least two Parties."))


def _date_text(roadmap: Roadmap) -> None:
    """Let the text hold from its signing or its term's start (rules.md §6)."""
    since = text_from(signed_on=roadmap.signed_on, starts_on=roadmap.starts_on)
    Measure.objects.filter(roadmap=roadmap).update(holds_from=since)
    MeasureText.objects.filter(measure__roadmap=roadmap).update(from_on=since)
    Executor.objects.filter(measure__roadmap=roadmap).update(from_on=since)
    OccurrenceDates.objects.filter(occurrence__measure__roadmap=roadmap).update(from_on=since)


def _shown_from_now_on(roadmap: Roadmap) -> list[Changed]:
    """Return what all may see once a draft is in force, which only its Parties were told of."""
    found: list[Changed] = []
    for kind, model in (("direction", Direction), ("measure", Measure)):
        numbers = model._default_manager.filter(roadmap=roadmap).order_by("pk").values_list("pk", flat=True)  # noqa: SLF001
        found += [Changed(kind, number, "created") for number in numbers]
    return found


def _bump(roadmap: Roadmap) -> None:
    roadmap.version += 1
    roadmap.save()


def _finish(
    act: Act,
    roadmap: Roadmap,
    proposal: RoadmapProposal,
    verb: str,
    *,
    before: dict[str, str] | None = None,
    after: dict[str, str],
    shown: Sequence[Changed] = (),
) -> None:
    finish(
        act,
        action=f"roadmap.{verb}",
        target=f"roadmap:{roadmap.code}",
        region_id=act.person.region_id,
        before=before,
        after={**after, "proposal": proposal.pk},
        changed=(Changed("roadmap", roadmap.code), *shown),
    )
