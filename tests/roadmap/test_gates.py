"""The exact gates of performance.md: queries and function calls a request, and that they do not grow with the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.audit import Act
from accounts.models import Region, User
from accounts.roles import Role
from roadmap.imports.synthetic import Amount, load_synthetic
from roadmap.models import Measure
from roadmap.selectors import names, reference
from tests.cast import accept, act_of, make_user, write_report
from tests.roadmap.measuring import Spent, api_of, spent, spent_once

FEW, MANY = 260, 1300
# the most queries, and the most calls of Python functions, that each request may take
QUERIES = {
    "list": 3,
    "page after it": 3,
    "filtered": 3,
    "search": 3,
    "another day": 3,
    "one": 3,
    "304": 1,
    "summary": 2,
    "HTML": 6,
    "full page of HTML": 6,
}
CALLS = {
    "list": 10_000,
    "page after it": 10_000,
    "filtered": 10_000,
    "search": 10_000,
    "another day": 10_000,
    "one": 5_000,
    "304": 1_500,
    "summary": 15_000,
    "HTML": 60_000,
    "full page of HTML": 60_000,
}
API = "/api/v1/measures/"
WITHOUT_WATCH = [one for one in settings.MIDDLEWARE if not one.startswith("zeal.")]

Asked = Mapping[str, Callable[[], Spent]]


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    """Leave out what only tests add to each request, and count requests as an installation does."""
    settings.MIDDLEWARE = WITHOUT_WATCH
    settings.THROTTLE_USER = type("Rate", (), {"requests": 10_000, "seconds": 60})()


def reader(region: str = "aktobe") -> User:
    return make_user("gate-reader", Role.COORDINATOR, Region.objects.get(code=region))


def asked_by(user: User) -> Asked:
    """Return the requests that gates speak of, by name."""
    api, browser = api_of(user, Act(by=user, at=timezone.now())), Client()
    browser.force_login(user)
    first = Measure.objects.order_by("number_key", "pk").values_list("pk", flat=True)[0]

    def answered(client: Client, path: str, **headers: str) -> Callable[[], Spent]:
        return lambda: spent(lambda: client.get(path, headers=headers))

    page = api.get(API)
    return {
        "list": answered(api, API),
        "page after it": answered(api, page.json()["next"]),
        "filtered": answered(api, f"{API}?source=illustrative&deadline_form=fixed_date,annual"),
        "search": answered(api, f"{API}?search=work"),
        "another day": answered(api, f"{API}?as_of=2024-11-25"),
        "one": answered(api, f"{API}{first}/"),
        "304": answered(api, API, **{"If-None-Match": page["ETag"]}),
        "summary": answered(api, "/api/v1/summary/?group_by=direction,region"),
        "HTML": answered(browser, "/measures/?direction=1&page_size=10"),
        "full page of HTML": answered(browser, "/measures/"),
    }


def measured(measures: int, reports: int) -> dict[str, Spent]:
    """Return what requests cost with so many measures; afterwards there are none."""
    with transaction.atomic():
        load_synthetic(Amount(measures, reports), at=timezone.now())
        reference.forget()
        names.forget()
        asked = asked_by(reader())
        found = {name: ask() for name, ask in asked.items()}
        transaction.set_rollback(True)
    for name, one in found.items():
        assert one.answer.status_code == (304 if name == "304" else 200), name
    return found


def test_requests_keep_their_gates(db):
    costs = measured(FEW, 8 * FEW)
    assert len(costs["list"].answer.json()["results"]) == 50
    assert costs["full page of HTML"].answer.content.count(b'class="measures__title"') >= 50
    queries = {name: len(one.statements) for name, one in costs.items() if len(one.statements) > QUERIES[name]}
    calls = {name: one.calls for name, one in costs.items() if one.calls > CALLS[name]}
    assert (queries, calls) == ({}, {})
    assert all(one.calls > 500 and one.statements for one in costs.values()), "something was not measured"


def test_the_work_does_not_grow_with_the_data(db):
    few, many = measured(FEW, 0), measured(MANY, 0)
    for name in set(few) - {"full page of HTML"}:  # whose headings are those of other directions
        assert few[name].calls == pytest.approx(many[name].calls, rel=0.01), name
        assert len(few[name].statements) == len(many[name].statements), name


@pytest.mark.parametrize("key", ["", "gate-of-accept"])
def test_accepting_asks_few_queries(plan, aktobe_executor, aktobe_coordinator, key):
    report = write_report(aktobe_executor, plan["5.1"])
    api = api_of(aktobe_coordinator, act_of(aktobe_coordinator, at=timezone.now()), scope="write")
    path = f"/api/v1/reports/{report.pk}/"
    api.get(path)
    headers = {"If-Match": f'"{report.version}"', **({"Idempotency-Key": key} if key else {})}
    found = spent_once(lambda: api.post(f"{path}accept/", content_type="application/json", headers=headers))
    assert found.answer.status_code == 200, found.answer.content
    # a key is looked up only after 404 and 403, so one query more asks for the report before it
    assert len(found.statements) <= 12 + bool(key), "\n".join(one[:150] for one in found.statements)


def test_a_draft_makes_no_reader_read_the_small_tables_again(plan, aktobe_executor, analyst):
    api = api_of(analyst, act_of(analyst, at=timezone.now()))
    api.get(API)
    write_report(aktobe_executor, plan["5.1"])
    assert len(spent_once(lambda: api.get(API)).statements) == 3


def test_an_acceptance_does(plan, aktobe_executor, aktobe_coordinator, analyst):
    api = api_of(analyst, act_of(analyst, at=timezone.now()))
    api.get(API)
    accept(aktobe_coordinator, write_report(aktobe_executor, plan["5.1"]))
    assert len(spent_once(lambda: api.get(API)).statements) > 3
