"""Sow the bugs of permissions.toml one by one, and see that the fast tests catch each: `make mutants`.

Everything happens in copies of what is committed, so that the checkout is never touched. Before the first bug the
tests must be green: a test that always fails would catch everything.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

ROOT = Path(__file__).resolve().parents[2]
SOWN = Path(__file__).with_name("permissions.toml")
FEWEST = 20
COPIES = int(os.environ.get("MUTANT_COPIES", "2"))
# A bug is found by whichever of them fails first.
TESTS = (
    "tests/architecture/test_policy.py",
    "tests/architecture/test_services_refuse.py",
    "tests/architecture/test_matrix.py",
    "tests/architecture/test_matrix_pages.py",
    "tests/architecture/test_secrets.py",
)
Mutant = Mapping[str, str]


class NotFit(Exception):
    """The bugs cannot be sown, or the tests are red without any."""


def read_mutants() -> list[Mutant]:
    """Return the bugs; each must name a place that stands exactly once in its file.

    :raises NotFit: where one does not, or there are fewer than twenty.
    """
    mutants: list[Mutant] = tomllib.loads(SOWN.read_text(encoding="utf-8"))["mutant"]
    unfit = [one["name"] for one in mutants if (ROOT / one["file"]).read_text(encoding="utf-8").count(one["old"]) != 1]
    if unfit:
        raise NotFit(f"the code changed under these, mend permissions.toml: {'; '.join(unfit)}")
    if len(mutants) < FEWEST or len({one["name"] for one in mutants}) != len(mutants):
        raise NotFit(f"there must be {FEWEST} bugs with names of their own")
    return mutants


def copy_of_the_code(folder: Path) -> Path:
    """Return a folder with what is committed."""
    folder.mkdir()
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)  # noqa: S607
    return folder


def failing_test(folder: Path, tests: Iterable[str]) -> str | None:
    """Return the first of some tests that fails in a copy, None where all pass."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *tests, "-q", "-x", "-n", "0", "-p", "no:randomly", "-p", "no:cacheprovider"],
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "WALKS_ON_BOTH": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if done.returncode and not failed:
        raise NotFit(f"the tests did not run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return failed[0].partition(" - ")[0].partition(" ")[2] if failed else None


def catch(mutant: Mutant, copies: Queue[Path]) -> str | None:
    """Sow a bug in a copy that nobody uses, and return which test caught it."""
    folder = copies.get()
    place = folder / mutant["file"]
    sound = place.read_text(encoding="utf-8")
    try:
        place.write_text(sound.replace(mutant["old"], mutant["new"]), encoding="utf-8")
        return failing_test(folder, [mutant["seen_by"]]) or failing_test(folder, TESTS)
    finally:
        place.write_text(sound, encoding="utf-8")
        copies.put(folder)


def told(mutant: Mutant, test: str | None) -> str | None:
    """Say at once what became of a bug."""
    sys.stdout.write(f"{'caught' if test else 'MISSED'}  {mutant['name']}  {test or ''}\n")
    sys.stdout.flush()
    return test


def main() -> int:
    """Print what caught each bug; return 1 where one was not caught."""
    began = time.monotonic()
    mutants = read_mutants()
    above = Path(tempfile.mkdtemp(prefix="roadmap-mutants-"))
    copies: Queue[Path] = Queue()
    try:
        for number in range(COPIES):
            copies.put(copy_of_the_code(above / str(number)))
        sound = failing_test(above / "0", sorted({one["seen_by"] for one in mutants}))
        if sound is not None:
            raise NotFit(f"without any bug this test fails: {sound}")
        with ThreadPoolExecutor(COPIES) as pool:
            caught = list(pool.map(lambda one: told(one, catch(one, copies)), mutants))
    finally:
        shutil.rmtree(above, ignore_errors=True)
    number = sum(test is not None for test in caught)
    sys.stdout.write(f"caught {number}/{len(mutants)} in {time.monotonic() - began:.0f} s\n")
    return 0 if number == len(mutants) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NotFit as problem:
        sys.exit(f"Not shown: {problem}")
