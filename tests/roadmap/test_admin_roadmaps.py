"""The operator begins a road map between two Parties; everybody else finds what they may read, and no form."""

import datetime as dt

import pytest

from accounts.models import AuditEntry
from roadmap.models import Change, Party, Roadmap
from tests.html_forms import fields_of

ADD = "/admin/roadmap/roadmap/add/"


@pytest.fixture
def desk(client, operator, plan):
    """The browser of the operator, where a road map is in force already."""
    client.force_login(operator)
    return client


def typed(plan, **values):
    names = {f"{name}_{code}": f"Жоспар {code}" for name in ("title", "short_title") for code in ("kk", "ru", "en")}
    regions = [str(party.region_id) for party in plan.roadmap.parties.order_by("region__code")]
    term = {"starts_on": "2026-01-01", "ends_on": "2028-12-31"}
    return {"code": "NEXT", **names, **term, "regions": regions, "cycle": "half_yearly", "days_after": "15", **values}


def test_the_operator_begins_a_draft(desk, plan, operator):
    page = desk.get(ADD)
    assert set(typed(plan)) - {"regions"} <= set(fields_of(page, "roadmap_form"))
    answer = desk.post(ADD, typed(plan))
    roadmap = Roadmap.objects.get(code="NEXT")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/roadmap/roadmap/")
    assert (roadmap.state, roadmap.ends_on, roadmap.title_kk) == ("draft", dt.date(2028, 12, 31), "Жоспар kk")
    parties = Party.objects.filter(roadmap=roadmap).values_list("region__code", "cycle", "days_after")
    assert set(parties) == {("aktobe", "half_yearly", 15), ("orenburg", "half_yearly", 15)}
    entry = AuditEntry.objects.get(action="roadmap.found")
    assert (entry.actor_id, entry.origin, entry.target) == (operator.pk, "admin", "roadmap:NEXT")
    told = Change.objects.filter(kind="roadmap", object_id="NEXT").values_list("region_id", flat=True)
    assert set(told) == set(plan.roadmap.parties.values_list("region_id", flat=True))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"regions": []}, "regions"),
        ({"regions": ["one"]}, "regions"),
        ({"regions": ["999999"]}, "regions"),
        ({"code": "AKT-ORB-2023-2025"}, "code"),
        ({"code": ""}, "code"),
        ({"title_kk": ""}, "title_kk"),
        ({"short_title_en": "a" * 1000}, "short_title_en"),
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "2026-02-30"}, "starts_on"),
        ({"ends_on": "2025-12-31"}, "ends_on"),
        ({"cycle": "daily"}, "cycle"),
        ({"days_after": "-1"}, "days_after"),
        ({"days_after": "367"}, "days_after"),
        ({"days_after": "two"}, "days_after"),
    ],
)
def test_what_is_wrong_is_named_and_kept_and_nothing_is_written(desk, plan, values, field):
    given = typed(plan, **values)
    if values.get("regions") == ["one"]:
        given["regions"] = typed(plan)["regions"][:1]
    answer = desk.post(ADD, given)
    assert answer.status_code in {200, 400, 409}
    assert set(answer.context["adminform"].form.errors) == {field}
    assert fields_of(answer, "roadmap_form")["short_title_ru"] == "Жоспар ru"
    assert Roadmap.objects.count() == 1
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("who", ["aktobe_admin", "orenburg_admin", "aktobe_coordinator", "aktobe_executor", "analyst"])
def test_nobody_else_begins_one(client, plan, who, request):
    client.force_login(request.getfixturevalue(who))
    assert client.get(ADD).status_code in {302, 403}
    assert client.post(ADD, typed(plan)).status_code in {302, 403}
    assert Roadmap.objects.count() == 1
