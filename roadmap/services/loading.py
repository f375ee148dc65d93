"""Loads a road map that a document states: the operator's command (rules.md §5, api.md *Commands*).

Only a draft can be loaded again: its rows are brought to what the document states. What is in force
changes by amendment alone. All is one transaction, in as many statements for a thousand measures as
for one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from accounts.policy import Action, require
from roadmap.choices import ProposalState, RoadmapState
from roadmap.errors import RuleBroken
from roadmap.models import Direction, Party, PartyFact, Roadmap, RoadmapProposal
from roadmap.rules.document import DocumentRefused, Problem
from roadmap.rules.facts import ALWAYS_KNOWN, text_from
from roadmap.services import now
from roadmap.services.ledger import Changed, finish
from roadmap.services.loading_measures import Ground, MeasuresLoaded, erase_measures, erase_sides, load_measures
from roadmap.services.loading_places import load_places
from roadmap.services.rows import CREATED, UPDATED, Synced, differences, sync, sync_facts
from roadmap.services.texts import From

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.audit import Act
    from accounts.models import Region
    from roadmap.rules.document import Document

TERM = {"starts_on", "ends_on"}
PARTY_FACT = ("party_id", "cycle", "days_after", "from_on", "known_at")


@dataclass(frozen=True)
class Loaded:
    """What stands after a load: the road map's state, and how many rows of each kind."""

    state: RoadmapState
    counts: dict[str, int]


@transaction.atomic
def load_roadmap(act: Act, *, document: Document, in_force: bool = False) -> Loaded:
    """Make a road map's rows say what `document` says; `in_force`: it is signed, put it in force.

    :raises PermissionDenied: for anybody but a command and the operator.
    :raises DocumentRefused: where it contradicts what other road maps stand on, or is to be in
        force without a day of signing.
    :raises RuleBroken: `roadmap_in_force`, `roadmap_closed`.
    """
    if act.by is not None:
        require(act.by, Action.ROADMAP_LOAD)
    if in_force and document.signed_on is None:
        raise DocumentRefused([Problem("roadmap.signed_on", _("A document that is in force has a day of signing."))])
    roadmap, is_new = _lock(document)
    before = None if is_new else {"state": roadmap.state}
    differing = _set_roadmap(act, roadmap, document, in_force=in_force, is_new=is_new)
    places = load_places(act, roadmap, document)
    since = From(on=text_from(signed_on=roadmap.signed_on, starts_on=roadmap.starts_on), at=ALWAYS_KNOWN)
    parties = _load_parties(roadmap, document, places.regions, since)
    directions = _load_directions(roadmap, document)
    ground = Ground(roadmap, places, parties.rows, directions.rows, since)
    measures = load_measures(act, ground, document)
    _erase(roadmap, parties, directions, measures)
    if parties.is_changed or measures.changes or TERM & differing:
        now.rebuild([row.pk for row in measures.rows.values()], today=max(act.today, since.on))
    counts = _counts(document)
    verb = CREATED if is_new else UPDATED if differing else ""
    feed = _feed(roadmap, parties, directions, measures, verb=verb)
    finish(
        act,
        action="roadmap.load",
        target=f"roadmap:{roadmap.code}",
        before=before,
        after={"state": str(roadmap.state), "sha256": document.sha256, "counts": counts, **places.overwritten},
        changed=[*places.feed, *feed],
    )
    return Loaded(state=RoadmapState(roadmap.state), counts=counts)


def _lock(document: Document) -> tuple[Roadmap, bool]:
    """Return the road map of the document's code, locked and in draft, and whether it is new."""
    term = {"starts_on": document.starts_on, "ends_on": document.ends_on}
    found, is_new = Roadmap.objects.get_or_create(code=document.code, defaults=term)
    roadmap = Roadmap.objects.select_for_update(no_key=True).get(pk=found.pk)
    code = {"code": roadmap.code}
    if roadmap.state == RoadmapState.IN_FORCE:
        raise RuleBroken(
            "roadmap_in_force", _("%(code)s is in force: its text changes by amendment, not by loading.") % code
        )
    if roadmap.state == RoadmapState.CLOSED:
        raise RuleBroken("roadmap_closed", _("%(code)s is closed: nothing in it changes any more.") % code)
    return roadmap, is_new


def _set_roadmap(act: Act, roadmap: Roadmap, document: Document, *, in_force: bool, is_new: bool) -> set[str]:
    """Write the document's own row; return the columns in which it is other than before.

    What the Parties proposed about the draft falls: it was about another text.
    """
    values: dict[str, Any] = {
        **document.title.columns("title"),
        **document.short_title.columns("short_title"),
        **document.disclaimer.columns("disclaimer"),
        "starts_on": document.starts_on,
        "ends_on": document.ends_on,
        "signed_on": document.signed_on,
        "source": document.source.value,
        "facts": {**document.facts, "sources": [source.code for source in document.sources]},
        "state": str(RoadmapState.IN_FORCE if in_force else RoadmapState.DRAFT),
        "in_force_at": act.at if in_force else None,
    }
    differing = set(differences(roadmap, values))
    for name, value in values.items():
        setattr(roadmap, name, value)
    if differing and not is_new:
        roadmap.version += 1
    roadmap.save()
    RoadmapProposal.objects.filter(roadmap=roadmap, state=ProposalState.PROPOSED).update(
        state=ProposalState.WITHDRAWN, decided_at=act.at, version=F("version") + 1
    )
    return differing


def _load_parties(roadmap: Roadmap, document: Document, regions: dict[str, Region], since: From) -> Synced[str, Party]:
    standing = {party.region.code: party for party in Party.objects.filter(roadmap=roadmap).select_related("region")}
    wanted = {
        code: {
            "roadmap_id": roadmap.pk,
            "region": regions[code],
            "signatory": document.signatories.get(code) or {"party": document.facts["regions"][code]["party"]},
            "cycle": document.cycle.value,
            "days_after": document.days_after,
        }
        for code in document.party_codes
    }
    parties = sync(Party, standing, wanted)
    facts = [
        PartyFact(party=party, cycle=party.cycle, days_after=party.days_after, from_on=since.on, known_at=since.at)
        for party in parties.rows.values()
    ]
    sync_facts(PartyFact, PartyFact.objects.filter(party__roadmap=roadmap), facts, PARTY_FACT)
    return parties


def _load_directions(roadmap: Roadmap, document: Document) -> Synced[int, Direction]:
    standing = {direction.number: direction for direction in Direction.objects.filter(roadmap=roadmap)}
    wanted = {
        direction.number: {
            "roadmap_id": roadmap.pk,
            "number": direction.number,
            "code": direction.code,
            **direction.name.columns("name"),
            "source": direction.source.value,
            "provenance": direction.provenance,
        }
        for direction in document.directions
    }
    moving = [row.pk for number, row in standing.items() if row.code != wanted.get(number, {}).get("code")]
    if moving:  # codes are unique: those that change hands are laid down first
        Direction.objects.filter(pk__in=moving).update(code=Concat(Value("~"), Cast("pk", CharField())))
    return sync(Direction, standing, wanted)


def _erase(
    roadmap: Roadmap, parties: Synced[str, Party], directions: Synced[int, Direction], measures: MeasuresLoaded
) -> None:
    """Take out what the document does not state: nothing of a draft is signed."""
    erase_measures(measures.gone)
    if directions.gone:
        Direction.objects.filter(pk__in=[row.pk for row in directions.gone]).delete()
    if parties.gone:
        erase_sides(roadmap, [row.region_id for row in parties.gone])
        Party.objects.filter(pk__in=[row.pk for row in parties.gone]).delete()


def _counts(document: Document) -> dict[str, int]:
    return {
        "parties": len(document.party_codes),
        "agencies": len(document.agencies),
        "directions": len(document.directions),
        "measures": len(document.measures),
        "occurrences": sum(len(measure.deadline.occurrences) for measure in document.measures),
        "executors": sum(1 + len(team.co) for measure in document.measures for team in measure.teams),
        "sources": len(document.sources),
    }


def _feed(
    roadmap: Roadmap,
    parties: Synced[str, Party],
    directions: Synced[int, Direction],
    measures: MeasuresLoaded,
    *,
    verb: str,
) -> Iterator[Changed]:
    """Return the feed's rows: a draft's for each Party alone; all of what has just come in force for everybody."""
    in_force = roadmap.state == RoadmapState.IN_FORCE
    changes: list[tuple[str, int | str, str]] = [("roadmap", roadmap.code, verb)] if verb else []
    changes += [
        ("party", f"{roadmap.code}/{row.region.code}", change) for row, change in parties.changes(whole=in_force)
    ]
    changes += [("direction", row.pk, change) for row, change in directions.changes(whole=in_force)]
    standing = [(row.pk, "updated") for row in measures.rows.values()] if in_force else []
    changes += [("measure", pk, change) for pk, change in {**dict(standing), **measures.changes}.items()]
    audiences = [None] if in_force else [party.region_id for party in parties.rows.values()]
    for kind, number, change in changes:
        for region_id in audiences:
            yield Changed(kind, number, change, private_to=region_id)
