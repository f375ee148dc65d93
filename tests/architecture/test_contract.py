"""The API keeps the contract that its schema states, whatever is sent (hardening G19; stack.md, trap 28).

Each person's run goes through schemathesis' four phases. Calls that fit the schema get things that exist,
their current versions and, every other time, the body of the matrix, so that writes do write; each
call but the steps of a story is undone. `CONTRACT_EXAMPLES` lets everybody try every operation, with so
many examples each.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any, cast
from unittest.mock import patch

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import DEFAULT_DB_ALIAS, close_old_connections, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from schemathesis.transport.wsgi import WSGITransport

from accounts.api.docs import schema
from accounts.services import tokens
from tests.architecture.cells import CASES, Case
from tests.architecture.test_matrix import filled, template_of, undone
from tests.cast import act_of
from tests.world import World

EXAMPLES = int(os.environ.get("CONTRACT_EXAMPLES", "50"))
# Where nobody says how many, each operation is gone through by whom it is for; otherwise by everybody.
BY_EVERYBODY = "CONTRACT_EXAMPLES" in os.environ
SHARES: dict[str, tuple[str, str]] = {
    "analyst": ("^GET$", "^/api/v1/(measures|occurrences|summary|changes)/"),
    "their_admin": ("^GET$", "^/api/v1/(?!measures|occurrences|summary|changes)"),
    "executor": ("^(POST|PATCH|DELETE)$", "^/api/v1/(reports|evidence|measures/.*/comments)/"),
    "admin": ("^(POST|PATCH|DELETE)$", "^/api/v1/(users|agencies|tokens)/"),
    "coordinator": (
        "^(POST|PATCH|DELETE)$",
        "^/api/v1/(amendments|settlements|periods|roadmaps|parties|directions|measures/$|measures/[^/]*/(executors/)?$)",
    ),
}
# What its client for the network takes, and its client for an application in the same process does not.
NETWORK_ONLY = ("max_redirects", "verify", "cert", "proxies", "timeout")
# Only a browser's session makes and takes away tokens.
BY_SESSION = {"POST /api/v1/tokens/", "DELETE /api/v1/tokens/{token_id}/"}
STEPS = 4
# A value may fit the schema and not the plan: 400 by name. A version may be stale, a body too large.
FITTING = ["2xx", "304", "400", "401", "403", "404", "409", "410", "412", "413", "422", "428"]
REFUSING = ["400", "401", "403", "404", "405", "406", "412", "413", "415", "422", "428"]
NAMED = re.compile(r"\{([^}]*)\}")


def config(token: str, *, is_reader: bool) -> SchemathesisConfig:
    """Return how one person's run goes.

    In shares, wrong parameters of reads come from the phases of random input alone: there are thousands of
    them, and tests of their own ask them one by one.
    """
    covered = {} if BY_EVERYBODY or not is_reader else {"generation": {"mode": "positive"}}
    return SchemathesisConfig.from_dict(
        {
            "headers": {"Authorization": f"Bearer {token}"},
            "workers": 1,
            "continue-on-failure": True,
            "generation": {"max-examples": EXAMPLES, "deterministic": True, "no-shrink": True, "database": "none"},
            "phases": {"coverage": covered, "stateful": {"max-steps": STEPS}},
            "checks": {
                "positive_data_acceptance": {"expected-statuses": FITTING},
                "missing_required_header": {"expected-statuses": ["401", "403", "404", "428"]},
                "negative_data_rejection": {"expected-statuses": REFUSING},
            },
        }
    )


class Run:
    """One person's run: what was sent and written, and what did not keep the contract."""

    def __init__(self, world: World, name: str) -> None:
        self.world, self.name = world, name
        self.sent: Counter[str] = Counter()
        self.written: Counter[str] = Counter()
        self.failures: list[str] = []
        self.labels: set[str] = set()
        self._connections: set[BaseDatabaseWrapper] = set()
        self.cases = {(case.method, template_of(case.path)): case for case in reversed(CASES) if case.want[name] < 300}

    def carry_out(self) -> None:
        """Go through all phases."""
        person = self.world.people[self.name]
        assert person is not None
        made = tokens.create_token(act_of(person, timezone.now()), name="келісім", scope="write")
        described = schemathesis.openapi.from_dict(
            deepcopy(schema()), config=config(made.text, is_reader=SHARES[self.name][0] == "^GET$")
        )
        described.app = get_wsgi_application()
        if not BY_EVERYBODY:
            method, path = SHARES[self.name]
            described = cast("Any", described.include(method_regex=method, path_regex=path))
        self.labels = {cast("Any", one).ok().label for one in described.get_all_operations()}
        with self.in_between():
            for event in from_schema(described).execute():
                self._note(event)

    @contextmanager
    def in_between(self) -> Iterator[None]:
        """Stand between schemathesis and the application."""
        plainly = WSGITransport.send

        def send(transport: WSGITransport, case: Any, **options: Any) -> Any:
            for name in NETWORK_ONLY:
                options.pop(name, None)
            return self._send(case, lambda: plainly(transport, case, **options))

        signals = (request_started, request_finished)
        for signal in signals:
            signal.disconnect(close_old_connections)  # it would end the transaction that is undone
        try:
            with patch.object(WSGITransport, "send", send):
                yield
        finally:
            for signal in signals:
                signal.connect(close_old_connections)
            for opened in self._connections:  # by threads that have ended: the database waits for none of them
                opened.inc_thread_sharing()
                opened.close()

    def _send(self, case: Any, send: Callable[[], Any]) -> Any:
        """Send a call, and undo what it did unless it is a step of a story."""
        label, meta = case.operation.label, case.meta
        self.sent[label] += 1
        self._connections.add(connections[DEFAULT_DB_ALIAS])
        if meta is None or meta.generation.mode.is_positive:
            self._fit(case, self.cases.get((case.method.upper(), template_of(case.path.removeprefix("/api/v1/")))))
        if meta is not None and meta.phase.name.value == "stateful":
            answer = send()
        else:
            with undone():
                answer = send()
        if answer.status_code < 300:
            self.written[label] += 1
        return answer

    def _fit(self, case: Any, known: Case | None) -> None:
        """Let a call that fits the schema be about something that is there, as it stands."""
        if known is None:
            return
        for thing, parameter in zip(NAMED.findall(known.path), NAMED.findall(case.path), strict=True):
            case.path_parameters[parameter] = self.world.things[thing]
        if known.version is not None:
            case.headers["If-Match"] = f'"{known.version}"'
        if known.body is not None and self.sent[case.operation.label] % 2:
            case.body = filled(self.world, known.body)
            case.media_type = "application/json"
            case.headers["Content-Type"] = "application/json"

    def _note(self, event: Any) -> None:
        if isinstance(event, events.NonFatalError):
            self.failures.append(f"{event.phase} {event.label} {event.value!r}")
        if isinstance(event, events.FatalError):
            self.failures.append(repr(event.exception))
        if isinstance(event, events.ScenarioFinished) and event.status in {Status.FAILURE, Status.ERROR}:
            for checks in event.recorder.checks.values():
                for check in checks:
                    if check.failure_info is not None:
                        failure = check.failure_info.failure
                        words = f"{failure.title}: {failure.message[:900]}\n{check.failure_info.code_sample[:900]}"
                        self.failures.append(f"{event.phase.value} {event.recorder.label} {words}")

    @property
    def never_written(self) -> set[str]:
        """Return the writes that this person may do and that nothing came of."""
        able = {
            label
            for label in self.labels
            if (label.split()[0], template_of(label.split()[1].removeprefix("/api/v1/"))) in self.cases
        }
        return {label for label in able if not label.startswith("GET ")} - set(self.written) - BY_SESSION


# Its client leaves files to the collector, and its search looks at long strategies.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore:Generating overly large repr")
@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", SHARES)
def test_the_api_keeps_its_contract(world, name):
    run = Run(world, name)
    run.carry_out()
    assert not run.failures, "\n\n".join(sorted(set(run.failures)))
    assert not run.never_written
