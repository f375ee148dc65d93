"""Closing a reporting period by both Parties, with the hash of what was known (rules.md §6)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from roadmap.choices import PeriodState, RoadmapState
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.models import Measure, Party, PeriodClose, Roadmap
from roadmap.rules.periods import Period, parse_period, reporting_periods
from roadmap.selectors.canonical import canonical_document
from roadmap.services.ledger import Changed, finish
from roadmap.services.now import term_of
from roadmap.services.proposals import (
    confirm_row,
    decline,
    lock_proposal,
    lock_roadmap,
    require_other_party,
    withdraw,
)

if TYPE_CHECKING:
    from accounts.audit import Act

NOT_CLOSED = _("This period is not closed.")
OPEN = (PeriodState.PROPOSED, PeriodState.CLOSED)


@transaction.atomic
def propose_close(act: Act, *, roadmap_code: str, period: str, demo: bool = False) -> PeriodClose:
    """Propose to close a reporting period that has ended.

    :raises Roadmap.DoesNotExist, PermissionDenied: see proposals.py.
    :raises InvalidInput: for what is no period, or none of this road map's.
    :raises RuleBroken: `roadmap_not_in_force`, `period_not_ended`, `period_already_closed`,
        `earlier_period_open`.
    """
    roadmap = lock_roadmap(act, roadmap_code)
    found = _period(roadmap, period)
    if roadmap.state == RoadmapState.DRAFT:
        raise RuleBroken("roadmap_not_in_force", _("The road map is not in force."))
    _check_closable(act, roadmap, found)
    row = PeriodClose.objects.create(
        roadmap=roadmap,
        period=found.code,
        cycle=found.cycle,
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        proposed_by_id=act.home,
        proposed_at=act.at,
        is_demo=demo,
    )
    finish(
        act,
        action="period.propose",
        target=f"period:{row.pk}",
        region_id=act.person.region_id,
        after={"roadmap": roadmap.code, "period": found.code},
        changed=(Changed("period", row.pk, "created"),),
    )
    return row


@transaction.atomic
def confirm_close(act: Act, *, period_id: int, seen_version: int | None) -> PeriodClose:
    """Confirm the closing: what is known at this moment gets its hash.

    The measures are locked, so that an acceptance is either counted or comes later (moments.py).

    :raises RuleBroken: `not_proposed`, `earlier_period_open`.
    """
    row = lock_proposal(act, PeriodClose, period_id)
    require_other_party(act, row, seen_version)
    roadmap = Roadmap.objects.get(pk=row.roadmap_id)
    _check_order(roadmap, parse_period(row.period))
    list(Measure.objects.select_for_update(no_key=True).filter(roadmap=roadmap).order_by("pk").values_list("pk"))
    row.document = canonical_document(roadmap, as_of=row.ends_on, known_on=act.at)
    row.sha256 = hash_of(row.document)
    confirm_row(act, row, PeriodState.CLOSED)
    finish(
        act,
        action="period.confirm",
        target=f"period:{row.pk}",
        region_id=act.person.region_id,
        before={"state": "proposed"},
        after={"state": "closed", "sha256": row.sha256},
        changed=(Changed("period", row.pk, "closed"),),
    )
    return row


@transaction.atomic
def decline_close(act: Act, *, period_id: int, seen_version: int | None, reason: str) -> PeriodClose:
    """Decline the other Party's proposal, with a reason. :raises RuleBroken: `not_proposed`."""
    row = lock_proposal(act, PeriodClose, period_id)
    return decline(act, row, seen_version, reason, changed=(Changed("period", row.pk),))


@transaction.atomic
def withdraw_close(act: Act, *, period_id: int, seen_version: int | None) -> PeriodClose:
    """Withdraw the own Party's proposal. :raises RuleBroken: `not_proposed`."""
    row = lock_proposal(act, PeriodClose, period_id)
    return withdraw(act, row, seen_version, changed=(Changed("period", row.pk),))


def recompute(row: PeriodClose) -> str:
    """Return the SHA-256 of a closed period's state, computed from the facts of today (§6)."""
    assert row.confirmed_at is not None  # noqa: S101 -- only closed periods have a hash
    return hash_of(canonical_document(row.roadmap, as_of=row.ends_on, known_on=row.confirmed_at))


def hash_of(document: bytes | memoryview[int]) -> str:
    """Return the SHA-256 of a canonical document, in hexadecimal."""
    return hashlib.sha256(document).hexdigest()


def _period(roadmap: Roadmap, code: str) -> Period:
    try:
        period = parse_period(code)
    except RuleBroken as broken:
        raise InvalidInput("period", broken.code, broken.message) from broken
    cycles = set(Party.objects.filter(roadmap=roadmap).values_list("cycle", flat=True))
    if period.cycle not in cycles or period not in reporting_periods(period.cycle, term_of(roadmap)):
        raise InvalidInput("period", "not_a_reporting_period", _("This is no reporting period of a Party here."))
    return period


def _check_closable(act: Act, roadmap: Roadmap, period: Period) -> None:
    if period.ends_on >= act.today:
        raise RuleBroken("period_not_ended", _("A period is closed after it has ended."), "period")
    if PeriodClose.objects.filter(roadmap=roadmap, period=period.code, state__in=OPEN).exists():
        raise RuleBroken("period_already_closed", _("This period is closed, or waits to be."), "period")
    _check_order(roadmap, period)


def _check_order(roadmap: Roadmap, period: Period) -> None:
    """Refuse to close a period while an earlier one of its kind is open."""
    earlier = {one.code for one in reporting_periods(period.cycle, term_of(roadmap)) if one.ends_on < period.ends_on}
    closed = set(
        PeriodClose.objects.filter(
            roadmap=roadmap, cycle=period.cycle, state=PeriodState.CLOSED, period__in=earlier
        ).values_list("period", flat=True)
    )
    if earlier - closed:
        raise RuleBroken("earlier_period_open", _("Close the earlier periods first."), "period")
