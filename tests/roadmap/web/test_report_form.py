"""The form of a report: who opens it, what it lists as missing, and that nothing typed is lost (rules.md §3)."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Role
from roadmap.models import CompletionForm, Evidence, Measure, Report
from roadmap.rules.files import LARGEST
from roadmap.services import reporting
from tests.cast import NOON, WHOLE, accept, act_of, make_user, write_report
from tests.html_forms import fields_of

PDF = b"%PDF-1.7 minutes"
TYPED = {
    "stands_on": "2024-07-01",
    "status": "in_progress",
    "progress": "40",
    "summary": "Жұмыс жүріп жатыр.",
    "language": "kk",
    "signatory_post": "басқарма басшысы",
    "signatory_name": "А. Сериков",
}


def address(measure, tail=""):
    return f"/measures/{measure.pk}/report/{tail}"


def text(answer):
    return answer.content.decode()


@pytest.fixture
def files(settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path
    return tmp_path


@pytest.mark.parametrize("who", ["aktobe_executor", "aktobe_coordinator", "orenburg_executor"])
def test_the_form_opens_for_those_who_report(enter, plan, request, who):
    assert enter(request.getfixturevalue(who)).get(address(plan["5.1"])).status_code == 200


@pytest.mark.parametrize("who", ["analyst", "aktobe_admin", "operator"])
def test_it_opens_for_nobody_else(enter, plan, request, who):
    assert enter(request.getfixturevalue(who)).get(address(plan["5.1"])).status_code == 403


def test_an_executor_of_another_agency_is_refused(enter, plan, aktobe_executor):
    assert enter(aktobe_executor).get(address(plan["1.1"])).status_code == 403


def test_a_co_executor_reports_as_the_lead_does(enter, plan, aktobe, culture):
    member = make_user("culture-executor", Role.EXECUTOR, aktobe, culture)
    assert enter(member).get(address(plan["5.1"])).status_code == 200


def test_an_unknown_measure_is_not_found(enter, plan, aktobe_executor):
    assert enter(aktobe_executor).get("/measures/999999/report/").status_code == 404


def test_a_visitor_is_led_to_the_sign_in(client, plan):
    assert client.get(address(plan["5.1"]))["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("query", ["?colour=red", "?report=x", "?occurrence=2024-Q9"])
def test_who_may_not_write_there_learns_nothing_of_the_address(enter, plan, aktobe_executor, query):
    assert enter(aktobe_executor).get(address(plan["1.1"], query)).status_code == 403
    assert enter(aktobe_executor).get(address(plan["5.1"], query)).status_code == 400


def test_opening_it_writes_nothing(enter, plan, aktobe_executor):
    enter(aktobe_executor).get(address(plan["5.1"]))
    assert not Report.objects.exists()


def test_a_recurring_measure_asks_for_the_period(enter, plan, aktobe_coordinator):
    page = text(enter(aktobe_coordinator).get(address(plan["1.1"])))
    assert "Which period is the report about?" in page
    assert "?occurrence=2024" in page


def test_saving_makes_a_draft(enter, plan, aktobe_executor):
    answer = enter(aktobe_executor).post(address(plan["5.1"]), TYPED)
    draft = Report.objects.get()
    assert (answer.status_code, draft.state, draft.progress, draft.author) == (302, "draft", 40, aktobe_executor)
    assert answer["Location"] == address(plan["5.1"], f"?report={draft.pk}")


def test_going_on_leads_to_the_review(enter, plan, aktobe_executor):
    answer = enter(aktobe_executor).post(address(plan["5.1"]), {**TYPED, "do": "review"})
    assert answer["Location"] == f"/reports/{Report.objects.get().pk}/submit/"


def test_the_signatory_of_the_last_report_is_put_in(enter, plan, accepted, aktobe_executor):
    fields = fields_of(enter(aktobe_executor).get(address(plan["2.1"])), "report-form")
    assert (fields["signatory_post"], fields["signatory_name"]) == ("басқарма басшысы", "А. Сериков")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"status": ""}, "Choose the status."),
        ({"progress": ""}, "Give the progress in percent."),
        ({"summary": " "}, "Write what has been done."),
        ({"language": ""}, "Choose the language of the text."),
        ({"signatory_name": ""}, "Name the signatory: the post and the name."),
        ({"stands_on": ""}, "Say on which day the facts hold."),
        ({"status": "done"}, "The progress does not fit the status"),
        ({"status": "not_started"}, "The progress does not fit the status"),
        ({"status": "not_done"}, "Choose the reason"),
        ({"at_risk": "on"}, "Choose the reason"),
        ({"stands_on": "2022-12-31"}, "The day must lie in the term of the road map or in the 90 days after it."),
        ({"stands_on": "2026-04-01"}, "The day must lie in the term of the road map or in the 90 days after it."),
        ({"stands_on": "2200-01-01"}, "The day must not lie in the future."),
        ({"at_risk": "on", "reason": "other"}, "Describe the reason in words."),
    ],
)
def test_each_rule_is_said_in_a_sentence_before_submitting(enter, plan, aktobe_executor, changed, sentence):
    answer = enter(aktobe_executor).post(address(plan["5.1"], "check/"), {**TYPED, **changed})
    assert (answer.status_code, sentence in text(answer)) == (200, True)


def test_nothing_missing_is_said_too(enter, plan, aktobe_executor):
    assert "Nothing is missing" in text(enter(aktobe_executor).post(address(plan["5.1"], "check/"), TYPED))


def test_a_late_report_asks_for_the_reason(enter, plan, aktobe_executor):
    browser = enter(aktobe_executor)
    assert "Choose the reason" in text(browser.post(address(plan["4.2"], "check/"), TYPED))
    done = {**TYPED, "status": "done", "progress": "100"}
    assert "Nothing is missing" in text(browser.post(address(plan["4.2"], "check/"), done))


def test_a_day_before_the_newest_accepted_report_is_said(enter, accepted, plan, aktobe_executor):
    earlier = {**TYPED, "stands_on": "2024-06-30"}
    page = text(enter(aktobe_executor).post(address(plan["5.1"], "check/"), earlier))
    assert "The day must not lie before that of the newest accepted report" in page


def test_a_delivered_form_of_completion_needs_evidence(enter, plan, aktobe_executor):
    act, _made = CompletionForm.objects.get_or_create(
        code="ACT", defaults={"name_kk": "акт", "name_ru": "акт", "name_en": "act"}
    )
    delivered = {**TYPED, "completion_delivered": "on"}
    browser = enter(aktobe_executor)
    assert "Nothing is missing" in text(browser.post(address(plan["5.1"], "check/"), delivered))
    Measure.objects.filter(pk=plan["5.1"].pk).update(completion_form=act)
    assert "Attach the evidence" in text(browser.post(address(plan["5.1"], "check/"), delivered))


def test_what_is_accepted_as_done_takes_only_a_correction(enter, plan, aktobe_executor, aktobe_coordinator):
    done = accept(aktobe_coordinator, write_report(aktobe_executor, plan["5.1"], status="done", progress=100))
    page = text(enter(aktobe_executor).get(address(plan["5.1"])))
    assert "The accepted report closes this period" in page
    assert f"?supersedes={done.pk}" in page


def test_a_correction_begins_with_the_text_and_asks_why(enter, accepted, plan, aktobe_executor):
    answer = enter(aktobe_executor).get(address(plan["5.1"], f"?supersedes={accepted.pk}"))
    fields = fields_of(answer, "report-form")
    assert (fields["summary"], fields["correction_reason"]) == ("Жұмыс жүріп жатыр.", "")
    assert "Say why the accepted report is corrected." in text(answer)


def test_a_measure_that_is_cancelled_takes_no_report(enter, plan, aktobe_executor):
    Measure.objects.filter(pk=plan["5.1"].pk).update(is_cancelled=True)
    assert "This measure takes no reports" in text(enter(aktobe_executor).get(address(plan["5.1"])))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("progress", "101"),
        ("progress", "٤٠"),
        ("progress", "x"),
        ("stands_on", "31.02.2024"),
        ("stands_on", "0000-01-01"),
    ],
)
def test_what_cannot_be_read_stays_in_the_form(enter, plan, aktobe_executor, field, value):
    answer = enter(aktobe_executor).post(address(plan["5.1"]), {**TYPED, field: value})
    fields = fields_of(answer, "report-form")
    assert (answer.status_code, fields["summary"]) == (400, "Жұмыс жүріп жатыр.")
    if field == "progress":
        assert fields["progress"] == value
    assert not Report.objects.exists()


def test_a_stale_save_shows_both_texts_and_saves_neither(
    enter, draft_report, plan, aktobe_executor, aktobe_coordinator
):
    reporting.edit_report(
        act_of(aktobe_coordinator), report_id=draft_report.pk, seen_version=1, values={"summary": "Басқа мәтін."}
    )
    sent = {**TYPED, "summary": "Менің мәтінім.", "report": draft_report.pk, "version": 1}
    browser = enter(aktobe_executor)
    answer = browser.post(address(plan["5.1"]), sent)
    fields = fields_of(answer, "report-form")
    assert (answer.status_code, fields["summary"], fields["version"]) == (409, "Менің мәтінім.", "2")
    assert "Басқа" in text(answer)
    assert "Saved meanwhile" in text(answer)
    assert browser.post(address(plan["5.1"]), {**sent, "version": 2}).status_code == 302
    assert Report.objects.get().summary == "Менің мәтінім."


def test_a_draft_deleted_meanwhile_keeps_the_text(enter, draft_report, plan, aktobe_executor):
    reporting.delete_report(act_of(aktobe_executor), report_id=draft_report.pk, seen_version=1)
    sent = {**TYPED, "report": draft_report.pk, "version": 1}
    answer = enter(aktobe_executor).post(address(plan["5.1"]), sent)
    assert (answer.status_code, fields_of(answer, "report-form")["summary"]) == (409, TYPED["summary"])
    assert "This draft was deleted meanwhile." in text(answer)


def test_a_returned_report_becomes_a_draft_by_editing(enter, submitted, plan, aktobe_executor, aktobe_coordinator):
    returned = reporting.return_report(
        act_of(aktobe_coordinator), report_id=submitted.pk, seen_version=submitted.version, reason="Санын жазыңыз."
    )
    browser = enter(aktobe_executor)
    assert "Санын жазыңыз." in text(browser.get(address(plan["5.1"], f"?report={submitted.pk}")))
    browser.post(
        address(plan["5.1"]), {**TYPED, "report": submitted.pk, "version": returned.version, "progress": "41"}
    )
    submitted.refresh_from_db()
    assert (submitted.state, submitted.progress) == ("draft", 41)


def test_a_file_is_attached_with_what_was_typed(enter, files, plan, aktobe_executor):
    sent = {**TYPED, "file": SimpleUploadedFile("хаттама.pdf", PDF)}
    answer = enter(aktobe_executor).post(address(plan["5.1"], "attach/"), sent)
    piece = Evidence.objects.get()
    assert (answer.status_code, piece.name, piece.report.summary) == (302, "хаттама.pdf", TYPED["summary"])
    assert (files / piece.stored_as).read_bytes() == PDF


def test_a_link_is_attached(enter, plan, aktobe_executor):
    enter(aktobe_executor).post(address(plan["5.1"], "attach/"), {**TYPED, "link": "https://example.org/a"})
    assert Evidence.objects.get().link == "https://example.org/a"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("large.pdf", PDF + b"0" * LARGEST, "The file is larger than 25 MB."),
        ("empty.pdf", b"", "empty"),
        ("page.html", b"<script>alert(1)</script>", "Files of this kind are not taken."),
        ("image.svg", b"<svg/>", "Files of this kind are not taken."),
        ("false.pdf", b"MZ", "The file&#x27;s content is not what its name says."),
    ],
    ids=["26 MB", "0 bytes", "HTML", "SVG", "another kind"],
)
def test_a_file_that_is_not_taken_is_said_and_the_text_is_kept(
    enter, files, plan, aktobe_executor, name, content, sentence
):
    sent = {**TYPED, "file": SimpleUploadedFile(name, content)}
    answer = enter(aktobe_executor).post(address(plan["5.1"], "attach/"), sent)
    fields = fields_of(answer, "report-form")
    assert (answer.status_code, fields["summary"]) == (400, TYPED["summary"])
    assert sentence in text(answer)
    assert fields["report"] == str(Report.objects.get().pk)
    assert list(files.iterdir()) == []


def test_a_link_that_is_none_is_said_and_kept(enter, plan, aktobe_executor):
    answer = enter(aktobe_executor).post(address(plan["5.1"], "attach/"), {**TYPED, "link": "javascript:alert(1)"})
    assert answer.status_code == 400
    assert fields_of(answer, "report-form")["link"] == "javascript:alert(1)"
    assert "Give a web address that begins with https:// or http://." in text(answer)


def test_a_piece_is_taken_off(enter, files, plan, aktobe_executor):
    browser = enter(aktobe_executor)
    browser.post(address(plan["5.1"], "attach/"), {**TYPED, "file": SimpleUploadedFile("a.pdf", PDF)})
    piece = Evidence.objects.select_related("report").get()
    sent = {**TYPED, "report": piece.report_id, "version": piece.report.version}
    browser.post(address(plan["5.1"], f"detach/{piece.pk}/"), sent)
    assert not Evidence.objects.exists()


def test_a_piece_that_is_gone_already_is_said_and_the_text_is_kept(enter, plan, aktobe_executor):
    answer = enter(aktobe_executor).post(address(plan["5.1"], "detach/999/"), TYPED)
    assert (answer.status_code, fields_of(answer, "report-form")["summary"]) == (409, TYPED["summary"])
    assert "gone already" in text(answer)


def test_the_draft_is_saved_while_it_is_typed(enter, plan, aktobe_executor):
    browser = enter(aktobe_executor)
    first = browser.post(address(plan["5.1"], "autosave/"), {**TYPED, "summary": "Ж"}).json()
    sent = {**TYPED, "report": first["fields"]["report"], "version": first["version"]}
    second = browser.post(address(plan["5.1"], "autosave/"), sent).json()
    assert (Report.objects.get().summary, second["version"]) == (TYPED["summary"], first["version"] + 1)


def test_a_stale_autosave_is_refused(enter, draft_report, plan, aktobe_executor):
    sent = {**TYPED, "summary": "Басқа", "report": draft_report.pk, "version": 7}
    answer = enter(aktobe_executor).post(address(plan["5.1"], "autosave/"), sent)
    draft_report.refresh_from_db()
    assert (answer.status_code, draft_report.summary) == (409, TYPED["summary"])


def test_a_coordinator_writes_on_behalf_of_an_agency(enter, plan, culture, aktobe_coordinator):
    enter(aktobe_coordinator).post(address(plan["5.1"]), {**TYPED, "agency": "AKT-CUL"})
    draft = Report.objects.get()
    assert (draft.agency, draft.on_behalf) == (culture, True)


def test_the_only_coordinator_is_told_before_typing(enter, plan, aktobe, aktobe_coordinator):
    browser = enter(aktobe_coordinator)
    warning = "Nobody else in your region could accept this report."
    assert warning in text(browser.get(address(plan["5.1"])))
    make_user("aktobe-second", Role.COORDINATOR, aktobe)
    assert warning not in text(browser.get(address(plan["5.1"])))


def test_an_executor_is_not_warned(enter, plan, aktobe_executor, aktobe_coordinator):
    page = text(enter(aktobe_executor).get(address(plan["5.1"])))
    assert "Nobody else in your region" not in page


def test_another_report_on_its_way_is_pointed_to(enter, submitted, plan, aktobe_executor):
    page = text(enter(aktobe_executor).get(address(plan["5.1"])))
    assert "There is another report of this period on its way" in page
    assert f"/reports/{submitted.pk}/" in page


def test_the_other_sides_word_stands_beside(enter, plan, aktobe_executor, orenburg_executor, orenburg_coordinator):
    theirs = write_report(orenburg_executor, plan["5.1"], summary="Работа идёт.", at=NOON - dt.timedelta(days=1))
    browser = enter(aktobe_executor)
    assert "Работа идёт." not in text(browser.get(address(plan["5.1"])))
    accept(orenburg_coordinator, theirs)
    assert "Работа идёт." in text(browser.get(address(plan["5.1"])))


def test_the_form_of_another_partys_report_is_not_found(enter, plan, aktobe_executor, orenburg_executor):
    theirs = reporting.start_report(
        act_of(orenburg_executor), measure_id=plan["5.1"].pk, occurrence=None, values=WHOLE
    )
    assert enter(aktobe_executor).get(address(plan["5.1"], f"?report={theirs.pk}")).status_code == 404
