"""What a request costs, counted and not timed: the queries it asks and the functions it calls (performance.md)."""

from __future__ import annotations

import gc
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from django.db import connection
from django.test import Client

from accounts.audit import Act
from accounts.models import User
from accounts.services.tokens import create_token

Call = Callable[[], Any]
# Who asks, how much was asked, what was answered before, and the transaction's own words do not count.
ASIDE = re.compile(
    r"^(BEGIN|SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT|SET TRANSACTION)"
    r"|\b(accounts_apitoken|accounts_keptanswer|django_session)\b"
    r'|^SELECT .* FROM "accounts_user" WHERE "accounts_user"\."id" = '
)


@dataclass(frozen=True)
class Spent:
    """What one request cost: the statements it ran, those of `ASIDE` left out, and the calls of Python functions."""

    answer: Any
    statements: tuple[str, ...]
    calls: int


def api_of(user: User, act: Act, scope: str = "read") -> Client:
    """Return a client that sends a token of `user`."""
    made = create_token(act, name="measuring", scope=scope)
    return Client(headers={"Authorization": f"Bearer {made.text}"})


def spent(call: Call) -> Spent:
    """Return what an equal request costs again: the first one fills what a process keeps.

    The least of two, because some work (the end of a second, of a window) falls into any of them.
    """
    call()
    return min((spent_once(call) for _turn in range(2)), key=lambda one: one.calls)


def spent_once(call: Call) -> Spent:
    """Return what one request costs."""
    calls = 0

    def count(_frame: FrameType, event: str, _what: Any) -> None:
        nonlocal calls
        calls += event == "call"

    gc.disable()  # what it finds calls functions, too
    with statements() as ran:
        sys.setprofile(count)
        try:
            answer = call()
        finally:
            sys.setprofile(None)
            gc.enable()
    return Spent(answer, tuple(one for one in ran if ASIDE.search(one) is None), calls)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Yield a list that gathers the statements that are run inside."""
    ran: list[str] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Mapping[str, Any]) -> Any:
        ran.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield ran
