"""Agencies through the API: their own region's administrator writes, nobody else (api.md *Writing*, rules.md §7)."""

import pytest

from accounts.models import Agency, AuditEntry
from tests.roadmap.api.test_writing_reports import Door, code_of

NAME = {"kk": "Жаңа басқарма", "ru": "Новое управление", "en": "New department"}
BODY = {"code": "AKT-NEW", "name": NAME, "level": "regional"}


@pytest.fixture
def admin(aktobe_admin):
    return Door(aktobe_admin)


def test_an_agency_is_created(plan, admin):
    answer = admin.post("agencies/", {**BODY, "valid_from": "2024-01-01", "successor": "AKT-TRN"})
    assert (answer.status_code, answer["ETag"]) == (201, '"1"')
    assert answer.json() == {
        "code": "AKT-NEW",
        "region": "aktobe",
        "name": NAME,
        "level": "regional",
        "valid_from": "2024-01-01",
        "valid_to": None,
        "successor": "AKT-TRN",
        "source": "public",
        "version": 1,
    }
    assert admin.get("agencies/AKT-NEW/").json() == answer.json()
    assert AuditEntry.objects.get().action == "agency.create"


def test_an_agency_is_changed_by_what_is_named(plan, admin):
    answer = admin.send("patch", "agencies/AKT-CUL/", {"name": {"ru": "Управление культуры"}}, version=1)
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')
    assert answer.json()["name"] == {
        "kk": "AKT-CUL басқармасы",
        "ru": "Управление культуры",
        "en": "AKT-CUL department",
    }
    assert admin.get("agencies/AKT-CUL/").json() == answer.json()


@pytest.mark.parametrize("who", ["aktobe_executor", "aktobe_coordinator", "analyst", "operator", "orenburg_admin"])
def test_only_the_regions_administrator_changes_it(plan, request, who):
    door = Door(request.getfixturevalue(who))
    assert door.send("patch", "agencies/AKT-CUL/", {"wrong": 1}).status_code == 403
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("who", ["aktobe_executor", "aktobe_coordinator", "analyst", "operator"])
def test_only_administrators_create(plan, request, who):
    assert Door(request.getfixturevalue(who)).post("agencies/", BODY).status_code == 403
    assert not Agency.objects.filter(code="AKT-NEW").exists()


def test_nobody_creates_in_another_region(plan, orenburg_admin):
    assert Door(orenburg_admin).post("agencies/", {**BODY, "region": "aktobe"}).status_code == 403
    assert Door(orenburg_admin).post("agencies/", {**BODY, "region": "orenburg"}).json()["region"] == "orenburg"


def test_refusals_come_in_their_order(plan, admin):
    path = "agencies/AKT-CUL/"
    assert Door().send("patch", path, {"wrong": 1}).status_code == 401
    assert admin.send("patch", "agencies/NONE/", {"wrong": 1}).status_code == 404
    assert admin.send("patch", path, {"wrong": 1}).status_code == 428
    assert admin.send("patch", path, {"wrong": 1}, version=7).status_code == 412
    assert code_of(admin.send("patch", path, {"wrong": 1}, version=1)) == (400, "invalid")
    early = {"valid_from": "2024-01-02", "valid_to": "2024-01-01"}
    assert code_of(admin.send("patch", path, early, version=1)) == (409, "ends_before_it_begins")
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "акт"),
        ("code", 1),
        ("name", {"kk": "a", "ru": "b"}),
        ("name.ru", {"kk": "a", "ru": "\u202eb", "en": "c"}),
        ("name.ru", {"kk": "a", "ru": " ", "en": "c"}),
        ("name.ru", {"kk": "a", "ru": "b" * 301, "en": "c"}),
        ("level", "village"),
        ("valid_to", "2024-02-30"),
        ("successor", "ORB-ROAD"),
        ("version", 1),
        ("source", "article"),
    ],
)
def test_wrong_values_are_named_and_write_nothing(plan, admin, field, value):
    answer = admin.post("agencies/", {**BODY, field.partition(".")[0]: value})
    assert answer.status_code == 400
    assert [error["field"].startswith(field) for error in answer.json()["errors"]] == [True]
    assert not Agency.objects.filter(name_kk="Жаңа басқарма").exists()


def test_a_code_is_taken_once_whosever_it_is(plan, admin):
    assert code_of(admin.post("agencies/", {**BODY, "code": "ORB-ROAD"})) == (409, "code_taken")
