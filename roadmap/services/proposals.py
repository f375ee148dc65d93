"""What all proposals share: one Party proposes, another confirms or declines (rules.md §4–§6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from accounts.audit import digest
from accounts.policy import Action, require
from accounts.services.access import Place, check_version
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.models import Party, Roadmap
from roadmap.models.agreement import Proposal
from roadmap.services.ledger import Changed, finish

if TYPE_CHECKING:
    from datetime import date

    from accounts.audit import Act

P = TypeVar("P", bound=Proposal)
PROPOSED, DECLINED, WITHDRAWN = "proposed", "declined", "withdrawn"
LONGEST_PROTOCOL_NUMBER = 64


def lock_roadmap(act: Act, code: str) -> Roadmap:
    """Lock a road map that the person may know of and, as a coordinator, may propose on.

    :raises Roadmap.DoesNotExist: where the person may not know of it.
    :raises PermissionDenied: where the person is no coordinator of one of its Parties.
    """
    roadmap = Roadmap.objects.visible_to(act.person).select_for_update(no_key=True).get(code=code)
    require_party(act, roadmap)
    return roadmap


def require_party(act: Act, roadmap: Roadmap) -> None:
    """Refuse who may not speak for a Party of the road map."""
    is_party = Party.objects.filter(roadmap=roadmap, region_id=act.home).exists()
    require(act.person, Action.PROPOSE, Place(act.person.region_id if is_party else None))


def lock_proposal(act: Act, model: type[P], proposal_id: int) -> P:
    """Lock a proposal and its road map that the person may know of."""
    visible = model.objects.visible_to(act.person).values("pk")
    rows = model.objects.select_for_update(no_key=True, of=("self",)).select_related("roadmap")
    proposal = cast("P", rows.get(pk=proposal_id, pk__in=visible))
    Roadmap.objects.select_for_update(no_key=True).get(pk=proposal.roadmap_id)
    return proposal


def require_other_party(act: Act, proposal: Proposal, seen_version: int | None) -> None:
    """Refuse who may not decide on a proposal: only another Party's coordinator may, while it is open."""
    require_party(act, proposal.roadmap)
    if proposal.proposed_by_id == act.person.region_id:
        raise PermissionDenied("own_proposal")
    check_version(proposal, seen_version)
    check_open(proposal)


def require_own_party(act: Act, proposal: Proposal) -> None:
    """Refuse who may not withdraw a proposal: only the proposing Party's coordinators may."""
    require_party(act, proposal.roadmap)
    if proposal.proposed_by_id != act.person.region_id:
        raise PermissionDenied("foreign_proposal")


def check_open(proposal: Proposal) -> None:
    """Refuse where the proposal has been decided or withdrawn."""
    if proposal.state != PROPOSED:  # type: ignore[attr-defined]
        raise RuleBroken("not_proposed", _("This proposal has been decided already."))


def decline(act: Act, proposal: P, seen_version: int | None, reason: str, *, changed: tuple[Changed, ...]) -> P:
    """Decline an open proposal of another Party, with a reason."""
    require_other_party(act, proposal, seen_version)
    if not reason.strip():
        raise InvalidInput("reason", "required", _("Say why the proposal is declined."))
    proposal.declined_reason = reason
    target = target_of(proposal)
    after = {"state": DECLINED, "reason": digest(target, reason)}
    return _decide(act, proposal, DECLINED, after, changed)


def withdraw(act: Act, proposal: P, seen_version: int | None, *, changed: tuple[Changed, ...]) -> P:
    """Withdraw an open proposal of the own Party."""
    require_own_party(act, proposal)
    check_version(proposal, seen_version)
    check_open(proposal)
    return _decide(act, proposal, WITHDRAWN, {"state": WITHDRAWN}, changed)


def confirm_row(act: Act, proposal: Proposal, state: str) -> None:
    """Write that the other Party confirmed."""
    proposal.state = state  # type: ignore[attr-defined]
    proposal.decided_by_id = act.person.region_id
    proposal.confirmed_at = proposal.decided_at = act.at
    proposal.version += 1
    proposal.save()


def target_of(proposal: Proposal) -> str:
    """Return a proposal's name in the audit chain."""
    return f"{proposal.kind}:{proposal.pk}"


def check_protocol(number: str, day: date, act: Act) -> None:
    """Refuse an empty or overlong protocol number, and a protocol of a day to come.

    :raises InvalidInput: on `protocol_number` or `protocol_date`.
    """
    if not number.strip() or len(number) > LONGEST_PROTOCOL_NUMBER:
        raise InvalidInput("protocol_number", "invalid", _("Give the protocol's number, up to 64 characters."))
    if day > act.today:
        raise InvalidInput("protocol_date", "in_future", _("A protocol cannot be of a day to come."))


def _decide(act: Act, proposal: P, state: str, after: dict[str, Any], changed: tuple[Changed, ...]) -> P:
    proposal.state = state  # type: ignore[attr-defined]
    proposal.decided_by_id = act.person.region_id
    proposal.decided_at = act.at
    proposal.version += 1
    proposal.save()
    finish(
        act,
        action=f"{proposal.kind}.{'decline' if state == DECLINED else 'withdraw'}",
        target=target_of(proposal),
        region_id=act.person.region_id,
        before={"state": PROPOSED},
        after=after,
        changed=changed,
    )
    return proposal
