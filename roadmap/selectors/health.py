"""Health in SQL and in rows: the kept days compared with the Parties' day (rules.md §3–§4).

`rules.standing.health_on` says what health is; here it is asked of many rows at once. Where all
Parties have the same day the joint columns answer; else each Party's side is asked on its own day.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Exists, Field, IntegerField, Model, OuterRef, Q, Value, When

from roadmap.choices import Health
from roadmap.models import MeasureSide, Standing
from roadmap.selectors.question import Question

WORST_FIRST: tuple[str, ...] = tuple(Health.values)
RANKS: Mapping[str, int] = {code: rank for rank, code in enumerate(WORST_FIRST)}
CLOSED = RANKS[Health.CLOSED]
ON_TRACK = RANKS[Health.ON_TRACK]


@dataclass(frozen=True)
class Sides:
    """Where the Parties' own rows of a kind of row lie: model, link to it, and those that count.

    `owner` is the column by which the outer rows know what the link leads to.
    """

    model: type[Model]
    link: str
    counted: Q
    owner: str = "pk"

    def exists(self, condition: Q) -> Exists:
        """Return the condition that some Party's row meets `condition`."""
        rows = self.model._default_manager.filter(self.counted, condition, **{self.link: OuterRef(self.owner)})  # noqa: SLF001
        return Exists(rows)


SIDES_OF_MEASURE = Sides(MeasureSide, "measure", Q())
SIDES_OF_OCCURRENCE = Sides(Standing, "occurrence", Q(has_executor=True))


@dataclass(frozen=True)
class HealthIn:
    """Asks for the health of rows; `sides` None where the rows are one Party's own.

    `prefix` leads from the row that is asked to the one whose health is meant.
    """

    question: Question
    sides: Sides | None = None
    prefix: str = ""

    def among(self, codes: Collection[str]) -> Q:
        """Return the condition that a row's health is one of `codes`."""
        wanted = Q()
        for code in codes:
            wanted |= self.equals(code)
        return wanted

    def equals(self, code: str) -> Q:
        """Return the condition that a row's health is `code`."""
        if code == Health.CLOSED:
            return self._own(is_closed=True)
        tests = {
            Health.LATE: self.has_come("late_from"),
            Health.DUE_SOON: self.has_come("soon_from"),
            Health.SILENT: self.has_come("silent_from"),
        }
        found = self._own(is_closed=False)
        for name, has_come in tests.items():
            if name == code:
                return found & has_come
            found &= ~has_come
        return found

    def rank(self) -> Case:
        """Return the column by which rows sort, worst first."""
        return self._case(RANKS, IntegerField())

    def code(self) -> Case:
        """Return the column of the code itself."""
        return self._case({code: code for code in WORST_FIRST}, CharField())

    def _case(self, values: Mapping[str, str | int], kind: Field[Any, Any]) -> Case:
        return Case(
            When(self._own(is_closed=True), then=Value(values[Health.CLOSED])),
            When(self.has_come("late_from"), then=Value(values[Health.LATE])),
            When(self.has_come("soon_from"), then=Value(values[Health.DUE_SOON])),
            When(self.has_come("silent_from"), then=Value(values[Health.SILENT])),
            default=Value(values[Health.ON_TRACK]),
            output_field=kind,
        )

    def has_come(self, column: str) -> Q:
        """Return the condition that the day in `column` is today or past, for some Party."""
        if not self.question.days:
            return Q(pk__in=[])  # no Party yet, so for none of them
        day = self.question.one_day(self.question.days)
        if day is not None:
            return self._own(**{f"{column}__lte": day})
        each = Q()
        for region_id in self.question.days:
            came = {f"{column}__lte": self.question.day_of(region_id), "region_id": region_id}
            each |= self._own(**came) if self.sides is None else Q(**came)
        return each if self.sides is None else Q(self.sides.exists(each))

    def _own(self, **conditions: Any) -> Q:
        return Q(**{f"{self.prefix}{name}": value for name, value in conditions.items()})


def health_rank(
    is_closed: bool, late_from: date | None, soon_from: date | None, silent_from: date | None, day: date
) -> int:
    """Return a row's place in `WORST_FIRST` on a Party's `day`; the same as `rules.standing.health_on`."""
    if is_closed:
        return CLOSED
    if late_from is not None and late_from <= day:
        return RANKS["late"]
    if soon_from is not None and soon_from <= day:
        return RANKS["due_soon"]
    if silent_from is not None and silent_from <= day:
        return RANKS["silent"]
    return ON_TRACK
