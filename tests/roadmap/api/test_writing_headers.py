"""`If-Match` and `Idempotency-Key`: every form in which they come (api.md *Writing*)."""

import datetime as dt

import psycopg2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpResponse
from django.utils import timezone

from accounts.api import idempotency
from accounts.models import KeptAnswer
from roadmap.models import Evidence, Report
from tests.roadmap.api.test_writing_reports import BODY, Door, code_of

TAKEN = ['"1"', "1", 'W/"1"', '"1.abc"', 'W/"1.abc"', "1.abc", '"7", "1"', ' "1" ']
STALE = ['"2"', "2", 'W/"2.abc"', '"7", "8"', '"abc"', 'W/"abc"', '""', '"9999999999999999999999"', '"-1"', '"0"']
UNREADABLE = ["abc", '"1', "1 2", "1;2", "-1", "1.5e3!", '"1",,', "x" * 1001, "١"]


@pytest.fixture
def executor(aktobe_executor):
    return Door(aktobe_executor)


def edit(door, report, header):
    headers = {} if header is None else {"If-Match": header}
    return door.send("patch", f"reports/{report.pk}/", {"progress": 41}, **headers)


@pytest.mark.parametrize("header", TAKEN)
def test_the_version_that_was_read_is_taken_in_each_form(draft_report, executor, header):
    assert edit(executor, draft_report, header).json()["version"] == 2


@pytest.mark.parametrize("header", STALE)
def test_another_version_or_tag_is_stale(draft_report, executor, header):
    answer = edit(executor, draft_report, header)
    assert (code_of(answer), answer["ETag"]) == ((412, "stale_version"), '"1"')
    assert Report.objects.get().version == 1


@pytest.mark.parametrize("header", UNREADABLE)
def test_what_is_no_tag_is_refused_by_name(draft_report, executor, header):
    answer = edit(executor, draft_report, header)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "If-Match")
    assert Report.objects.get().version == 1


@pytest.mark.parametrize("header", [None, "", " ", "*"])
def test_no_version_is_asked_for(draft_report, executor, header):
    assert code_of(edit(executor, draft_report, header)) == (428, "version_required")
    assert Report.objects.get().version == 1


@pytest.mark.parametrize("header", TAKEN)
def test_accepting_takes_the_same_forms(submitted, aktobe_coordinator, header):
    tag = header.replace("1", "2")
    answer = Door(aktobe_coordinator).post(f"reports/{submitted.pk}/accept/", **{"If-Match": tag})
    assert answer.json()["state"] == "accepted"


@pytest.mark.parametrize("header", ['"abc"', '"3"', '"1"'])
def test_accepting_another_version_is_stale(submitted, aktobe_coordinator, header):
    answer = Door(aktobe_coordinator).post(f"reports/{submitted.pk}/accept/", **{"If-Match": header})
    assert code_of(answer) == (412, "stale_version")


@pytest.mark.parametrize("header", [None, "garbage", '"3"', '"2", "3"'])
def test_a_hidden_report_is_hidden_whatever_version_is_named(submitted, orenburg_coordinator, header):
    headers = {} if header is None else {"If-Match": header}
    assert Door(orenburg_coordinator).post(f"reports/{submitted.pk}/accept/", **headers).status_code == 404


def test_a_tag_that_was_read_is_taken(draft_report, executor):
    read = executor.get(f"reports/{draft_report.pk}/")
    assert "." in read["ETag"]
    assert edit(executor, draft_report, read["ETag"]).status_code == 200


def keyed(door, path, body=None, version=None, key="k"):
    return door.post(path, body, version, **{"Idempotency-Key": key})


def test_a_key_is_looked_up_before_the_version(submitted, executor):
    path = f"reports/{submitted.pk}/withdraw/"
    first = keyed(executor, path, version=2)
    again = keyed(executor, path)
    assert (first.status_code, again.json(), again["Idempotent-Replayed"]) == (200, first.json(), "true")
    assert code_of(keyed(executor, path, {"wrong": 1})) == (422, "idempotency_key_reused")
    assert keyed(executor, path, key="other").status_code == 428


def test_a_key_is_looked_up_after_404_and_403(draft_report, submitted, executor, aktobe_admin, orenburg_executor):
    path = f"reports/{submitted.pk}/withdraw/"
    assert keyed(executor, path, version=2).status_code == 200
    assert Door().post(path, **{"Idempotency-Key": "k"}).status_code == 401
    assert keyed(Door(orenburg_executor), path).status_code == 404
    assert keyed(executor, "reports/999/withdraw/").status_code == 404
    assert keyed(executor, f"reports/{submitted.pk}/accept/").status_code == 403


def test_a_key_belongs_to_a_person(plan, executor, aktobe_coordinator):
    body = {"measure": plan["5.1"].pk, **BODY}
    assert keyed(executor, "reports/", body).status_code == 201
    assert keyed(Door(aktobe_coordinator), "reports/", body).status_code == 201
    assert Report.objects.count() == 2


def test_refusals_are_not_kept(plan, executor):
    wrong = {"measure": plan["5.1"].pk, **BODY, "progress": 101}
    assert keyed(executor, "reports/", wrong).status_code == 400
    assert keyed(executor, "reports/", {**wrong, "progress": 40}).status_code == 201


def test_a_file_sent_again_under_its_key_is_attached_once(draft_report, executor, settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path
    path = f"/api/v1/reports/{draft_report.pk}/evidence/"

    def send(content, version=1):
        headers = {"If-Match": f'"{version}"', "Idempotency-Key": "k"}
        return executor.client.post(path, {"file": SimpleUploadedFile("a.pdf", content)}, headers=headers)

    first, again = send(b"%PDF-1.7 a"), send(b"%PDF-1.7 a")
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert code_of(send(b"%PDF-1.7 b")) == (422, "idempotency_key_reused")
    assert Evidence.objects.count() == len(list(tmp_path.iterdir())) == 1


def test_an_answer_that_is_no_success_is_not_kept(aktobe_executor):
    asked = idempotency.Asked(aktobe_executor, "k", "body", timezone.now())
    for _turn in range(2):
        assert idempotency.answer_once(asked, lambda: HttpResponse(status=409), is_secret=False).status_code == 409
        assert not KeptAnswer.objects.exists()


def test_a_key_is_good_for_one_path(plan, draft_report, executor):
    assert keyed(executor, "reports/", {"measure": plan["5.1"].pk, **BODY}).status_code == 201
    answer = keyed(executor, f"measures/{plan['5.1'].pk}/comments/", {"text": "a", "audience": "own"})
    assert code_of(answer) == (422, "idempotency_key_reused")


@pytest.mark.parametrize("key", ["", " ", "a b", "ключ", "x" * 256])
def test_a_key_that_is_none_is_refused_by_name(plan, executor, key):
    answer = keyed(executor, "reports/", {"measure": plan["5.1"].pk, **BODY}, key=key.encode().decode("latin-1"))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "Idempotency-Key")
    assert not Report.objects.exists()


def test_a_secret_is_answered_once(executor):
    first = keyed(executor, "tokens/", {"name": "таблица"})
    assert first.status_code == 201
    again = keyed(executor, "tokens/", {"name": "таблица"})
    assert code_of(again) == (409, "secret_already_shown")
    assert first.json()["token"] not in again.content.decode()


def test_answers_are_kept_for_a_day(plan, executor):
    body = {"measure": plan["5.1"].pk, **BODY}
    assert keyed(executor, "reports/", body).status_code == 201
    KeptAnswer.objects.update(created_at=timezone.now() - dt.timedelta(hours=24, seconds=1))
    assert keyed(executor, "reports/", body, key="another").status_code == 201
    assert list(KeptAnswer.objects.values_list("key", flat=True)) == ["another"]
    again = keyed(executor, "reports/", body)
    assert (again.status_code, "Idempotent-Replayed" in again) == (201, False)


@pytest.mark.parametrize(
    "sent",
    ["Basic YTpi", "Token aor_x", "Bearer", "Bearer ", "Bearer " + "a" * 5000, "Bearer кілт", "Bearer aor_unknown"],
)
def test_what_is_no_token_opens_nothing(db, sent):
    answer = Door().get("measures/", Authorization=sent.encode().decode("latin-1"))
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (None, (409, "idempotency_in_progress")),
        (psycopg2.OperationalError("server closed the connection"), (503, "unavailable")),
    ],
)
def test_waiting_in_vain_is_told_from_a_database_that_is_away(plan, executor, monkeypatch, cause, expected):
    def fail(*_args, **_named):
        raise OperationalError("no row") from cause

    monkeypatch.setattr("accounts.models.KeptAnswer.objects.bulk_create", fail)
    assert code_of(keyed(executor, "reports/", {"measure": plan["5.1"].pk, **BODY})) == expected
    assert not Report.objects.exists()
