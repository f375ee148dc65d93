import datetime as dt

import pytest

from accounts.errors import RuleBroken
from accounts.models import Agency, AuditEntry
from accounts.services import places
from roadmap.models import Change, Executor, Measure, MeasureSide, Report
from tests.cast import NOON, act_of, make_agency, write_report

TODAY = NOON.date()
YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.fixture
def heir(aktobe):
    return make_agency(aktobe, "AKT-NEW", name_kk="Ұрпақ мекемесі")


def succeed(by, agency, successor, on=TODAY):
    code = successor.code if successor else None
    return places.succeed_agency(act_of(by), code=agency.code, seen_version=1, successor_code=code, on=on)


def team(measure, region):
    rows = Executor.objects.current().filter(measure=measure, region=region).select_related("agency")
    return {row.agency.code: row.role for row in rows}


def test_a_renamed_agency_is_found_by_its_new_name(plan, aktobe_admin, transport):
    assert " көпір" not in plan["5.1"].words
    places.change_agency(
        act_of(aktobe_admin), code=transport.code, seen_version=1, values={"name_kk": "Көпір басқармасы"}
    )
    found = Measure.objects.filter(words__contains=" көпір").values_list("number", flat=True)
    assert sorted(found) == ["2.1", "4.2", "5.1", "5.4"]
    assert not Measure.objects.filter(words__contains=" жолаушылар").exists()


def test_a_new_name_does_not_move_the_measures(plan, aktobe_admin, transport):
    places.change_agency(act_of(aktobe_admin), code=transport.code, seen_version=1, values={"name_en": "Bridges"})
    assert plan["5.1"].version == 1
    assert list(Change.objects.values_list("kind", "object_id")) == [("agency", "AKT-TRN")]


def test_open_items_pass_to_the_successor(plan, aktobe_admin, aktobe, orenburg, transport, heir):
    succeed(aktobe_admin, transport, heir)
    assert team(plan["5.1"], aktobe) == {"AKT-NEW": "lead", "AKT-CUL": "co"}
    assert team(plan["5.1"], orenburg) == {"ORB-ROAD": "lead"}
    assert MeasureSide.objects.get(measure=plan["5.1"], region=aktobe).lead_code == "AKT-NEW"
    assert " ұрпақ" in plan["5.1"].words


def test_the_old_executor_stays_a_fact_of_its_time(plan, aktobe_admin, transport, heir):
    succeed(aktobe_admin, transport, heir)
    rows = Executor.objects.filter(measure=plan["5.1"], region=transport.region, role="lead").order_by("from_on")
    assert [(row.agency.code, row.until_on, row.until_known_at) for row in rows] == [
        ("AKT-TRN", TODAY, NOON),
        ("AKT-NEW", None, None),
    ]
    assert (rows[1].from_on, rows[1].known_at) == (TODAY, NOON)


def test_reports_keep_the_agency_of_their_day(plan, aktobe_executor, aktobe_admin, transport, heir):
    report = write_report(aktobe_executor, plan["5.1"])
    succeed(aktobe_admin, transport, heir)
    assert Report.objects.get(pk=report.pk).agency == transport


def test_a_succession_is_one_entry_and_a_row_for_each_measure(plan, aktobe_admin, transport, heir):
    succeed(aktobe_admin, transport, heir)
    entry = AuditEntry.objects.get()
    ids = [plan[number].pk for number in ("5.1", "2.1", "5.4", "4.2")]
    assert entry.after is not None
    assert entry.after["touched"] == [f"measure:{pk}" for pk in sorted(ids)]
    rows = list(Change.objects.values_list("seq", "kind", "object_id"))
    assert rows == [
        (entry.seq + 1, "agency", "AKT-TRN"),
        *((entry.seq + step, "measure", str(pk)) for step, pk in enumerate(sorted(ids), start=2)),
    ]
    assert plan["5.1"].version == 2


def test_a_co_executor_that_succeeds_the_lead_leads(plan, aktobe_admin, aktobe, transport, culture):
    succeed(aktobe_admin, transport, culture)
    assert team(plan["5.1"], aktobe) == {"AKT-CUL": "lead"}


def test_a_lead_that_succeeds_a_co_executor_stays_the_lead(plan, aktobe_admin, aktobe, transport, culture):
    succeed(aktobe_admin, culture, transport)
    assert team(plan["5.1"], aktobe) == {"AKT-TRN": "lead"}


def end(by, agency):
    values = {"valid_to": dt.date(2030, 1, 1)}
    return places.change_agency(act_of(by), code=agency.code, seen_version=1, values=values)


@pytest.mark.parametrize("how", [lambda by, agency: succeed(by, agency, None), end])
def test_an_agency_with_open_items_does_not_end_without_a_successor(plan, aktobe_admin, transport, how):
    with pytest.raises(RuleBroken) as caught:
        how(aktobe_admin, transport)
    assert caught.value.code == "agency_has_measures"
    assert Agency.objects.get(pk=transport.pk).valid_to is None
    assert not AuditEntry.objects.exists()


def test_an_agency_whose_items_are_closed_ends_without_a_successor(plan, aktobe, aktobe_admin, transport):
    MeasureSide.objects.filter(region=aktobe).update(is_closed=True)
    assert succeed(aktobe_admin, transport, None).valid_to == YESTERDAY
    assert team(plan["5.1"], aktobe) == {"AKT-TRN": "lead", "AKT-CUL": "co"}


def test_cancelled_measures_and_closed_road_maps_are_no_open_items(plan, aktobe_admin, transport):
    Measure.objects.exclude(number="5.1").update(is_cancelled=True)
    with pytest.raises(RuleBroken):
        succeed(aktobe_admin, transport, None)
    plan.roadmap.state = "closed"
    plan.roadmap.save()
    succeed(aktobe_admin, transport, None)


def test_what_ends_later_keeps_its_items_until_then(plan, aktobe, aktobe_admin, transport, heir):
    succeed(aktobe_admin, transport, heir, on=TODAY + dt.timedelta(days=1))
    assert team(plan["5.1"], aktobe) == {"AKT-TRN": "lead", "AKT-CUL": "co"}


def test_another_regions_measures_stay_as_they_are(plan, orenburg, aktobe_admin, transport, heir):
    def sides():
        rows = MeasureSide.objects.filter(region=orenburg).order_by("measure_id").values()
        return [{name: value for name, value in row.items() if name != "id"} for row in rows]

    before = sides()
    succeed(aktobe_admin, transport, heir)
    assert sides() == before
