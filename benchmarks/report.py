"""What was measured, as tables (benchmarks/RESULTS.md)."""

from __future__ import annotations

import platform
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

from benchmarks.works import EXPORTS, WORKS, Work

THROUGHPUT = "throughput"
GROWTH, START = 1.3, 3
OF_FLOOR, OF_PLAIN = 0.5, 5
COLUMNS = ("work", "goal", "ours, ms", "floor, ms", "usual, ms", "ours / floor", "ours / usual")
HEAD = """# What was measured

Made by `make bench`; [README.md](README.md) says how. Milliseconds are medians, with the quarter and the three-quarter
point in brackets; they depend on the machine and on what else it does. **A goal is a ratio taken in one run**: the
contestants take turns, request by request, in two runs, and the better run counts (the other one stands behind it).
The product is measured with sign-in, permission and limits on; neither contestant has any of them.

"""


@dataclass
class Measured:
    """The times of one work in one run, by contestant; for throughput, answers a second."""

    times: dict[str, list[float]] = field(default_factory=dict)
    first_byte: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def median(self, contestant: str) -> float | None:
        """Return the middle time, None where there is none."""
        found = self.times.get(contestant)
        return statistics.median(found) if found else None


@dataclass
class Result:
    """All works of one site."""

    vendor: str
    measures: int
    database: str
    runs: dict[str, list[Measured]] = field(default_factory=dict)

    def of(self, name: str, run: int) -> Measured:
        """Return where the times of a work in a run go."""
        runs = self.runs.setdefault(name, [])
        while len(runs) <= run:
            runs.append(Measured())
        return runs[run]

    def all(self, name: str, contestant: str) -> list[float]:
        """Return all times of a work, of both runs."""
        return [took for run in self.runs.get(name, ()) for took in run.times.get(contestant, ())]

    def median(self, name: str, contestant: str) -> float | None:
        """Return the median of both runs, None where it was not measured."""
        found = self.all(name, contestant)
        return statistics.median(found) if found else None

    def ratios(self, name: str, other: str, *, beside: str = "") -> list[float]:
        """Return the product's median beside another's, run by run, the best first."""
        found = []
        for place, run in enumerate(self.runs.get(name, ())):
            against = self.runs[beside][place].median("ours") if beside else run.median(other)
            own = run.median("ours")
            if own is not None and against:
                found.append(own / against)
        return sorted(found)

    def to_floor(self, work: Work) -> list[float]:
        """Return the ratios that the work's goal is about."""
        return self.ratios(work.name, "floor", beside=work.beside)

    def goal(self, work: Work) -> float | None:
        """Return the work's goal on this database."""
        return work.sqlite_goal if self.vendor == "sqlite" and work.sqlite_goal is not None else work.goal

    def misses(self, work: Work) -> bool:
        """Return whether one of a work's goals is not reached."""
        floor, plain = self.to_floor(work), self.ratios(work.name, "plain")
        pairs = ((floor, self.goal(work)), (plain, work.beside_plain))
        return any(found and goal is not None and found[0] > goal for found, goal in pairs)


def written(
    results: Sequence[Result],
    *,
    starts: Sequence[float],
    profiles: Mapping[str, str],
    prepared: float,
    took: float,
) -> str:
    """Return the whole page."""
    parts = [HEAD, machine(results, prepared, took)]
    for result in results:
        parts.append(f"\n## {result.database}, {result.measures:,} measures\n\n")
        parts.append(table(COLUMNS, works(result)))
        parts.append(throughput(result))
        parts.append(exports(result))
    parts.append(f"\n## Growth (P12)\n\nThe product's median beside that at the smallest size, at most {GROWTH}.\n\n")
    parts.append(growth(results))
    if starts:
        parts.append(started(*starts))
    if profiles:
        parts.append("\n## Why a goal was missed\n\nIn one process, without the server: what takes most.\n")
        parts.extend(f"\n### {name}\n\n```text\n{text}```\n" for name, text in profiles.items())
    return "".join(parts)


def started(first: float, *again: float) -> str:
    """Return how soon `make run` answers."""
    best = min(again)
    return (
        f"\n## Start (P14)\n\n`make run` to the first answer: {first:.1f} s where it makes the demonstration's data, "
        f"then {best:.1f} s, at most {START} s{verdict(best <= START)}.\n"
    )


def machine(results: Sequence[Result], prepared: float, took: float) -> str:
    """Return with what was measured, without the machine's name."""
    names = ("Django", "djangorestframework", "gunicorn", "psycopg2-binary", "orjson")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    databases = ", ".join(dict.fromkeys(result.database for result in results))
    return (
        f"{databases}; Python {platform.python_version()}, {versions}; one gunicorn process with eight threads.\n"
        f"Making the data took {prepared:.0f} s, everything {took:.0f} s.\n"
    )


def works(result: Result) -> Iterator[Sequence[str]]:
    """Yield a line for each work."""
    for work in WORKS:
        floor, plain = result.to_floor(work), result.ratios(work.name, "plain")
        beside = f" of {work.beside}" if work.beside else ""
        yield (
            work.name,
            work.goal_name,
            spread(result.all(work.name, "ours")),
            spread(result.all(work.name, "floor")) + (f" {work.floor_name}" if work.floor_name != "bare SQL" else ""),
            spread(result.all(work.name, "plain")),
            ratio(floor, result.goal(work)) + beside,
            ratio(plain, work.beside_plain),
        )


def throughput(result: Result) -> str:
    """Return the line of eight connections."""
    runs = result.runs.get(THROUGHPUT)
    if not runs:
        return ""
    beside_floor = max(_per(run, "floor") for run in runs)
    beside_plain = max(_per(run, "plain") for run in runs)
    each = {name: max(run.median(name) or 0 for run in runs) for name in ("ours", "floor", "plain")}
    return (
        f"\nThroughput of the list with 8 connections (P13): ours {each['ours']:.0f}, floor {each['floor']:.0f}, "
        f"usual {each['plain']:.0f} answers a second: {beside_floor:.2f} of the floor, "
        f"goal ≥ {OF_FLOOR}{verdict(beside_floor >= OF_FLOOR)}, and {beside_plain:.1f} × the usual, "
        f"goal ≥ {OF_PLAIN}{verdict(beside_plain >= OF_PLAIN)}.\n"
    )


def _per(run: Measured, other: str) -> float:
    return (run.median("ours") or 0) / (run.median(other) or 1)


def exports(result: Result) -> str:
    """Return the lines of the exports, where they were measured."""
    lines = []
    for work in EXPORTS:
        runs = result.runs.get(work.name)
        if not runs:
            continue
        own = result.median(work.name, "ours") or 0
        first = min(value for run in runs for value in run.first_byte)
        memory = max(value for run in runs for value in run.memory)
        lines.append(
            (
                work.name,
                work.goal_name,
                f"{own:.0f}",
                f"{result.median(work.name, 'floor') or 0:.0f} {work.floor_name}",
                f"{result.median(work.name, 'plain'):.0f}" if result.median(work.name, "plain") else "",
                ratio(result.to_floor(work), work.goal),
                ratio(result.ratios(work.name, "plain"), work.beside_plain),
                f"{own * 1000 / result.measures:.1f}",
                f"{first:.0f}",
                f"{memory:+.0f}",
            )
        )
    if not lines:
        return ""
    head = ("export", "goal", "ours, ms", "floor, ms", "usual, ms", "ours / floor", "ours / usual", "µs a row")
    return "\n" + table((*head, "first byte, ms", "memory, MB"), lines)


def growth(results: Sequence[Result]) -> str:
    """Return how the product's times grow with the data."""
    lines = []
    for vendor in dict.fromkeys(result.vendor for result in results):
        own = sorted((one for one in results if one.vendor == vendor), key=lambda one: one.measures)
        for work in WORKS:
            first = own[0].median(work.name, "ours")
            if not first:
                continue
            cells = [(one.median(work.name, "ours") or 0) / first for one in own[1:]]
            shown = [ratio([cell], GROWTH if work.grows else None) for cell in cells]
            lines.append((work.name, own[0].database, *shown))
    sizes = sorted({result.measures for result in results})
    return table(("work", "database", *(f"{size:,} beside {sizes[0]:,}" for size in sizes[1:])), lines)


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Return a table."""
    rows = [head, ["---"] * len(head), *lines]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def spread(times: Sequence[float]) -> str:
    """Return the median with the quarter points."""
    if not times:
        return ""
    if len(times) == 1:
        return f"{times[0]:.1f}"
    low, middle, high = statistics.quantiles(times, n=4)
    return f"{middle:.1f} ({low:.1f}–{high:.1f})"


def ratio(found: Sequence[float], goal: float | None) -> str:
    """Return the best ratio, the other run's, and whether the goal is reached."""
    if not found:
        return ""
    other = f" ({found[1]:.2f})" if len(found) > 1 else ""
    return f"{found[0]:.2f}{other}" + (f", goal ≤ {goal:g}{verdict(found[0] <= goal)}" if goal is not None else "")


def verdict(is_reached: bool) -> str:
    """Return a sign for a reached goal, a word for a missed one."""
    return " ✓" if is_reached else " **missed**"
