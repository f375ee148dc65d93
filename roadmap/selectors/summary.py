"""Counts and means, grouped (api.md `summary/`; rules.md §4): one query, whatever is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Model, Q, QuerySet, Sum, Value
from django.db.models.functions import ExtractQuarter, ExtractYear

from roadmap.choices import Agreement, Health, Status
from roadmap.models import Measure, MeasureSide, Occurrence, Standing
from roadmap.selectors.criteria import (
    MEASURES,
    OCCURRENCES,
    SIDES,
    STANDINGS,
    Asked,
    PlanCriteria,
    Target,
    holding,
    plan_reader,
)
from roadmap.selectors.fetching import Prepared, kept, prepare
from roadmap.selectors.health import WORST_FIRST, HealthIn
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.rows import Json

GROUPS = (
    "roadmap",
    "direction",
    "region",
    "agency",
    "lead",
    "status",
    "agreement",
    "health",
    "deadline_form",
    "year",
    "quarter",
    "source",
)
PARTY_GROUPS = frozenset({"region", "agency", "lead"})
DATED_GROUPS = frozenset({"year", "quarter"})
COUNTS = {
    "by_status": tuple(Status.values),
    "by_agreement": tuple(Agreement.values),
    "by_health": WORST_FIRST,
}
# where groups stand among the others: closed lists in their order
ORDERS: Mapping[str, Sequence[str]] = {
    "status": tuple(Status.values),
    "agreement": tuple(Agreement.values),
    "health": tuple(Health.values),
}
HEALTHS = dict(enumerate(WORST_FIRST))
FIGURES = (
    "n_counted",
    "n_cancelled",
    "n_progress",
    *(f"{part}_{code}" for part, codes in COUNTS.items() for code in codes),
)


@dataclass(frozen=True)
class Counted:
    """What is counted: the rows, their target, and whether each row is one Party's."""

    rows: QuerySet[Any]
    target: Target
    of_party: bool


def summary(question: Question, reference: Reference, criteria: PlanCriteria, group_by: Sequence[str]) -> list[Json]:
    """Return one row a group, or one row of all where `group_by` is empty.

    Cancelled measures are counted apart and in nothing else; `progress` is the mean rounded down,
    None where nothing is left to take it of.
    """
    hidden = reference.hidden_from(question.reader)
    key = ("summary", criteria, tuple(group_by), question.when, hidden, reference.codes)
    query = kept(key, lambda: _query(question, reference, criteria, group_by))
    rows = plan_reader(question, reference, criteria).prepared(query, {})
    names = [*_names_of_groups(group_by), *FIGURES]
    noun = "occurrences" if DATED_GROUPS.intersection(group_by) else "measures"
    folded: dict[tuple[Any, ...], dict[str, int]] = {} if group_by else {(): {}}
    for row in rows:
        found = dict(zip(names, row, strict=True))
        totals = folded.setdefault(tuple(_named(name, found, reference) for name in group_by), {})
        for name in FIGURES:
            # PostgreSQL adds the wide numbers of another day to a Decimal
            totals[name] = totals.get(name, 0) + int(found[name] or 0)
    shown = [_shown(noun, dict(zip(group_by, key, strict=True)), totals) for key, totals in folded.items()]
    return sorted(shown, key=lambda row: [_place(name, row[name]) for name in group_by])


def _query(question: Question, reference: Reference, criteria: PlanCriteria, group_by: Sequence[str]) -> Prepared:
    """Return the query of the figures, with the columns of `_names_of_groups` and `FIGURES`."""
    counted = _counted(question, reference, criteria, frozenset(group_by))
    health = _health(question, counted)
    figures = _figures(counted, health)
    columns = _columns(counted, group_by, health)
    grouped = _joined(question, counted, group_by).order_by().values(**columns).annotate(**figures)
    return prepare(grouped, [*_names_of_groups(group_by), *FIGURES], {})


def _names_of_groups(group_by: Sequence[str]) -> list[str]:
    """Return the columns that tell groups apart; of no group, one that is the same for all."""
    names = [f"group_{name}" for name in group_by]
    return [*names, "group_year"] if "quarter" in group_by and "year" not in group_by else names or ["group_all"]


def _counted(question: Question, reference: Reference, criteria: PlanCriteria, group_by: frozenset[str]) -> Counted:
    of_party, dated = bool(group_by & PARTY_GROUPS), bool(group_by & DATED_GROUPS)
    kinds: Mapping[tuple[bool, bool], tuple[type[Model], Target, Q]] = {
        (False, False): (Measure, MEASURES, Q()),
        (False, True): (MeasureSide, SIDES, Q()),
        (True, False): (Occurrence, OCCURRENCES, Q(is_retired=False)),
        (True, True): (Standing, STANDINGS, Q(has_executor=True, occurrence__is_retired=False)),
    }
    model, target, counts = kinds[dated, of_party]
    condition = Asked(criteria, question, reference, target).condition()
    rows = model._default_manager.filter(counts, condition)  # noqa: SLF001
    return Counted(rows, target, of_party)


def _health(question: Question, counted: Counted) -> HealthIn:
    return HealthIn(question, None if counted.of_party else counted.target.sides)


def _joined(question: Question, counted: Counted, group_by: Sequence[str]) -> QuerySet[Any]:
    """Return the rows joined with what they are grouped by: lead and executors of their own Party."""
    rows, measure = counted.rows, counted.target.to_measure
    if "lead" in group_by and counted.target is STANDINGS:
        rows = rows.filter(measure__sides__region_id=F("region_id"))
    if "agency" in group_by:
        to_executors = f"{measure}executors__"
        rows = rows.filter(holding(question, to_executors), **{f"{to_executors}region_id": F("region_id")})
    return rows


def _columns(counted: Counted, group_by: Sequence[str], health: HealthIn) -> dict[str, Any]:
    """Return the columns of the groups; of none, one that is the same for all."""
    target = counted.target
    measure, own = target.to_measure, target.to_own
    columns: Mapping[str, Any] = {
        "roadmap": F(f"{measure}roadmap_id"),
        "direction": F(f"{measure}direction_id"),
        "region": F("region_id"),
        "agency": F(f"{measure}executors__agency_id"),
        "lead": F("measure__sides__lead_code") if target is STANDINGS else F("lead_code"),
        "status": F("status"),
        "agreement": F(f"{own}agreement"),
        "health": health.rank(),
        "deadline_form": F(f"{measure}deadline_form"),
        "year": ExtractYear(f"{own}due_on"),
        "quarter": ExtractQuarter(f"{own}due_on"),
        "source": F(f"{measure}source"),
    }
    wanted = {f"group_{name}": columns[name] for name in group_by}
    if "quarter" in group_by:
        wanted["group_year"] = columns["year"]
    return wanted or {"group_all": Value(1)}


def _figures(counted: Counted, health: HealthIn) -> dict[str, Any]:
    cancelled = counted.target.on_measure(is_cancelled=True)
    lasting = counted.target.on_measure(is_cancelled=False)
    figures: dict[str, Any] = {
        "n_counted": Count("pk", filter=lasting),
        "n_cancelled": Count("pk", filter=cancelled),
        "n_progress": Sum("progress", filter=lasting),
    }
    figures |= {f"by_status_{code}": Count("pk", filter=lasting & Q(status=code)) for code in Status.values}
    for code in Agreement.values:
        figures[f"by_agreement_{code}"] = Count("pk", filter=lasting & counted.target.own(agreement=code))
    figures |= {f"by_health_{code}": Count("pk", filter=lasting & health.equals(code)) for code in WORST_FIRST}
    return figures


def _named(name: str, row: Mapping[str, Any], reference: Reference) -> Any:  # noqa: ANN401 -- a code or a number
    value = row[f"group_{name}"]
    # PostgreSQL takes years and quarters out of days as Decimals
    if name == "quarter":
        return f"{int(row['group_year'])}-Q{int(value)}"
    if name == "year":
        return int(value)
    if name == "lead":
        return value or None
    known: Mapping[str, Mapping[int, Any]] = {
        "roadmap": reference.roadmaps,
        "direction": reference.directions,
        "region": reference.regions,
        "agency": reference.agencies,
        "health": HEALTHS,
    }
    found = known[name][value] if name in known else value
    return getattr(found, "code", found)


def _shown(noun: str, group: Json, figures: Mapping[str, int]) -> Json:
    counted = figures.get("n_counted", 0)
    return {
        **group,
        noun: counted,
        **{part: {code: figures.get(f"{part}_{code}", 0) for code in codes} for part, codes in COUNTS.items()},
        "progress": figures["n_progress"] // counted if counted else None,
        "cancelled": figures.get("n_cancelled", 0),
    }


def _place(name: str, value: Any) -> tuple[int, Any]:  # noqa: ANN401 -- a code or a number
    """Return where a group stands among the others, nothing last."""
    if value is None:
        return 1, 0
    return 0, ORDERS[name].index(value) if name in ORDERS else value
