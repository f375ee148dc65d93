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

from accounts.http import page
from accounts.lists.audit import COLUMNS, FILTERS, KIND_WORDS, ORDERS, ORIGIN_WORDS, entries_asked
from accounts.lists.parameters import DAY, read_day
from accounts.models import User
from accounts.policy import Action
from accounts.web.address import Address, address_of, rows_of, says_what_is_wrong
from accounts.web.reader import reader_of

# What is done to people and agencies, in words; other work on the plan goes by its code.
ACTION_WORDS = {
    "agency.change": _("Changed an agency"),
    "agency.create": _("Added an agency"),
    "agency.succeed": _("Named an agency's successor"),
    "calendar.make": _("Made a calendar link"),
    "calendar.revoke": _("Revoked a calendar link"),
    "filter.remove": _("Removed a kept filter"),
    "filter.restore": _("Restored a kept filter"),
    "filter.save": _("Kept a filter"),
    "first_steps.read": _("Put the first steps away"),
    "first_steps.show": _("Showed the first steps again"),
    "letters.choose": _("Chose when letters come"),
    "notice.acknowledge": _("Read a notice"),
    "person.activate": _("Activated a person"),
    "person.add_second_factor": _("Switched on a second factor"),
    "person.anonymise": _("Took away who a person was"),
    "person.cancel_invitation": _("Cancelled an invitation"),
    "person.change": _("Changed a person"),
    "person.change_language": _("Chose a language"),
    "person.deactivate": _("Deactivated a person"),
    "person.demo": _("Set up for the demonstration"),
    "person.end_own_session": _("Ended a session of one's own"),
    "person.end_sessions": _("Ended a person's sessions"),
    "person.invite": _("Invited a person"),
    "person.join": _("Accepted an invitation"),
    "person.remove_second_factor": _("Switched off a second factor"),
    "person.renew_invitation": _("Sent an invitation again"),
    "person.reset_second_factor": _("Reset a second factor"),
    "person.send_password_link": _("Sent a link to set a password"),
    "person.set_password": _("Set a password"),
    "person.sign_in": _("Signed in"),
    "person.tie_identity": _("Tied an account of single sign-on"),
    "person.untie_identity": _("Untied an account of single sign-on"),
    "token.create": _("Made an API token"),
    "token.revoke": _("Revoked an API token"),
}
# Filters without a field of their own on the page: what the address brought goes along.
CARRIED = ("region", "request_id")
# The ends of a stretch of days, and how many days after its own midnight each lies.
DAYS = {"at_after": 0, "at_before": 1}


@page(Action.AUDIT_READ_PEOPLE)
@require_safe
@says_what_is_wrong
def people_audit(request: HttpRequest) -> HttpResponse:
    """Show the entries that one may know of and the address asks for, the newest first."""
    reader = reader_of(request)
    given = dict(request.GET.lists())
    address = address_of(request.path, _with_moments(given, reader), FILTERS, ORDERS)
    found = rows_of(address, entries_asked(reader, address.read), COLUMNS, ORDERS)
    api = "/api/v1/audit/"
    context = {
        "rows": [_row(row) for row in found.rows],
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


def _row(row: tuple[Any, ...]) -> dict[str, Any]:
    """Return a raw row of `COLUMNS` as the page shows it."""
    seq, at, actor, region, _kind, action, target, origin, before, after, _request, digest, is_blank = row
    return {
        "seq": seq,
        "at": at,
        "actor": actor,
        "region": region,
        "action": action,
        "done": ACTION_WORDS.get(action, ""),
        "target": target,
        "origin": ORIGIN_WORDS.get(origin, origin),
        "before": "" if is_blank else _written(before),
        "after": "" if is_blank else _written(after),
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
        return (midnight - timedelta(microseconds=0 if days else 1)).isoformat()
    except (ValueError, OverflowError):
        return value


def _days(given: Mapping[str, Sequence[str]]) -> Iterator[dict[str, Any]]:
    for name, label in (("at_after", _("From")), ("at_before", _("To"))):
        yield {"name": name, "label": label, "value": ",".join(given.get(name, ()))[:10]}
