"""Which dated fact holds on a day, as known by a moment (rules.md §6)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from roadmap.rules.facts import ALWAYS_KNOWN, ALWAYS_ON, holding


@dataclass(frozen=True)
class Fact:
    from_on: date
    known_at: datetime


SIGNED = Fact(ALWAYS_ON, ALWAYS_KNOWN)
CHANGED = Fact(date(2024, 7, 1), datetime(2024, 7, 1, 8, tzinfo=UTC))
FACTS = (CHANGED, SIGNED)
OLDEN = datetime(1800, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "known", "held"),
    [
        (date(2024, 7, 1), None, CHANGED),
        (date(2024, 6, 30), None, SIGNED),
        (date(2024, 7, 1), datetime(2024, 7, 1, 8, tzinfo=UTC), CHANGED),
        (date(2024, 7, 1), datetime(2024, 7, 1, 7, tzinfo=UTC), SIGNED),
        (date(2024, 7, 1), OLDEN, SIGNED),
        (date(1800, 1, 1), None, None),
    ],
)
def test_the_newest_fact_of_the_day_that_was_known_holds(day, known, held):
    assert holding(FACTS, day, known) == held
