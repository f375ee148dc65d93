"""Rows are locked so that others may still refer to them.

PostgreSQL checks references when a transaction ends, and for that takes a share of each row referred to. A whole lock
(`FOR UPDATE`) refuses it: who holds the ledger then waits for a row whose holder waits for the ledger.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def locks(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield where a file locks rows, and whether others may still refer to them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "select_for_update":
            yield f"{path.relative_to(ROOT)}:{node.lineno}", any(map(leaves_references, node.keywords))


def leaves_references(option: ast.keyword) -> bool:
    return option.arg == "no_key" and getattr(option.value, "value", None) is True


def test_no_lock_keeps_others_from_referring_to_a_row() -> None:
    found = [lock for app in ("accounts", "roadmap") for path in (ROOT / app).rglob("*.py") for lock in locks(path)]
    assert found
    assert [place for place, may_be_referred_to in found if not may_be_referred_to] == []
