import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.audit import verify_chain
from accounts.errors import InvalidInput, RuleBroken, StaleVersion, VersionMissing
from accounts.models import AuditEntry, Ledger
from accounts.roles import Role
from roadmap.models import Change, Executor, Measure, MeasureSide, Occurrence, Report, Roadmap, Standing
from roadmap.services import now, reporting
from tests.cast import NOON, WHOLE, accept, act_of, make_user, write_report


def refused(code, call):
    with pytest.raises(RuleBroken) as caught:
        call()
    assert caught.value.code == code


def test_executor_starts_a_draft_for_the_own_agency(plan, aktobe_executor, transport):
    draft = reporting.start_report(act_of(aktobe_executor), measure_id=plan["5.1"].pk, occurrence=None, values={})
    assert (draft.state, draft.agency, draft.on_behalf, draft.version) == ("draft", transport, False, 1)


def test_coordinator_writes_on_behalf_of_the_lead(plan, aktobe_coordinator, transport):
    draft = reporting.start_report(act_of(aktobe_coordinator), measure_id=plan["5.1"].pk, occurrence=None, values={})
    assert (draft.agency, draft.on_behalf) == (transport, True)


def test_the_lead_is_who_has_that_part_wherever_they_stand(plan, aktobe_coordinator, transport):
    Executor.objects.filter(measure=plan["5.1"], agency=transport).update(position=9)
    draft = reporting.start_report(act_of(aktobe_coordinator), measure_id=plan["5.1"].pk, occurrence=None, values={})
    assert draft.agency == transport


def test_coordinator_names_the_agency(plan, aktobe_coordinator, culture):
    draft = reporting.start_report(
        act_of(aktobe_coordinator), measure_id=plan["5.1"].pk, occurrence=None, values={}, agency_code="AKT-CUL"
    )
    assert draft.agency == culture


def test_an_executor_may_name_the_own_agency(plan, aktobe_executor, transport):
    draft = reporting.start_report(
        act_of(aktobe_executor), measure_id=plan["5.1"].pk, occurrence=None, values={}, agency_code=transport.code
    )
    assert draft.agency == transport


def test_executor_does_not_report_where_the_agency_has_no_part(plan, aktobe_executor):
    with pytest.raises(PermissionDenied):
        reporting.start_report(act_of(aktobe_executor), measure_id=plan["1.1"].pk, occurrence="2024", values={})


def test_co_executor_reports_too(plan, aktobe, culture):
    by = make_user("culture", Role.EXECUTOR, aktobe, culture)
    draft = reporting.start_report(act_of(by), measure_id=plan["5.1"].pk, occurrence=None, values={})
    assert draft.agency == culture


@pytest.mark.parametrize("who", ["analyst", "operator", "aktobe_admin"])
def test_others_do_not_report(plan, request, who):
    by = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        reporting.start_report(act_of(by), measure_id=plan["5.1"].pk, occurrence=None, values={})


def test_a_measure_of_several_periods_wants_one_named(plan, aktobe, culture):
    by = make_user("culture", Role.EXECUTOR, aktobe, culture)
    with pytest.raises(InvalidInput) as caught:
        reporting.start_report(act_of(by), measure_id=plan["1.1"].pk, occurrence=None, values={})
    assert caught.value.field == "occurrence"


def test_an_unknown_period_is_refused(plan, aktobe_executor):
    with pytest.raises(InvalidInput):
        reporting.start_report(act_of(aktobe_executor), measure_id=plan["5.1"].pk, occurrence="2031", values={})


def test_a_draft_may_be_incomplete_but_not_wrong(plan, aktobe_executor):
    with pytest.raises(InvalidInput) as caught:
        reporting.start_report(
            act_of(aktobe_executor), measure_id=plan["5.1"].pk, occurrence=None, values={"progress": 101}
        )
    assert caught.value.field == "progress"
    assert not Report.objects.exists()


def test_an_incomplete_draft_is_not_submitted(plan, aktobe_executor):
    draft = reporting.start_report(act_of(aktobe_executor), measure_id=plan["5.1"].pk, occurrence=None, values={})
    with pytest.raises(reporting.Incomplete) as caught:
        reporting.submit_report(act_of(aktobe_executor), report_id=draft.pk, seen_version=1)
    assert {"status", "progress", "summary", "signatory"} <= {lack.field for lack in caught.value.missing}


def test_a_whole_draft_is_submitted(draft_report, aktobe_executor):
    report = reporting.submit_report(act_of(aktobe_executor), report_id=draft_report.pk, seen_version=1)
    assert (report.state, report.submitted_at, report.version) == ("submitted", NOON, 2)
    assert len(report.content_hash) == 64


def test_editing_a_returned_report_makes_it_a_draft(submitted, aktobe_executor, aktobe_coordinator):
    returned = reporting.return_report(
        act_of(aktobe_coordinator), report_id=submitted.pk, seen_version=2, reason="Сандар жоқ"
    )
    assert (returned.state, returned.returned_reason) == ("returned", "Сандар жоқ")
    edited = reporting.edit_report(
        act_of(aktobe_executor), report_id=submitted.pk, seen_version=3, values={"progress": 50}
    )
    assert (edited.state, edited.progress, edited.version) == ("draft", 50, 4)


def test_withdrawing_makes_a_draft(submitted, aktobe_executor):
    report = reporting.withdraw_report(act_of(aktobe_executor), report_id=submitted.pk, seen_version=2)
    assert (report.state, report.submitted_at) == ("draft", None)


def test_acceptance_brings_the_plan_up_to_date(accepted, plan, aktobe):
    measure = plan["5.1"]
    standing = Standing.objects.get(measure=measure, region=aktobe)
    assert (standing.status, standing.progress, standing.newest_id) == ("in_progress", 40, accepted.pk)
    assert (measure.status, measure.agreement) == ("not_started", "one_sided")
    side = MeasureSide.objects.get(measure=measure, region=aktobe)
    assert (side.status, side.progress, side.stands_on) == ("in_progress", 40, dt.date(2024, 7, 1))
    assert measure.updated_at == NOON


def test_both_sides_agree(accepted, plan, orenburg_executor, orenburg_coordinator):
    accept(orenburg_coordinator, write_report(orenburg_executor, plan["5.1"], progress=60))
    measure = plan["5.1"]
    assert (measure.status, measure.progress, measure.agreement) == ("in_progress", 40, "agreed")


def test_acceptance_does_not_change_the_author(accepted, aktobe_executor, aktobe_coordinator):
    assert (accepted.author, accepted.accepted_by) == (aktobe_executor, aktobe_coordinator)


def test_nobody_accepts_the_own_report(plan, aktobe_coordinator):
    report = write_report(aktobe_coordinator, plan["5.1"])
    with pytest.raises(PermissionDenied):
        accept(aktobe_coordinator, report)


def test_who_edited_a_report_does_not_accept_it(draft_report, aktobe_executor, aktobe_coordinator):
    edited = reporting.edit_report(
        act_of(aktobe_coordinator), report_id=draft_report.pk, seen_version=1, values={"progress": 41}
    )
    report = reporting.submit_report(act_of(aktobe_executor), report_id=edited.pk, seen_version=2)
    with pytest.raises(PermissionDenied):
        accept(aktobe_coordinator, report)


def test_another_coordinator_accepts(plan, aktobe, aktobe_coordinator):
    second = make_user("second", Role.COORDINATOR, aktobe)
    assert accept(second, write_report(aktobe_coordinator, plan["5.1"])).state == "accepted"


def test_the_other_party_does_not_see_a_submitted_report(submitted, orenburg_coordinator):
    with pytest.raises(Report.DoesNotExist):
        accept(orenburg_coordinator, submitted)


def test_the_executor_does_not_accept(submitted, aktobe_executor):
    with pytest.raises(PermissionDenied):
        accept(aktobe_executor, submitted)


def test_a_stale_version_is_not_accepted(submitted, aktobe_coordinator):
    with pytest.raises(StaleVersion) as caught:
        reporting.accept_report(act_of(aktobe_coordinator), report_id=submitted.pk, seen_version=1)
    assert caught.value.current == 2


def test_a_version_is_needed(submitted, aktobe_coordinator):
    with pytest.raises(VersionMissing):
        reporting.accept_report(act_of(aktobe_coordinator), report_id=submitted.pk, seen_version=None)


def test_an_accepted_report_is_final(accepted, aktobe_executor, aktobe_coordinator):
    version = accepted.version
    refused(
        "not_editable",
        lambda: reporting.edit_report(
            act_of(aktobe_executor), report_id=accepted.pk, seen_version=version, values={"progress": 1}
        ),
    )
    refused("not_submitted", lambda: accept(aktobe_coordinator, accepted))
    refused(
        "was_submitted",
        lambda: reporting.delete_report(act_of(aktobe_executor), report_id=accepted.pk, seen_version=version),
    )


def test_a_correction_replaces_what_it_corrects(accepted, plan, aktobe, aktobe_executor, aktobe_coordinator):
    later = NOON + dt.timedelta(days=1)
    draft = reporting.start_report(
        act_of(aktobe_executor, later),
        measure_id=plan["5.1"].pk,
        occurrence=None,
        values={**WHOLE, "progress": 20, "stands_on": dt.date(2024, 6, 1), "correction_reason": "Қате сан"},
        supersedes_id=accepted.pk,
    )
    correction = reporting.submit_report(act_of(aktobe_executor, later), report_id=draft.pk, seen_version=1)
    accept(aktobe_coordinator, correction, at=later)
    standing = Standing.objects.get(measure=plan["5.1"], region=aktobe)
    assert (standing.progress, standing.stands_on) == (20, dt.date(2024, 6, 1))
    accepted.refresh_from_db()
    assert (accepted.progress, accepted.superseded_at) == (40, later)


def test_a_report_is_corrected_once(accepted, plan, aktobe_executor, aktobe_coordinator):
    correction = {"correction_reason": "Қате", "progress": 20}
    drafts = [
        reporting.start_report(
            act_of(aktobe_executor),
            measure_id=plan["5.1"].pk,
            occurrence=None,
            values={**WHOLE, **correction},
            supersedes_id=accepted.pk,
        )
        for _ in range(2)
    ]
    reports = [
        reporting.submit_report(act_of(aktobe_executor), report_id=draft.pk, seen_version=1) for draft in drafts
    ]
    accept(aktobe_coordinator, reports[0])
    refused("already_corrected", lambda: accept(aktobe_coordinator, reports[1]))


def test_an_older_fact_is_not_accepted_after_a_newer_one(plan, aktobe_executor, aktobe_coordinator):
    older = write_report(aktobe_executor, plan["5.1"], stands_on=dt.date(2024, 5, 1))
    accept(aktobe_coordinator, write_report(aktobe_executor, plan["5.1"]))
    refused("stands_on_before_newest", lambda: accept(aktobe_coordinator, older))


def test_after_done_only_a_correction_follows(plan, aktobe_executor, aktobe_coordinator):
    accept(aktobe_coordinator, write_report(aktobe_executor, plan["5.1"], status="done", progress=100))
    with pytest.raises(reporting.Incomplete) as caught:
        write_report(aktobe_executor, plan["5.1"])
    assert "standing_closed" in {lack.code for lack in caught.value.missing}


def test_what_was_submitted_before_done_was_accepted_is_not_accepted_after_it(
    plan, aktobe_executor, aktobe_coordinator
):
    waiting = write_report(aktobe_executor, plan["5.1"], progress=60)
    accept(aktobe_coordinator, write_report(aktobe_executor, plan["5.1"], status="done", progress=100))
    refused("standing_closed", lambda: accept(aktobe_coordinator, waiting))
    waiting.refresh_from_db()
    assert waiting.state == "submitted"


def test_a_correction_is_accepted_after_done(plan, aktobe_executor, aktobe_coordinator):
    done = accept(aktobe_coordinator, write_report(aktobe_executor, plan["5.1"], status="done", progress=100))
    draft = reporting.start_report(
        act_of(aktobe_executor),
        measure_id=plan["5.1"].pk,
        occurrence=None,
        values={**WHOLE, "correction_reason": "Қате"},
        supersedes_id=done.pk,
    )
    corrected = reporting.submit_report(act_of(aktobe_executor), report_id=draft.pk, seen_version=1)
    accept(aktobe_coordinator, corrected)
    assert (plan["5.1"].sides.get(region=done.region).status, plan["5.1"].is_closed) == ("in_progress", False)


def test_a_draft_never_submitted_can_be_deleted(draft_report, aktobe_executor):
    reporting.delete_report(act_of(aktobe_executor), report_id=draft_report.pk, seen_version=1)
    assert not Report.objects.exists()


def test_a_withdrawn_report_cannot_be_deleted(submitted, aktobe_executor):
    report = reporting.withdraw_report(act_of(aktobe_executor), report_id=submitted.pk, seen_version=2)
    refused(
        "was_submitted",
        lambda: reporting.delete_report(act_of(aktobe_executor), report_id=report.pk, seen_version=3),
    )


def test_the_database_refuses_a_report_of_a_foreign_agency(draft_report, roads):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=draft_report.pk).update(agency=roads)


def test_the_database_refuses_progress_that_does_not_fit(submitted):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=submitted.pk).update(progress=100)


def test_the_database_refuses_an_occurrence_outside_the_term(plan):
    with pytest.raises(IntegrityError), transaction.atomic():
        Occurrence.objects.filter(measure=plan["5.1"]).update(due_on=dt.date(2026, 1, 1))


def test_drafts_move_only_the_own_regions_counter(plan, aktobe, aktobe_executor):
    before = Ledger.objects.get(pk=1)
    write_report(aktobe_executor, plan["5.1"])
    after = Ledger.objects.get(pk=1)
    assert after.shared == before.shared
    assert after.private == {str(aktobe.pk): 2}


def test_each_move_writes_one_entry_and_the_chain_holds(accepted):
    assert list(AuditEntry.objects.values_list("action", flat=True)) == [
        "report.create",
        "report.submit",
        "report.accept",
    ]
    assert verify_chain() == []


def test_the_chain_holds_no_free_text(accepted):
    entries = str(list(AuditEntry.objects.values_list("before", "after")))
    assert WHOLE["summary"] not in entries
    assert WHOLE["signatory_name"] not in entries


def test_a_changed_entry_breaks_the_chain(accepted):
    AuditEntry.objects.filter(action="report.accept").update(action="report.return")
    assert [one.why for one in verify_chain()] == ["was changed after it was written"]


def test_the_feed_tells_others_of_acceptance_only(accepted, orenburg_coordinator, aktobe_coordinator):
    seen = Change.objects.visible_to(orenburg_coordinator).values_list("kind", "change")
    assert list(seen) == [("report", "accepted"), ("measure", "updated")]
    assert Change.objects.visible_to(aktobe_coordinator).count() == 4


def test_accepting_takes_at_most_twelve_queries(submitted, aktobe_coordinator, django_assert_max_num_queries):
    act = act_of(aktobe_coordinator)
    with django_assert_max_num_queries(14):  # two of them are the savepoint
        reporting.accept_report(act, report_id=submitted.pk, seen_version=2)


def test_a_private_draft_moves_neither_version_nor_update_of_the_measure(plan, aktobe_executor):
    before = Measure.objects.values("version", "updated_at").get(pk=plan["5.1"].pk)
    write_report(aktobe_executor, plan["5.1"])
    assert Measure.objects.values("version", "updated_at").get(pk=plan["5.1"].pk) == before


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_what_is_not_in_force_takes_no_report(plan, draft_report, aktobe_executor, state):
    Roadmap.objects.update(state=state)
    act = act_of(aktobe_executor)
    refused("roadmap_not_in_force", lambda: reporting.submit_report(act, report_id=draft_report.pk, seen_version=1))


def test_a_draft_on_a_period_that_was_replaced_is_not_submitted(draft_report, aktobe_executor):
    Occurrence.objects.filter(pk=draft_report.occurrence_id).update(is_retired=True)
    act = act_of(aktobe_executor)
    refused("occurrence_retired", lambda: reporting.submit_report(act, report_id=draft_report.pk, seen_version=1))


def test_a_side_without_a_lead_has_nobody_to_report_for(plan, orenburg, aktobe_coordinator, aktobe):
    measure = plan["5.1"]
    measure.executors.filter(region=aktobe).delete()
    now.rebuild([measure.pk], today=NOON.date())
    refused(
        "no_executor",
        lambda: reporting.start_report(act_of(aktobe_coordinator), measure_id=measure.pk, occurrence=None, values={}),
    )


def test_only_what_is_accepted_is_corrected(submitted, plan, aktobe_executor):
    refused(
        "not_accepted",
        lambda: reporting.start_report(
            act_of(aktobe_executor),
            measure_id=plan["5.1"].pk,
            occurrence=None,
            values=WHOLE,
            supersedes_id=submitted.pk,
        ),
    )
