"""The world that the reads look at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from roadmap.selectors import reference
from roadmap.selectors.question import Question
from tests.roadmap.selectors.world import TODAY, World, two_parties


@pytest.fixture(autouse=True)
def _no_kept_reference() -> Iterator[None]:
    reference.forget()
    yield
    reference.forget()


@pytest.fixture
def world(db: None) -> World:
    return two_parties()


@pytest.fixture
def question(world: World) -> Question:
    """Return the analyst's question of today."""
    return asked(world)


def asked(world: World, reader: str | None = "analyst", **changes: object) -> Question:
    """Return somebody's question, by default of today."""
    days = {region.pk: TODAY for region in world.regions.values()}
    person = world.people[reader] if reader else None
    return Question(**{"reader": person, "days": days, **changes})  # type: ignore[arg-type]
