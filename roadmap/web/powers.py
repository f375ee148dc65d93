"""What a page offers to a reader: a button only where the service behind it would not refuse the person."""

from __future__ import annotations

from accounts.policy import Action, can
from accounts.services.access import Place
from roadmap.choices import RoadmapState
from roadmap.selectors.rows import Json
from roadmap.web.desk import Desk


def place_of(desk: Desk, row: Json) -> Place:
    """Return the reader's own side of a measure for the policy: its region and the agencies engaged in it."""
    own = desk.own_region
    side = next((side for side in row["sides"] if side["region"] == own), None)
    if own is None or side is None or side["lead"] is None:
        return Place(None)
    ids = desk.reference.agency_ids
    return Place(desk.reference.region_ids[own], frozenset(ids[code] for code in (side["lead"], *side["co"])))


def may_report(desk: Desk, row: Json) -> bool:
    """Return whether the reader may write reports on the own side of a measure."""
    return takes_reports(desk, row) and can(desk.reader, Action.REPORT_WRITE, place_of(desk, row))


def may_comment(desk: Desk, row: Json) -> bool:
    """Return whether the reader may speak on a measure (an executor: where the own agency carries it out)."""
    place = place_of(desk, row)
    if place.region_id is None and desk.own_region in desk.parties_of(row["roadmap"]):
        place = Place(desk.reference.region_ids[desk.own_region or ""])
    return can(desk.reader, Action.COMMENT_WRITE, place)


def may_propose(desk: Desk, roadmap: str) -> bool:
    """Return whether the reader speaks for a Party of a road map that is in force."""
    return state_of(desk, roadmap) == RoadmapState.IN_FORCE and speaks_for_party(desk, roadmap)


def speaks_for_party(desk: Desk, roadmap: str) -> bool:
    """Return whether the reader is a coordinator of one of a road map's Parties."""
    own = desk.own_region
    return own is not None and own in desk.parties_of(roadmap) and can(desk.reader, Action.PROPOSE)


def edits_draft(desk: Desk, roadmap: str) -> bool:
    """Return whether the reader is a coordinator of one of a road map's Parties, who edit it while it is a draft."""
    own = desk.own_region
    is_party = own is not None and own in desk.parties_of(roadmap)
    return is_party and can(desk.reader, Action.DRAFT_ROADMAP_EDIT)


def edits_executors(desk: Desk, row: Json) -> bool:
    """Return whether the reader sets the own Party's executors of a measure."""
    is_party = desk.own_region in desk.parties_of(row["roadmap"])
    is_open = not row["cancelled"] and state_of(desk, row["roadmap"]) != RoadmapState.CLOSED
    return is_party and is_open and can(desk.reader, Action.EXECUTORS_EDIT)


def takes_reports(desk: Desk, row: Json) -> bool:
    """Return whether anybody may report on a measure: it stands, in a road map in force."""
    return not row["cancelled"] and state_of(desk, row["roadmap"]) == RoadmapState.IN_FORCE


def state_of(desk: Desk, roadmap: str) -> str:
    """Return the state of a road map."""
    return desk.reference.roadmaps[desk.reference.roadmap_ids[roadmap]].state
