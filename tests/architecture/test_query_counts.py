"""Every page and list asks as many queries with one row as with three (house.md; issue: walked from the resolver)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from accounts.admin_doors import site
from accounts.models import ApiToken
from roadmap.models import Amendment, Evidence, PeriodClose, Report, Settlement
from roadmap.services.notices import make_calendar
from tests.architecture.test_doors import patterns
from tests.cast import act_of
from tests.growing import CODE, Growing
from tests.roadmap.measuring import ASIDE, statements

Read = tuple[str, str]
Taken = tuple[int, list[str]]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WHO = ("aktobe-coordinator", "aktobe-executor", "aktobe-admin", "operator")
READERS = {"api/": ("aktobe-coordinator", "aktobe-admin"), "admin/": ("aktobe-admin", "operator")}
TAILS = {
    "api/v1/measures/": ("?expand=occurrences&count=true", "?as_of=2024-03-31", "?known_on=2024-07-12&search=1"),
    "api/v1/occurrences/": ("?as_of=2024-03-31", "?health=late,closed"),
    "api/v1/summary/": ("?group_by=direction,region", "?group_by=agency,year", "?as_of=2024-03-31"),
    "measures/": ("?as_of=2024-03-31", "?health=late&ordering=-updated_at"),
    "measures/<int:measure_id>/": ("?as_of=2024-03-31",),
    "reports/": ("?as_of=2024-12-31", "?state=submitted", "?ordering=-accepted_at"),
    "": ("?as_of=2024-03-31",),
}
FILES = ("?format=csv", "?format=ndjson", "?format=xlsx")
LISTED = "measures occurrences reports regions agencies roadmaps directions amendments settlements periods users audit"
LISTS = {f"api/v1/{name}/" for name in LISTED.split()}
SHOWN = ("accepted", "in_effect", "closed", "in_force")
# Answered; or only written to; or open to nobody, such as adding a report in the admin.
READ_OR_NOT_FOR_READING = {200, 403, 405}
# Addresses that nobody reads as one who is signed in, or that say nothing of the road map's rows; few.
ASIDE_ADDRESSES = {
    "accounts/": "allauth's pages of one person",
    "admin/(": "the admin's own lists of applications, and its answer to unknown addresses",
    "admin/login/": "the sign-in page",
    "admin/logout/": "ends the session",
    "admin/jsi18n/": "texts for scripts",
    "i18n/": "changes the language",
    "api/v1/schema/": "describes the addresses",
    "api/v1/docs/": "the same for people",
    "api(": "answers for unknown addresses",
}


@pytest.fixture
def growing(request, transport, roads, settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path
    names = ("aktobe-executor", "aktobe-coordinator", "aktobe-admin", "orenburg-executor", "orenburg-coordinator")
    people = {name: request.getfixturevalue(name.replace("-", "_")) for name in (*names, "operator")}
    return Growing([transport, roads], people)


def values_of(growing: Growing, person: Any) -> dict[str, object]:
    """Return a value for each name that an address may hold; the newest of what there is."""
    reports = Report.objects.filter(region=growing.regions[0])
    return {
        "measure_id": growing.first.pk if growing.first else 0,
        "report_id": reports.filter(state="accepted").latest("pk").pk,
        "evidence_id": Evidence.objects.exclude(stored_as="").latest("pk").pk,
        "direction_id": growing.direction.pk,
        "amendment_id": Amendment.objects.latest("pk").pk,
        "settlement_id": Settlement.objects.latest("pk").pk,
        "period_id": PeriodClose.objects.latest("pk").pk,
        "pk": PeriodClose.objects.latest("pk").pk,
        "code": "AKT-TRN",
        "roadmap": CODE,
        "region": "aktobe",
        "user_id": get_user_model().objects.get(username="aktobe-executor").pk,
        "token_id": ApiToken.objects.filter(user=person).latest("created").pk,
        "object_id": 0,
        "session_id": 0,
        "notice_id": 0,
        "filter_id": 0,
        "provider": "aktobe",
        "name": "deactivate",
        "kind": "settlements",
        "verb": "confirm",
        "number": Settlement.objects.latest("pk").pk,
        "secret": make_calendar(act_of(person)),
    }


def newest_of(address: str) -> object:
    """Return the newest row of the model that an address of the admin is about."""
    for model in site._registry:
        if address.startswith(f"admin/{model._meta.app_label}/{model._meta.model_name}/"):
            rows = model._default_manager.all()
            shown = rows.filter(state__in=SHOWN) if any(one.name == "state" for one in model._meta.fields) else rows
            return shown.latest("pk").pk
    return None


def is_for(person: Any, address: str) -> bool:
    """Return whether a person's reads of an address are counted: pages differ by role, the API's answers hardly."""
    for begin, readers in READERS.items():
        if address.startswith(begin):
            return person.username in readers
    return True


def requests_of(growing: Growing, person: Any) -> Iterator[tuple[str, str]]:
    """Yield the name and the path of each read that the resolver knows."""
    usual = values_of(growing, person)
    for address, _pattern in patterns():
        if address.startswith(tuple(ASIDE_ADDRESSES)) or not is_for(person, address):
            continue
        values = {**usual, "object_id": newest_of(address)} if "object_id" in address else usual
        if address.startswith(("api/v1/roadmaps/", "agreements/roadmaps/")):
            values = {**usual, "code": CODE}
        if address.startswith("agreements/periods/"):
            values = {**usual, "number": usual["period_id"]}
        names = re.findall(r"<(?:\w+:)?(\w+)>", address)
        assert set(names) <= set(values), f"{address}: say in values_of what stands for {set(names) - set(values)}"
        path = f"/{address}"
        for name in names:
            path = re.sub(rf"<(?:\w+:)?{name}>", str(values[name]), path)
        yield address, path
        files = FILES if address in LISTS and person.username == WHO[0] else ()
        for tail in (*TAILS.get(address, ()), *files):
            yield f"{address}{tail}", f"{path}{tail}"


def asked_for(client: Any, path: str) -> Taken:
    """Return the status of a read and the statements that its second time takes."""
    for _turn in ("fill what a process keeps", "count"):
        with statements() as ran:
            answer = client.get(path)
            if answer.streaming:
                list(answer.streaming_content)
        if answer.status_code != 200:
            return answer.status_code, []
    return answer.status_code, [one for one in ran if ASIDE.search(one) is None]


def counted(growing: Growing, reads: Mapping[Read, Taken] | None = None) -> dict[Read, Taken]:
    """Return what each read of each person takes; of those only that were answered before, where `reads` tells."""
    found = {}
    for who in WHO:
        client = Client(raise_request_exception=False)
        client.force_login(growing.people[who], backend=BACKEND)
        for name, path in requests_of(growing, growing.people[who]):
            if reads is None or reads[who, name][0] == 200:
                found[who, name] = asked_for(client, path)
    return found


@pytest.mark.walk("postgresql")
def test_every_read_asks_the_same_number_of_queries_with_one_row_and_with_three(growing):
    growing.grow()
    one = counted(growing)
    growing.grow()
    growing.grow()
    three = counted(growing, one)
    grown = {
        name: (len(one[name][1]), len(ran), sorted({text[:150] for text in ran}))
        for name, (_status, ran) in three.items()
        if len(one[name][1]) != len(ran)
    }
    assert not grown, "\n".join(f"{name}: {found}" for name, found in grown.items())
    assert {status for status, _ran in three.values()} == {200}
    answers: dict[str, set[int]] = {}
    for (_who, name), (status, _ran) in one.items():
        answers.setdefault(name, set()).add(status)
    silent = {name: found for name, found in answers.items() if not found & READ_OR_NOT_FOR_READING}
    assert not silent, f"nobody reads these, so their queries were not counted: {silent}"


def test_each_address_aside_is_one():
    addresses = [address for address, _pattern in patterns()]
    assert len(ASIDE_ADDRESSES) <= 10
    assert all(any(address.startswith(name) for address in addresses) for name in ASIDE_ADDRESSES)
