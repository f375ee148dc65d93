"""Audit entries that one may see (rules.md §7–8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http.response import HttpResponseBase
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request

from accounts.api.lists import Json, ListView
from accounts.api.views import NO_STORE, Parameters
from accounts.audit import PEOPLE, WORK
from accounts.lists.keyset import Ordering
from accounts.lists.pages import page_parameters
from accounts.lists.parameters import Parameter, choices, codes, instant
from accounts.lists.parameters import Parameters as Declared
from accounts.models import AuditEntry, Region, User
from accounts.policy import Action, Scope, scope_of

# Newest first, unless asked otherwise.
ORDERS: Mapping[str, Ordering] = {"-id": Ordering("seq", descending=True), "id": Ordering("seq")}
ORIGINS = ("page", "api", "admin", "command")
NAME = re.compile("^[A-Za-z0-9][A-Za-z0-9:._-]{0,63}$")
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
)


def names(name: str, description: str) -> Parameter:
    """Return a parameter of names such as `report:17`."""

    def read(value: str) -> str:
        if NAME.fullmatch(value) is None:
            raise ValueError(value)
        return value

    schema = {"type": "string", "pattern": NAME.pattern}
    return Parameter(name, read, schema, description, _("Write names, separated by commas."), many=True)


FILTERS = Declared(
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


class AuditSerializer(serializers.Serializer[AuditEntry]):
    """One write: who, when, from where, what, before, after; chained by hash."""

    id = serializers.IntegerField(help_text="Its number in the chain.")
    at = serializers.DateTimeField()
    actor = serializers.CharField(allow_null=True, help_text="User name within one's own region, else null.")
    region = serializers.CharField(allow_null=True)
    kind = serializers.ChoiceField(choices=[WORK, PEOPLE])
    action = serializers.CharField()
    target = serializers.CharField()
    origin = serializers.ChoiceField(choices=ORIGINS)
    before = serializers.DictField(allow_null=True)
    after = serializers.DictField(allow_null=True)
    request_id = serializers.CharField(allow_blank=True)
    hash = serializers.CharField()


class AuditView(ListView):
    """The audit entries that one may see."""

    actions: ClassVar[Mapping[str, Action]] = {"GET": Action.AUDIT_READ_OWN}
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": FILTERS + page_parameters(ORDERS)}
    caching = NO_STORE
    name = "audit"
    shape = AuditSerializer
    columns = COLUMNS
    orderings = ORDERS

    def get(self, request: Request) -> HttpResponseBase:
        """Return a page of entries, the newest first: own ones, and those of one's region's work or people."""
        return self.list_rows(request)

    def asked(self) -> QuerySet[AuditEntry]:
        """Return the entries asked for."""
        person = self.act.person
        known = people_known_to(person)
        entries = AuditEntry.objects.visible_to(person).annotate(
            actor_name=Subquery(known.filter(pk=OuterRef("actor_id")).values("username")[:1]),
            region_code=Subquery(Region.objects.filter(pk=OuterRef("region_id")).values("code")[:1]),
        )
        return entries.filter(self._criteria(known))

    def shown(self, rows: Iterable[tuple[Any, ...]]) -> list[Json]:
        """Return raw rows as entries."""
        return [entry_row(row) for row in rows]

    def _criteria(self, known: QuerySet[User]) -> Q:
        asked, found = self.query, Q()
        for name in ("kind", "action", "target", "origin", "request_id"):
            if name in asked:
                found &= Q(**{f"{name}__in": asked[name]})
        if "region" in asked:
            found &= Q(region_id__in=Region.objects.filter(code__in=asked["region"]).values("pk"))
        if "actor" in asked:
            found &= Q(actor_id__in=known.filter(username__in=asked["actor"]).values("pk"))
        if "at_after" in asked:
            found &= Q(at__gt=asked["at_after"])
        return found & Q(at__lt=asked["at_before"]) if "at_before" in asked else found


def people_known_to(person: User) -> QuerySet[User]:
    """Return whose names a person may read: their own and their region's; the operator everybody's."""
    people: QuerySet[User] = User.objects.order_by()
    if scope_of(person, Action.PEOPLE_READ) is Scope.ALL:
        return people
    if person.region_id is None:
        return people.filter(pk=person.pk)
    return people.filter(Q(pk=person.pk) | Q(region_id=person.region_id))


def entry_row(row: tuple[Any, ...]) -> Json:
    """Return a raw row of `COLUMNS` as an entry."""
    seq, at, actor, region, kind, action, target, origin, before, after, request_id, digest = row
    return {
        "id": seq,
        "at": localtime(at),
        "actor": actor,
        "region": region,
        "kind": kind,
        "action": action,
        "target": target,
        "origin": origin,
        "before": before,
        "after": after,
        "request_id": request_id,
        "hash": digest,
    }
