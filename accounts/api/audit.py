"""Audit entries that one may see (rules.md §7–8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils.timezone import localtime
from rest_framework import serializers
from rest_framework.request import Request

from accounts.api.lists import Json, ListView
from accounts.api.views import NO_STORE, Parameters
from accounts.audit import PEOPLE, WORK
from accounts.lists.audit import COLUMNS, FILTERS, ORDERS, ORIGINS, entries_asked
from accounts.lists.pages import page_parameters
from accounts.lists.time import TIME
from accounts.models import AuditEntry
from accounts.policy import Action


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
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": FILTERS + TIME + page_parameters(ORDERS)}
    caching = NO_STORE
    name = "audit"
    made = "at"
    shape = AuditSerializer
    columns = COLUMNS
    orderings = ORDERS

    def get(self, request: Request) -> HttpResponseBase:
        """Return a page of entries, the newest first: own ones, and those of one's region's work or people."""
        return self.list_rows(request)

    def asked(self) -> QuerySet[AuditEntry]:
        """Return the entries asked for."""
        return entries_asked(self.act.person, self.query)

    def shown(self, rows: Iterable[tuple[Any, ...]]) -> list[Json]:
        """Return raw rows as entries."""
        return [entry_row(row) for row in rows]


def entry_row(row: tuple[Any, ...]) -> Json:
    """Return a raw row of `COLUMNS` as an entry."""
    seq, at, actor, region, kind, action, target, origin, before, after, request_id, digest, is_blank = row
    return {
        "id": seq,
        "at": localtime(at),
        "actor": actor,
        "region": region,
        "kind": kind,
        "action": action,
        "target": target,
        "origin": origin,
        "before": None if is_blank else before,
        "after": None if is_blank else after,
        "request_id": request_id,
        "hash": digest,
    }
