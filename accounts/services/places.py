"""Writes on regions and agencies (rules.md §1, §6–§8).

Agencies are administrators' work: their audit entries are of the kind that an administrator of the
region may read (`people`), and hold names as they are, for agencies' names are part of the plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import PEOPLE, record
from accounts.errors import InvalidInput, RuleBroken
from accounts.models import Agency, AgencyFact, Region
from accounts.policy import Action, require
from accounts.roles import AgencyLevel, Language
from accounts.services import inputs
from accounts.services.access import Place, as_of_now, check_version, lock_region
from accounts.services.following import AgencyChange, Touched, followers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from accounts.audit import Act

NAMES = ("name_kk", "name_ru", "name_en")
CHANGEABLE = (*NAMES, "level", "valid_from", "valid_to", "successor")
REGION_FIELDS = ("code", *NAMES, "country", "timezone", "language", "holiday_calendar")
_REQUIRED = ("code", *NAMES, "level")


@transaction.atomic
def create_region(act: Act, *, values: Mapping[str, Any]) -> Region:
    """Create an administration that can be a Party; only the operator does (rules.md §7).

    :raises PermissionDenied: for anybody else.
    :raises InvalidInput: naming the field.
    :raises RuleBroken: `code_taken`.
    """
    require(act.by, Action.REGION_CREATE)
    inputs.refuse_unknown(values, REGION_FIELDS)
    region = Region()
    for name in REGION_FIELDS:
        setattr(region, name, inputs.line(name, values.get(name, ""), required=name != "holiday_calendar"))
    inputs.choice("language", region.language, Language.values)
    inputs.check_fields(region, REGION_FIELDS)
    _insert(region)
    after = {name: getattr(region, name) for name in REGION_FIELDS}
    record(act, action="region.create", target=f"region:{region.code}", kind=PEOPLE, region_id=region.pk, after=after)
    return region


@transaction.atomic
def create_agency(act: Act, *, values: Mapping[str, Any]) -> Agency:
    """Create an agency of the actor's own region; `successor` is the code of another one.

    :raises PermissionDenied: where the actor administers no region.
    :raises InvalidInput: naming the field.
    :raises RuleBroken: `code_taken`, `ends_before_it_begins`, `successor_cycle`.
    """
    require(act.by, Action.AGENCY_EDIT, Place(act.person.region_id))
    lock_region(act.person.region_id)
    act = as_of_now(act)
    require(act.by, Action.AGENCY_EDIT, Place(act.person.region_id))
    inputs.refuse_unknown(values, ("code", *CHANGEABLE))
    for name in _REQUIRED:
        if values.get(name) is None:
            raise InvalidInput(name, "required", _("Fill in this field."))
    agency = Agency(region=act.person.region, code=inputs.line("code", values["code"]))
    _set(agency, values)
    inputs.check_fields(agency, ("code", *NAMES))
    _check_rules(agency)
    _insert(agency)
    _finish(act, "agency.create", AgencyChange(agency, before={}, is_new=True))
    return agency


@transaction.atomic
def change_agency(act: Act, *, code: str, seen_version: int | None, values: Mapping[str, Any]) -> Agency:
    """Change an agency of the own region; what is left out of `values` stays as it is.

    The change holds from today and is known from this moment; the past keeps its names (rules.md §6).

    :raises Agency.DoesNotExist, PermissionDenied, VersionMissing, StaleVersion: in this order.
    :raises InvalidInput: naming the field.
    :raises RuleBroken: `ends_before_it_begins`, `own_successor`, `successor_cycle`, and what the
        followers refuse.
    """
    act, agency = _lock_agency(act, code)
    check_version(agency, seen_version)
    inputs.refuse_unknown(values, CHANGEABLE)
    return _change(act, agency, values, action="agency.change")


@transaction.atomic
def succeed_agency(act: Act, *, code: str, seen_version: int | None, successor_code: str | None, on: date) -> Agency:
    """End an agency that was renamed, merged or dissolved: `on` is the first day without it.

    Its successor stands in for it from that day; None where it has none.

    :raises Agency.DoesNotExist, PermissionDenied, VersionMissing, StaleVersion: in this order.
    :raises InvalidInput: on `successor` or `on`.
    :raises RuleBroken: `already_ended`, `successor_not_valid`, and what `change_agency` refuses.
    """
    act, agency = _lock_agency(act, code)
    check_version(agency, seen_version)
    first_without = inputs.day("on", on)
    if first_without is None:
        raise InvalidInput("on", "required", _("Fill in this field."))
    if first_without == first_without.min:
        raise InvalidInput("on", "out_of_range", _("Give a day."))
    successor = _successor(agency, successor_code)
    if agency.valid_to is not None and agency.valid_to < first_without:
        raise RuleBroken("already_ended", _("The agency has ended already by that day."), "on")
    if successor is not None and not Agency.objects.valid_on(first_without).filter(pk=successor.pk).exists():
        raise RuleBroken("successor_not_valid", _("The successor does not exist on that day."), "successor")
    last_day = type(first_without).fromordinal(first_without.toordinal() - 1)
    return _change(act, agency, {"valid_to": last_day, "successor": successor_code}, action="agency.succeed")


def _lock_agency(act: Act, code: str) -> tuple[Act, Agency]:
    """Lock what hangs on an agency, its region and the agency, for someone who may change it."""
    found = Agency.objects.get(code=inputs.name_of_a_row(code))
    require(act.by, Action.AGENCY_EDIT, found)
    for follower in followers:
        follower.lock(found.pk)
    lock_region(found.region_id)
    act = as_of_now(act)
    agency = Agency.objects.select_for_update(no_key=True, of=("self",)).select_related("successor").get(pk=found.pk)
    require(act.by, Action.AGENCY_EDIT, agency)
    return act, agency


def _change(act: Act, agency: Agency, values: Mapping[str, Any], *, action: str) -> Agency:
    before = _state(agency)
    _set(agency, values)
    inputs.check_fields(agency, NAMES)
    _check_rules(agency)
    agency.version += 1
    agency.save(update_fields=[*CHANGEABLE, "version"])
    now = _state(agency)
    _finish(act, action, AgencyChange(agency, {name: old for name, old in before.items() if old != now[name]}))
    return agency


def _set(agency: Agency, values: Mapping[str, Any]) -> None:
    for name in NAMES:
        if name in values:
            setattr(agency, name, inputs.line(name, values[name]))
    if "level" in values:
        agency.level = inputs.choice("level", values["level"], AgencyLevel.values)
    for name in ("valid_from", "valid_to"):
        if name in values:
            setattr(agency, name, inputs.day(name, values[name]))
    if "successor" in values:
        agency.successor = _successor(agency, values["successor"])


def _successor(agency: Agency, given: object) -> Agency | None:
    """Return the agency of the same region that a code names; other regions' do not exist here."""
    code = inputs.code("successor", given)
    if code is None:
        return None
    found = Agency.objects.filter(code=code, region_id=agency.region_id).first()
    if found is None:
        raise InvalidInput("successor", "does_not_exist", _("There is no such agency in your region."))
    return found


def _check_rules(agency: Agency) -> None:
    if agency.valid_from and agency.valid_to and agency.valid_to < agency.valid_from:
        raise RuleBroken("ends_before_it_begins", _("The last day lies before the first."), "valid_to")
    if agency.successor is None:
        return
    if agency.successor_id == agency.pk:
        raise RuleBroken("own_successor", _("An agency does not succeed itself."), "successor")
    after = dict(Agency.objects.filter(region_id=agency.region_id).values_list("pk", "successor_id"))
    step: int | None = agency.successor_id
    passed: set[int] = set()
    while step is not None and step not in passed:
        if step == agency.pk:
            raise RuleBroken(
                "successor_cycle", _("These agencies would succeed one another in a circle."), "successor"
            )
        passed.add(step)
        step = after.get(step)


def _insert(row: Region | Agency) -> None:
    """Insert a row whose code must be its own, saying nothing of who has it."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        raise RuleBroken("code_taken", _("This code cannot be used. Choose another one."), "code") from taken


def _state(agency: Agency) -> dict[str, Any]:
    """Return what can change of an agency, as the audit entry writes it."""
    return {
        **{name: getattr(agency, name) for name in (*NAMES, "level")},
        "valid_from": agency.valid_from.isoformat() if agency.valid_from else None,
        "valid_to": agency.valid_to.isoformat() if agency.valid_to else None,
        "successor": agency.successor.code if agency.successor else None,
    }


def _finish(act: Act, action: str, change: AgencyChange) -> None:
    """State the agency's fact, let the floors above follow, and record the write."""
    agency = change.agency
    AgencyFact.objects.create(
        agency=agency,
        **{name: getattr(agency, name) for name in CHANGEABLE},
        from_on=act.today,
        known_at=act.at,
    )
    touched = [Touched("agency", agency.code, "created" if change.is_new else "updated")]
    for follower in followers:
        touched += follower.follow(act, change)
    now = _state(agency)
    after = now if change.is_new else {name: now[name] for name in change.before}
    if touched[1:]:
        after["touched"] = [f"{one.kind}:{one.id}" for one in touched[1:]]
    seq = record(
        act,
        action=action,
        target=f"agency:{agency.code}",
        kind=PEOPLE,
        region_id=agency.region_id,
        before=None if change.is_new else change.before,
        after=after,
        numbers=len(touched),
    )
    for follower in followers:
        follower.publish(act, touched, seq)
