"""Settlements: both Parties' agreed status where they diverged (rules.md §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import digest
from roadmap.choices import Agreement, ProposalState, RoadmapState, Status
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.models import Measure, Occurrence, Settlement
from roadmap.services import now
from roadmap.services.ledger import Changed, finish
from roadmap.services.moments import after_closings
from roadmap.services.proposals import (
    check_protocol,
    confirm_row,
    decline,
    lock_proposal,
    require_other_party,
    require_party,
    withdraw,
)
from roadmap.services.todays_text import check_text, meets_todays_text

if TYPE_CHECKING:
    from datetime import date

    from accounts.audit import Act


@meets_todays_text
@transaction.atomic
def propose_settlement(
    act: Act,
    *,
    measure_id: int,
    occurrence: str | None,
    status: str,
    text: str,
    protocol_number: str,
    protocol_date: date,
    demo: bool = False,
) -> Settlement:
    """Propose the joint status of an occurrence on which the Parties diverge.

    :raises Measure.DoesNotExist, PermissionDenied: see access.py.
    :raises InvalidInput: for an unknown period or status, an empty text, a wrong protocol.
    :raises RuleBroken: `roadmap_not_in_force`, `measure_cancelled`, `not_diverging`, `already_proposed`.
    """
    measure = (
        Measure.objects.visible_to(act.person)
        .select_for_update(no_key=True, of=("self",))
        .select_related("roadmap")
        .get(pk=measure_id)
    )
    require_party(act, measure.roadmap)
    check_text(measure.roadmap, today=act.today)
    found = _occurrence(measure, occurrence)
    if status not in Status.values:
        raise InvalidInput("status", "unknown_code", _("Choose the status."))
    if not text.strip():
        raise InvalidInput("text", "required", _("Write what the Parties agreed."))
    check_protocol(protocol_number, protocol_date, act)
    _check_open(measure)
    _check_diverging(found)
    if Settlement.objects.filter(occurrence=found, state=ProposalState.PROPOSED).exists():
        raise RuleBroken("already_proposed", _("A settlement of this period is waiting already."))
    settlement = Settlement.objects.create(
        roadmap=measure.roadmap,
        measure=measure,
        occurrence=found,
        status=status,
        text=text,
        protocol_number=protocol_number,
        protocol_date=protocol_date,
        proposed_by_id=act.home,
        proposed_at=act.at,
        is_demo=demo,
    )
    target = f"settlement:{settlement.pk}"
    finish(
        act,
        action="settlement.propose",
        target=target,
        region_id=act.person.region_id,
        after={"measure": measure.pk, "occurrence": found.label, "status": status, "text": digest(target, text)},
        changed=(Changed("settlement", settlement.pk, "created"),),
    )
    return settlement


@meets_todays_text
@transaction.atomic
def confirm_settlement(act: Act, *, settlement_id: int, seen_version: int | None) -> Settlement:
    """Confirm the other Party's proposal: the settled status is the joint one from now on.

    :raises RuleBroken: `not_proposed`, `not_diverging` (a report has come since), `roadmap_not_in_force`,
        `measure_cancelled`.
    """
    settlement = lock_proposal(act, Settlement, settlement_id)
    require_other_party(act, settlement, seen_version)
    act = after_closings(act, settlement.roadmap_id)
    measure = (
        Measure.objects.select_for_update(no_key=True, of=("self",))
        .select_related("roadmap")
        .get(pk=settlement.measure_id)
    )
    check_text(measure.roadmap, today=act.today)
    occurrence = Occurrence.objects.get(pk=settlement.occurrence_id)
    _check_open(measure)
    _check_diverging(occurrence)
    confirm_row(act, settlement, ProposalState.IN_EFFECT)
    occurrence.settled_status, occurrence.settled_at = settlement.status, act.at
    occurrence.save(update_fields=["settled_status", "settled_at"])
    now.rebuild([measure.pk], today=act.today)
    Measure.objects.filter(pk=measure.pk).update(updated_at=act.at)
    finish(
        act,
        action="settlement.confirm",
        target=f"settlement:{settlement.pk}",
        region_id=act.person.region_id,
        before={"state": "proposed"},
        after={"state": "in_effect", "status": settlement.status},
        changed=(Changed("settlement", settlement.pk), Changed("measure", measure.pk)),
    )
    return settlement


@transaction.atomic
def decline_settlement(act: Act, *, settlement_id: int, seen_version: int | None, reason: str) -> Settlement:
    """Decline the other Party's proposal, with a reason. :raises RuleBroken: `not_proposed`."""
    settlement = lock_proposal(act, Settlement, settlement_id)
    return decline(act, settlement, seen_version, reason, changed=(Changed("settlement", settlement.pk),))


@transaction.atomic
def withdraw_settlement(act: Act, *, settlement_id: int, seen_version: int | None) -> Settlement:
    """Withdraw the own Party's proposal. :raises RuleBroken: `not_proposed`."""
    settlement = lock_proposal(act, Settlement, settlement_id)
    return withdraw(act, settlement, seen_version, changed=(Changed("settlement", settlement.pk),))


def _occurrence(measure: Measure, label: str | None) -> Occurrence:
    live = list(Occurrence.objects.filter(measure=measure, is_retired=False))
    if label is None and len(live) == 1:
        return live[0]
    found = next((one for one in live if one.label == label), None)
    if found is None:
        raise InvalidInput("occurrence", "does_not_exist", _("The measure has no such period."))
    return found


def _check_open(measure: Measure) -> None:
    if measure.roadmap.state != RoadmapState.IN_FORCE:
        raise RuleBroken("roadmap_not_in_force", _("The road map is not in force."))
    if measure.is_cancelled:
        raise RuleBroken("measure_cancelled", _("The measure is cancelled."))


def _check_diverging(occurrence: Occurrence) -> None:
    if occurrence.is_retired or occurrence.agreement != Agreement.DIVERGING:
        raise RuleBroken("not_diverging", _("The Parties do not diverge on this period."))
