"""Remarks on measures, for those who may read them (rules.md §7)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.policy import Action, Scope, scope_of
from roadmap.choices import Audience
from roadmap.models import Comment
from roadmap.selectors.criteria import Codes, ids_of
from roadmap.selectors.keyset import Key, Ordering, orderings
from roadmap.selectors.listing import Listing
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.rows import Json, Row, instant

COLUMNS = ("id", "measure_id", "text", "audience", "region_id", "agency_id", "author__username", "is_demo", "at")


@dataclass(frozen=True)
class CommentCriteria:
    """Which remarks; None is no condition."""

    measure: frozenset[int] | None = None
    region: Codes | None = None
    audience: Codes | None = None


def comments_asked(question: Question, reference: Reference, criteria: CommentCriteria) -> QuerySet[Comment]:
    """Return the remarks that a reader may know of and asks for."""
    lookups = {
        "measure_id__in": criteria.measure,
        "region_id__in": ids_of(reference.region_ids, criteria.region),
        "audience__in": criteria.audience,
        "at__lte": question.known_on,
    }
    found = Comment.objects.filter(
        _heard_by(question), **{name: value for name, value in lookups.items() if value is not None}
    )
    hidden = reference.hidden_from(question.reader)
    return found.exclude(measure__roadmap_id__in=hidden) if hidden else found


def _heard_by(question: Question) -> Q:
    """Return the condition that the reader is among a remark's audience.

    Remarks for both Parties are heard by all who are signed in; those for the own region by its
    coordinators, and by its executors where they are their agency's or the whole region's.
    """
    reader = question.reader
    heard = Q(pk__isnull=True)
    if scope_of(reader, Action.COMMENT_READ_BOTH) is not None:
        heard |= Q(audience=Audience.BOTH)
    scope = scope_of(reader, Action.COMMENT_READ_OWN)
    if reader is None or scope is None:
        return heard
    own = Q(audience=Audience.OWN, region_id=reader.region_id)
    if scope is Scope.AGENCY:
        own &= Q(agency_id__isnull=True) | Q(agency_id=reader.agency_id or 0)
    return heard | own


def comment_orderings(_question: Question) -> dict[str, Ordering]:
    """Return the orders that a list of remarks offers."""
    return orderings({"id": Key("id", int)}, ())


def comment_rows(
    question: Question, reference: Reference, rows: Sequence[Row], _expand: Collection[str] = ()
) -> list[Json]:
    """Return raw rows of `COLUMNS` as remarks; the author's name is for the own region."""
    own = getattr(question.reader, "region_id", None)
    return [
        {
            "id": pk,
            "measure": measure_id,
            "text": text,
            "audience": audience,
            "region": reference.regions[region_id].code,
            "agency": reference.agencies[agency_id] if agency_id else None,
            "author": author if region_id == own else None,
            "demo": demo,
            "at": instant(at),
        }
        for pk, measure_id, text, audience, region_id, agency_id, author, demo, at in rows
    ]


COMMENTS = Listing(
    name="comments",
    columns=COLUMNS,
    default="id",
    asked=comments_asked,
    orderings=comment_orderings,
    shown=comment_rows,
)
