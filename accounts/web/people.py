"""The region's people: a list with its filter (ui.md *People*; rules.md §7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.http import page
from accounts.lists.alphabet import alphabet_key
from accounts.lists.keyset import orders
from accounts.lists.people import FILTERS, people_asked
from accounts.models import Agency, Region, User
from accounts.policy import Action, Scope, can, scope_of
from accounts.roles import Language, Role
from accounts.web.address import Address, address_of, rows_of, says_what_is_wrong
from accounts.web.reader import page_language, reader_of

ORDERS = orders("username")
STATE_WORDS = {"invited": _("invited"), "active": _("active"), "deactivated": _("deactivated")}
STATE_TONES = {"invited": "warn", "active": "good", "deactivated": "idle"}
FACTOR_WORDS = {"true": _("switched on"), "false": _("switched off")}
COLUMNS = (
    "id",
    "username",
    "email",
    "name",
    "role",
    "region_id",
    "agency_id",
    "language",
    "is_active",
    "invited_at",
    "joined_at",
    "has_factor",
    "last_login",
)


@page(Action.PEOPLE_READ)
@require_safe
@says_what_is_wrong
def people(request: HttpRequest) -> HttpResponse:
    """Show the people that one looks after, and whom the address asks for among them."""
    reader = reader_of(request)
    address = address_of(request.path, dict(request.GET.lists()), FILTERS, ORDERS)
    found = rows_of(address, people_asked(reader, address.read), COLUMNS, ORDERS)
    names = names_of(reader)
    api = "/api/v1/users/" + address.query("cursor", "page_size")
    context = {
        "rows": [person_row(row, names) for row in found.rows],
        "previous_url": found.previous_url,
        "next_url": found.next_url,
        "search": address.one("search"),
        "fields": list(_fields(address, reader, names)),
        "is_filtered": any(name in address.values for name in FILTERS.by_name),
        "all_regions": scope_of(reader, Action.PEOPLE_READ) is Scope.ALL,
        "may_invite": can(reader, Action.PEOPLE_EDIT) or can(reader, Action.FIRST_ADMINISTRATOR),
        "may_invite_many": can(reader, Action.PEOPLE_EDIT),
        "here": reverse("people"),
        "api_url": api,
        "csv_url": "/api/v1/users/" + address.query("cursor", "page_size", format="csv"),
        "xlsx_url": "/api/v1/users/" + address.query("cursor", "page_size", format="xlsx"),
    }
    return render(request, "accounts/people.html", context)


def names_of(reader: User) -> dict[str, dict[int, tuple[str, str]]]:
    """Return code and name of the regions and agencies whose people one may know of, by their numbers."""
    name = f"name_{page_language()}"
    regions, agencies = Region.objects.all(), Agency.objects.all()
    if scope_of(reader, Action.PEOPLE_READ) is not Scope.ALL:
        regions, agencies = regions.filter(pk=reader.region_id or 0), agencies.filter(region_id=reader.region_id or 0)
    return {
        "regions": {pk: (code, text) for pk, code, text in regions.values_list("pk", "code", name)},
        "agencies": {
            pk: (code, text) for pk, code, text in sorted(agencies.values_list("pk", "code", name), key=_by_name)
        },
    }


def _by_name(row: tuple[int, str, str]) -> str:
    return alphabet_key(row[2])


def person_row(row: tuple[Any, ...], names: dict[str, dict[int, tuple[str, str]]]) -> dict[str, Any]:
    """Return a raw row of `COLUMNS` as the page shows it."""
    number, username, email, name, role, region, agency, language, *rest = row
    is_active, invited_at, joined_at, has_factor, last_login = rest
    state = "deactivated" if not is_active else "invited" if invited_at and not joined_at else "active"
    return {
        "id": number,
        "username": username,
        "email": email,
        "name": name,
        "role": Role(role).label,
        "region": names["regions"].get(region, ("", ""))[1],
        "agency": names["agencies"].get(agency, ("", ""))[1],
        "language": Language(language).label,
        "state": STATE_WORDS[state],
        "tone": STATE_TONES[state],
        "has_factor": has_factor,
        "last_sign_in": last_login,
    }


def _fields(address: Address, reader: User, names: dict[str, dict[int, tuple[str, str]]]) -> Iterator[dict[str, Any]]:
    def select(name: str, label: Any, pairs: Any) -> dict[str, Any]:  # noqa: ANN401 -- lazy words and pairs of them
        chosen = set(address.given(name))
        options = [{"value": value, "label": word, "chosen": value in chosen} for value, word in pairs]
        return {"kind": "select", "name": name, "label": label, "choices": options}

    yield select("role", _("role"), Role.choices)
    if scope_of(reader, Action.PEOPLE_READ) is Scope.ALL:
        yield select("region", _("region"), names["regions"].values())
    yield select("agency", _("agency"), names["agencies"].values())
    yield select("state", _("state"), STATE_WORDS.items())
    yield select("second_factor", _("second factor"), FACTOR_WORDS.items())
