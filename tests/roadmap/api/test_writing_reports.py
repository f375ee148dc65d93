"""Reports through the API: the story, the order of refusals, who may and who may not (api.md)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from roadmap.models import Evidence, Report
from tests.cast import write_report

BODY = {
    "stands_on": "2024-07-01",
    "status": "in_progress",
    "progress": 40,
    "summary": "Жұмыс жүріп жатыр.",
    "language": "kk",
    "signatory": {"post": "басқарма басшысы", "name": "А. Сериков"},
}
PDF = b"%PDF-1.7 "


class Door:
    """The API as one person sees it."""

    def __init__(self, user=None):
        self.client = Client()
        if user is not None:
            self.client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    def get(self, path, **headers):
        return self.client.get(f"/api/v1/{path}", headers=headers)

    def send(self, method, path, body=None, version=None, **headers):
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        call = getattr(self.client, method)
        if body is None:
            return call(f"/api/v1/{path}", "", content_type="application/json", headers=headers)
        return call(f"/api/v1/{path}", body, content_type="application/json", headers=headers)

    def post(self, path, body=None, version=None, **headers):
        return self.send("post", path, body, version, **headers)


@pytest.fixture
def executor(aktobe_executor):
    return Door(aktobe_executor)


@pytest.fixture
def coordinator(aktobe_coordinator):
    return Door(aktobe_coordinator)


def code_of(answer):
    return answer.status_code, answer.json()["code"]


def test_from_a_draft_to_the_partys_word(plan, executor, coordinator, analyst, orenburg_executor, settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path
    draft = executor.post("reports/", {"measure": plan["5.1"].pk, **BODY})
    assert (draft.status_code, draft.json()["state"], draft["ETag"]) == (201, "draft", '"1"')
    number = draft.json()["id"]
    file = executor.client.post(
        f"/api/v1/reports/{number}/evidence/",
        {"file": upload("Хаттама.pdf", PDF)},
        headers={"If-Match": '"1"'},
    )
    assert (file.status_code, file["ETag"]) == (201, '"2"')
    assert executor.get(f"reports/{number}/check/").json() == {"missing": []}
    submitted = executor.post(f"reports/{number}/submit/", version=2)
    assert submitted.json()["state"] == "submitted"
    assert Door(orenburg_executor).get(f"reports/{number}/").status_code == 404
    assert Door(orenburg_executor).get(f"evidence/{file.json()['id']}/").status_code == 404
    accepted = coordinator.post(f"reports/{number}/accept/", version=3)
    assert (accepted.status_code, accepted.json()["accepted_by"]) == (200, "aktobe-coordinator")
    seen = Door(analyst).get(f"reports/{number}/").json()
    assert (seen["state"], seen["author"], seen["accepted_by"]) == ("accepted", None, None)
    assert accepted.json() == coordinator.get(f"reports/{number}/").json()
    download = Door(analyst).get(f"evidence/{file.json()['id']}/")
    assert b"".join(download.streaming_content) == PDF
    assert download["Content-Type"] == "application/octet-stream"
    assert download["Content-Disposition"].startswith("attachment")
    assert "sandbox" in download["Content-Security-Policy"]
    measure = Door(orenburg_executor).get(f"measures/{plan['5.1'].pk}/").json()
    assert measure["sides"][0]["progress"] == 40


def upload(name, content):
    return SimpleUploadedFile(name, content)


def test_accepting_takes_at_most_twelve_queries(submitted, coordinator):
    with CaptureQueriesContext(connection) as captured:
        answer = coordinator.post(f"reports/{submitted.pk}/accept/", version=2)
    assert answer.status_code == 200
    own = [
        query["sql"]
        for query in captured
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
        and "django_session" not in query["sql"]
        # who asks, and where they belong
        and not query["sql"].startswith(('SELECT "accounts_user"', 'SELECT "accounts_region"'))
    ]
    assert len(own) <= 12, "\n".join(sql[:90] for sql in own)


def test_a_stranger_is_asked_to_sign_in(submitted):
    answer = Door().post(f"reports/{submitted.pk}/accept/")
    assert code_of(answer) == (401, "not_authenticated")
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("move", ["accept", "return", "submit", "withdraw"])
def test_the_other_party_knows_nothing_of_a_submitted_report(submitted, orenburg_coordinator, move):
    answer = Door(orenburg_coordinator).post(f"reports/{submitted.pk}/{move}/", {"wrong": 1})
    assert answer.status_code == 404
    assert "5.1" not in answer.content.decode()


@pytest.mark.parametrize(("who", "code"), [("aktobe_executor", 403), ("aktobe_admin", 404), ("analyst", 404)])
def test_only_coordinators_accept(submitted, request, who, code):
    door = Door(request.getfixturevalue(who))
    assert door.post(f"reports/{submitted.pk}/accept/").status_code == code
    assert Report.objects.get().state == "submitted"


def test_refusals_come_in_their_order(submitted, coordinator):
    path = f"reports/{submitted.pk}/return/"
    assert code_of(coordinator.post(path, {"wrong": 1}))[0] == 428
    assert code_of(coordinator.post(path, {"wrong": 1}, version=1)) == (412, "stale_version")
    wrong = coordinator.post(path, {"wrong": 1}, version=2)
    assert code_of(wrong)[0] == 400
    assert {error["field"] for error in wrong.json()["errors"]} == {"wrong", "reason"}
    assert coordinator.post(path, {"reason": "Сандар жоқ"}, version=2).status_code == 200
    assert code_of(coordinator.post(path, {"reason": "Сандар жоқ"}, version=3)) == (409, "not_submitted")


@pytest.mark.parametrize("body", [{"wrong": 1}, {"reason": "x"}, [1]])
def test_accepting_takes_no_fields(submitted, coordinator, body):
    assert coordinator.post(f"reports/{submitted.pk}/accept/", body, version=2).status_code == 400
    assert Report.objects.get().state == "submitted"


def test_accepting_needs_the_version_that_was_read(submitted, coordinator):
    assert coordinator.post(f"reports/{submitted.pk}/accept/").status_code == 428
    assert coordinator.post(f"reports/{submitted.pk}/accept/", version=1).status_code == 412
    assert coordinator.post(f"reports/{submitted.pk}/accept/", {}, version=2).status_code == 200


def test_nobody_accepts_the_own_report(plan, aktobe_coordinator, coordinator):
    report = write_report(aktobe_coordinator, plan["5.1"])
    assert coordinator.post(f"reports/{report.pk}/accept/", version=2).status_code == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("progress", 101),
        ("progress", "40"),
        ("progress", True),
        ("progress", 2**63),
        ("progress", 4.5),
        ("status", "finished"),
        ("status", 1),
        ("stands_on", "01.07.2024"),
        ("stands_on", "0000-01-01"),
        ("stands_on", "10000-01-01"),
        ("stands_on", "٢٠٢٤-٠٧-٠١"),
        ("stands_on", "2024-07-01T00:00:00"),
        ("summary", 1),
        ("summary", "a\u0000b"),
        ("summary", "x" * 20_001),
        ("language", "de"),
        ("at_risk", "yes"),
        ("reason", "laziness"),
        ("signatory", "А. Сериков"),
        ("signatory", {"post": "x", "age": 40}),
        ("id", 7),
        ("state", "accepted"),
        ("accepted_by", "me"),
        ("demo", False),
        ("on_behalf", True),
        ("agency", "ORB-ROAD"),
        ("occurrence", "2031"),
        ("supersedes", 999),
    ],
)
def test_wrong_values_are_named_and_write_nothing(plan, executor, field, value):
    answer = executor.post("reports/", {"measure": plan["5.1"].pk, **BODY, field: value})
    assert answer.status_code == 400
    assert field in {error["field"].split(".")[0] for error in answer.json()["errors"]} or "\0" in str(value)
    assert not Report.objects.exists()


def test_a_post_sent_twice_writes_once(plan, executor):
    body = {"measure": plan["5.1"].pk, **BODY}
    first = executor.post("reports/", body, **{"Idempotency-Key": "k1"})
    again = executor.post("reports/", body, **{"Idempotency-Key": "k1"})
    assert (first.json(), again.status_code) == (again.json(), 201)
    other = executor.post("reports/", {**body, "progress": 41}, **{"Idempotency-Key": "k1"})
    assert other.status_code == 422
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.html", b"<script>alert(1)</script>", 400),
        ("a.svg", b"<svg onload='alert(1)'/>", 400),
        ("a.pdf", b"", 400),
        ("a.pdf", PDF + bytes(25 * 1024 * 1024), 413),
        ("a.pdf", PDF + bytes(26 * 1024 * 1024), 413),
    ],
)
def test_hostile_files_are_refused(draft_report, executor, name, content, code):
    answer = executor.client.post(
        f"/api/v1/reports/{draft_report.pk}/evidence/", {"file": upload(name, content)}, headers={"If-Match": '"1"'}
    )
    assert answer.status_code == code
    assert not Evidence.objects.exists()


def test_a_draft_is_deleted(draft_report, executor):
    assert executor.send("delete", f"reports/{draft_report.pk}/", version=1).status_code == 204
    assert not Report.objects.exists()


def test_a_draft_is_changed(draft_report, executor):
    answer = executor.send("patch", f"reports/{draft_report.pk}/", {"progress": 55}, version=1)
    assert (answer.status_code, answer.json()["progress"], answer["ETag"]) == (200, 55, '"2"')


def test_an_executor_of_another_agency_may_not_write_here(plan, executor):
    answer = executor.post("reports/", {"measure": plan["1.1"].pk, "wrong": 1})
    assert answer.status_code == 403


def test_submitting_names_all_that_is_missing(plan, executor):
    empty = {"measure": plan["5.1"].pk, "status": "not_done", "progress": 100, "stands_on": "2031-01-01"}
    draft = executor.post("reports/", empty).json()
    missing = executor.get(f"reports/{draft['id']}/check/").json()["missing"]
    answer = executor.post(f"reports/{draft['id']}/submit/", version=1)
    assert answer.status_code == 409
    assert answer.json()["errors"] == missing
    assert {(one["field"], one["code"]) for one in missing} == {
        ("summary", "required"),
        ("signatory", "required"),
        ("progress", "progress_does_not_fit_status"),
        ("stands_on", "stands_on_outside_term"),
        ("stands_on", "stands_on_in_future"),
        ("reason", "reason_required"),
    }
    assert answer.json()["code"] == missing[0]["code"]


@pytest.mark.parametrize("who", ["orenburg_executor", "orenburg_coordinator", "aktobe_admin", "analyst", "operator"])
def test_what_a_hidden_draft_lacks_is_hidden(draft_report, request, who):
    assert Door(request.getfixturevalue(who)).get(f"reports/{draft_report.pk}/check/").status_code == 404


@pytest.mark.parametrize("who", ["orenburg_executor", "orenburg_coordinator", "aktobe_admin", "analyst", "operator"])
def test_what_an_accepted_report_lacks_is_its_sides_business(accepted, request, executor, who):
    path = f"reports/{accepted.pk}/check/"
    assert Door(request.getfixturevalue(who)).get(path).status_code == 403
    assert executor.get(path).json() == {"missing": []}


def test_a_link_is_told_and_not_followed(draft_report, executor):
    added = executor.post(f"reports/{draft_report.pk}/evidence/", {"link": "https://example.org/a"}, version=1)
    assert added.status_code == 201
    told = executor.get(f"evidence/{added.json()['id']}/").json()
    assert told == added.json()
