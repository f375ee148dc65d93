"""A client that keeps its connection, over a socket of this machine."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.works import Ask


class Connection(http.client.HTTPConnection):
    """HTTP over a socket in the file system."""

    def __init__(self, file: Path) -> None:
        super().__init__("localhost", timeout=600)
        self.file = file

    def connect(self) -> None:
        """Connect to the file."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(str(self.file))

    def ask(self, ask: Ask) -> tuple[bytes, dict[str, str]]:
        """Return the body and the headers of an answer of the expected status."""
        self.request(ask.method, ask.path, body=ask.body or None, headers=dict(ask.headers))
        answer = self.getresponse()
        body = answer.read()
        if answer.status != ask.status:
            raise RuntimeError(f"{ask.method} {ask.path}: {answer.status} {body[:300]!r}")
        return body, dict(answer.getheaders())

    def timed(self, ask: Ask) -> float:
        """Return how many milliseconds an answer takes."""
        began = time.perf_counter()
        self.ask(ask)
        return (time.perf_counter() - began) * 1000

    def first_byte(self, ask: Ask) -> tuple[float, float, int]:
        """Return the milliseconds to the first byte of the body and to its end, and its size."""
        began = time.perf_counter()
        self.request(ask.method, ask.path, headers=dict(ask.headers))
        answer = self.getresponse()
        answer.read(1)
        first = (time.perf_counter() - began) * 1000
        size = 1
        while part := answer.read(65_536):
            size += len(part)
        return first, (time.perf_counter() - began) * 1000, size


def throughput(file: Path, ask: Ask, *, connections: int, seconds: float) -> float:
    """Return how many answers a second so many connections get together."""
    counts = [0] * connections
    ends = time.perf_counter() + seconds

    def work(place: int) -> None:
        own = Connection(file)
        while time.perf_counter() < ends:
            own.ask(ask)
            counts[place] += 1
        own.close()

    run_all([threading.Thread(target=work, args=(place,)) for place in range(connections)])
    return sum(counts) / seconds


def run_all(threads: Sequence[threading.Thread]) -> None:
    """Start threads and wait for them."""
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
