"""Where the time of works goes: `python -m benchmarks.profiling KEYS WORK...`, in this process, without a server."""

from __future__ import annotations

import cProfile
import os
import pstats
import re
import sys
import time
from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

import orjson
from django.db import connection
from django.test import Client

from benchmarks.works import EXPORTS, WORKS, Ask

TIMES, WARM, LINES = 20, 5, 12


def profiled(keys: Mapping[str, Any], name: str) -> str:
    """Return the share of the database, and the functions that take most."""
    work = next(one for one in (*WORKS, *EXPORTS) if one.name == name)
    turns = iter(range(-2 * TIMES - WARM, 0) if work.writes else range(2 * TIMES + WARM))
    asks = [work.ours(keys, turn) for turn in turns]
    client = Client()
    for ask in asks[:WARM]:
        answered(client, ask)
    waited = 0.0

    def timed(execute: Callable[..., object], *parts: Any) -> object:
        nonlocal waited
        began = time.perf_counter()
        try:
            return execute(*parts)
        finally:
            waited += time.perf_counter() - began

    began = time.perf_counter()
    with connection.execute_wrapper(timed):
        for ask in asks[WARM : WARM + TIMES]:
            answered(client, ask)
    whole = time.perf_counter() - began
    profile = cProfile.Profile()
    profile.enable()
    for ask in asks[WARM + TIMES :]:
        answered(client, ask)
    profile.disable()
    share = f"{whole / TIMES * 1000:.1f} ms a request, {100 * waited / whole:.0f} % of it in the database.\n"
    return share + table(profile)


def answered(client: Client, ask: Ask) -> None:
    """Ask, and read the whole answer."""
    headers = {**ask.headers, "Host": "localhost"}
    answer: Any = client.generic(ask.method, ask.path, ask.body, "application/json", headers=headers)
    assert answer.status_code == ask.status, answer.content
    if answer.streaming:
        for _part in answer.streaming_content:
            pass


def table(profile: cProfile.Profile) -> str:
    """Return the functions that take most, without the folders of this machine."""
    text = StringIO()
    pstats.Stats(profile, stream=text).strip_dirs().sort_stats("tottime").print_stats(LINES)
    lines = [line for line in text.getvalue().splitlines() if re.match(r"\s+(ncalls|\d)", line)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    known = orjson.loads(Path(sys.argv[1]).read_bytes())
    sys.stdout.write(orjson.dumps({name: profiled(known, name) for name in sys.argv[2:]}).decode())
