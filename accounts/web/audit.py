"""The audit entries about the region's people, with filters and exports (rules.md §7–8)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.audit import PEOPLE, WORK
from accounts.http import page
from accounts.lists.audit import FILTERS, ORDERS, entries_asked
from accounts.lists.parameters import DAY, read_day
from accounts.models import User
from accounts.policy import Action, Scope, scope_of
from accounts.web.address import Address, address_of, rows_of, says_what_is_wrong
from accounts.web.reader import reader_of

ORIGIN_WORDS = {"page": _("page"), "api": "API", "admin": _("admin pages"), "command": _("command")}
KIND_WORDS = {PEOPLE: _("people and agencies"), WORK: _("work on the plan")}
# Filters without a field of their own on the page: what the address brought goes along.
CARRIED = ("region", "request_id")
# The ends of a stretch of days, and how many days after its own midnight each lies.
DAYS = {"at_after": 0, "at_before": 1}
COLUMNS = ("seq", "at", "actor_name", "region_code", "kind", "action", "target", "origin", "before", "after", "hash")


@page(Action.AUDIT_READ_PEOPLE)
@require_safe
@says_what_is_wrong
def people_audit(request: HttpRequest) -> HttpResponse:
    """Show the entries that one may know of and the address asks for, the newest first."""
    reader = reader_of(request)
    given = dict(request.GET.lists())
    address = address_of(request.path, _with_moments(given, reader), FILTERS, ORDERS)
    found = rows_of(address, entries_asked(reader, address.read), COLUMNS, ORDERS)
    hides_work = scope_of(reader, Action.AUDIT_READ_WORK) is Scope.ALL
    api = "/api/v1/audit/"
    context = {
        "rows": [_row(row, hides_work=hides_work) for row in found.rows],
        "previous_url": found.previous_url,
        "next_url": found.next_url,
        "selects": list(_selects(address)),
        "texts": list(_texts(address)),
        "days": list(_days(given)),
        "carried": [
            {"name": name, "value": address.one(name)} for name in ("region", "request_id") if address.one(name)
        ],
        "is_filtered": any(name in address.values for name in FILTERS.by_name),
        "here": reverse("people_audit"),
        "api_url": api + address.query("cursor", "page_size"),
        "csv_url": api + address.query("cursor", "page_size", format="csv"),
        "xlsx_url": api + address.query("cursor", "page_size", format="xlsx"),
    }
    return render(request, "accounts/audit.html", context)


def _row(row: tuple[Any, ...], *, hides_work: bool) -> dict[str, Any]:
    """Return a raw row of `COLUMNS` as the page shows it; the operator reads no values of work (rules.md §7)."""
    seq, at, actor, region, kind, action, target, origin, before, after, digest = row
    shows = not (hides_work and kind == WORK)
    return {
        "seq": seq,
        "at": at,
        "actor": actor,
        "region": region,
        "action": action,
        "target": target,
        "origin": ORIGIN_WORDS.get(origin, origin),
        "before": _written(before) if shows else "",
        "after": _written(after) if shows else "",
        "hash": digest,
    }


def _written(values: dict[str, Any] | None) -> str:
    return "" if values is None else json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True)


def _selects(address: Address) -> Iterator[dict[str, Any]]:
    for name, label, words in (("kind", _("about"), KIND_WORDS), ("origin", _("through"), ORIGIN_WORDS)):
        chosen = set(address.given(name))
        options = [{"value": value, "label": word, "chosen": value in chosen} for value, word in words.items()]
        yield {"name": name, "label": label, "choices": options}


def _texts(address: Address) -> Iterator[dict[str, Any]]:
    labels = {
        "actor": (_("Who (user name)"), "aktobe-admin"),
        "action": (_("What was done"), "person.invite"),
        "target": (_("On what"), "user:17"),
    }
    for name, (label, example) in labels.items():
        yield {"name": name, "label": label, "value": address.one(name), "example": example}


def _with_moments(given: Mapping[str, Sequence[str]], reader: User) -> dict[str, list[str]]:
    """Return parameters with days as moments: the form asks for days, the list and its exports for moments.

    `at_after` begins with its day, `at_before` ends with its day, in the reader's own zone.
    """
    zone = ZoneInfo(reader.region.timezone if reader.region is not None else settings.TIME_ZONE)
    moments = {name: list(values) for name, values in given.items()}
    for name, days in DAYS.items():
        moments[name] = [_moment(value, zone, days) for value in moments.get(name, [])]
    return moments


def _moment(value: str, zone: ZoneInfo, days: int) -> str:
    if DAY.fullmatch(value) is None:
        return value
    try:
        midnight = datetime.combine(read_day(value) + timedelta(days=days), time.min, tzinfo=zone)
    except (ValueError, OverflowError):
        return value
    return (midnight - timedelta(microseconds=0 if days else 1)).isoformat()


def _days(given: Mapping[str, Sequence[str]]) -> Iterator[dict[str, Any]]:
    for name, label in (("at_after", _("From")), ("at_before", _("To"))):
        yield {"name": name, "label": label, "value": ",".join(given.get(name, ()))[:10]}
