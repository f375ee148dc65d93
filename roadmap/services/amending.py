"""Amendments: the only way in which a signed text changes (rules.md §5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from roadmap.choices import ProposalState, RoadmapState
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.models import Amendment, AmendmentChange, Measure, MeasureText, Roadmap
from roadmap.services.amended import ADDED, apply_change, check_value, current_value
from roadmap.services.ledger import Changed, finish
from roadmap.services.moments import after_closings
from roadmap.services.proposals import (
    check_protocol,
    confirm_row,
    decline,
    lock_proposal,
    lock_roadmap,
    require_other_party,
    withdraw,
)
from roadmap.services.texts import From, bring_to_day, catch_up

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from accounts.audit import Act

MOST_CHANGES = 200


@dataclass(frozen=True)
class ChangeRequest:
    """One change as proposed: a measure's id (None for `added`), a field, its new value (api.md)."""

    measure_id: int | None
    field: str
    value: Any


@transaction.atomic
def propose_amendment(
    act: Act,
    *,
    roadmap_code: str,
    protocol_number: str,
    protocol_date: date,
    effective_on: date,
    changes: Sequence[ChangeRequest],
    demo: bool = False,
) -> Amendment:
    """Propose changes of the signed text; nothing changes until the other Party confirms.

    :raises Roadmap.DoesNotExist, PermissionDenied: see proposals.py.
    :raises InvalidInput: for a wrong protocol, day, measure, field or value.
    :raises RuleBroken: `roadmap_not_in_force`, `measure_cancelled`, `number_taken`.
    """
    roadmap = lock_roadmap(act, roadmap_code)
    check_protocol(protocol_number, protocol_date, act)
    _check_effective(roadmap, effective_on, act.today)
    measures = _measures_of(roadmap, changes)
    _check_in_force(roadmap)
    catch_up(roadmap, today=act.today)
    for position, change in enumerate(changes):
        check_value(roadmap, measures.get(change.measure_id or 0), change.field, change.value, f"changes.{position}")
    amendment = Amendment.objects.create(
        roadmap=roadmap,
        protocol_number=protocol_number,
        protocol_date=protocol_date,
        effective_on=effective_on,
        proposed_by_id=act.home,
        proposed_at=act.at,
        is_demo=demo,
    )
    rows = [
        AmendmentChange(
            amendment=amendment,
            measure=measures.get(change.measure_id or 0),
            position=position,
            field=change.field,
            before=current_value(measures.get(change.measure_id or 0), change.field, on=act.today),
            after=change.value,
        )
        for position, change in enumerate(changes, start=1)
    ]
    AmendmentChange.objects.bulk_create(rows)
    finish(
        act,
        action="amendment.propose",
        target=f"amendment:{amendment.pk}",
        region_id=act.person.region_id,
        before={str(row.position): row.before for row in rows},
        after={str(row.position): row.after for row in rows},
        changed=(Changed("amendment", amendment.pk, "created"),),
    )
    return amendment


@transaction.atomic
def confirm_amendment(act: Act, *, amendment_id: int, seen_version: int | None) -> Amendment:
    """Confirm the other Party's amendment: the text changes from its day of effect.

    :raises RuleBroken: `not_proposed`; `text_changed` where the text is no longer what the
        proposal changes; `effective_before_newest`; `measure_cancelled`; `number_taken`.
    """
    amendment = lock_proposal(act, Amendment, amendment_id)
    require_other_party(act, amendment, seen_version)
    act = after_closings(act, amendment.roadmap_id)
    roadmap = Roadmap.objects.get(pk=amendment.roadmap_id)
    _check_in_force(roadmap)
    changes = list(amendment.changes.order_by("position"))
    ids = sorted({change.measure_id for change in changes if change.measure_id is not None})
    catch_up(roadmap, today=act.today)
    measures = {
        one.pk: one for one in Measure.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    }
    since = From(on=amendment.effective_on, at=act.at, amendment=amendment)
    confirm_row(act, amendment, ProposalState.IN_EFFECT)
    for change in changes:
        measure = measures.get(change.measure_id or 0)
        _check_unchanged(change, measure, act)
        check_value(roadmap, measure, change.field, change.after, f"changes.{change.position}")
        if measure is not None:
            _check_newest(measure, since)
        touched = apply_change(roadmap, measure, change.field, change.after, since)
        measures[touched.pk] = touched
        if change.measure_id is None:
            change.measure = touched
        change.save()
    bring_to_day(roadmap, measures, today=act.today)
    for measure in Measure.objects.filter(pk__in=measures):
        Measure.objects.filter(pk=measure.pk).update(version=measure.version + 1, updated_at=act.at)
    finish(
        act,
        action="amendment.confirm",
        target=f"amendment:{amendment.pk}",
        region_id=act.person.region_id,
        before={str(change.position): change.before for change in changes},
        after={str(change.position): change.after for change in changes},
        changed=(
            Changed("amendment", amendment.pk),
            *(Changed("measure", change.measure_id or 0, _verb(change)) for change in changes),
        ),
    )
    return amendment


@transaction.atomic
def decline_amendment(act: Act, *, amendment_id: int, seen_version: int | None, reason: str) -> Amendment:
    """Decline the other Party's amendment, with a reason. :raises RuleBroken: `not_proposed`."""
    amendment = lock_proposal(act, Amendment, amendment_id)
    return decline(act, amendment, seen_version, reason, changed=(Changed("amendment", amendment.pk),))


@transaction.atomic
def withdraw_amendment(act: Act, *, amendment_id: int, seen_version: int | None) -> Amendment:
    """Withdraw the own Party's amendment. :raises RuleBroken: `not_proposed`."""
    amendment = lock_proposal(act, Amendment, amendment_id)
    return withdraw(act, amendment, seen_version, changed=(Changed("amendment", amendment.pk),))


def _check_in_force(roadmap: Roadmap) -> None:
    if roadmap.state != RoadmapState.IN_FORCE:
        raise RuleBroken("roadmap_not_in_force", _("The road map is not in force."))


def _check_effective(roadmap: Roadmap, effective_on: date, today: date) -> None:
    """Refuse a day outside the term; what is still in force after its term may be amended up to `today`."""
    if not roadmap.starts_on <= effective_on <= max(roadmap.ends_on, today):
        raise InvalidInput("effective_on", "outside_term", _("The day of effect lies outside the road map's term."))


def _measures_of(roadmap: Roadmap, changes: Sequence[ChangeRequest]) -> dict[int, Measure]:
    """Return the measures that the changes name, each field of a measure changed once."""
    if not changes or len(changes) > MOST_CHANGES:
        raise InvalidInput("changes", "required", _("Give at least one change, at most 200."))
    ids = [change.measure_id for change in changes if change.measure_id is not None]
    measures = {one.pk: one for one in Measure.objects.filter(roadmap=roadmap, pk__in=ids)}
    seen: set[tuple[int, str]] = set()
    for position, change in enumerate(changes):
        if (change.measure_id is None) != (change.field == ADDED):
            raise InvalidInput(
                f"changes.{position}.measure", "required", _("Name the measure; a new one has none yet.")
            )
        if change.measure_id is None:
            continue
        if change.measure_id not in measures:
            raise InvalidInput(
                f"changes.{position}.measure", "does_not_exist", _("There is no such measure in this road map.")
            )
        if (change.measure_id, change.field) in seen:
            raise InvalidInput(
                f"changes.{position}.field", "named_twice", _("A text is changed once in an amendment.")
            )
        seen.add((change.measure_id, change.field))
    return measures


def _check_unchanged(change: AmendmentChange, measure: Measure | None, act: Act) -> None:
    """Bring `before` of executors up to date; refuse where another amendment changed the text."""
    value = current_value(measure, change.field, on=act.today)
    if change.field == "executors":
        change.before = value
    elif value != change.before:
        raise RuleBroken("text_changed", _("The text has been changed since this was proposed."))


def _check_newest(measure: Measure, since: From) -> None:
    """Refuse a day of effect before the newest text's: it would never be in effect."""
    newest = MeasureText.objects.filter(measure=measure).order_by("-from_on").first()
    if newest is not None and newest.from_on > since.on:
        raise RuleBroken(
            "effective_before_newest", _("A later text of this measure is in effect already."), "effective_on"
        )


def _verb(change: AmendmentChange) -> str:
    return {"cancelled": "cancelled", ADDED: "created"}.get(change.field, "updated")
