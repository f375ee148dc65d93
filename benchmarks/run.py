"""Measures the product beside its floor and the usual way: `make bench` (benchmarks/README.md says how)."""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from benchmarks.client import Connection, throughput
from benchmarks.report import Measured, Result, written
from benchmarks.works import EXPORTS, WORKS, Ask, Work

ROOT = Path(__file__).resolve().parent.parent
RUNS = 2
PATIENCE = 600.0
SECONDS_A_RUN = 16.0
SELDOM_ROUNDS, FEWEST_ROUNDS, MOST_ROUNDS = 1, 5, 60
CONTESTANTS = ("ours", "floor", "plain")
SETTINGS = {
    "DEMO": "1",
    "DEMO_PASSWORD": "benchmark-only-passphrase",
    "ALLOWED_HOSTS": "localhost,testserver",
    "THROTTLE_ANON": "900000/min",
    "THROTTLE_USER": "900000/min",
    "THROTTLE_LOGIN": "off",
    "LOG_LEVEL": "WARNING",
    "EMAIL_URL": "memorymail://",
}


@dataclass
class Site:
    """One database with its server."""

    vendor: str
    measures: int
    folder: Path
    environment: dict[str, str]
    keys: dict[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        """Return the file that the server listens on."""
        return self.folder / "server.sock"

    @property
    def result(self) -> Result:
        """Return the empty results of this site."""
        return Result(self.vendor, self.measures, self.keys["version"])


def sites_of(folder: Path, sizes: Sequence[int], vendors: Sequence[str]) -> Iterator[Site]:
    """Yield the sites, with a database of their own each."""
    for vendor in vendors:
        for measures in sizes:
            own = folder / f"{vendor}-{measures}"
            own.mkdir()
            environment = {**os.environ, **SETTINGS, "DATA_DIR": str(own), "PYTHONPATH": str(ROOT)}
            environment.pop("DATABASE_URL", None)
            if vendor == "postgresql":
                environment["DATABASE_URL"] = _new_database(f"bench_{measures}")
            else:
                environment["SQLITE_FILE"] = str(own / "db.sqlite3")
            yield Site(vendor, measures, own, environment)


def _new_database(name: str) -> str:
    """Make a database on the server of `tests/withpg.py`, and return its address."""
    import psycopg2  # noqa: PLC0415 -- only where there is a server

    address = os.environ["DATABASE_URL"]
    server = psycopg2.connect(address)
    server.autocommit = True
    server.cursor().execute(f"CREATE DATABASE {name}")
    server.close()
    before, question, options = address.partition("?")
    return f"{before.rpartition('/')[0]}/{name}{question}{options}"


def prepare(sites: Sequence[Site]) -> None:
    """Fill the databases, two at a time and the largest first, and read their keys."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(_prepare, sorted(sites, key=lambda site: site.measures, reverse=True)))


def _prepare(site: Site) -> None:
    command = [sys.executable, "-m", "benchmarks.prepare", str(site.measures), str(site.folder / "keys.json")]
    subprocess.run(command, env=site.environment, cwd=ROOT, check=True)  # noqa: S603 -- our own
    site.keys = orjson.loads((site.folder / "keys.json").read_bytes())
    site.keys["now"] = datetime.now(UTC).isoformat()


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """Have a server of a site while inside; `_wait_for` it."""
    command = [sys.executable, "-m", "gunicorn", "benchmarks.server:application", "--bind", f"unix:{site.socket}"]
    command += ["--worker-class", "gthread", "--threads", "8", "--keep-alive", "120", "--no-control-socket"]
    command += ["--timeout", "600", "--log-level", "error"]
    with (site.folder / "server.log").open("wb") as log:
        site.process = subprocess.Popen(command, env=site.environment, cwd=ROOT, stdout=log, stderr=log)  # noqa: S603
        try:
            yield site
        finally:
            site.process.terminate()
            site.process.wait()


def _wait_for(site: Site) -> None:
    for _turn in range(600):
        if site.process is None or site.process.poll() is not None:
            break
        try:
            connection = Connection(site.socket)
            connection.ask(Ask("/floor/nothing/"))
            tag = connection.ask(WORKS[0].ours(site.keys, 0))[1]["ETag"]
            site.keys["tag"] = tag
        except (FileNotFoundError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise SystemExit((site.folder / "server.log").read_text(encoding="utf-8"))


def measured(sites: Sequence[Site], works: Sequence[Work], seconds: float) -> list[Result]:
    """Return the times of all works on all sites: the contestants take turns, round by round."""
    played = [(site, Connection(site.socket), site.result) for site in sites]
    for site, connection, _result in played:
        for work in works:
            if not work.writes:
                _round(site, connection, work, 0, None, with_plain=not work.seldom)
    turn = 0
    for run in range(RUNS):
        ends = time.perf_counter() + seconds
        for rounds in range(MOST_ROUNDS):
            if rounds >= FEWEST_ROUNDS and time.perf_counter() > ends:
                break
            turn += 1
            for site, connection, result in played:
                found = [result.of(work.name, run) for work in works]
                _play(site, connection, works, turn, found, with_all=rounds < SELDOM_ROUNDS)
    return [result for _site, _connection, result in played]


def _play(
    site: Site, connection: Connection, works: Sequence[Work], turn: int, found: Sequence[Measured], *, with_all: bool
) -> None:
    """Play one round on one site; what takes the usual way seconds it is asked in the first rounds alone."""
    for work, times in zip(works, found, strict=True):
        _round(site, connection, work, turn, times, with_plain=with_all or not work.seldom)
    # after a write the next read fills what a process keeps; that is not measured
    site.keys["tag"] = connection.ask(WORKS[0].ours(site.keys, turn))[1]["ETag"]


def _round(
    site: Site, connection: Connection, work: Work, turn: int, found: Measured | None, *, with_plain: bool
) -> None:
    for contestant in CONTESTANTS:
        make = getattr(work, contestant)
        if make is not None and (with_plain or contestant != "plain"):
            took = connection.timed(make(site.keys, turn))
            if found is not None:
                found.times.setdefault(contestant, []).append(took)


def add_throughput(sites: Sequence[Site], results: Sequence[Result]) -> None:
    """Measure how many answers a second eight connections get; the contestants take turns."""
    for run in range(RUNS):
        for site, result in zip(sites, results, strict=True):
            for contestant in CONTESTANTS:
                ask = getattr(WORKS[0], contestant)(site.keys, 0)
                found = throughput(site.socket, ask, connections=8, seconds=0.7)
                result.of("throughput", run).times.setdefault(contestant, []).append(found)


def add_exports(sites: Sequence[Site], results: Sequence[Result]) -> None:
    """Measure exports: three times each, with the memory that the server needs more for them."""
    for site, result in zip(sites, results, strict=True):
        connection = Connection(site.socket)
        for work in EXPORTS:
            for run in range(RUNS):
                for _turn in range(2 if site.measures < 100_000 else 1):  # noqa: PLR2004 -- it takes long
                    for contestant in CONTESTANTS:
                        make = getattr(work, contestant)
                        if make is None or (contestant == "plain" and site.measures >= 100_000):  # noqa: PLR2004
                            continue
                        before = _memory(site, reset=True)
                        first, took, _size = connection.first_byte(make(site.keys, 0))
                        found = result.of(work.name, run)
                        found.times.setdefault(contestant, []).append(took)
                        if contestant == "ours":
                            found.first_byte.append(first)
                            found.memory.append(_memory(site) - before)


def _memory(site: Site, *, reset: bool = False) -> float:
    """Return the most MB that the worker held since the last reset."""
    assert site.process is not None
    [worker] = _children(site.process.pid)
    if reset:
        Path(f"/proc/{worker}/clear_refs").write_text("5", encoding="ascii")
    lines = Path(f"/proc/{worker}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def start_time() -> list[float]:
    """Return the seconds that `make run` takes to its first answer: the first time, and again."""
    folder = Path(tempfile.mkdtemp(prefix="roadmap-start-"))
    found, port = [], _free_port()
    try:
        for _turn in range(3):
            began = time.perf_counter()
            environment = {**os.environ, **SETTINGS, "DATA_DIR": str(folder), "PORT": str(port)}
            for name in ("DATABASE_URL", "ALLOWED_HOSTS"):
                environment.pop(name, None)
            process = subprocess.Popen(
                ["/usr/bin/make", "--silent", "run"],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            try:
                _first_answer(port)
                found.append(time.perf_counter() - began)
            finally:
                os.killpg(process.pid, 15)
                process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return found


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def _first_answer(port: int) -> None:
    import http.client  # noqa: PLC0415 -- only here

    ends = time.perf_counter() + PATIENCE
    while time.perf_counter() < ends:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:  # noqa: PLR2004 -- OK
                return
        except OSError:
            time.sleep(0.02)
        finally:
            connection.close()
    raise SystemExit("make run did not answer")


def profiles(sites: Sequence[Site], results: Sequence[Result]) -> dict[str, str]:
    """Return where the time goes in what missed its goal at any size, by work; of the largest site of each vendor."""
    running: list[tuple[str, subprocess.Popen[bytes]]] = []
    for site in {site.vendor: site for site in sites}.values():
        own = [result for result in results if result.vendor == site.vendor]
        missed = [
            work.name
            for work in (*WORKS, *EXPORTS)
            if any(work.name in result.runs and result.misses(work) for result in own)
        ]
        if missed:
            (site.folder / "keys.json").write_bytes(orjson.dumps(site.keys))
            command = [sys.executable, "-m", "benchmarks.profiling", str(site.folder / "keys.json"), *missed]
            process = subprocess.Popen(command, env=site.environment, cwd=ROOT, stdout=subprocess.PIPE)  # noqa: S603
            running.append((site.vendor, process))
    found: dict[str, str] = {}
    for vendor, process in running:
        told, _nothing = process.communicate()
        if process.returncode != 0:
            raise SystemExit(f"{vendor} could not be profiled")
        found |= {f"{name}, {vendor}": text for name, text in orjson.loads(told).items()}
    return found


def asked() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000", help="numbers of measures, with ten reports each")
    parser.add_argument("--vendors", default="postgresql,sqlite")
    parser.add_argument("--exports", action="store_true", help="also all rows as CSV and NDJSON")
    parser.add_argument("--start", action="store_true", help="also how soon `make run` answers")
    parser.add_argument("--seconds", type=float, default=SECONDS_A_RUN, help="seconds of each of the two runs")
    parser.add_argument("--output", default=str(ROOT / "benchmarks" / "RESULTS.md"))
    return parser.parse_args()


def main(options: argparse.Namespace) -> None:
    """Measure, print, and write benchmarks/RESULTS.md."""
    sizes = [int(size) for size in options.sizes.split(",")]
    folder = Path(tempfile.mkdtemp(prefix="roadmap-bench-"))
    began = time.perf_counter()
    try:
        sites = list(sites_of(folder, sizes, options.vendors.split(",")))
        prepare(sites)
        prepared = time.perf_counter() - began
        with ExitStack() as stack:
            for site in sites:
                stack.enter_context(serving(site))
            for site in sites:
                _wait_for(site)
            results = measured(sites, WORKS, options.seconds)
            add_throughput(sites, results)
            if options.exports:
                add_exports(sites, results)
        profiled = profiles(sites, results)
    except RuntimeError:
        for site in sites:
            sys.stderr.write((site.folder / "server.log").read_text(encoding="utf-8")[-3000:])
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    starts = start_time() if options.start else []
    took = time.perf_counter() - began
    text = written(results, starts=starts, profiles=profiled, prepared=prepared, took=took)
    sys.stdout.write(text)
    Path(options.output).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(asked())
