"""A road map's successor, drafted from what is unfinished in it (rules.md §1, §5, §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.policy import Action, require
from accounts.services import inputs
from roadmap.choices import DeadlineForm, Language, RoadmapState, Status
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.models import Direction, Measure, Party, PartyFact, Roadmap
from roadmap.rules.facts import ALWAYS_KNOWN, ALWAYS_ON, text_from
from roadmap.rules.wordings import WHOLE_TERM, until
from roadmap.services.amended import set_teams
from roadmap.services.executors import team_of
from roadmap.services.founding import TEXTS, insert_draft, named_draft
from roadmap.services.ledger import Changed, finish
from roadmap.services.now import term_of
from roadmap.services.texts import From, bring_to_day, make_occurrence, read_wordings, state_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.audit import Act
    from roadmap.rules.deadlines import Deadline

FIELDS = ("code", *TEXTS, "starts_on", "ends_on")


@transaction.atomic
def draft_successor(act: Act, *, predecessor_code: str, values: Mapping[str, Any]) -> Roadmap:
    """Draft the road map that follows one: its Parties, its directions, and what is unfinished in it.

    Its term may overlap its predecessor's. A deadline whose wording says nothing inside the new term
    becomes the term's last day; the wording it had stands in the measure's note.

    :raises PermissionDenied: for anybody but the operator, who creates road maps.
    :raises Roadmap.DoesNotExist: where there is no such predecessor.
    :raises InvalidInput: naming the field of `FIELDS`.
    :raises RuleBroken: `roadmap_not_in_force` of a draft, `already_succeeded`, `term_ends_before_it_begins`,
        `code_taken`.
    """
    require(act.by, Action.ROADMAP_LOAD)
    predecessor: Roadmap = Roadmap.objects.select_for_update(no_key=True).get(code=predecessor_code)
    inputs.refuse_unknown(values, FIELDS)
    roadmap = named_draft(values)
    if predecessor.state == RoadmapState.DRAFT:
        raise RuleBroken("roadmap_not_in_force", _("The road map is not in force."))
    if predecessor.successors.exists():
        raise RuleBroken("already_succeeded", _("The road map has a successor already."))
    roadmap.predecessor = predecessor
    insert_draft(roadmap)
    regions = _copy_parties(predecessor, roadmap)
    directions = _copy_directions(predecessor, roadmap)
    since = From(on=text_from(signed_on=None, starts_on=roadmap.starts_on), at=ALWAYS_KNOWN)
    unfinished = Measure.objects.filter(roadmap=predecessor, is_cancelled=False).exclude(status=Status.DONE)
    carried = [_carry(act, old, roadmap, directions, since) for old in unfinished.select_related("roadmap")]
    bring_to_day(roadmap, [measure.pk for measure in carried], today=max(act.today, since.on))
    finish(
        act,
        action="roadmap.succeed",
        target=f"roadmap:{roadmap.code}",
        after={"predecessor": predecessor.code, "measures": [measure.number for measure in carried]},
        changed=[Changed("roadmap", roadmap.code, "created", private_to=region_id) for region_id in regions],
    )
    return roadmap


def _copy_parties(predecessor: Roadmap, roadmap: Roadmap) -> list[int]:
    """Give a draft the Parties of its predecessor, reporting as they do now; return their regions."""
    parties = list(Party.objects.filter(roadmap=predecessor).order_by("region__code"))
    for old in parties:
        settings = {"cycle": old.cycle, "days_after": old.days_after}
        party = Party.objects.create(roadmap=roadmap, region_id=old.region_id, **settings)
        PartyFact.objects.create(party=party, **settings, from_on=ALWAYS_ON, known_at=ALWAYS_KNOWN)
    return [old.region_id for old in parties]


def _copy_directions(predecessor: Roadmap, roadmap: Roadmap) -> dict[int, Direction]:
    """Give a draft the directions of its predecessor; return the new ones by the old ones' ids."""
    made = {}
    for old in Direction.objects.filter(roadmap=predecessor).order_by("number"):
        names = {f"name_{code}": getattr(old, f"name_{code}") for code in Language.values}
        made[old.pk] = Direction.objects.create(
            roadmap=roadmap, number=old.number, code=old.code, source=old.source, provenance=old.provenance, **names
        )
    return made


def _carry(act: Act, old: Measure, roadmap: Roadmap, directions: Mapping[int, Direction], since: From) -> Measure:
    """Write an unfinished measure into a draft, with its executors of today, linked to the old one."""
    wordings, deadline = _deadline(old, roadmap)
    texts = {f"title_{code}": getattr(old, f"title_{code}") for code in Language.values}
    texts |= {f"deadline_{code}": wordings[code] for code in Language.values}
    measure = Measure.objects.create(
        roadmap=roadmap,
        direction=directions[old.direction_id],
        number=old.number,
        number_key=old.number_key,
        completion_form_id=old.completion_form_id,
        deadline_form=deadline.form,
        starts_on=deadline.starts_on,
        due_on=deadline.due_on,
        original_due_on=deadline.due_on,
        carried_from=old,
        source=old.source,
        source_fields=old.source_fields,
        provenance={"note": _note(old)},
        holds_from=since.on,
        updated_at=act.at,
        **texts,
    )
    for span in deadline.occurrences:
        make_occurrence(measure, span, since)
    parties = Party.objects.filter(roadmap=old.roadmap).select_related("region")
    teams = {party.region.code: team_of(old, party, on=act.today).as_json() for party in parties}
    set_teams(measure, {code: team for code, team in teams.items() if team["lead"] is not None}, since)
    state_text(measure, since)
    return measure


def _deadline(old: Measure, roadmap: Roadmap) -> tuple[Mapping[str, str], Deadline]:
    """Return the wording that a carried measure gets in the new term, and what it means."""
    term = term_of(roadmap)
    signed = {code: getattr(old, f"deadline_{code}") for code in Language.values}
    try:
        return signed, read_wordings(signed, term=term)
    except InvalidInput:
        # its dates lie in the old term: the new one's end, until the coordinators word it otherwise
        whole = old.deadline_form == DeadlineForm.WHOLE_PERIOD
        wordings = WHOLE_TERM if whole else until(roadmap.ends_on)
        return wordings, read_wordings(wordings, term=term)


def _note(old: Measure) -> str:
    return f"Carried over from {old.roadmap.code}, {old.number}. Its deadline there: {old.deadline_ru}"
