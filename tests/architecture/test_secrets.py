"""What one Party has not said yet appears in no byte of any answer to others (rules.md §7)."""

import datetime as dt
import io
import re
import zipfile
from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from roadmap.models import Amendment, Direction, Evidence, Measure, Report
from roadmap.services import amending, commenting, evidence, reporting
from roadmap.services.amending import ChangeRequest
from tests.architecture.test_doors import patterns
from tests.cast import WHOLE, accept, act_of, make_measure, make_region, make_roadmap, make_user, write_report

MARK = "ҚҰПИЯ7788"
DRAFT_PLAN = "ЖОБА7788"  # the operator, who loads road maps, reads drafts of the plan
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FORMATS = (
    "",
    "?format=csv",
    "?format=ndjson",
    "?format=xlsx",
    "?as_of=2024-07-10",
    "?known_on=2024-07-10",
    f"?search={MARK}&count=true",
)
STRANGERS = ["orenburg_executor", "orenburg_coordinator", "orenburg_admin", "analyst", "operator"]
# Of the own region, and yet none of their business: drafts of another agency, and reports at all.
NEIGHBOURS = ["aktobe_admin", "colleague"]
FEW_LISTS = 3
SEES_DRAFT_PLANS = {"operator", *NEIGHBOURS}


@pytest.fixture
def secrets(plan, aktobe, transport, aktobe_executor, aktobe_coordinator, settings, tmp_path):
    """Write everything that only Aktobe's officials may know of; return the marked ids."""
    settings.EVIDENCE_DIR = tmp_path
    marked = {
        **WHOLE,
        "summary": f"{MARK} summary",
        "signatory_name": f"{MARK} name",
        "signatory_post": f"{MARK} post",
        "reason_text": f"{MARK} reason",
    }
    for number in ("5.1", "2.1", "5.4"):
        draft = reporting.start_report(
            act_of(aktobe_executor), measure_id=plan[number].pk, occurrence=None, values=marked
        )
        evidence.attach_file(
            act_of(aktobe_executor),
            report_id=draft.pk,
            seen_version=1,
            name=f"{MARK}.pdf",
            content=io.BytesIO(b"%PDF-1.7"),
        )
        if number != "5.1":
            reporting.submit_report(act_of(aktobe_executor), report_id=draft.pk, seen_version=2)
        if number == "5.4":
            reporting.return_report(
                act_of(aktobe_coordinator), report_id=draft.pk, seen_version=3, reason=f"{MARK} returned"
            )
    act = act_of(aktobe_executor)
    commenting.add_comment(act, measure_id=plan["5.1"].pk, text=f"{MARK} comment", audience="own")
    far = make_region("far", "KZ", "Asia/Almaty", "kk")
    draft_map = make_roadmap("FAR-2026", [aktobe, far], state="draft", signed_on=None)
    measure = make_measure(draft_map, "1.1", "ежегодно", [transport])
    Measure.objects.filter(pk=measure.pk).update(title_kk=DRAFT_PLAN, title_ru=DRAFT_PLAN, title_en=DRAFT_PLAN)
    draft_map.title_ru = DRAFT_PLAN
    draft_map.save()
    return plan


@pytest.fixture
def colleague(aktobe, culture):
    return make_user("aktobe-culture", Role.EXECUTOR, aktobe, culture)


@pytest.fixture
def pending(secrets, aktobe_coordinator):
    """An amendment that Aktobe proposed and nobody confirmed."""
    title = {"kk": f"{MARK} kk", "ru": f"{MARK} ru", "en": f"{MARK} en"}
    return amending.propose_amendment(
        act_of(aktobe_coordinator),
        roadmap_code="AKT-ORB-2023-2025",
        protocol_number="1",
        protocol_date=dt.date(2024, 7, 1),
        effective_on=dt.date(2024, 7, 1),
        changes=[ChangeRequest(secrets["4.2"].pk, "title", title)],
    )


def addresses(prefix=""):
    """Return every address that can be read, with real numbers in it."""
    measures = list(Measure.objects.values_list("pk", flat=True))
    numbers: dict[str, list[Any]] = {
        "measure_id": measures,
        "report_id": list(Report.objects.values_list("pk", flat=True)),
        "evidence_id": list(Evidence.objects.values_list("pk", flat=True)),
        "direction_id": list(Direction.objects.values_list("pk", flat=True)),
        "amendment_id": list(Amendment.objects.values_list("pk", flat=True)),
        "settlement_id": [1],
        "period_id": [1],
        "pk": [1],
        "kind": ["amendments", "settlements", "periods"],
        "code": ["AKT-ORB-2023-2025", "FAR-2026", "AKT-TRN"],
    }
    for address, _pattern in patterns():
        if address.startswith(("accounts/", "^", "i18n/", "calendar/<")) or "(?" in address:
            continue
        names = re.findall(r"<(?:\w+:)?(\w+)>", address)
        if not names:
            yield f"/{address}"
        elif len(names) == 1 and names[0] in numbers:
            for number in numbers[names[0]]:
                yield "/" + re.sub(r"<[^>]+>", str(number), address)


def everything(user, part=""):
    """Return each answer that a person can get, by address: headers and body as text; `part` is in the address."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    for address in addresses():
        for tail in FORMATS if address.startswith("/api/v1/") and address.count("/") == 4 else ("",):
            if part not in address + tail:
                continue
            answer: Any = client.get(address + tail)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            body = unpacked(body) if body.startswith(b"PK") else body
            assert answer.status_code < 500, address + tail
            echo = "search=" in tail
            yield address + tail, str(answer.headers), "" if echo and answer.status_code == 400 else body, answer


def unpacked(workbook):
    """Return what a workbook holds: packed, no text is found in its bytes."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.walk("sqlite3")
@pytest.mark.parametrize("who", [*STRANGERS, *NEIGHBOURS])
def test_what_is_not_said_yet_is_in_no_byte(secrets, request, who):
    hidden = [MARK] if who in SEES_DRAFT_PLANS else [MARK, DRAFT_PLAN]
    leaks = [
        (address, answer.status_code)
        for address, headers, body, answer in everything(request.getfixturevalue(who))
        if "search=" not in address and any(mark in headers or mark.encode() in (body or b"") for mark in hidden)
    ]
    assert leaks == []


@pytest.mark.parametrize("who", STRANGERS)
def test_counts_do_not_tell_either(secrets, request, who):
    answers = [(address, answer) for address, *_, answer in everything(request.getfixturevalue(who), "search=")]
    found = [(address, answer.json()) for address, answer in answers if answer.status_code == 200]
    assert len(found) > FEW_LISTS
    assert [one for one in found if (one[1]["count"], one[1]["results"]) != (0, [])] == []


@pytest.mark.parametrize("who", ["analyst", "operator", "aktobe_admin", "orenburg_admin"])
def test_a_proposal_is_known_to_the_parties_officials_alone(pending, request, who):
    leaks = [
        address
        for address, headers, body, _answer in everything(request.getfixturevalue(who), "amend")
        if MARK in headers or MARK.encode() in (body or b"")
    ]
    assert leaks == []


@pytest.mark.walk("sqlite3")
def test_the_own_officials_do_see_it(secrets, pending, aktobe_coordinator, orenburg_coordinator):
    seen = {
        address
        for address, _headers, body, _answer in everything(aktobe_coordinator)
        if any(mark.encode() in (body or b"") for mark in (MARK, DRAFT_PLAN)) and "search=" not in address
    }
    assert {f"/api/v1/reports/{tail}" for tail in FORMATS[:4]} <= seen
    assert {"/api/v1/amendments/", "/reports/", f"/measures/{secrets['5.1'].pk}/"} <= seen
    theirs = {
        address
        for address, _headers, body, _answer in everything(orenburg_coordinator)
        if MARK.encode() in (body or b"")
    }
    assert "/api/v1/amendments/" in theirs


@pytest.mark.parametrize("who", STRANGERS)
def test_a_draft_moves_no_tag_of_others(plan, request, who, aktobe_executor):
    person = request.getfixturevalue(who)
    client = Client()
    client.force_login(person, backend=BACKEND)
    paths = ["/api/v1/measures/", f"/api/v1/measures/{plan['5.1'].pk}/", "/api/v1/reports/", "/api/v1/summary/"]
    before = [client.get(path)["ETag"] for path in paths]
    write_report(aktobe_executor, plan["5.1"])
    assert [client.get(path)["ETag"] for path in paths] == before


def test_acceptance_moves_everybodys_tags(submitted, analyst, aktobe_coordinator):
    client = Client()
    client.force_login(analyst, backend=BACKEND)
    before = client.get("/api/v1/measures/")["ETag"]
    accept(aktobe_coordinator, submitted)
    assert client.get("/api/v1/measures/")["ETag"] != before
