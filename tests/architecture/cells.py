"""The matrix of the API: who gets which answer to what, cell by cell (rules.md §7, api.md; hardening G1–G3).

`want` names people of tests/world.py with their status; `*` is everybody else who is signed in. A
visitor and a person who was shut out get 401 everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

SIGNED_IN = (
    "analyst",
    "executor",
    "colleague",
    "coordinator",
    "deputy",
    "admin",
    "their_executor",
    "their_coordinator",
    "their_admin",
    "stranger",
    "operator",
)
SHUT_OUT = ("visitor", "dismissed")
PEOPLE = (*SIGNED_IN, *SHUT_OUT)

OWN = "executor coordinator deputy"
COORDINATORS = "coordinator deputy their_coordinator"
OFFICIALS = "executor colleague coordinator deputy their_executor their_coordinator"
OTHERS_OF_PARTIES = (
    "executor colleague admin their_executor their_admin operator"  # who see a draft and do not edit it
)

OPEN_READS = (
    "me/ schema/ docs/ regions/ agencies/ agencies/{agency}/ roadmaps/ roadmaps/{roadmap}/ directions/ "
    "directions/{direction}/ measures/ measures/{measure}/ measures/{measure}/comments/ occurrences/ reports/ "
    "reports/{accepted}/ reports/{accepted}/evidence/ evidence/{open_file}/ amendments/ settlements/ periods/ "
    "periods/{closed}/ periods/{closed}/verify/ summary/ punctuality/ changes/ audit/ tokens/"
)

TEXTS = {"kk": "Жаңа атау", "ru": "Новое название", "en": "New title"}
YEARLY = {"kk": "жыл сайын", "ru": "ежегодно", "en": "annually"}
REPORT = {"status": "in_progress", "progress": 50, "summary": "Жұмыс", "stands_on": "2024-07-02", "language": "kk"}
TEAMS = {"aktobe": {"lead": "AKT-TRN"}, "orenburg": {"lead": "ORB-ROAD"}}
MEASURE = {"direction": 1, "number": "1.7", "title": TEXTS, "deadline": YEARLY, "completion_form": "INFO"}
PROTOCOL = {"protocol_number": "7", "protocol_date": "2024-07-02"}
PERSON = {"email": "someone@example.org", "name": "Біреу", "role": "coordinator"}


@dataclass(frozen=True)
class Case:
    """One call, with the body and version that the allowed send, and the status for each person."""

    method: str
    path: str
    want: dict[str, int]
    body: dict[str, Any] | None = None
    version: int | None = None

    @property
    def is_write(self) -> bool:
        return self.method != "GET"

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass
class Cases:
    """Collects cases."""

    found: list[Case] = field(default_factory=list)

    def add(self, call: str, want: str, body: dict[str, Any] | None = None, version: int | None = None) -> None:
        method, _blank, path = call.partition(" ")
        self.found.append(Case(method, path, statuses(want), body, version))


def statuses(want: str) -> dict[str, int]:
    """Return the status of each person: "coordinator deputy:200 executor:403 *:404"."""
    found: dict[str, int] = {}
    names: list[str] = []
    for word in want.split():
        name, colon, status = word.partition(":")
        names.append(name)
        if colon:
            found |= dict.fromkeys(names, int(status))
            names = []
    assert not names, want
    others = found.pop("*", None)
    unknown = set(found) - set(SIGNED_IN)
    assert not unknown, unknown
    rest = {name: others for name in SIGNED_IN if name not in found}
    assert others is not None or not rest, (want, rest)
    return found | {name: status for name, status in rest.items() if status is not None} | dict.fromkeys(SHUT_OUT, 401)


def reads(cases: Cases) -> None:
    for path in OPEN_READS.split():
        cases.add(f"GET {path}", "*:200")
    for path in ("roadmaps/{draft_roadmap}/", "measures/{draft_measure}/", "directions/{draft_direction}/"):
        cases.add(f"GET {path}", "analyst stranger:404 *:200")
    cases.add("GET measures/{draft_measure}/comments/", "analyst stranger:404 *:200")
    for path in ("reports/{draft}/", "reports/{submitted}/", "reports/{returned}/", "reports/{draft}/evidence/"):
        cases.add(f"GET {path}", f"{OWN}:200 *:404")
    cases.add("GET evidence/{file}/", f"{OWN}:200 *:404")
    cases.add("GET reports/{draft}/check/", f"{OWN}:200 *:404")
    cases.add("GET reports/{accepted}/check/", f"{OWN}:200 *:403")
    for path in ("amendments/{amendment}/", "settlements/{settlement}/", "periods/{period}/"):
        cases.add(f"GET {path}", f"{OFFICIALS}:200 *:404")
    cases.add("GET periods/{period}/verify/", f"{OFFICIALS}:409 *:404")
    cases.add("GET users/", "admin their_admin operator:200 *:403")
    cases.add("GET users/{person}/", "admin operator:200 their_admin:404 *:403")
    cases.add("GET users/{their_person}/", "their_admin operator:200 admin:404 *:403")


def reports(cases: Cases) -> None:
    both = f"{OWN} their_executor their_coordinator"
    cases.add("POST reports/", f"{both}:201 *:403", {"measure": "{measure}", **REPORT})
    correction = {"measure": "{measure}", **REPORT, "supersedes": "{accepted}", "correction_reason": "қате"}
    cases.add("POST reports/", f"{OWN}:201 their_executor their_coordinator:400 *:403", correction)
    cases.add("PATCH reports/{bare}/", f"{OWN}:200 *:404", {"progress": 1}, 1)
    cases.add("PATCH reports/{returned}/", f"{OWN}:200 *:404", {"progress": 1}, 3)
    cases.add("PATCH reports/{submitted}/", f"{OWN}:409 *:404", {"progress": 1}, 2)
    cases.add("PATCH reports/{accepted}/", f"{OWN}:409 *:403", {"progress": 1}, 4)
    cases.add("DELETE reports/{draft}/", f"{OWN}:204 *:404", None, 2)
    cases.add("DELETE reports/{returned}/", f"{OWN}:409 *:404", None, 3)
    cases.add("DELETE reports/{accepted}/", f"{OWN}:409 *:403", None, 4)
    cases.add("POST reports/{bare}/submit/", f"{OWN}:200 *:404", None, 1)
    cases.add("POST reports/{unfinished}/submit/", f"{OWN}:409 *:404", None, 1)
    cases.add("POST reports/{returned}/submit/", f"{OWN}:409 *:404", None, 3)
    cases.add("POST reports/{accepted}/submit/", f"{OWN}:409 *:403", None, 4)
    cases.add("POST reports/{submitted}/withdraw/", f"{OWN}:200 *:404", None, 2)
    cases.add("POST reports/{bare}/withdraw/", f"{OWN}:409 *:404", None, 1)
    cases.add("POST reports/{accepted}/withdraw/", f"{OWN}:409 *:403", None, 4)
    for move, body in (("accept", None), ("return", {"reason": "Сандар жоқ"})):
        path = f"/{move}/"
        cases.add("POST reports/{submitted}" + path, "coordinator deputy:200 executor:403 *:404", body, 2)
        cases.add("POST reports/{own}" + path, "deputy:200 coordinator executor:403 *:404", body, 2)
        cases.add("POST reports/{bare}" + path, "coordinator deputy:409 executor:403 *:404", body, 1)
        cases.add("POST reports/{accepted}" + path, "coordinator deputy:409 *:403", body, 4)
    link = {"link": "https://example.org/a"}
    cases.add("POST reports/{bare}/evidence/", f"{OWN}:201 *:404", link, 1)
    cases.add("POST reports/{submitted}/evidence/", f"{OWN}:409 *:404", link, 2)
    cases.add("POST reports/{accepted}/evidence/", f"{OWN}:409 *:403", link, 4)
    cases.add("DELETE evidence/{file}/", f"{OWN}:204 *:404", None, 2)
    cases.add("DELETE evidence/{open_file}/", f"{OWN}:409 *:403", None, 4)


def plan(cases: Cases) -> None:
    cases.add(
        "PATCH measures/{measure}/executors/",
        "coordinator deputy:200 their_coordinator:400 *:403",
        {"lead": "AKT-CUL"},
        1,
    )
    cases.add(
        "PATCH measures/{measure}/executors/",
        "their_coordinator:200 coordinator deputy:400 *:403",
        {"lead": "ORB-ECO"},
        1,
    )
    cases.add("PATCH parties/{roadmap}/{region}/", "coordinator deputy:200 *:403", {"days_after": 20}, 1)
    cases.add(
        "PATCH parties/{draft_roadmap}/{region}/",
        "coordinator deputy:200 analyst stranger:404 *:403",
        {"days_after": 20},
        1,
    )
    agency = {"code": "NEW-ONE", "name": TEXTS, "level": "regional"}
    cases.add("POST agencies/", "admin their_admin:201 *:403", agency)
    cases.add("POST agencies/", "admin:201 *:403", {**agency, "region": "{region}"})
    cases.add("PATCH agencies/{agency}/", "admin:200 *:403", {"name": TEXTS}, 1)
    remark = {"text": "Пікір", "audience": "both"}
    cases.add("POST measures/{measure}/comments/", f"{OWN} their_executor their_coordinator:201 *:403", remark)
    cases.add(
        "POST measures/{draft_measure}/comments/",
        f"{OWN} their_executor their_coordinator:201 analyst stranger:404 *:403",
        remark,
    )
    direction = {"number": 7, "code": "SEVEN", "name": TEXTS}
    drafted = f"{COORDINATORS}:201 stranger:404 *:403"
    cases.add("POST directions/", drafted, {"roadmap": "{draft_roadmap}", **direction})
    cases.add("POST directions/", f"{COORDINATORS}:409 *:403", {"roadmap": "{roadmap}", **direction})
    cases.add("POST measures/", drafted, {"roadmap": "{draft_roadmap}", **MEASURE, "executors": TEAMS})
    cases.add("POST measures/", f"{COORDINATORS}:409 *:403", {"roadmap": "{roadmap}", **MEASURE})
    hidden = "analyst stranger:404 *:403"
    for kind, change in (("direction", {"name": TEXTS}), ("measure", {"title": TEXTS})):
        path = f"{kind}s/{{draft_{kind}}}/"
        cases.add(f"PATCH {path}", f"{COORDINATORS}:200 {hidden}", change, 1)
        cases.add(f"DELETE {path}", f"{COORDINATORS}:204 {hidden}", None, 1)
        path = f"{kind}s/{{{kind}}}/"
        cases.add(f"PATCH {path}", f"{COORDINATORS}:409 *:403", change, 1)
        cases.add(f"DELETE {path}", f"{COORDINATORS}:409 *:403", None, 1)
    cases.add("POST roadmaps/{draft_roadmap}/propose/", f"{COORDINATORS}:200 {hidden}", {"state": "in_force"}, 1)
    cases.add("POST roadmaps/{roadmap}/propose/", f"{COORDINATORS}:200 *:403", {"state": "closed"}, 1)
    reason = {"reason": "Келіспейміз"}
    for move, body in (("confirm", None), ("decline", reason)):
        cases.add(f"POST roadmaps/{{waiting_roadmap}}/{move}/", f"their_coordinator:200 {hidden}", body, 2)
        cases.add(f"POST roadmaps/{{roadmap}}/{move}/", f"{COORDINATORS}:409 *:403", body, 1)
    cases.add("POST roadmaps/{waiting_roadmap}/withdraw/", f"coordinator deputy:200 {hidden}", None, 2)


def proposals(cases: Cases) -> None:
    change = {"measure": "{diverging}", "field": "title", "value": TEXTS}
    amendment = {"roadmap": "{roadmap}", **PROTOCOL, "effective_on": "2024-07-02", "changes": [change]}
    cases.add("POST amendments/", f"{COORDINATORS}:201 *:403", amendment)
    settlement = {"measure": "{diverging}", "status": "done", "text": "Келісілді", **PROTOCOL}
    cases.add("POST settlements/", f"{COORDINATORS}:201 *:403", settlement)
    cases.add("POST periods/", "their_coordinator stranger:201 *:403", {"roadmap": "FAR-2026", "period": "2023-Q1"})
    cases.add("POST periods/", f"{COORDINATORS}:409 *:403", {"roadmap": "{roadmap}", "period": "2023-Q1"})
    known = "executor colleague their_executor"
    for kind in ("amendment", "settlement", "period"):
        path = f"{kind}s/{{{kind}}}/"
        cases.add(f"POST {path}confirm/", f"their_coordinator:200 coordinator deputy {known}:403 *:404", None, 1)
        cases.add(
            f"POST {path}decline/",
            f"their_coordinator:200 coordinator deputy {known}:403 *:404",
            {"reason": "Келіспейміз"},
            1,
        )
        cases.add(f"POST {path}withdraw/", f"coordinator deputy:200 their_coordinator {known}:403 *:404", None, 1)
    cases.add("POST periods/{closed}/confirm/", "their_coordinator:409 *:403", None, 2)
    cases.add("POST periods/{closed}/withdraw/", "coordinator deputy:409 *:403", None, 2)


def accounts(cases: Cases) -> None:
    cases.add("POST users/", "admin their_admin:201 *:403", PERSON)
    cases.add("POST users/", "admin:201 *:403", {**PERSON, "region": "{region}"})
    cases.add("POST users/", "operator:201 admin their_admin:201 *:403", {**PERSON, "role": "reader"})
    cases.add("PATCH users/{person}/", "admin:200 operator:403 *:404", {"name": "Жаңа"}, 1)
    cases.add("PATCH users/{their_person}/", "their_admin:200 operator:403 *:404", {"name": "Жаңа"}, 1)
    cases.add("PATCH users/{oneself}/", "admin operator:403 *:404", {"role": "reader"}, 1)
    cases.add("POST users/{person}/deactivate/", "admin:200 operator:403 *:404", None, 1)
    cases.add("POST users/{oneself}/deactivate/", "admin operator:403 *:404", None, 1)
    cases.add("POST users/{dismissed}/activate/", "admin:200 operator:403 *:404", None, 1)
    for move in ("end-sessions", "reset-second-factor"):
        cases.add(f"POST users/{{person}}/{move}/", "admin:200 operator:403 *:404")
        cases.add(f"POST users/{{their_person}}/{move}/", "their_admin:200 operator:403 *:404")
    cases.add("POST tokens/", "*:201", {"name": "кесте"})
    cases.add("DELETE tokens/{token}/", "executor admin:204 *:404")


def all_cases() -> list[Case]:
    """Return every case."""
    cases = Cases()
    for part in (reads, reports, plan, proposals, accounts):
        part(cases)
    return cases.found


CASES = all_cases()
