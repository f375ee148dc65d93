"""Who carries a measure out: one Party's lead and co-executors as dated facts (rules.md §1, §5, §6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from accounts.policy import Action, require
from accounts.services.access import Place, check_version
from roadmap.choices import ExecutorRole, RoadmapState
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.models import Executor, Measure, Party
from roadmap.rules.facts import ALWAYS_KNOWN, text_from
from roadmap.services import now
from roadmap.services.ledger import Changed, finish
from roadmap.services.words import refresh_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from accounts.audit import Act


@dataclass(frozen=True)
class CoExecutor:
    """A co-executor as a person names it."""

    agency: str
    by_agreement: bool = False


@dataclass(frozen=True)
class Team:
    """One Party's executors of a measure, by agency codes. `lead` None: nobody on this side."""

    lead: str | None
    co: tuple[CoExecutor, ...] = ()
    lead_by_agreement: bool = False

    def as_json(self) -> dict[str, object]:
        """Return the team as the API and the protocols write it."""
        return {
            "lead": self.lead,
            "co": [{"agency": one.agency, "by_agreement": one.by_agreement} for one in self.co],
        }


@transaction.atomic
def change_own_executors(act: Act, *, measure_id: int, seen_version: int | None, team: Team) -> Measure:
    """Set the own Party's executors of a measure; the other Party need not consent (rules.md §5).

    :raises Measure.DoesNotExist, PermissionDenied, VersionMissing, StaleVersion: see access.py.
    :raises InvalidInput: for an unknown or foreign agency, one named twice, or no lead.
    :raises RuleBroken: `roadmap_closed`, `measure_cancelled`, `effective_before_newest`.
    """
    by = act.person
    measure = lock_measure(act, measure_id)
    party = Party.objects.filter(roadmap=measure.roadmap, region_id=act.home).first()
    require(by, Action.EXECUTORS_EDIT, Place(party.region_id if party else None))
    check_version(measure, seen_version)
    assert party is not None  # noqa: S101 -- the policy refuses who has no Party here
    if team.lead is None:
        raise InvalidInput("lead", "required", _("Name the responsible executor."))
    check_team(team, party.region_id)
    if measure.roadmap.state == RoadmapState.CLOSED:
        raise RuleBroken("roadmap_closed", _("The road map is closed."))
    if measure.is_cancelled:
        raise RuleBroken("measure_cancelled", _("The measure is cancelled."))
    before = team_of(measure, party, on=act.today)
    if measure.roadmap.state == RoadmapState.DRAFT:
        _rewrite_team(measure, party, team)
    else:
        replace_team(measure, party, team, on=act.today, at=act.at)
    touch_measure(act, measure)
    finish(
        act,
        action="executors.change",
        target=f"measure:{measure.pk}",
        region_id=party.region_id,
        before={party.region.code: before.as_json()},
        after={party.region.code: team.as_json()},
        changed=(Changed("measure", measure.pk),),
    )
    return measure


def lock_measure(act: Act, measure_id: int) -> Measure:
    """Lock a measure that the person may know of."""
    return (
        Measure.objects.visible_to(act.person)
        .select_for_update(no_key=True, of=("self",))
        .select_related("roadmap")
        .get(pk=measure_id)
    )


def touch_measure(act: Act, measure: Measure) -> None:
    """Count a change of the plan on a locked measure, and bring its rows and words up to date."""
    measure.version += 1
    measure.updated_at = act.at
    measure.save(update_fields=["version", "updated_at"])
    now.rebuild([measure.pk], today=act.today)
    refresh_words([measure.pk], today=act.today)


def team_of(measure: Measure, party: Party, *, on: date) -> Team:
    """Return one Party's executors on a day."""
    rows = list(Executor.objects.on(on).filter(measure=measure, party=party).select_related("agency"))
    lead = next((row for row in rows if row.role == ExecutorRole.LEAD), None)
    return Team(
        lead=lead.agency.code if lead else None,
        lead_by_agreement=lead.by_agreement if lead else False,
        co=tuple(CoExecutor(row.agency.code, row.by_agreement) for row in rows if row.role == ExecutorRole.CO),
    )


def check_team(team: Team, region_id: int, *, field: str = "") -> dict[str, Agency]:
    """Return the agencies of a team by code, all of one region and each named once.

    :raises InvalidInput: `does_not_exist` or `named_twice`, on `lead` or `co` (or `field`).
    """
    codes = [team.lead, *(one.agency for one in team.co)] if team.lead else [one.agency for one in team.co]
    found = {agency.code: agency for agency in Agency.objects.filter(code__in=codes, region_id=region_id)}
    for position, code in enumerate(codes):
        name = field or ("lead" if team.lead and position == 0 else "co")
        if code not in found:
            raise InvalidInput(name, "does_not_exist", _("There is no such agency in your region."))
        if codes.index(code) != position:
            raise InvalidInput(name, "named_twice", _("An agency is named once in a measure."))
    return found


def replace_team(measure: Measure, party: Party, team: Team, *, on: date, at: datetime) -> None:
    """End the executors that a team no longer has, and begin the new ones, from `on`, known at `at`.

    :raises RuleBroken: `effective_before_newest` where others hold from a later day already: two teams
        would hold on one day, or the past would change.
    """
    agencies = check_team(team, party.region_id)
    later = Q(from_on__gt=on) | Q(until_on__gt=on)
    if Executor.objects.filter(later, measure=measure, party=party).exists():
        raise RuleBroken(
            "effective_before_newest", _("Other executors of this measure hold from a later day already.")
        )
    wanted = _rows(team)
    for row in Executor.objects.current().filter(measure=measure, party=party).select_related("agency"):
        if wanted.get(row.agency.code) == (row.role, row.by_agreement, row.position):
            del wanted[row.agency.code]
            continue
        row.until_on, row.until_known_at = on, at
        row.save(update_fields=["until_on", "until_known_at"])
    Executor.objects.bulk_create(
        Executor(
            measure=measure,
            party=party,
            region_id=party.region_id,
            agency=agencies[code],
            role=role,
            by_agreement=by_agreement,
            position=position,
            from_on=on,
            known_at=at,
        )
        for code, (role, by_agreement, position) in wanted.items()
    )


def _rewrite_team(measure: Measure, party: Party, team: Team) -> None:
    """Write a draft's executors anew, as if its text had always been this: a draft has no past."""
    Executor.objects.filter(measure=measure, party=party).delete()
    since = text_from(signed_on=measure.roadmap.signed_on, starts_on=measure.roadmap.starts_on)
    replace_team(measure, party, team, on=since, at=ALWAYS_KNOWN)


def _rows(team: Team) -> dict[str, tuple[str, bool, int]]:
    rows: dict[str, tuple[str, bool, int]] = {}
    if team.lead is not None:
        rows[team.lead] = (ExecutorRole.LEAD, team.lead_by_agreement, 0)
    for position, one in enumerate(team.co, start=1):
        rows[one.agency] = (ExecutorRole.CO, one.by_agreement, position)
    return rows


def team_from(value: dict[str, object]) -> Team:
    """Return a team from its JSON, as `Team.as_json` writes it."""
    members: Sequence[dict[str, object]] = value.get("co") or ()  # type: ignore[assignment]
    return Team(
        lead=value.get("lead"),  # type: ignore[arg-type]
        co=tuple(CoExecutor(str(one["agency"]), bool(one.get("by_agreement"))) for one in members),
    )
