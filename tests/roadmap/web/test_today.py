"""Today: what waits for each role comes first, and each number leads to its rows (ui.md *Today*)."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator

from accounts.roles import Role
from roadmap.models import Measure, Party, Roadmap
from roadmap.services import now, reporting, settling, states
from tests.cast import NOON, accept, act_of, make_user, write_report

LATE = "4.2"  # due on 30 June 2024: late on every day that tests run on
FORM = "/measures/{}/report/?occurrence={}"


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def section(page, name):
    """Return the part of the page under one heading."""
    return page.split(f'aria-labelledby="{name}"', 1)[1].split("</section>", 1)[0]


@pytest.fixture
def divergence(plan, aktobe_executor, aktobe_coordinator, orenburg_executor, orenburg_coordinator):
    accept(aktobe_coordinator, write_report(aktobe_executor, plan["5.1"], status="done", progress=100))
    accept(orenburg_coordinator, write_report(orenburg_executor, plan["5.1"]))
    return plan["5.1"]


def test_an_executor_is_shown_what_is_late_with_the_way_to_its_form(enter, plan, aktobe_executor):
    page = section(text(enter(aktobe_executor).get("/")), "to-report")
    assert "Measure 4.2" in page
    assert "overdue" in page
    assert FORM.format(plan[LATE].pk, "2024-Q2") in page


def test_an_executor_is_not_shown_measures_of_other_agencies(enter, plan, aktobe_executor):
    assert "Measure 1.1" not in section(text(enter(aktobe_executor).get("/")), "to-report")


def test_standings_come_in_due_order(enter, plan, aktobe_executor):
    found = enter(aktobe_executor).get("/").context["to_report"]
    assert [one["due_on"] for one in found] == sorted(one["due_on"] for one in found)


def test_as_needed_is_never_asked_for(enter, plan, aktobe_executor):
    assert "Measure 5.4" not in section(text(enter(aktobe_executor).get("/")), "to-report")


def test_what_is_returned_stands_there_with_the_reason(enter, plan, aktobe_executor, aktobe_coordinator):
    report = write_report(aktobe_executor, plan["5.4"])
    reporting.return_report(
        act_of(aktobe_coordinator), report_id=report.pk, seen_version=report.version, reason="Санын жазыңыз."
    )
    page = section(text(enter(aktobe_executor).get("/")), "to-report")
    assert "Санын жазыңыз." in page
    assert f"?report={report.pk}" in page


def test_a_draft_leads_back_to_itself(enter, draft_report, aktobe_executor):
    page = section(text(enter(aktobe_executor).get("/")), "to-report")
    assert f"/measures/{draft_report.measure_id}/report/?report={draft_report.pk}" in page


def test_what_is_submitted_waits_and_is_not_asked_for_again(enter, plan, aktobe_executor):
    report = write_report(aktobe_executor, plan[LATE], occurrence="2024-Q2", reason="financing")
    page = text(enter(aktobe_executor).get("/"))
    assert f"/reports/{report.pk}/" in section(page, "waiting")
    assert "Measure 4.2" not in section(page, "to-report")


def test_what_the_other_party_reported_is_shown(enter, plan, aktobe_executor, orenburg_executor, orenburg_coordinator):
    at = dt.datetime.now(dt.UTC)
    report = accept(orenburg_coordinator, write_report(orenburg_executor, plan["5.1"]), at=at)
    assert f"/reports/{report.pk}/" in section(text(enter(aktobe_executor).get("/")), "news")


def test_what_was_reported_before_the_last_visit_is_no_news(
    enter, plan, aktobe_executor, orenburg_executor, orenburg_coordinator
):
    report = accept(orenburg_coordinator, write_report(orenburg_executor, plan["5.1"]))
    assert f"/reports/{report.pk}/" not in section(text(enter(aktobe_executor).get("/")), "news")


def test_the_other_partys_drafts_are_no_news(enter, plan, aktobe_executor, orenburg_executor):
    report = write_report(orenburg_executor, plan["5.1"], at=dt.datetime.now(dt.UTC))
    assert f"/reports/{report.pk}/" not in text(enter(aktobe_executor).get("/"))


def test_a_coordinator_accepts_right_there(enter, submitted, aktobe_coordinator):
    page = section(text(enter(aktobe_coordinator).get("/")), "to-accept")
    assert f'action="/reports/{submitted.pk}/accept/"' in page
    assert "It can no longer be changed" in page


def test_the_other_coordinator_has_nothing_to_accept(enter, submitted, orenburg_coordinator):
    page = section(text(enter(orenburg_coordinator).get("/")), "to-accept")
    assert "Nothing waits for acceptance" in page


def test_a_coordinator_sees_the_own_silent_agencies_alone(enter, plan, aktobe_coordinator):
    page = section(text(enter(aktobe_coordinator).get("/")), "quiet")
    assert "AKT-CUL department" in page
    assert "never reported" in page
    assert "ORB" not in page


def test_a_divergence_is_shown_own_party_first_with_the_way_to_settle(enter, divergence, orenburg_coordinator):
    page = section(text(enter(orenburg_coordinator).get("/")), "diverging")
    assert page.index("orenburg region") < page.index("aktobe region")
    assert f"/measures/{divergence.pk}/settle/?occurrence=1" in page


def test_a_proposal_of_the_other_party_waits_for_our_word(enter, divergence, aktobe_coordinator, orenburg_coordinator):
    settling.propose_settlement(
        act_of(aktobe_coordinator),
        measure_id=divergence.pk,
        occurrence=None,
        status="in_progress",
        text="Келістік.",
        protocol_number="7",
        protocol_date=dt.date(2024, 7, 9),
    )
    theirs = section(text(enter(orenburg_coordinator).get("/")), "our-word")
    ours = section(text(enter(aktobe_coordinator).get("/")), "our-word")
    assert "Settlement of 5.1: in progress" in theirs
    assert "Settlement of 5.1" not in ours


def test_a_proposed_state_of_the_road_map_waits_for_our_word(enter, plan, aktobe_coordinator, orenburg_coordinator):
    roadmap = Roadmap.objects.get(pk=plan.roadmap.pk)
    states.propose_state(act_of(orenburg_coordinator), code=roadmap.code, seen_version=roadmap.version, state="closed")
    page = section(text(enter(aktobe_coordinator).get("/")), "our-word")
    assert "AKT-ORB-2023-2025 en → closed" in page


def test_an_administrator_sees_people_without_a_second_factor(enter, aktobe_admin, aktobe_executor, plan):
    Authenticator.objects.create(user=aktobe_executor, type=Authenticator.Type.TOTP, data={})
    page = section(text(enter(aktobe_admin).get("/")), "no-factor")
    assert "aktobe-admin" in page
    assert "aktobe-executor" not in page


def test_an_administrator_sees_nobody_of_the_other_region(enter, aktobe_admin, orenburg_executor, plan):
    assert "orenburg-executor" not in text(enter(aktobe_admin).get("/"))


def test_an_administrator_sees_open_invitations(enter, aktobe, aktobe_admin, culture):
    invited = make_user("invited", Role.EXECUTOR, aktobe, culture)
    invited.invited_at = NOON
    invited.save()
    page = text(enter(aktobe_admin).get("/"))
    assert "invited name" in section(page, "invited")
    assert "AKT-CUL department" in section(page, "no-executor")


def test_an_agency_with_an_executor_is_not_asked_for(enter, aktobe_admin, aktobe_executor, plan):
    page = section(text(enter(aktobe_admin).get("/")), "no-executor")
    assert "AKT-CUL department" in page
    assert "AKT-TRN department" not in page


@pytest.mark.parametrize("who", ["analyst", "operator"])
def test_readers_get_the_figures_and_the_way_to_tokens(enter, plan, request, who):
    page = text(enter(request.getfixturevalue(who)).get("/"))
    assert "/account/tokens/" in page
    assert '<a href="/measures/?status=not_started&amp;cancelled=false">5</a>' in page


def test_a_figure_of_a_party_leads_to_its_rows(enter, plan, aktobe_executor):
    page = section(text(enter(aktobe_executor).get("/")), "figures")
    assert "/measures/?side=aktobe&amp;health=late&amp;cancelled=false" in page


def test_a_visitor_is_led_to_the_sign_in(client, plan):
    assert client.get("/")["Location"].startswith("/accounts/login/")


def test_visitors_read_the_figures_where_the_installation_is_public(client, plan, settings):
    settings.PUBLIC_READ = True
    page = text(client.get("/"))
    assert 'class="figures"' in page
    assert "/account/tokens/" not in page


def test_nothing_to_report_says_what_one_may_do(enter, plan, aktobe, aktobe_admin):
    idle = make_user("idle", Role.EXECUTOR, aktobe, plan["5.1"].sides.get(region=aktobe).lead)
    Measure.objects.update(is_cancelled=True, is_closed=True)
    now.rebuild(Measure.objects.values_list("pk", flat=True), today=NOON.date())
    assert "Nothing to report now" in text(enter(idle).get("/"))


def test_another_day_is_shown_as_it_was_then(enter, plan, aktobe_executor):
    page = text(enter(aktobe_executor).get("/", {"as_of": "2024-03-01"}))
    assert "overdue" not in section(page, "to-report")
    assert "1 March 2024" in page


def test_an_unknown_parameter_is_named(enter, analyst):
    answer = enter(analyst).get("/", {"colour": "red"})
    assert (answer.status_code, "colour" in answer.content.decode()) == (400, True)


def test_a_draft_road_map_asks_nobody_for_reports(enter, plan, aktobe_executor):
    Roadmap.objects.update(state="draft")
    assert Party.objects.filter(roadmap=plan.roadmap).exists()
    assert "Measure 4.2" not in section(text(enter(aktobe_executor).get("/")), "to-report")
