"""The inbox: what waits first, filters and tabs, deciding right there and on several at once (ui.md)."""

import datetime as dt

import pytest

from roadmap.models import Report
from roadmap.services import reporting
from tests.cast import NOON, accept, act_of, write_report

HTMX = {"HX-Request": "true"}


def text(answer):
    return answer.content.decode()


def place(report):
    return f'id="report-{report.pk}"'


def test_what_waits_for_the_coordinator_comes_first(enter, accepted, plan, aktobe_executor, aktobe_coordinator):
    waiting = write_report(aktobe_executor, plan["2.1"], at=NOON - dt.timedelta(days=9))
    page = text(enter(aktobe_coordinator).get("/reports/"))
    assert 0 < page.index(place(waiting)) < page.index(place(accepted))


def test_what_was_returned_comes_first_for_the_agency(enter, plan, aktobe_executor, aktobe_coordinator):
    returned = write_report(aktobe_executor, plan["2.1"], at=NOON - dt.timedelta(days=9))
    reporting.return_report(
        act_of(aktobe_coordinator, NOON), report_id=returned.pk, seen_version=returned.version, reason="Санын жазыңыз."
    )
    waiting = write_report(aktobe_executor, plan["5.1"], at=NOON + dt.timedelta(days=1))
    page = text(enter(aktobe_executor).get("/reports/"))
    assert 0 < page.index(place(returned)) < page.index(place(waiting))
    assert "Санын жазыңыз." in page


@pytest.mark.parametrize("who", ["orenburg_executor", "orenburg_coordinator", "analyst", "aktobe_admin", "operator"])
def test_others_see_only_what_is_accepted(enter, accepted, plan, aktobe_executor, request, who):
    waiting = write_report(aktobe_executor, plan["2.1"])
    page = text(enter(request.getfixturevalue(who)).get("/reports/"))
    assert place(accepted) in page
    assert place(waiting) not in page


@pytest.mark.parametrize(("state", "is_there"), [("submitted", True), ("accepted", False), ("draft", False)])
def test_a_tab_shows_one_state(enter, submitted, aktobe_coordinator, state, is_there):
    page = text(enter(aktobe_coordinator).get("/reports/", {"state": state}))
    assert (place(submitted) in page) is is_there


def test_the_tabs_count_what_waits(enter, submitted, aktobe_coordinator):
    page = text(enter(aktobe_coordinator).get("/reports/"))
    assert 'href="?state=submitted">Waiting for the coordinator <span class="tabs__count">1</span>' in page


def test_readers_have_no_tabs(enter, accepted, analyst):
    assert 'class="tabs"' not in text(enter(analyst).get("/reports/"))


def test_a_filter_stays_in_the_address_and_in_the_links(enter, accepted, analyst):
    page = text(enter(analyst).get("/reports/", {"status": "in_progress", "region": "aktobe"}))
    assert place(accepted) in page
    assert "/api/v1/reports/?status=in_progress&amp;region=aktobe" in page
    assert "format=csv" in page
    assert place(accepted) not in text(enter(analyst).get("/reports/", {"status": "done"}))


def test_an_unknown_filter_is_named(enter, analyst):
    answer = enter(analyst).get("/reports/", {"colour": "red"})
    assert (answer.status_code, "colour" in text(answer)) == (400, True)


def test_an_empty_list_says_what_to_do(enter, plan, analyst):
    assert "No reports here" in text(enter(analyst).get("/reports/"))


def test_a_row_shows_the_difference_to_the_report_before(enter, accepted, plan, aktobe_executor, aktobe_coordinator):
    write_report(aktobe_executor, plan["5.1"], at=NOON + dt.timedelta(days=1), progress=70, summary="Жұмыс аяқталды.")
    page = text(enter(aktobe_coordinator).get("/reports/", {"state": "submitted"}))
    assert "<ins>аяқталды</ins>" in page


def test_it_is_accepted_right_there(enter, submitted, aktobe_coordinator):
    browser = enter(aktobe_coordinator)
    page = text(browser.get("/reports/", {"state": "submitted"}))
    assert f'action="/reports/{submitted.pk}/accept/"' in page
    assert f'name="version" value="{submitted.version}"' in page
    sent = {"version": submitted.version, "next": "/reports/?state=submitted"}
    answer = browser.post(f"/reports/{submitted.pk}/accept/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/reports/?state=submitted")


def test_htmx_gets_the_row_and_what_happened(enter, submitted, aktobe_coordinator):
    headers = {**HTMX, "HX-Target": f"report-{submitted.pk}"}
    answer = enter(aktobe_coordinator).post(
        f"/reports/{submitted.pk}/accept/", {"version": submitted.version}, headers=headers
    )
    page = text(answer)
    assert (answer.status_code, page.lstrip().startswith("<li")) == (200, True)
    assert "accepted" in page
    assert 'hx-swap-oob="true"' in page


@pytest.mark.parametrize(
    ("came_from", "is_counted"), [("/", True), ("/?as_of=2024-07-10", True), ("/reports/", False)]
)
def test_htmx_gets_the_count_of_the_page_it_stands_on(enter, submitted, aktobe_coordinator, came_from, is_counted):
    address, row = f"/reports/{submitted.pk}/accept/", f"report-{submitted.pk}"
    typed = {"version": submitted.version, "next": came_from}
    page = enter(aktobe_coordinator).post(address, typed, headers={"HX-Request": "true", "HX-Target": row})
    assert ('id="waiting-here"' in page.content.decode()) is is_counted


def test_htmx_gets_the_row_with_the_refusal_and_the_reason_typed(enter, submitted, aktobe_coordinator):
    headers = {**HTMX, "HX-Target": f"report-{submitted.pk}"}
    answer = enter(aktobe_coordinator).post(
        f"/reports/{submitted.pk}/return/", {"version": 1, "reason": "Санын жазыңыз."}, headers=headers
    )
    page = text(answer)
    assert (answer.status_code, page.lstrip().startswith("<li")) == (409, True)
    assert "changed after you opened it" in page
    assert "Санын жазыңыз." in page


def test_htmx_is_given_a_status_that_it_shows_where_the_reason_lacks(enter, submitted, aktobe_coordinator):
    headers = {**HTMX, "HX-Target": f"report-{submitted.pk}"}
    answer = enter(aktobe_coordinator).post(
        f"/reports/{submitted.pk}/return/", {"version": submitted.version, "reason": ""}, headers=headers
    )
    assert (answer.status_code, "Say why the report is returned." in text(answer)) == (422, True)


def test_who_wrote_it_is_told_why_there_is_no_button(enter, plan, aktobe_coordinator):
    own = write_report(aktobe_coordinator, plan["5.1"])
    page = text(enter(aktobe_coordinator).get("/reports/", {"state": "submitted"}))
    assert f"/reports/{own.pk}/accept/" not in page
    assert "only coordinator of your region: nobody can accept it" in page


def test_several_are_accepted_each_in_the_version_read(enter, submitted, plan, aktobe_executor, aktobe_coordinator):
    other = write_report(aktobe_executor, plan["2.1"])
    ticked = [f"{one.pk}:{one.version}" for one in (submitted, other)]
    answer = enter(aktobe_coordinator).post("/reports/accept/", {"report": ticked}, follow=True)
    assert set(Report.objects.values_list("state", flat=True)) == {"accepted"}
    assert "2 reports were accepted" in text(answer)


def test_of_several_the_changed_one_is_left_out_and_said_so(
    enter, submitted, plan, aktobe_executor, aktobe_coordinator
):
    other = write_report(aktobe_executor, plan["2.1"])
    ticked = [f"{submitted.pk}:{submitted.version}", f"{other.pk}:{other.version - 1}"]
    page = text(enter(aktobe_coordinator).post("/reports/accept/", {"report": ticked}, follow=True))
    other.refresh_from_db()
    assert other.state == "submitted"
    assert "1 report was accepted" in page
    assert "Not accepted, 2.1: it was changed after you read it." in page


def test_several_of_ones_own_are_not_accepted(enter, plan, aktobe_coordinator):
    own = write_report(aktobe_coordinator, plan["5.1"])
    answer = enter(aktobe_coordinator).post("/reports/accept/", {"report": [f"{own.pk}:{own.version}"]})
    own.refresh_from_db()
    assert (answer.status_code, own.state) == (403, "submitted")


@pytest.mark.parametrize(
    ("who", "status"), [("aktobe_executor", 403), ("analyst", 403), ("orenburg_coordinator", 404)]
)
def test_nobody_else_accepts_several(enter, submitted, request, who, status):
    ticked = {"report": [f"{submitted.pk}:{submitted.version}"]}
    answer = enter(request.getfixturevalue(who)).post("/reports/accept/", ticked)
    submitted.refresh_from_db()
    assert (answer.status_code, submitted.state) == (status, "submitted")


@pytest.mark.parametrize("value", ["", "1", "x:1", "1:x", "١:1", "-1:1", f"1:{10**20}"])
def test_tampered_ticks_are_refused(enter, submitted, aktobe_coordinator, value):
    assert enter(aktobe_coordinator).post("/reports/accept/", {"report": [value]}).status_code == 400


def test_nothing_ticked_says_so(enter, submitted, aktobe_coordinator):
    answer = enter(aktobe_coordinator).post("/reports/accept/", follow=True)
    assert "Tick the reports" in text(answer)


def test_of_another_day_the_words_of_that_day_are_shown(enter, accepted, plan, aktobe_executor, aktobe_coordinator):
    later = write_report(aktobe_executor, plan["5.1"], stands_on=dt.date(2024, 7, 9), progress=70)
    newer = accept(aktobe_coordinator, later)
    page = text(enter(aktobe_coordinator).get("/reports/", {"as_of": "2024-07-05"}))
    assert place(accepted) in page
    assert place(newer) not in page


def test_pages_follow_one_another_without_a_gap(enter, plan, aktobe_executor, aktobe_coordinator):
    reports = [write_report(aktobe_executor, plan[number]) for number in ("5.1", "2.1", "5.4")]
    accept(aktobe_coordinator, reports[0])
    browser = enter(aktobe_coordinator)
    seen, url = [], "/reports/?page_size=1"
    while url:
        page = browser.get(url)
        seen += [view.line.id for view in page.context["views"]]
        url = f"/reports/{page.context['next_url']}" if page.context["next_url"] else ""
    assert seen == [reports[2].pk, reports[1].pk, reports[0].pk]
