"""Fifty people at work while processes are killed (hardening G10–G12, G41): `make chaos`.

Production as `make serve` starts it, on a PostgreSQL of its own. Every few seconds the serving process is killed,
the server reloads, or PostgreSQL loses a process and recovers; `CHAOS_BLOWS` names some of these. Everybody
repeats what got no answer, with the same `Idempotency-Key`, until there is one. Afterwards all that was answered must
be there once, and all invariants hold.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from django.core.management import call_command
from django.db import Error, connection, connections

from tests.config.production import ROOT, SERVE, Answer, Browser, environment, free_port, wait_for

if TYPE_CHECKING:
    from accounts.models import User

EXECUTORS, COORDINATORS = 20, 5  # of each region
PATIENCE = 60  # seconds until somebody gives up
CALM = (2.0, 6.0)  # seconds between two blows
STANDS_ON = "2025-12-31"
PDF = b"%PDF-1.7 "
OTHERS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
BOUNDARY = "a-part-of-a-form"
VERBS = ("confirm", "decline")
# What is no fault: somebody else was quicker, or the rules forbid it by now.
REFUSALS = {409, 412}


@dataclass
class Told:
    """What everybody was told, and what did not happen as promised."""

    statuses: Counter[int] = field(default_factory=Counter)
    unanswered: int = 0
    waits: list[float] = field(default_factory=list)
    reports: dict[int, str] = field(default_factory=dict)  # by their ids, what they say
    evidence: dict[int, str] = field(default_factory=dict)  # by their ids, their SHA-256
    accepted: set[int] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)


class Person:
    """One person's program: it repeats what was not answered, and never gives up before `PATIENCE`."""

    def __init__(self, port: int, user: User, token: str, told: Told) -> None:
        self.user, self.told = user, told
        self.browser = Browser(port)
        self.headers = {"Authorization": f"Bearer {token}"}
        self.chance = random.Random(user.username)  # noqa: S311 - a story, not a secret
        self.made = 0

    def send(self, method: str, path: str, body: Any = None, version: int | None = None, **headers: str) -> Answer:
        """Send until there is an answer that is not “later”."""
        sent = self.headers | {"Content_Type": "application/json"} | headers
        if version is not None:
            sent["If_Match"] = f'"{version}"'
        if method == "POST":
            self.made += 1
            sent["Idempotency_Key"] = f"{self.user.pk}-{self.made}"
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        begin = time.monotonic()
        while (answer := self.tried(method, path, raw, sent)) is None:
            if time.monotonic() - begin > PATIENCE:
                raise TimeoutError(f"{method} {path}: not answered in {PATIENCE} s")
            time.sleep(self.chance.uniform(0.1, 0.5))
        self.told.waits.append(time.monotonic() - begin)
        if answer.status >= 300 and answer.status not in REFUSALS:
            self.told.wrong.append(f"{method} {path}: {answer.status} {answer.body[:300]!r}")
        return answer

    def tried(self, method: str, path: str, raw: bytes | None, sent: dict[str, str]) -> Answer | None:
        """Return the answer, None where there was none or it was to try again."""
        try:
            answer = self.browser.ask(method, f"/api/v1/{path}", raw, **sent)
        except (OSError, http.client.HTTPException):
            self.told.unanswered += 1
            return None
        self.told.statuses[answer.status] += 1
        if answer.status == 503 and "retry-after" not in answer.headers:
            self.told.wrong.append(f"{method} {path}: 503 without Retry-After")
        return None if answer.status == 503 or b"idempotency_in_progress" in answer.body else answer

    def report(self, measure: int, occurrence: str) -> None:
        """Write a report, change it, add a file and submit it."""
        words = f"Хабарлама {self.user.pk}-{self.made}"
        values = {
            "measure": measure,
            "occurrence": occurrence,
            "stands_on": STANDS_ON,
            "status": "in_progress",
            "progress": 10,
            "summary": words,
            "language": "kk",
            "signatory": {"post": "басшы", "name": "А. Сериков"},
        }
        answer = self.send("POST", "reports/", values)
        if answer.status != 201:
            return
        report = answer.json()["id"]
        self.told.reports[report] = words
        self.send("PATCH", f"reports/{report}/", {"progress": 40}, 1)  # 412: the first try was heard, its answer lost
        content = PDF + words.encode() * 50
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        form = b"".join([head.encode(), content, f"\r\n--{BOUNDARY}--\r\n".encode()])
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        answer = self.send("POST", f"reports/{report}/evidence/", form, 2, Content_Type=kind)
        if answer.status == 201:
            self.told.evidence[answer.json()["id"]] = hashlib.sha256(content).hexdigest()
        self.send("POST", f"reports/{report}/submit/", None, 3)
        if self.chance.random() < 0.2:
            self.send("POST", f"measures/{measure}/comments/", {"text": words, "audience": "both"})

    def decide(self) -> None:
        """Accept or return what waits; propose, confirm or decline settlements; read."""
        waiting = self.send("GET", f"reports/?state=submitted&region={self.user.region.code}").json()["results"]  # type: ignore[union-attr]
        for report in self.chance.sample(waiting, min(3, len(waiting))):
            if self.chance.random() < 0.8:
                answer = self.send("POST", f"reports/{report['id']}/accept/", None, report["version"])
                if answer.status == 200:
                    self.told.accepted.add(report["id"])
            else:
                reason = {"reason": "Сандар жоқ"}
                self.send("POST", f"reports/{report['id']}/return/", reason, report["version"])
        for proposed in self.send("GET", "settlements/?state=proposed").json()["results"][:2]:
            verb = "withdraw" if proposed["proposed_by"] == self.user.region.code else self.chance.choice(VERBS)  # type: ignore[union-attr]
            body = {"reason": "Келіспейміз"} if verb == "decline" else None
            self.send("POST", f"settlements/{proposed['id']}/{verb}/", body, proposed["version"])
        for path in ("summary/", "measures/?health=late", "changes/"):
            self.send("GET", path)


def work(person: Person, places: list[tuple[int, str]], end: float) -> None:
    """Be at work until the end."""
    try:
        while time.monotonic() < end:
            if person.user.role == "executor":
                person.report(*person.chance.choice(places))
            else:
                person.decide()
    except Exception as broken:  # noqa: BLE001 - whatever stops a person is what is looked for
        person.told.wrong.append(f"{person.user.username}: {broken!r}")


@contextmanager
def served(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve as in production; the log is in `folder/output`. It must end in order."""
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(SERVE, cwd=ROOT, env=os.environ, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_for(port, process, folder / "output")
            yield process
        finally:
            process.terminate()
            process.wait(timeout=60)


def kill_what_serves(server: subprocess.Popen[bytes]) -> None:
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text(encoding="ascii").split()
    for child in children:
        with suppress(ProcessLookupError):
            os.kill(int(child), signal.SIGKILL)


def reload(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGHUP)


def crash_postgresql(_server: subprocess.Popen[bytes]) -> None:
    """Kill one of its processes: it ends all others at once and recovers from its log."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        found = cursor.fetchall()
    connection.close()
    if found:
        with suppress(ProcessLookupError):
            os.kill(found[0][0], signal.SIGKILL)


BLOWS: tuple[Callable[[subprocess.Popen[bytes]], None], ...] = (kill_what_serves, reload, crash_postgresql)


def strike(server: subprocess.Popen[bytes], end: float, chosen: list[str], blows: Counter[str]) -> None:
    """Strike blow after blow until shortly before the end."""
    chance = random.Random(1)  # noqa: S311 - the same blows each time
    for blow in cycle([blow for blow in BLOWS if blow.__name__ in chosen]):
        time.sleep(chance.uniform(*CALM))
        if time.monotonic() > end - CALM[1]:
            return
        with suppress(Error):  # PostgreSQL is recovering from the blow before
            blow(server)
            blows[blow.__name__] += 1


def keep_what_is_committed() -> None:
    """Set PostgreSQL as in production; servers of tests do not wait for the disk."""
    with connection.cursor() as cursor:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            cursor.execute(f"ALTER SYSTEM SET {name} = on")
        cursor.execute("SELECT pg_reload_conf()")


def prepared(port: int, told: Told) -> list[tuple[Person, list[tuple[int, str]]]]:
    """Load the road map, make the people, and return each with what he or she may report on."""
    from django.utils import timezone  # noqa: PLC0415 -- after django.setup()

    from accounts.audit import Act  # noqa: PLC0415 -- the same
    from accounts.models import Region, User  # noqa: PLC0415 -- the same
    from accounts.services.tokens import create_token  # noqa: PLC0415 -- the same
    from roadmap.models import Executor, Occurrence  # noqa: PLC0415 -- the same

    keep_what_is_committed()
    call_command("migrate", verbosity=0)
    call_command("load_roadmap", "roadmap/data/roadmap-2023-2025.json", "--in-force")
    found = []
    for region in Region.objects.order_by("pk"):
        leads = Executor.objects.filter(region=region, role="lead").values_list("agency", flat=True)
        agencies = list(dict.fromkeys(leads))
        for number in range(EXECUTORS + COORDINATORS):
            is_executor = number < EXECUTORS
            agency = agencies[number % len(agencies)] if is_executor else None
            user = User.objects.create_user(
                f"{region.code}-{number}",
                f"{region.code}-{number}@example.org",
                name=f"Қызметкер {number}",
                role="executor" if is_executor else "coordinator",
                region=region,
                agency_id=agency,
            )
            token = create_token(Act(by=user, at=timezone.now()), name="chaos", scope="write").text
            live = Occurrence.objects.filter(is_retired=False, measure__executors__agency=agency).distinct()
            places = list(live.values_list("measure_id", "label")) if is_executor else []
            found.append((Person(port, user, token, told), places))
    return found


def check(told: Told) -> None:
    """See that all that was answered is there once, and that all invariants hold."""
    from django.conf import settings  # noqa: PLC0415 -- after django.setup()
    from django.utils import timezone  # noqa: PLC0415 -- the same

    from accounts.models import AuditEntry, User  # noqa: PLC0415 -- the same
    from roadmap.models import Evidence, Report  # noqa: PLC0415 -- the same
    from tests.roadmap.answers import check_invariants  # noqa: PLC0415 -- the same

    reports = {report.pk: report for report in Report.objects.all()}
    says = Counter(report.summary for report in reports.values())
    kept = {(pk, report.summary) for pk, report in reports.items()}
    told.wrong += [f"report {one} is gone" for one in told.reports.items() if one not in kept]
    told.wrong += [f"“{words}” is there {times} times" for words, times in says.items() if times > 1]
    accepted = {pk for pk, report in reports.items() if report.state == "accepted"}
    told.wrong += [f"report {pk} is not accepted" for pk in told.accepted - accepted]
    entries = Counter(AuditEntry.objects.filter(target__startswith="report:").values_list("target", flat=True))
    told.wrong += [
        f"report {report.pk} is of version {report.version}, with {entries[f'report:{report.pk}']} entries"
        for report in reports.values()
        if report.version != entries[f"report:{report.pk}"]
    ]
    files = {}
    for one in Evidence.objects.all():
        path = Path(settings.EVIDENCE_DIR) / one.stored_as
        content = path.read_bytes() if path.is_file() else b""
        files[one.pk] = hashlib.sha256(content).hexdigest()
        if files[one.pk] != one.sha256:
            told.wrong.append(f"evidence {one.pk} has no file, or another")
    told.wrong += [f"evidence {pk} is gone" for pk, digest in told.evidence.items() if files.get(pk) != digest]
    reader = User.objects.create_user("a-reader", "a-reader@example.org", name="Reader", role="reader")
    check_invariants(reader, timezone.localdate())


def main(seconds: float, chosen: list[str]) -> int:
    """Return 0 where nothing was lost, doubled or broken."""
    told, blows = Told(), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="roadmap-chaos-") as name:
        folder, port = Path(name), free_port()
        limits = dict.fromkeys(("THROTTLE_ANON", "THROTTLE_USER"), "900000/min")
        os.environ.update(environment(folder, port) | limits)
        django.setup()
        people = prepared(port, told)
        call_command("collectstatic", "--no-input", verbosity=0)
        with served(folder, port) as server:
            end = time.monotonic() + seconds
            threads = [threading.Thread(target=work, args=(person, places, end)) for person, places in people]
            threads.append(threading.Thread(target=strike, args=(server, end, chosen, blows)))
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        connections.close_all()  # PostgreSQL has ended them
        check(told)
        log = (folder / "output").read_text(encoding="utf-8", errors="replace").splitlines()
        told.wrong += [line[:2000] for line in log if "Server Error (500)" in line]
    if chosen == [reload.__name__] and (told.unanswered or told.statuses[503]):
        told.wrong.append("a reload alone leaves nobody without an answer")
    waits = sorted(told.waits)
    sys.stdout.write(
        f"{seconds:.0f} s, {len(people)} people; {dict(blows)}; {sum(told.statuses.values())} answers"
        f" {dict(sorted(told.statuses.items()))}, {told.unanswered} calls without one, repeated;"
        f" longest wait {waits[-1]:.1f} s; {len(told.reports)} reports, {len(told.evidence)} files,"
        f" {len(told.accepted)} accepted; {len(told.wrong)} wrong\n"
    )
    sys.stdout.writelines(f"{line}\n" for line in told.wrong[:50])
    return 1 if told.wrong else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:] or [blow.__name__ for blow in BLOWS]))
