"""Where days and counts stand on a drawing. Everything in the units of the SVG; y grows downwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS_A_YEAR = 12
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class DayScale:
    """The days from `starts_on` to `ends_on` (both shown whole), from `left` to `left + width`."""

    starts_on: date
    ends_on: date
    left: float
    width: float

    def begin(self, day: date) -> float:
        """Return where a day begins; days outside stand at the edge."""
        days = (self.ends_on - self.starts_on).days + 1
        passed = min(max((day - self.starts_on).days, 0), days)
        return round(self.left + self.width * passed / days, 1)

    def end(self, day: date) -> float:
        """Return where a day ends."""
        return self.begin(min(day, self.ends_on) + timedelta(days=1))

    def has(self, day: date) -> bool:
        """Return whether a day is on the drawing."""
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True)
class CountScale:
    """The counts from 0 to `most`, from `bottom` upwards over `height`."""

    most: int
    bottom: float
    height: float

    def y(self, count: int) -> float:
        """Return how high a count stands."""
        return round(self.bottom - self.height * count / max(self.most, 1), 1)


@dataclass(frozen=True)
class Tick:
    """A mark on an axis, and what stands at it."""

    at: float
    label: str


def month_starts(scale: DayScale, months: int) -> list[date]:
    """Return the first days of every `months` calendar months inside the scale: 12 years, 3 quarters, 1 months."""
    found = []
    for year in range(scale.starts_on.year, scale.ends_on.year + 1):
        firsts = (date(year, month, 1) for month in range(1, MONTHS_A_YEAR + 1, months))
        found += [day for day in firsts if scale.has(day)]
    return found


def count_ticks(scale: CountScale, wanted: int = 5) -> list[Tick]:
    """Return about `wanted` round counts, from 0."""
    step = next(
        unit * 10**power for power in range(12) for unit in STEPS if unit * 10**power * wanted >= max(scale.most, 1)
    )
    return [Tick(scale.y(count), str(count)) for count in range(0, scale.most + 1, step)]


def stairs(counts: Mapping[date, int], days: DayScale, heights: CountScale, until: date) -> str:
    """Return the path of a sum that grows on each day of `counts`, from the scale's first day to `until`."""
    total = sum(count for day, count in counts.items() if day < days.starts_on)
    path = [f"M{days.left} {heights.y(total)}"]
    for day in sorted(day for day in counts if days.starts_on <= day <= until):
        total += counts[day]
        path.append(f"H{days.end(day)}V{heights.y(total)}")
    path.append(f"H{days.end(min(until, days.ends_on))}")
    return "".join(path)


def total_by(counts: Mapping[date, int], day: date) -> int:
    """Return the sum of what had come by the end of a day."""
    return sum(count for on, count in counts.items() if on <= day)
