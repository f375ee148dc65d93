"""The page of a report: who sees it, what it offers, and its moves (ui.md; rules.md §3, §7)."""

import datetime as dt

import pytest

from accounts.roles import Role
from roadmap.models import Report
from roadmap.services import reporting
from tests.cast import NOON, WHOLE, accept, act_of, make_user, write_report

WORDS = "Жұмыс жүріп жатыр."
LATER = NOON + dt.timedelta(days=1)


def address(report, move=""):
    return f"/reports/{report.pk}/{move}"


@pytest.mark.parametrize("who", ["aktobe_executor", "aktobe_coordinator"])
def test_the_own_side_reads_what_is_submitted(enter, submitted, request, who):
    page = enter(request.getfixturevalue(who)).get(address(submitted))
    assert (page.status_code, WORDS in page.content.decode()) == (200, True)


@pytest.mark.parametrize("who", ["orenburg_executor", "orenburg_coordinator", "aktobe_admin", "analyst", "operator"])
def test_others_do_not_know_of_what_is_submitted(enter, submitted, request, who):
    assert enter(request.getfixturevalue(who)).get(address(submitted)).status_code == 404


@pytest.mark.parametrize("who", ["orenburg_executor", "orenburg_coordinator", "aktobe_admin", "analyst", "operator"])
def test_everybody_reads_what_is_accepted(enter, accepted, request, who):
    page = enter(request.getfixturevalue(who)).get(address(accepted))
    assert (page.status_code, WORDS in page.content.decode()) == (200, True)


def test_a_visitor_is_led_to_the_sign_in(client, accepted):
    page = client.get(address(accepted))
    assert (page.status_code, page["Location"].startswith("/accounts/login/")) == (302, True)


def test_the_other_side_sees_no_names_of_people(enter, accepted, analyst):
    page = enter(analyst).get(address(accepted)).content.decode()
    assert "aktobe-executor" not in page
    assert "aktobe-coordinator" not in page


def test_the_own_side_sees_who_wrote_and_who_accepted(enter, accepted, aktobe_executor):
    page = enter(aktobe_executor).get(address(accepted)).content.decode()
    assert "aktobe-executor" in page
    assert "aktobe-coordinator" in page


def test_it_stands_beside_the_one_before_it(enter, accepted, plan, aktobe_executor, aktobe_coordinator):
    newer = write_report(aktobe_executor, plan["5.1"], at=LATER, progress=70, summary="Жұмыс аяқталып қалды.")
    page = enter(aktobe_coordinator).get(address(newer)).content.decode()
    assert "<del>40</del> → <ins>70</ins>" in page
    assert address(accepted) in page


def test_the_first_report_has_nothing_before_it(enter, submitted, aktobe_coordinator):
    page = enter(aktobe_coordinator).get(address(submitted)).content.decode()
    assert "this is the first report on this period" in page


def test_a_coordinator_accepts_what_was_read(enter, submitted, aktobe_coordinator):
    answer = enter(aktobe_coordinator).post(address(submitted, "accept/"), {"version": submitted.version})
    submitted.refresh_from_db()
    assert (answer.status_code, answer["Location"], submitted.state) == (302, "/reports/", "accepted")


def test_after_accepting_the_page_says_what_happened(enter, submitted, aktobe_coordinator):
    page = enter(aktobe_coordinator).post(address(submitted, "accept/"), {"version": submitted.version}, follow=True)
    assert "Accepted: this is now your Party&#x27;s word" in page.content.decode()


def test_before_accepting_the_page_says_what_will_happen(enter, submitted, aktobe_coordinator):
    page = enter(aktobe_coordinator).get(address(submitted)).content.decode()
    assert "It can no longer be changed" in page
    assert "A letter goes to" in page


@pytest.mark.parametrize("move", ["accept/", "return/"])
@pytest.mark.parametrize(
    ("who", "status"), [("aktobe_executor", 403), ("analyst", 403), ("orenburg_coordinator", 404)]
)
def test_nobody_else_decides(enter, submitted, request, who, status, move):
    answer = enter(request.getfixturevalue(who)).post(
        address(submitted, move), {"version": submitted.version, "reason": "no"}
    )
    submitted.refresh_from_db()
    assert (answer.status_code, submitted.state) == (status, "submitted")


def test_who_wrote_it_does_not_accept_it(enter, plan, aktobe_coordinator):
    own = write_report(aktobe_coordinator, plan["5.1"])
    browser = enter(aktobe_coordinator)
    assert browser.post(address(own, "accept/"), {"version": own.version}).status_code == 403
    page = browser.get(address(own)).content.decode()
    assert address(own, "accept/") not in page
    assert "You are the only coordinator of your region" in page


def test_another_coordinator_is_named_where_there_is_one(enter, plan, aktobe, aktobe_coordinator):
    second = make_user("aktobe-second", Role.COORDINATOR, aktobe)
    own = write_report(aktobe_coordinator, plan["5.1"])
    assert "waits for another coordinator" in enter(aktobe_coordinator).get(address(own)).content.decode()
    assert enter(second).post(address(own, "accept/"), {"version": own.version}).status_code == 302


def test_a_report_changed_meanwhile_is_not_accepted_and_both_texts_are_shown(
    enter, submitted, aktobe_executor, aktobe_coordinator
):
    act = act_of(aktobe_executor, LATER)
    draft = reporting.withdraw_report(act, report_id=submitted.pk, seen_version=submitted.version)
    changed = reporting.edit_report(
        act, report_id=draft.pk, seen_version=draft.version, values={"summary": "Басқа мәтін."}
    )
    reporting.submit_report(act, report_id=draft.pk, seen_version=changed.version)
    sent = {"version": submitted.version, "seen_summary": WORDS, "seen_progress": "40"}
    answer = enter(aktobe_coordinator).post(address(submitted, "accept/"), sent)
    page = answer.content.decode()
    submitted.refresh_from_db()
    assert (answer.status_code, submitted.state) == (409, "submitted")
    assert "What you read" in page
    assert "<del>жүріп жатыр</del>" in page
    assert "<ins>Басқа</ins>" in page
    assert "<del>40</del>" not in page


def test_the_form_carries_the_words_that_are_read(enter, submitted, aktobe_coordinator):
    page = enter(aktobe_coordinator).get(address(submitted)).content.decode()
    assert f'name="version" value="{submitted.version}"' in page
    assert f'name="seen_summary" value="{WORDS}"' in page


@pytest.mark.parametrize("version", ["", "x", "-1", "١", "9" * 30])
def test_a_decision_without_a_version_is_refused(enter, submitted, aktobe_coordinator, version):
    answer = enter(aktobe_coordinator).post(address(submitted, "accept/"), {"version": version})
    submitted.refresh_from_db()
    assert (answer.status_code, submitted.state) == (409, "submitted")


def test_returning_sends_the_reason(enter, submitted, aktobe_coordinator, aktobe_executor):
    enter(aktobe_coordinator).post(
        address(submitted, "return/"), {"version": submitted.version, "reason": "Санын\r\nжазыңыз."}
    )
    submitted.refresh_from_db()
    assert (submitted.state, submitted.returned_reason) == ("returned", "Санын\nжазыңыз.")
    assert "жазыңыз." in enter(aktobe_executor).get(address(submitted)).content.decode()


def test_returning_needs_a_reason(enter, submitted, aktobe_coordinator):
    answer = enter(aktobe_coordinator).post(
        address(submitted, "return/"), {"version": submitted.version, "reason": " "}
    )
    submitted.refresh_from_db()
    assert (answer.status_code, submitted.state) == (400, "submitted")
    assert "Say why the report is returned." in answer.content.decode()


def test_a_stale_return_keeps_the_reason_typed(enter, submitted, aktobe_coordinator):
    answer = enter(aktobe_coordinator).post(address(submitted, "return/"), {"version": 1, "reason": "Санын жазыңыз."})
    assert (answer.status_code, "Санын жазыңыз." in answer.content.decode()) == (409, True)


def test_the_writer_takes_it_back(enter, submitted, aktobe_executor):
    answer = enter(aktobe_executor).post(address(submitted, "withdraw/"), {"version": submitted.version})
    submitted.refresh_from_db()
    assert (answer.status_code, submitted.state) == (302, "draft")


def test_an_accepted_report_is_not_taken_back(enter, accepted, aktobe_executor):
    answer = enter(aktobe_executor).post(address(accepted, "withdraw/"), {"version": accepted.version})
    accepted.refresh_from_db()
    assert (answer.status_code, accepted.state) == (409, "accepted")


def test_a_draft_is_read_once_more_and_submitted(enter, draft_report, aktobe_executor):
    browser = enter(aktobe_executor)
    review = browser.get(address(draft_report, "submit/"))
    assert (review.status_code, "Read it once more" in review.content.decode()) == (200, True)
    answer = browser.post(address(draft_report, "submit/"), {"version": draft_report.version})
    draft_report.refresh_from_db()
    assert (answer.status_code, answer["Location"], draft_report.state) == (302, address(draft_report), "submitted")


def test_a_draft_that_lacks_something_lists_it_and_is_not_submitted(enter, plan, aktobe_executor):
    values = {**WHOLE, "at_risk": True, "signatory_name": ""}
    draft = reporting.start_report(act_of(aktobe_executor), measure_id=plan["5.1"].pk, occurrence=None, values=values)
    browser = enter(aktobe_executor)
    page = browser.get(address(draft, "submit/")).content.decode()
    assert "2 things are missing" in page
    assert "Name the signatory" in page
    assert browser.post(address(draft, "submit/"), {"version": draft.version}).status_code == 409
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_draft_never_submitted_is_deleted(enter, draft_report, aktobe_executor):
    answer = enter(aktobe_executor).post(address(draft_report, "delete/"), {"version": draft_report.version})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert not Report.objects.filter(pk=draft_report.pk).exists()


def test_what_was_submitted_once_is_not_deleted(enter, submitted, aktobe_executor):
    draft = reporting.withdraw_report(act_of(aktobe_executor), report_id=submitted.pk, seen_version=submitted.version)
    browser = enter(aktobe_executor)
    assert address(draft, "delete/") not in browser.get(address(draft)).content.decode()
    assert browser.post(address(draft, "delete/"), {"version": draft.version}).status_code == 409
    assert Report.objects.filter(pk=draft.pk).exists()


def test_an_accepted_report_leads_to_its_correction(enter, accepted, aktobe_executor, orenburg_executor):
    link = f"/measures/{accepted.measure_id}/report/?supersedes={accepted.pk}"
    assert link in enter(aktobe_executor).get(address(accepted)).content.decode()
    assert link not in enter(orenburg_executor).get(address(accepted)).content.decode()


def test_a_corrected_report_leads_to_what_took_its_place(enter, accepted, aktobe_executor, aktobe_coordinator):
    act = act_of(aktobe_executor, LATER)
    values = {**WHOLE, "progress": 30, "correction_reason": "Қате."}
    draft = reporting.start_report(
        act, measure_id=accepted.measure_id, occurrence=None, values=values, supersedes_id=accepted.pk
    )
    sent = reporting.submit_report(act, report_id=draft.pk, seen_version=draft.version)
    accept(aktobe_coordinator, sent, at=LATER)
    page = enter(aktobe_executor).get(address(accepted)).content.decode()
    assert "A correction took the place of this report." in page
    assert address(draft) in page
    assert "supersedes=" not in page


@pytest.mark.parametrize("move", ["withdraw/", "accept/", "return/", "delete/"])
def test_a_move_is_never_made_by_reading(enter, submitted, aktobe_coordinator, move):
    answer = enter(aktobe_coordinator).get(address(submitted, move))
    submitted.refresh_from_db()
    assert (answer.status_code, answer["Location"], submitted.state) == (302, address(submitted), "submitted")


def test_of_another_day_only_what_was_accepted_then_is_shown(enter, accepted, aktobe_executor):
    browser = enter(aktobe_executor)
    assert browser.get(address(accepted), {"as_of": "2024-06-30"}).status_code == 404
    assert browser.get(address(accepted), {"as_of": "2024-07-01"}).status_code == 200


def test_an_unknown_parameter_is_named(enter, accepted, analyst):
    answer = enter(analyst).get(address(accepted), {"colour": "red"})
    assert (answer.status_code, "colour" in answer.content.decode()) == (400, True)


def test_the_way_back_stays_in_the_house(enter, submitted, aktobe_coordinator):
    sent = {"version": submitted.version, "next": "https://elsewhere.example/"}
    assert enter(aktobe_coordinator).post(address(submitted, "accept/"), sent)["Location"] == "/reports/"
