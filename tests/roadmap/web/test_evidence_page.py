"""Evidence as a download from a page: who may, and under which headers (hardening.md *Evidence*; rules.md §7)."""

from io import BytesIO

import pytest

from roadmap.services import evidence, reporting
from tests.cast import WHOLE, accept, act_of

PDF = b"%PDF-1.7 minutes"


@pytest.fixture
def piece(plan, aktobe_executor, settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path
    act = act_of(aktobe_executor)
    draft = reporting.start_report(act, measure_id=plan["5.1"].pk, occurrence=None, values=WHOLE)
    return evidence.attach_file(act, report_id=draft.pk, seen_version=1, name="хаттама.pdf", content=BytesIO(PDF))


@pytest.fixture
def link(plan, aktobe_executor):
    act = act_of(aktobe_executor)
    draft = reporting.start_report(act, measure_id=plan["5.1"].pk, occurrence=None, values=WHOLE)
    return evidence.attach_link(act, report_id=draft.pk, seen_version=1, link="https://example.org/minutes")


def accepted_with(piece, executor, coordinator):
    report = piece.report
    report.refresh_from_db()
    accept(coordinator, reporting.submit_report(act_of(executor), report_id=report.pk, seen_version=report.version))


def status(browser, piece):
    """Return how the file is answered; a file that is sent is read to its end, which closes it."""
    answer = browser.get(f"/evidence/{piece.pk}/")
    if answer.streaming:
        answer.getvalue()
    return answer.status_code


def test_it_is_sent_as_an_attachment_that_no_browser_opens(enter, piece, aktobe_executor):
    answer = enter(aktobe_executor).get(f"/evidence/{piece.pk}/")
    assert answer.getvalue() == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%D1%85")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("who", ["aktobe_executor", "aktobe_coordinator"])
def test_the_own_side_has_what_is_not_accepted_yet(enter, piece, request, who):
    assert status(enter(request.getfixturevalue(who)), piece) == 200


@pytest.mark.parametrize("who", ["orenburg_executor", "orenburg_coordinator", "aktobe_admin", "analyst", "operator"])
def test_others_do_not_know_of_it(enter, piece, request, who):
    assert status(enter(request.getfixturevalue(who)), piece) == 404


@pytest.mark.parametrize("who", ["orenburg_executor", "orenburg_coordinator", "aktobe_admin", "analyst", "operator"])
def test_everybody_has_what_is_accepted(enter, piece, aktobe_executor, aktobe_coordinator, request, who):
    accepted_with(piece, aktobe_executor, aktobe_coordinator)
    assert status(enter(request.getfixturevalue(who)), piece) == 200


def test_a_visitor_is_led_to_the_sign_in(client, piece):
    assert client.get(f"/evidence/{piece.pk}/")["Location"].startswith("/accounts/login/")


def test_a_right_taken_away_is_gone_at_the_next_request(enter, piece, aktobe_executor):
    browser = enter(aktobe_executor)
    assert status(browser, piece) == 200
    aktobe_executor.agency = None
    aktobe_executor.save()
    assert status(browser, piece) == 404


def test_a_link_leads_to_its_report_and_is_never_fetched(enter, link, aktobe_executor):
    answer = enter(aktobe_executor).get(f"/evidence/{link.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/reports/{link.report_id}/")


def test_nothing_is_written_there(enter, piece, aktobe_executor):
    assert enter(aktobe_executor).post(f"/evidence/{piece.pk}/").status_code == 405
