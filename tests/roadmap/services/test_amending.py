import datetime as dt
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from accounts.errors import InvalidInput, RuleBroken, StaleVersion
from accounts.models import AuditEntry
from roadmap.models import Amendment, Executor, Measure, MeasureText, Occurrence, Report, Roadmap, Standing
from roadmap.services import amending, reporting
from roadmap.services.amending import ChangeRequest
from roadmap.services.executors import CoExecutor, Team, change_own_executors
from roadmap.services.texts import catch_up
from tests.cast import NOON, WHOLE, accept, act_of, write_report

LATER = {"kk": "2025 жылғы 30 маусымға дейін", "ru": "до 30 июня 2025 года", "en": "by 30 June 2025"}
TODAY = dt.date(2024, 7, 10)
TITLE = {"kk": "Жаңа іс-шара", "ru": "Новое мероприятие", "en": "New measure"}
ADDED = {
    "direction": 5,
    "number": "5.1-1",
    "title": TITLE,
    "deadline": LATER,
    "completion_form": "INFO",
    "executors": {"aktobe": {"lead": "AKT-TRN", "co": []}},
}


def propose(by, plan, *changes, effective_on=dt.date(2024, 7, 1)):
    return amending.propose_amendment(
        act_of(by),
        roadmap_code=plan.roadmap.code,
        protocol_number="3",
        protocol_date=dt.date(2024, 7, 1),
        effective_on=effective_on,
        changes=[ChangeRequest(*change) for change in changes],
    )


def confirm(by, amendment, at=NOON):
    return amending.confirm_amendment(act_of(by, at), amendment_id=amendment.pk, seen_version=amendment.version)


def refused(code, call):
    with pytest.raises(RuleBroken) as caught:
        call()
    assert caught.value.code == code


def test_nothing_changes_until_the_other_party_confirms(plan, aktobe_coordinator):
    propose(aktobe_coordinator, plan, (plan["4.2"].pk, "deadline", LATER))
    assert plan["4.2"].due_on == dt.date(2024, 6, 30)


def test_a_confirmed_deadline_moves_the_occurrence(plan, aktobe_coordinator, orenburg_coordinator, aktobe_executor):
    report = write_report(aktobe_executor, plan["4.2"], stands_on=dt.date(2024, 6, 1))
    amendment = propose(aktobe_coordinator, plan, (plan["4.2"].pk, "deadline", LATER))
    before = amendment.changes.get().before
    confirm(orenburg_coordinator, amendment)
    measure = plan["4.2"]
    occurrence = Occurrence.objects.get(measure=measure, is_retired=False)
    assert (measure.due_on, measure.original_due_on, measure.postponements) == (
        dt.date(2025, 6, 30),
        dt.date(2024, 6, 30),
        1,
    )
    assert (occurrence.label, occurrence.due_on) == ("1", dt.date(2025, 6, 30))
    assert report.occurrence_id == occurrence.pk
    assert before["ru"] == "II квартал 2024 года"
    assert measure.version == 2
    assert "2025" in measure.words


def test_the_proposer_does_not_confirm(plan, aktobe_coordinator):
    amendment = propose(aktobe_coordinator, plan, (plan["4.2"].pk, "deadline", LATER))
    with pytest.raises(PermissionDenied):
        confirm(aktobe_coordinator, amendment)


def test_an_executor_does_not_propose(plan, aktobe_executor):
    with pytest.raises(PermissionDenied):
        propose(aktobe_executor, plan, (plan["4.2"].pk, "deadline", LATER))


def test_a_stale_confirmation_is_refused(plan, aktobe_coordinator, orenburg_coordinator):
    amendment = propose(aktobe_coordinator, plan, (plan["4.2"].pk, "cancelled", True))
    with pytest.raises(StaleVersion):
        amending.confirm_amendment(act_of(orenburg_coordinator), amendment_id=amendment.pk, seen_version=9)


def test_declining_needs_a_reason(plan, aktobe_coordinator, orenburg_coordinator):
    amendment = propose(aktobe_coordinator, plan, (plan["4.2"].pk, "cancelled", True))
    act = act_of(orenburg_coordinator)
    with pytest.raises(InvalidInput):
        amending.decline_amendment(act, amendment_id=amendment.pk, seen_version=1, reason=" ")
    declined = amending.decline_amendment(act, amendment_id=amendment.pk, seen_version=1, reason="Рано")
    assert (declined.state, declined.declined_reason) == ("declined", "Рано")
    refused("not_proposed", lambda: confirm(orenburg_coordinator, declined))


def test_the_proposer_withdraws(plan, aktobe_coordinator, orenburg_coordinator):
    amendment = propose(aktobe_coordinator, plan, (plan["4.2"].pk, "cancelled", True))
    with pytest.raises(PermissionDenied):
        amending.withdraw_amendment(act_of(orenburg_coordinator), amendment_id=amendment.pk, seen_version=1)
    withdrawn = amending.withdraw_amendment(act_of(aktobe_coordinator), amendment_id=amendment.pk, seen_version=1)
    assert withdrawn.state == "withdrawn"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("deadline", {**LATER, "en": "by 1 June 2025"}, "wordings_disagree"),
        ("deadline", {**LATER, "ru": "три раза в год"}, "deadline_unreadable"),
        ("deadline", {**LATER, "ru": "до 30 июня 2026 года"}, "deadline_outside_term"),
        ("deadline", {"ru": "ежегодно"}, "invalid"),
        ("title", {"kk": "а", "ru": " ", "en": "a"}, "invalid"),
        ("cancelled", False, "invalid"),
        ("executors", {"tatarstan": {"lead": "AKT-TRN"}}, "invalid"),
        ("executors", {"aktobe": {"lead": "ORB-ROAD"}}, "does_not_exist"),
        ("executors", {"aktobe": {"lead": "AKT-TRN", "co": [{"agency": "AKT-TRN"}]}}, "named_twice"),
        ("executors", {"aktobe": {"lead": None}, "orenburg": {"lead": None}}, "required"),
        ("executors", {"aktobe": "AKT-TRN"}, "invalid"),
        ("executors", {"aktobe": {"co": []}}, "invalid"),
        ("executors", {"aktobe": {"lead": "AKT-TRN", "head": "AKT-CUL"}}, "invalid"),
        ("executors", {"aktobe": {"lead": 1}}, "invalid"),
        ("executors", {"aktobe": {"lead": "AKT-TRN", "co": "AKT-CUL"}}, "invalid"),
        ("executors", {"aktobe": {"lead": "AKT-TRN", "co": ["AKT-CUL"]}}, "invalid"),
        ("executors", {"aktobe": {"lead": "AKT-TRN", "co": [{"agency": 1}]}}, "invalid"),
        ("executors", {"aktobe": {"lead": "AKT-TRN", "co": [{"agency": "AKT-CUL", "by_agreement": 1}]}}, "invalid"),
        ("executors", {"aktobe": {"lead": None, "co": [{"agency": "AKT-CUL"}]}}, "invalid"),
        ("number", "1.9", "unknown_code"),
    ],
)
def test_wrong_changes_are_refused_and_write_nothing(plan, aktobe_coordinator, field, value, code):
    with pytest.raises(InvalidInput) as caught:
        propose(aktobe_coordinator, plan, (plan["4.2"].pk, field, value))
    assert caught.value.code == code
    assert not Amendment.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ([], "changes", "required"),
        ([(None, "title", TITLE)], "changes.0.measure", "required"),
        ([("4.2", "added", {})], "changes.0.measure", "required"),
        ([(999_999, "title", TITLE)], "changes.0.measure", "does_not_exist"),
        ([("4.2", "title", TITLE), ("4.2", "title", TITLE)], "changes.1.field", "named_twice"),
    ],
)
def test_changes_name_their_measure_once(plan, aktobe_coordinator, changes, field, code):
    named = [(plan[measure].pk if isinstance(measure, str) else measure, *rest) for measure, *rest in changes]
    with pytest.raises(InvalidInput) as caught:
        propose(aktobe_coordinator, plan, *named)
    assert (caught.value.field, caught.value.code) == (field, code)
    assert not Amendment.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"number": 7}, "number", "invalid"),
        ({"number": "five"}, "number", "invalid"),
        ({"direction": 99}, "direction", "does_not_exist"),
        ({"direction": True}, "direction", "does_not_exist"),
        ({"direction": "5"}, "direction", "does_not_exist"),
        ({"completion_form": "SONG"}, "completion_form", "does_not_exist"),
        ({"completion_form": 1}, "completion_form", "does_not_exist"),
        ({"title": {"ru": "а"}}, "title", "invalid"),
        ({"executors": {"aktobe": {"lead": None}}}, "executors", "required"),
        ({"colour": "red"}, "", "invalid"),
    ],
)
def test_a_new_measure_is_whole(plan, aktobe_coordinator, changed, field, code):
    with pytest.raises(InvalidInput) as caught:
        propose(aktobe_coordinator, plan, (None, "added", {**ADDED, **changed}))
    assert caught.value.field.startswith(f"changes.0.value.{field}".rstrip("."))
    assert caught.value.code == code
    assert not Amendment.objects.exists()


def test_a_new_measures_number_is_free(plan, aktobe_coordinator):
    refused("number_taken", lambda: propose(aktobe_coordinator, plan, (None, "added", {**ADDED, "number": "5.1"})))


def test_what_is_not_in_force_is_not_amended(plan, aktobe_coordinator):
    Roadmap.objects.update(state="closed")
    refused("roadmap_not_in_force", lambda: propose(aktobe_coordinator, plan, (plan["4.2"].pk, "title", TITLE)))


def test_a_cancelled_measure_is_not_amended(plan, aktobe_coordinator, orenburg_coordinator):
    confirm(orenburg_coordinator, propose(aktobe_coordinator, plan, (plan["4.2"].pk, "cancelled", True)))
    refused("measure_cancelled", lambda: propose(aktobe_coordinator, plan, (plan["4.2"].pk, "title", TITLE)))


def test_a_text_does_not_take_effect_before_a_later_one(plan, aktobe_coordinator, orenburg_coordinator):
    newer = propose(aktobe_coordinator, plan, (plan["4.2"].pk, "title", TITLE), effective_on=dt.date(2024, 9, 1))
    older = propose(aktobe_coordinator, plan, (plan["4.2"].pk, "deadline", LATER), effective_on=dt.date(2024, 8, 1))
    confirm(orenburg_coordinator, newer)
    refused("effective_before_newest", lambda: confirm(orenburg_coordinator, older))


def test_what_is_in_force_after_its_term_is_amended_up_to_today(plan, aktobe_coordinator):
    def propose_on(day):
        return amending.propose_amendment(
            act_of(aktobe_coordinator, dt.datetime(2026, 3, 10, 7, tzinfo=dt.UTC)),
            roadmap_code=plan.roadmap.code,
            protocol_number="3",
            protocol_date=dt.date(2026, 3, 9),
            effective_on=day,
            changes=[ChangeRequest(plan["4.2"].pk, "cancelled", value=True)],
        )

    assert propose_on(dt.date(2026, 3, 10)).effective_on == dt.date(2026, 3, 10)
    for day in (dt.date(2026, 3, 11), dt.date(2022, 12, 31)):
        with pytest.raises(InvalidInput) as caught:
            propose_on(day)
        assert (caught.value.field, caught.value.code) == ("effective_on", "outside_term")


def test_a_recurring_deadline_keeps_what_was_reported(plan, aktobe_coordinator, orenburg_coordinator, culture):
    measure = plan["1.1"]
    reporting.start_report(act_of(aktobe_coordinator), measure_id=measure.pk, occurrence="2023", values={})
    new = {"kk": "жарты жылда бір рет", "ru": "один раз в полугодие", "en": "once every half-year"}
    confirm(orenburg_coordinator, propose(aktobe_coordinator, plan, (measure.pk, "deadline", new)))
    live = Occurrence.objects.filter(measure=measure, is_retired=False).order_by("starts_on")
    assert [one.label for one in live] == ["2023", "2024-H1", "2024-H2", "2025-H1", "2025-H2"]
    retired = Occurrence.objects.filter(measure=measure, is_retired=True)
    assert {one.label for one in retired} == {"2024", "2025"}
    assert Report.objects.get().occurrence.label == "2023"
    assert Standing.objects.filter(occurrence__in=live).count() == 10


def test_a_retired_occurrence_takes_no_report(plan, aktobe_coordinator, orenburg_coordinator):
    new = {"kk": "жарты жылда бір рет", "ru": "один раз в полугодие", "en": "once every half-year"}
    confirm(orenburg_coordinator, propose(aktobe_coordinator, plan, (plan["1.1"].pk, "deadline", new)))
    refused(
        "occurrence_retired",
        lambda: reporting.start_report(
            act_of(aktobe_coordinator), measure_id=plan["1.1"].pk, occurrence="2024", values={}
        ),
    )


def test_an_occurrence_to_be_retired_takes_no_report_from_the_confirmation_on(
    plan, aktobe_coordinator, orenburg_coordinator
):
    """What is retired is decided once: a report that came before the day of effect would be dropped with it."""
    new = {"kk": "жарты жылда бір рет", "ru": "один раз в полугодие", "en": "once every half-year"}
    amendment = propose(aktobe_coordinator, plan, (plan["1.1"].pk, "deadline", new), effective_on=dt.date(2025, 1, 1))
    start = partial(
        reporting.start_report,
        act_of(aktobe_coordinator),
        measure_id=plan["1.1"].pk,
        occurrence="2024",
        values={},
    )
    kept = reporting.start_report(act_of(aktobe_coordinator), measure_id=plan["1.1"].pk, occurrence="2023", values={})
    confirm(orenburg_coordinator, amendment)
    refused("occurrence_retired", start)
    edited = reporting.edit_report(
        act_of(aktobe_coordinator), report_id=kept.pk, seen_version=1, values={"progress": 5}
    )
    assert edited.progress == 5


def test_cancelling_keeps_the_measure_and_stops_reports(plan, aktobe_coordinator, orenburg_coordinator):
    confirm(orenburg_coordinator, propose(aktobe_coordinator, plan, (plan["4.2"].pk, "cancelled", True)))
    measure = plan["4.2"]
    assert (measure.is_cancelled, measure.is_closed) == (True, True)
    refused(
        "measure_cancelled",
        lambda: reporting.start_report(act_of(aktobe_coordinator), measure_id=measure.pk, occurrence=None, values={}),
    )


def test_executors_of_both_parties_change(plan, aktobe_coordinator, orenburg_coordinator):
    teams = {
        "aktobe": {"lead": "AKT-CUL", "co": [{"agency": "AKT-TRN", "by_agreement": True}]},
        "orenburg": {"lead": "ORB-ECO", "co": []},
    }
    confirm(orenburg_coordinator, propose(aktobe_coordinator, plan, (plan["4.2"].pk, "executors", teams)))
    sides = {side.region.code: side for side in plan["4.2"].sides.select_related("region")}
    assert (sides["aktobe"].lead_code, sides["aktobe"].co, sides["aktobe"].by_agreement) == (
        "AKT-CUL",
        ["AKT-TRN"],
        ["AKT-TRN"],
    )
    assert (sides["orenburg"].lead_code, sides["orenburg"].co) == ("ORB-ECO", [])
    ended = Executor.objects.filter(measure=plan["4.2"], until_on__isnull=False)
    assert {row.agency.code for row in ended} == {"AKT-TRN", "ORB-ROAD", "ORB-ECO"}


def test_executors_do_not_change_from_a_day_before_their_newest_change(plan, aktobe_coordinator, orenburg_coordinator):
    """Two teams would hold on the days between, or the past would change."""
    teams = {"aktobe": {"lead": "AKT-CUL", "co": []}}
    amendment = propose(aktobe_coordinator, plan, (plan["4.2"].pk, "executors", teams))
    change_own_executors(
        act_of(aktobe_coordinator),
        measure_id=plan["4.2"].pk,
        seen_version=1,
        team=Team("AKT-TRN", (CoExecutor("AKT-CUL"),)),
    )
    refused("effective_before_newest", lambda: confirm(orenburg_coordinator, amendment))


def test_own_executors_do_not_change_while_others_are_agreed_for_a_later_day(
    plan, aktobe_coordinator, orenburg_coordinator
):
    teams = {"aktobe": {"lead": "AKT-CUL", "co": []}}
    later = dt.date(2024, 9, 1)
    amendment = propose(aktobe_coordinator, plan, (plan["4.2"].pk, "executors", teams), effective_on=later)
    confirm(orenburg_coordinator, amendment)
    change = partial(change_own_executors, measure_id=plan["4.2"].pk, seen_version=2, team=Team("AKT-TRN"))
    refused("effective_before_newest", lambda: change(act_of(aktobe_coordinator)))
    change(act_of(aktobe_coordinator, dt.datetime(2024, 9, 2, tzinfo=dt.UTC)))
    leads = Executor.objects.filter(measure=plan["4.2"], region=aktobe_coordinator.region, role="lead")
    assert [row.agency.code for row in leads.on(dt.date(2024, 9, 1))] == ["AKT-CUL"]
    assert [row.agency.code for row in leads.on(dt.date(2024, 9, 2))] == ["AKT-TRN"]


def test_a_measure_is_added(plan, aktobe_coordinator, orenburg_coordinator):
    confirm(orenburg_coordinator, propose(aktobe_coordinator, plan, (None, "added", ADDED)))
    measure = Measure.objects.get(number="5.1-1")
    assert (measure.holds_from, measure.due_on, measure.version) == (dt.date(2024, 7, 1), dt.date(2025, 6, 30), 1)
    assert Standing.objects.filter(measure=measure, has_executor=True).count() == 1
    assert [one.number for one in Measure.objects.order_by("number_key")] == [
        "1.1", "2.1", "4.2", "5.1", "5.1-1", "5.4",
    ]  # fmt: skip


def test_a_text_that_takes_effect_later_waits(plan, aktobe_coordinator, orenburg_coordinator):
    title = {"kk": "Жаңа атау", "ru": "Новое название", "en": "New title"}
    day = dt.date(2024, 9, 1)
    confirm(
        orenburg_coordinator, propose(aktobe_coordinator, plan, (plan["4.2"].pk, "title", title), effective_on=day)
    )
    plan.roadmap.refresh_from_db()
    assert (plan["4.2"].title_ru, plan.roadmap.next_text_on) == ("Мероприятие 4.2", day)
    catch_up(plan.roadmap, today=day)
    plan.roadmap.refresh_from_db()
    assert (plan["4.2"].title_ru, plan.roadmap.next_text_on) == ("Новое название", None)


def test_a_cancelled_measure_takes_no_report_from_its_day_on_though_nobody_wrote_since(
    plan, aktobe_executor, aktobe_coordinator, orenburg_coordinator
):
    report = partial(write_report, aktobe_executor, plan["4.2"], stands_on=dt.date(2024, 6, 1))
    waiting = report()
    day = dt.date(2024, 9, 1)
    amendment = propose(aktobe_coordinator, plan, (plan["4.2"].pk, "cancelled", True), effective_on=day)
    confirm(orenburg_coordinator, amendment)
    report(at=NOON + dt.timedelta(days=30))
    later = NOON + dt.timedelta(days=60)
    refused("measure_cancelled", lambda: report(at=later))
    refused("measure_cancelled", lambda: accept(aktobe_coordinator, waiting, at=later))
    assert plan["4.2"].is_cancelled


def test_new_periods_take_reports_from_their_day_on(plan, aktobe_coordinator, orenburg_coordinator):
    new = {"kk": "жарты жылда бір рет", "ru": "один раз в полугодие", "en": "once every half-year"}
    day = dt.date(2024, 9, 1)
    confirm(
        orenburg_coordinator, propose(aktobe_coordinator, plan, (plan["1.1"].pk, "deadline", new), effective_on=day)
    )
    report = reporting.start_report(
        act_of(aktobe_coordinator, NOON + dt.timedelta(days=60)),
        measure_id=plan["1.1"].pk,
        occurrence="2024-H2",
        values={},
    )
    assert not report.occurrence.is_retired


def test_two_amendments_of_one_text_do_not_overwrite_each_other(plan, aktobe_coordinator, orenburg_coordinator):
    title = {"kk": "а", "ru": "б", "en": "c"}
    first = propose(aktobe_coordinator, plan, (plan["4.2"].pk, "title", title))
    second = propose(aktobe_coordinator, plan, (plan["4.2"].pk, "title", {**title, "ru": "в"}))
    confirm(orenburg_coordinator, first)
    refused("text_changed", lambda: confirm(orenburg_coordinator, second))
    assert MeasureText.objects.filter(measure=plan["4.2"]).count() == 2


def test_an_accepted_report_stays_on_its_occurrence(
    plan, aktobe_coordinator, orenburg_coordinator, aktobe_executor, aktobe
):
    accept(aktobe_coordinator, write_report(aktobe_executor, plan["4.2"], stands_on=dt.date(2024, 6, 1)))
    confirm(orenburg_coordinator, propose(aktobe_coordinator, plan, (plan["4.2"].pk, "deadline", LATER)))
    standing = Standing.objects.get(measure=plan["4.2"], region=aktobe)
    assert (standing.status, standing.progress) == (WHOLE["status"], WHOLE["progress"])
    assert standing.late_from == dt.date(2025, 7, 1)
