"""Requirements: each pinned, each with its reason, and what is installed is what is written."""

import re
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"(?P<name>[A-Za-z0-9_.-]+)(\[[a-z,-]+\])?==(?P<version>[0-9][^ ]*) +# (?P<reason>\S.+)")
LOCKED = re.compile(r"^(\S+==\S+) \\\n    --hash=sha256:[0-9a-f]{64}", re.MULTILINE)


def lines_of(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith(("#", "-r "))]


@pytest.mark.parametrize("line", [*lines_of("requirements.txt"), *lines_of("requirements-dev.txt")])
def test_requirement_is_pinned_reasoned_and_installed(line: str) -> None:
    written = LINE.fullmatch(line)
    assert written is not None
    assert version(written["name"]) == written["version"]


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_requirement_is_locked_to_its_files(name: str) -> None:
    """What `make locks` wrote is what the list says, and each has a hash (hardening G34)."""
    written = filter(None, map(LINE.fullmatch, lines_of(f"{name}.txt")))
    listed = {f"{canonicalize_name(one['name'])}=={one['version']}" for one in written}
    locked = LOCKED.findall((ROOT / f"{name}.lock").read_text(encoding="ascii"))
    assert set(locked) == listed
