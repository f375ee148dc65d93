"""Who acts (rules.md §8)."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.audit import Act


def test_a_command_has_no_person() -> None:
    with pytest.raises(TypeError, match="no person"):
        Act(by=None, at=dt.datetime(2024, 7, 10, tzinfo=dt.UTC)).person  # noqa: B018 -- the asking is refused
