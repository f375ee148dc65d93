"""One of everything that can be written on, by the small plan's two Parties: for the walks over all addresses."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from accounts.services import people, tokens
from roadmap.models import Direction, Measure, Report
from roadmap.services import amending, closing, commenting, evidence, reporting, settling, states
from roadmap.services.amending import ChangeRequest
from tests.cast import (
    NOON,
    WHOLE,
    Plan,
    accept,
    act_of,
    make_agency,
    make_measure,
    make_region,
    make_roadmap,
    make_user,
    write_report,
)

PDF = b"%PDF-1.7 "
TITLE = {"kk": "Жаңа атау", "ru": "Новое название", "en": "New title"}
LATER = NOON + dt.timedelta(hours=1)


@dataclass(frozen=True)
class World:
    """The people by their short names, None for a visitor, and the objects' numbers by theirs."""

    people: dict[str, User | None]
    things: dict[str, Any]

    def address(self, template: str) -> str:
        """Return an address with the numbers of the things that it names, such as `reports/{draft}/`."""
        return template.format_map(self.things)


@pytest.fixture
def world(plan: Plan, request: pytest.FixtureRequest, settings: Any, tmp_path: Any) -> World:
    """Aktobe has written, submitted and proposed one of each; what it may know of alone, and what all may."""
    settings.EVIDENCE_DIR = tmp_path
    persons = _people(plan, request)
    things: dict[str, Any] = {"roadmap": plan.roadmap.code, "agency": "AKT-CUL", "region": "aktobe"}
    things |= {name: plan[number].pk for name, number in (("measure", "2.1"), ("diverging", "5.1"))}
    things["direction"] = Direction.objects.filter(roadmap=plan.roadmap).order_by("pk").values_list("pk", flat=True)[0]
    things |= _reports(plan, persons) | _proposals(plan, persons) | _drafts(plan) | _accounts(persons)
    return World(persons, things)


def _people(plan: Plan, request: pytest.FixtureRequest) -> dict[str, User | None]:
    cast = {
        "analyst": "analyst",
        "executor": "aktobe_executor",
        "coordinator": "aktobe_coordinator",
        "admin": "aktobe_admin",
        "their_executor": "orenburg_executor",
        "their_coordinator": "orenburg_coordinator",
        "their_admin": "orenburg_admin",
        "operator": "operator",
    }
    found: dict[str, User | None] = {name: request.getfixturevalue(fixture) for name, fixture in cast.items()}
    aktobe = request.getfixturevalue("aktobe")
    far = make_region("far", "KZ", "Asia/Almaty", "kk")
    make_roadmap("FAR-2026", [far, request.getfixturevalue("orenburg")])
    found["colleague"] = make_user("aktobe-culture", Role.EXECUTOR, aktobe, request.getfixturevalue("culture"))
    found["deputy"] = make_user("aktobe-deputy", Role.COORDINATOR, aktobe)
    found["stranger"] = make_user("far-coordinator", Role.COORDINATOR, far)
    dismissed = make_user("aktobe-dismissed", Role.COORDINATOR, aktobe)
    User.objects.filter(pk=dismissed.pk).update(is_active=False)
    found |= {"dismissed": dismissed, "visitor": None}
    make_agency(aktobe, "AKT-OLD")
    return found


def _reports(plan: Plan, persons: dict[str, User | None]) -> dict[str, int]:
    executor, deputy = _one(persons, "executor"), _one(persons, "deputy")
    measure = plan["2.1"]
    accepted = accept(deputy, _with_file(executor, measure))
    waiting = write_report(executor, measure, progress=60)
    returned = write_report(executor, measure, progress=70)
    reporting.return_report(act_of(deputy), report_id=returned.pk, seen_version=2, reason="Сандар жоқ")
    own = write_report(_one(persons, "coordinator"), measure, progress=80)
    draft = _draft(executor, measure)
    kept = evidence.attach_file(
        act_of(executor), report_id=draft.pk, seen_version=1, name="a.pdf", content=BytesIO(PDF)
    )
    shown = accepted.evidence.get()
    commenting.add_comment(act_of(executor), measure_id=measure.pk, text="Ішкі пікір", audience="own")
    ids = {"accepted": accepted, "submitted": waiting, "returned": returned, "own": own, "draft": draft}
    bare = {"bare": _draft(executor, measure).pk, "unfinished": _draft(executor, measure, summary="").pk}
    return {name: report.pk for name, report in ids.items()} | bare | {"file": kept.pk, "open_file": shown.pk}


def _draft(by: User, measure: Measure, **values: Any) -> Report:
    return reporting.start_report(act_of(by), measure_id=measure.pk, occurrence=None, values={**WHOLE, **values})


def _with_file(by: User, measure: Measure) -> Report:
    draft = _draft(by, measure)
    evidence.attach_file(act_of(by), report_id=draft.pk, seen_version=1, name="a.pdf", content=BytesIO(PDF))
    return reporting.submit_report(act_of(by), report_id=draft.pk, seen_version=2)


def _proposals(plan: Plan, persons: dict[str, User | None]) -> dict[str, int]:
    ours, theirs = _one(persons, "coordinator"), _one(persons, "their_coordinator")
    code = plan.roadmap.code
    for by, judge, number in (
        ("executor", "deputy", "4.2"),
        ("their_executor", "their_coordinator", "4.2"),
        ("executor", "deputy", "5.1"),
        ("their_executor", "their_coordinator", "5.1"),
    ):
        values = {"status": "done", "progress": 100} if by == "executor" else {"reason": "financing"}
        accept(_one(persons, judge), write_report(_one(persons, by), plan[number], **values))
    settled, settlement = (_settlement(ours, plan[number]) for number in ("4.2", "5.1"))
    settling.withdraw_settlement(act_of(ours), settlement_id=settlement, seen_version=1)
    amendment = amending.propose_amendment(
        act_of(ours),
        roadmap_code=code,
        protocol_number="1",
        protocol_date=dt.date(2024, 7, 1),
        effective_on=dt.date(2024, 7, 1),
        changes=[ChangeRequest(plan["4.2"].pk, "title", TITLE)],
    )
    closed = closing.propose_close(act_of(ours), roadmap_code=code, period="2023-Q1")
    closing.confirm_close(act_of(theirs, LATER), period_id=closed.pk, seen_version=1)
    period = closing.propose_close(act_of(ours, LATER), roadmap_code=code, period="2023-Q2")
    return {"settlement": settled, "amendment": amendment.pk, "closed": closed.pk, "period": period.pk}


def _settlement(by: User, measure: Measure) -> int:
    made = settling.propose_settlement(
        act_of(by),
        measure_id=measure.pk,
        occurrence=None,
        status="done",
        text="Келісілді",
        protocol_number="1",
        protocol_date=dt.date(2024, 7, 9),
    )
    return made.pk


def _drafts(plan: Plan) -> dict[str, Any]:
    regions = [party.region for party in plan.roadmap.parties.select_related("region").order_by("pk")]
    leads = [
        measure.executors.get(region=region, role="lead").agency for measure in [plan["2.1"]] for region in regions
    ]
    term = {"starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2028, 12, 31), "signed_on": None, "state": "draft"}
    draft = make_roadmap("DRAFT-2026", regions, **term)
    measure = make_measure(draft, "1.1", "ежегодно", leads)
    empty = Direction.objects.create(roadmap=draft, number=2, code="D2", name_kk="а", name_ru="б", name_en="c")
    waiting = make_roadmap("WAITING-2026", regions, **term)
    make_measure(waiting, "1.1", "ежегодно", leads)
    coordinator = User.objects.get(username="aktobe-coordinator")
    states.propose_state(act_of(coordinator), code=waiting.code, seen_version=1, state="in_force")
    return {
        "draft_roadmap": draft.code,
        "waiting_roadmap": waiting.code,
        "draft_measure": measure.pk,
        "draft_direction": empty.pk,
    }


def _accounts(persons: dict[str, User | None]) -> dict[str, int]:
    executor, admin = _one(persons, "executor"), _one(persons, "admin")
    invited = people.invite_person(act_of(admin), email="new@example.org", name="Жаңа", role="coordinator")
    token = tokens.create_token(act_of(executor), name="кесте")
    named = {
        "person": invited,
        "dismissed": _one(persons, "dismissed"),
        "their_person": _one(persons, "their_executor"),
    }
    return {name: person.pk for name, person in named.items()} | {"token": token.token.pk, "oneself": admin.pk}


def _one(persons: dict[str, User | None], name: str) -> User:
    person = persons[name]
    assert person is not None
    return person
