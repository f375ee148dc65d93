import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from accounts.audit import verify_chain
from accounts.errors import InvalidInput, RuleBroken, StaleVersion, VersionMissing
from accounts.models import Agency, AgencyFact, AuditEntry, Ledger, Region, User
from accounts.services import places
from roadmap.models import Change
from tests.cast import NOON, act_of, make_agency

NEW = {"code": "NEW-1", "name_kk": "Жаңа", "name_ru": "Новое", "name_en": "New", "level": "regional"}
REGION = {
    "code": "oral",
    "name_kk": "Батыс Қазақстан",
    "name_ru": "Западно-Казахстанская область",
    "name_en": "West Kazakhstan",
    "country": "KZ",
    "timezone": "Asia/Oral",
    "language": "kk",
    "holiday_calendar": "KZ",
}


@pytest.fixture
def agency(own):
    return make_agency(own.region, "OWN-1")


@pytest.fixture
def foreign(own, aktobe, orenburg):
    return make_agency(orenburg if own.region == aktobe else aktobe, "FOR-1")


def change(by, agency, at=NOON, seen=1, **values):
    return places.change_agency(act_of(by, at), code=agency.code, seen_version=seen, values=values)


def succeed(by, agency, successor, on, seen=1):
    code = successor.code if successor else None
    return places.succeed_agency(act_of(by), code=agency.code, seen_version=seen, successor_code=code, on=on)


def refused(code, call, *args, **kwargs):
    with pytest.raises(RuleBroken) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code


def misread(field, code, call, *args, **kwargs):
    with pytest.raises(InvalidInput) as caught:
        call(*args, **kwargs)
    assert (caught.value.field, caught.value.code) == (field, code)


def test_an_administrator_creates_an_agency_of_the_own_region(own):
    made = places.create_agency(act_of(own), values={**NEW, "valid_from": dt.date(2024, 1, 1)})
    assert (made.region, made.code, made.version, made.valid_from) == (own.region, "NEW-1", 1, dt.date(2024, 1, 1))


def test_a_new_agency_is_a_fact_from_the_day_it_was_made(own):
    made = places.create_agency(act_of(own), values=NEW)
    fact = AgencyFact.objects.get(agency=made)
    assert (fact.from_on, fact.known_at, fact.name_kk) == (dt.date(2024, 7, 10), NOON, "Жаңа")


def test_a_new_agency_is_recorded_and_told_to_all(own):
    places.create_agency(act_of(own), values=NEW)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target, entry.kind, entry.region_id, entry.before) == (
        "agency.create",
        "agency:NEW-1",
        "people",
        own.region_id,
        None,
    )
    assert entry.after is not None
    assert entry.after["name_ru"] == "Новое"
    told = Change.objects.get()
    assert (told.seq, told.kind, told.object_id, told.change, told.by_region, told.region_id) == (
        2,
        "agency",
        "NEW-1",
        "created",
        own.region.code,
        None,
    )
    assert (Ledger.objects.get().seq, verify_chain()) == (2, [])


def test_the_region_is_never_taken_from_the_values(own, foreign):
    misread(
        "region", "unknown_field", places.create_agency, act_of(own), values={**NEW, "region": foreign.region.code}
    )
    assert not Agency.objects.filter(code="NEW-1").exists()


@pytest.mark.parametrize("who", ["aktobe_executor", "aktobe_coordinator", "analyst", "operator"])
def test_nobody_else_creates_an_agency(request, who):
    with pytest.raises(PermissionDenied):
        places.create_agency(act_of(request.getfixturevalue(who)), values=NEW)
    assert not AuditEntry.objects.exists()


def test_a_code_that_is_somebodys_is_refused_alike_in_both_regions(own, agency, foreign):
    messages = set()
    for taken in (agency, foreign):
        with pytest.raises(RuleBroken) as caught:
            places.create_agency(act_of(own), values={**NEW, "code": taken.code})
        messages.add((caught.value.code, str(caught.value.message), caught.value.field))
    assert {code for code, _message, _field in messages} == {"code_taken"}
    assert len(messages) == 1


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("code", "lower", "invalid"),
        ("code", "A\n", "invalid"),
        ("code", None, "required"),
        ("name_kk", "", "required"),
        ("name_ru", "  ", "required"),
        ("name_en", None, "required"),
        ("name_en", "a\x00b", "invalid"),
        ("name_en", "a\ud800b", "invalid"),
        ("name_en", "safe\u202eevil", "invalid"),
        ("name_en", "x" * 301, "max_length"),
        ("name_en", 5, "invalid"),
        ("level", "cosmic", "unknown_code"),
        ("valid_from", "2024-01-01", "invalid"),
        ("valid_to", NOON, "invalid"),
        ("successor", "NO-SUCH", "does_not_exist"),
        ("version", 9, "unknown_field"),
    ],
)
def test_a_wrong_value_is_refused_by_its_field(aktobe_admin, field, value, code):
    misread(field, code, places.create_agency, act_of(aktobe_admin), values={**NEW, field: value})
    assert not Agency.objects.exists()


def test_a_change_states_a_fact_and_keeps_the_past(own, agency):
    change(own, agency, name_ru="Министерство", level="national")
    old, new = AgencyFact.objects.filter(agency=agency).order_by("known_at")
    assert (old.name_ru, new.name_ru, new.from_on, new.known_at) == (
        "Управление OWN-1",
        "Министерство",
        dt.date(2024, 7, 10),
        NOON,
    )
    agency.refresh_from_db()
    assert (agency.version, agency.level) == (2, "national")


def test_a_change_is_recorded_with_what_it_changed(own, agency):
    change(own, agency, name_ru="Министерство", level="regional")
    entry = AuditEntry.objects.get()
    assert (entry.before, entry.after) == ({"name_ru": "Управление OWN-1"}, {"name_ru": "Министерство"})
    assert Change.objects.values_list("kind", "object_id", "change").get() == ("agency", "OWN-1", "updated")


def test_an_administrator_does_not_change_another_regions_agency(own, foreign):
    with pytest.raises(PermissionDenied):
        change(own, foreign, name_ru="Наше")
    foreign.refresh_from_db()
    assert (foreign.name_ru, foreign.version) == ("Управление FOR-1", 1)


def test_permission_is_asked_before_the_version_and_the_version_before_the_values(own, agency, foreign):
    with pytest.raises(PermissionDenied):
        change(own, foreign, seen=None, nonsense=1)
    with pytest.raises(VersionMissing):
        change(own, agency, seen=None, nonsense=1)
    with pytest.raises(StaleVersion) as stale:
        change(own, agency, seen=7, nonsense=1)
    assert stale.value.current == 1


@pytest.mark.parametrize("code", ["NO-SUCH", "", "A\x00B", "\ud800"])
def test_an_agency_that_is_not_there_does_not_exist(own, code):
    with pytest.raises(Agency.DoesNotExist):
        places.change_agency(act_of(own), code=code, seen_version=1, values={})


def test_a_right_taken_away_while_waiting_is_gone(own, agency):
    waiting = act_of(User.objects.get(pk=own.pk))
    User.objects.filter(pk=own.pk).update(role="reader")
    with pytest.raises(PermissionDenied):
        places.change_agency(waiting, code=agency.code, seen_version=1, values={"name_ru": "Поздно"})
    with pytest.raises(PermissionDenied):
        places.create_agency(waiting, values=NEW)


def test_an_agency_ends_no_earlier_than_it_begins(own, agency):
    days = {"valid_from": dt.date(2024, 5, 2), "valid_to": dt.date(2024, 5, 1)}
    refused("ends_before_it_begins", change, own, agency, **days)
    change(own, agency, **{**days, "valid_to": dt.date(2024, 5, 2)})


def test_a_successor_is_of_the_same_region(own, agency, foreign):
    misread("successor", "does_not_exist", change, own, agency, successor=foreign.code)
    other = make_agency(own.region, "OWN-2")
    assert change(own, agency, successor=other.code).successor == other


def test_an_agency_does_not_succeed_itself(own, agency):
    refused("own_successor", change, own, agency, successor=agency.code)


def test_agencies_do_not_succeed_one_another_in_a_circle(own, agency):
    second = make_agency(own.region, "OWN-2", successor=agency)
    third = make_agency(own.region, "OWN-3", successor=second)
    refused("successor_cycle", change, own, agency, successor=third.code)
    assert change(own, third, successor=agency.code).successor == agency


def test_succession_ends_an_agency_the_day_before(own, agency):
    successor = make_agency(own.region, "OWN-2", valid_from=dt.date(2024, 7, 1))
    ended = succeed(own, agency, successor, dt.date(2024, 7, 1))
    assert (ended.valid_to, ended.successor, ended.version) == (dt.date(2024, 6, 30), successor, 2)
    assert AuditEntry.objects.get().action == "agency.succeed"


def test_an_agency_may_be_dissolved_without_a_successor(own, agency):
    assert succeed(own, agency, None, dt.date(2024, 7, 1)).successor is None


def test_an_agency_ends_once(own, agency):
    succeed(own, agency, None, dt.date(2024, 7, 1))
    refused("already_ended", succeed, own, agency, None, dt.date(2024, 8, 1), seen=2)


def test_a_successor_exists_on_the_day(own, agency):
    late = make_agency(own.region, "OWN-2", valid_from=dt.date(2024, 7, 2))
    refused("successor_not_valid", succeed, own, agency, late, dt.date(2024, 7, 1))
    succeed(own, agency, late, dt.date(2024, 7, 2))


@pytest.mark.parametrize(("on", "code"), [(None, "required"), ("2024", "invalid"), (dt.date.min, "out_of_range")])
def test_the_day_of_succession_is_a_day(aktobe_admin, aktobe, on, code):
    misread("on", code, succeed, aktobe_admin, make_agency(aktobe, "AKT-1"), None, on)


def test_the_operator_creates_a_region(operator):
    region = places.create_region(act_of(operator), values=REGION)
    assert (region.code, region.timezone) == ("oral", "Asia/Oral")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target, entry.region_id) == ("region.create", "region:oral", region.pk)


def test_nobody_else_creates_a_region(own):
    with pytest.raises(PermissionDenied):
        places.create_region(act_of(own), values=REGION)
    assert not Region.objects.filter(code="oral").exists()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("timezone", "Mars/Base", "invalid"),
        ("country", "Kazakhstan", "invalid"),
        ("country", "kz", "invalid"),
        ("language", "de", "unknown_code"),
        ("code", "Орал", "invalid"),
        ("name_kk", "", "required"),
    ],
)
def test_a_region_needs_what_the_rules_need(operator, field, value, code):
    misread(field, code, places.create_region, act_of(operator), values={**REGION, field: value})


def test_a_region_is_created_once(operator, aktobe):
    refused("code_taken", places.create_region, act_of(operator), values={**REGION, "code": "aktobe"})
