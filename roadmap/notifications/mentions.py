"""Whom a remark mentions: `@` and the user name of somebody of the writer's own region who may read it."""

from __future__ import annotations

import re

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from accounts.models import User
from accounts.roles import Role
from roadmap.choices import Audience, NoticeKind
from roadmap.models import Comment, Notice

# An address such as someone@example.org mentions nobody.
MENTION = re.compile(r"(?<![\w.+-])@([A-Za-z0-9_.+-]+)")


def names_in(text: str) -> frozenset[str]:
    """Return the user names that a text mentions, in lower case; a full stop after one ends the sentence."""
    return frozenset(name.rstrip(".+-").lower() for name in MENTION.findall(text))


def readers_of(*, region_id: int, agency_id: int | None, audience: str) -> QuerySet[User]:
    """Return the people of the writer's region who may read the remark (rules.md §7).

    One for the own region is read by its coordinators, and by executors where it is their agency's or
    the whole region's; one for both Parties by everybody.
    """
    people: QuerySet[User] = User.objects.joined().for_region(region_id)
    if audience == Audience.BOTH:
        return people
    executors = Q(role=Role.EXECUTOR)
    if agency_id is not None:
        executors &= Q(agency_id=agency_id)
    return people.filter(executors | Q(role=Role.COORDINATOR))


def mentioned_in(comment: Comment) -> list[User]:
    """Return the people whom a remark mentions and who may read it, by user name; never its author."""
    names = names_in(comment.text)
    if not names:
        return []
    readers = readers_of(region_id=comment.region_id, agency_id=comment.agency_id, audience=comment.audience)
    found = readers.annotate(called=Lower("username")).filter(called__in=names).exclude(pk=comment.author_id)
    return list(found.order_by("username"))


def mentions(comment: Comment) -> list[Notice]:
    """Return what the mentioned are told, unsaved."""
    return [
        Notice(
            user=person,
            kind=NoticeKind.MENTIONED,
            key=f"{NoticeKind.MENTIONED}:comment:{comment.pk}",
            measure_id=comment.measure_id,
            place="comment",
            place_id=comment.pk,
        )
        for person in mentioned_in(comment)
    ]
