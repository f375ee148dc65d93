"""The list of audit entries: its filters, and the entries they find; for the API and the page alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.audit import PEOPLE, WORK
from accounts.lists.keyset import Ordering
from accounts.lists.parameters import Parameter, Parameters, choices, codes, instant
from accounts.models import AuditEntry, Region, User
from accounts.policy import Action, Scope, scope_of

# Newest first, unless asked otherwise.
ORDERS: Mapping[str, Ordering] = {"-id": Ordering("seq", descending=True), "id": Ordering("seq")}
ORIGIN_WORDS = {"page": _("page"), "api": "API", "admin": _("admin pages"), "command": _("command")}
ORIGINS = tuple(ORIGIN_WORDS)
KIND_WORDS = {PEOPLE: _("people and agencies"), WORK: _("work on the plan")}
NAME = re.compile("^[A-Za-z0-9][A-Za-z0-9:._-]{0,63}$")
# What the API and the page read of an entry, in this order.
COLUMNS = (
    "seq",
    "at",
    "actor_name",
    "region_code",
    "kind",
    "action",
    "target",
    "origin",
    "before",
    "after",
    "request_id",
    "hash",
    "is_blank",
)
SAME = ("kind", "action", "target", "origin", "request_id")


def names(name: str, description: str) -> Parameter:
    """Return a parameter of names such as `report:17`."""

    def read(value: str) -> str:
        if NAME.fullmatch(value) is None:
            raise ValueError(value)
        return value

    schema = {"type": "string", "pattern": NAME.pattern}
    return Parameter(name, read, schema, description, _("Write names, separated by commas."), many=True)


FILTERS = Parameters(
    (
        codes("actor", "User names of one's own region."),
        codes("region", "Codes of regions."),
        choices("kind", (WORK, PEOPLE), "Work on the plan, or on people and agencies."),
        names("action", "What was done, such as report.accept."),
        names("target", "What it was done to, such as report:17."),
        choices("origin", ORIGINS, "Through which door."),
        names("request_id", "Requests, as `X-Request-ID` names them."),
        instant("at_after", "Later than this instant."),
        instant("at_before", "Earlier than this instant."),
    )
)


def entries_asked(reader: User, query: Mapping[str, Any]) -> QuerySet[AuditEntry]:
    """Return the entries that `reader` may see and a read `query` asks for.

    Each carries `actor_name` (None where the reader may not know it), `region_code`, and `is_blank` where
    `before` and `after` are not for the reader.
    """
    known = people_known_to(reader)
    entries = (
        AuditEntry.objects.visible_to(reader)
        .with_blanks(reader)
        .annotate(
            actor_name=Subquery(known.filter(pk=OuterRef("actor_id")).values("username")[:1]),
            region_code=Subquery(Region.objects.filter(pk=OuterRef("region_id")).values("code")[:1]),
        )
    )
    found: QuerySet[AuditEntry] = entries.filter(_criteria(known, query))
    return found


def people_known_to(person: User) -> QuerySet[User]:
    """Return whose names a person may read: their own and their region's; the operator everybody's."""
    people: QuerySet[User] = User.objects.order_by()
    if scope_of(person, Action.PEOPLE_READ) is Scope.ALL:
        return people
    if person.region_id is None:
        return people.filter(pk=person.pk)
    return people.filter(Q(pk=person.pk) | Q(region_id=person.region_id))


def _criteria(known: QuerySet[User], query: Mapping[str, Any]) -> Q:
    found = Q()
    for name in SAME:
        if name in query:
            found &= Q(**{f"{name}__in": query[name]})
    if "region" in query:
        found &= Q(region_id__in=Region.objects.filter(code__in=query["region"]).values("pk"))
    if "actor" in query:
        found &= Q(actor_id__in=known.filter(username__in=query["actor"]).values("pk"))
    if "at_after" in query:
        found &= Q(at__gt=query["at_after"])
    return found & Q(at__lt=query["at_before"]) if "at_before" in query else found
