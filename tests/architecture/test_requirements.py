"""Requirements: each pinned, each with its reason, and what is installed is what is written."""

import re
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"(?P<name>[A-Za-z0-9_.-]+)(\[[a-z,-]+\])?==(?P<version>[0-9][^ ]*) +# (?P<reason>\S.+)")


def lines_of(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith(("#", "-r "))]


@pytest.mark.parametrize("line", [*lines_of("requirements.txt"), *lines_of("requirements-dev.txt")])
def test_requirement_is_pinned_reasoned_and_installed(line: str) -> None:
    written = LINE.fullmatch(line)
    assert written is not None
    assert version(written["name"]) == written["version"]
