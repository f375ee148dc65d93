"""Who may do what: all powers on one screen (rules.md §7).

A grant says how far an action reaches: ALL, the own REGION, the own AGENCY, or the person's OWN.
Anything not granted is refused. Objects tell where they belong by duck typing: `region_id`,
`agency_ids` (a set), `owner_id`.
"""

from __future__ import annotations

from enum import Enum, StrEnum, auto
from typing import TYPE_CHECKING, Protocol

from django.core.exceptions import PermissionDenied

from accounts.roles import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class Action(StrEnum):
    """Everything that can be done through any door."""

    PLAN_READ = "plan.read"
    REPORT_READ_ACCEPTED = "report.read_accepted"
    REPORT_READ_OWN = "report.read_own"  # drafts, submitted, returned, their evidence
    COMMENT_READ_BOTH = "comment.read_both"
    COMMENT_READ_OWN = "comment.read_own"
    COMMENT_WRITE = "comment.write"
    REPORT_WRITE = "report.write"
    REPORT_ACCEPT = "report.accept"
    PROPOSE = "proposal.make"
    PROPOSAL_READ_PENDING = "proposal.read_pending"
    EXECUTORS_EDIT = "executors.edit"
    PARTY_EDIT = "party.edit"
    DRAFT_ROADMAP_EDIT = "roadmap.edit_draft"
    AGENCY_EDIT = "agency.edit"
    PEOPLE_READ = "people.read"
    PEOPLE_EDIT = "people.edit"
    FIRST_ADMINISTRATOR = "people.first_administrator"  # where a region has none active
    ANALYST_EDIT = "people.edit_analyst"  # analysts of no region
    ACCOUNT_OWN = "account.own"  # one's own name, language and account page
    AUDIT_READ_OWN = "audit.read_own"
    AUDIT_READ_WORK = "audit.read_work"
    AUDIT_READ_PEOPLE = "audit.read_people"
    TOKEN_OWN = "token.own"  # noqa: S105 -- the name of a power
    TOKEN_REVOKE = "token.revoke"  # noqa: S105
    ADMIN_OPEN = "admin.open"
    REGION_CREATE = "region.create"
    ROADMAP_LOAD = "roadmap.load"


class Scope(Enum):
    """How far a grant reaches."""

    OWN = auto()
    AGENCY = auto()
    REGION = auto()
    ALL = auto()


A = Action
GRANTS: Mapping[str, Mapping[Action, Scope]] = {
    Role.READER: {
        A.PLAN_READ: Scope.ALL,
        A.REPORT_READ_ACCEPTED: Scope.ALL,
        A.COMMENT_READ_BOTH: Scope.ALL,
        A.ACCOUNT_OWN: Scope.OWN,
        A.AUDIT_READ_OWN: Scope.OWN,
        A.TOKEN_OWN: Scope.OWN,
    },
    Role.EXECUTOR: {
        A.PLAN_READ: Scope.ALL,
        A.REPORT_READ_ACCEPTED: Scope.ALL,
        A.REPORT_READ_OWN: Scope.AGENCY,
        A.COMMENT_READ_BOTH: Scope.ALL,
        A.COMMENT_READ_OWN: Scope.AGENCY,
        A.COMMENT_WRITE: Scope.AGENCY,
        A.REPORT_WRITE: Scope.AGENCY,
        A.PROPOSAL_READ_PENDING: Scope.REGION,
        A.ACCOUNT_OWN: Scope.OWN,
        A.AUDIT_READ_OWN: Scope.OWN,
        A.TOKEN_OWN: Scope.OWN,
    },
    Role.COORDINATOR: {
        A.PLAN_READ: Scope.ALL,
        A.REPORT_READ_ACCEPTED: Scope.ALL,
        A.REPORT_READ_OWN: Scope.REGION,
        A.COMMENT_READ_BOTH: Scope.ALL,
        A.COMMENT_READ_OWN: Scope.REGION,
        A.COMMENT_WRITE: Scope.REGION,
        A.REPORT_WRITE: Scope.REGION,
        A.REPORT_ACCEPT: Scope.REGION,
        A.PROPOSE: Scope.REGION,
        A.PROPOSAL_READ_PENDING: Scope.REGION,
        A.EXECUTORS_EDIT: Scope.REGION,
        A.PARTY_EDIT: Scope.REGION,
        A.DRAFT_ROADMAP_EDIT: Scope.REGION,
        A.ACCOUNT_OWN: Scope.OWN,
        A.AUDIT_READ_OWN: Scope.OWN,
        A.AUDIT_READ_WORK: Scope.REGION,
        A.TOKEN_OWN: Scope.OWN,
    },
    Role.ADMINISTRATOR: {
        A.PLAN_READ: Scope.ALL,
        A.REPORT_READ_ACCEPTED: Scope.ALL,
        A.COMMENT_READ_BOTH: Scope.ALL,
        A.AGENCY_EDIT: Scope.REGION,
        A.PEOPLE_READ: Scope.REGION,
        A.PEOPLE_EDIT: Scope.REGION,
        A.ACCOUNT_OWN: Scope.OWN,
        A.AUDIT_READ_OWN: Scope.OWN,
        A.AUDIT_READ_PEOPLE: Scope.REGION,
        A.TOKEN_OWN: Scope.OWN,
        A.TOKEN_REVOKE: Scope.REGION,
        A.ADMIN_OPEN: Scope.ALL,
    },
    Role.OPERATOR: {
        A.PLAN_READ: Scope.ALL,
        A.REPORT_READ_ACCEPTED: Scope.ALL,
        A.COMMENT_READ_BOTH: Scope.ALL,
        A.PEOPLE_READ: Scope.ALL,
        A.FIRST_ADMINISTRATOR: Scope.ALL,
        A.ANALYST_EDIT: Scope.ALL,
        A.ACCOUNT_OWN: Scope.OWN,
        A.AUDIT_READ_OWN: Scope.OWN,
        A.AUDIT_READ_WORK: Scope.ALL,
        A.AUDIT_READ_PEOPLE: Scope.ALL,
        A.TOKEN_OWN: Scope.OWN,
        A.ADMIN_OPEN: Scope.ALL,
        A.REGION_CREATE: Scope.ALL,
        A.ROADMAP_LOAD: Scope.ALL,
    },
}
# With PUBLIC_READ=1 a visitor who is not signed in reads what every analyst reads.
PUBLIC_GRANTS: Mapping[Action, Scope] = {A.PLAN_READ: Scope.ALL, A.REPORT_READ_ACCEPTED: Scope.ALL}


class Actor(Protocol):
    """What the policy needs to know of a person."""

    pk: int
    role: str
    region_id: int | None
    agency_id: int | None
    is_active: bool


class Place(Protocol):
    """Where an object belongs; each attribute is optional on real objects."""

    region_id: int | None
    agency_ids: Collection[int]
    owner_id: int | None


def scope_of(user: object, action: Action, *, public_read: bool = False) -> Scope | None:
    """Return how far `user` may do `action`, or None where not at all."""
    if not getattr(user, "is_authenticated", False):
        return PUBLIC_GRANTS.get(action) if public_read else None
    if not getattr(user, "is_active", False):
        return None
    return GRANTS.get(getattr(user, "role", ""), {}).get(action)


def can(user: object, action: Action, place: object = None) -> bool:
    """Return whether `user` may do `action` at `place` (rules.md §7).

    Without a `place` the question is whether the person may do it anywhere at all.
    """
    scope = scope_of(user, action)
    if scope is None:
        return False
    if place is None or scope is Scope.ALL:
        return True
    if scope is Scope.OWN:
        return getattr(place, "owner_id", None) == getattr(user, "pk", None)
    region_id = getattr(user, "region_id", None)
    if region_id is None or getattr(place, "region_id", None) != region_id:
        return False
    if scope is Scope.REGION:
        return True
    agency_id = getattr(user, "agency_id", None)
    return agency_id is not None and agency_id in getattr(place, "agency_ids", ())


def require(user: object, action: Action, place: object = None) -> None:
    """Refuse where `can` says no.

    :raises PermissionDenied: where the person may not do `action` at `place`.
    """
    if not can(user, action, place):
        raise PermissionDenied(action.value)
