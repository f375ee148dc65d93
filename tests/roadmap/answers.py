"""All that is answered to one question, and the invariants of rules.md §3–§6 that hold after any move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from accounts.audit import verify_chain
from accounts.models import Region, User
from roadmap.choices import PeriodState, ReportState
from roadmap.models import Measure, MeasureSide, Occurrence, PeriodClose, Report, Standing
from roadmap.selectors import reference as small_tables
from roadmap.selectors.criteria import PlanCriteria
from roadmap.selectors.listing import Listing
from roadmap.selectors.measures import MEASURES
from roadmap.selectors.occurrences import OCCURRENCES
from roadmap.selectors.places import AGENCIES, AgencyCriteria
from roadmap.selectors.proposals import AMENDMENTS, PERIODS, SETTLEMENTS, ProposalCriteria
from roadmap.selectors.question import Question
from roadmap.selectors.reports import REPORTS, ReportCriteria
from roadmap.selectors.summary import summary
from roadmap.services import now
from roadmap.services.closing import hash_of, recompute

# what counts writes, and so may move without the past changing
COUNTED = {"version", "updated_at"}
GROUPINGS: tuple[list[str], ...] = ([], ["direction"], ["region"], ["status", "agreement"], ["health"], ["year"])


def question(reader: User, day: dt.date, **changes: Any) -> Question:
    """Return a question asked where it is `day` with both Parties."""
    return Question(reader=reader, days=dict.fromkeys(Region.objects.values_list("pk", flat=True), day), **changes)


def answers(asked: Question) -> dict[str, Any]:
    """Return what every read of the plan answers, without the counters of writes."""
    read = small_tables.reference()
    lists: dict[str, list[Any]] = {
        "measures": _all(MEASURES, asked, PlanCriteria(), "occurrences"),
        "occurrences": _all(OCCURRENCES, asked, PlanCriteria()),
        "agencies": _all(AGENCIES, asked, AgencyCriteria()),
        "accepted": _all(REPORTS, asked, ReportCriteria(state=frozenset({ReportState.ACCEPTED}))),
    }
    for listing in (AMENDMENTS, SETTLEMENTS, PERIODS):
        lists[listing.name] = _all(listing, asked, ProposalCriteria(state=frozenset({"in_effect", "closed"})))
    counted = {"/".join(groups): summary(asked, read, PlanCriteria(), groups) for groups in GROUPINGS}
    return {**_plain(lists), **counted}


def _all(listing: Listing[Any], asked: Question, criteria: Any, *expand: str) -> list[Any]:
    ordering = listing.orderings(asked)[listing.default.removeprefix("-")]
    portions = listing.all(asked, small_tables.reference(), criteria, ordering, expand)
    return [row for rows in portions for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if name not in COUNTED}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def check_invariants(reader: User, day: dt.date) -> None:
    """Hold what must be true after any legal move, where it is `day` with both Parties."""
    assert verify_chain() == []
    check_counts(question(reader, day))
    check_projection(day)
    check_sql(reader, day)
    for closed in PeriodClose.objects.filter(state=PeriodState.CLOSED).select_related("roadmap"):
        assert closed.sha256 == recompute(closed) == hash_of(closed.document)  # type: ignore[attr-defined, arg-type]


def check_counts(asked: Question) -> None:
    """Hold that each way to count gives every measure once, the cancelled ones apart."""
    read = small_tables.reference()
    [total] = summary(asked, read, PlanCriteria(), [])
    listed = _all(MEASURES, asked, PlanCriteria())
    assert total["measures"] + total["cancelled"] == len(listed)
    for name in ("by_status", "by_agreement", "by_health"):
        assert sum(total[name].values()) == total["measures"]
    for groups in (["direction"], ["status"], ["agreement"], ["health"], ["deadline_form"]):
        rows = summary(asked, read, PlanCriteria(), groups)
        assert sum(row["measures"] for row in rows) == total["measures"]


def check_projection(day: dt.date) -> None:
    """Hold that the rows kept step by step are those that the rules make of all the facts anew."""
    kept = _kept_rows()
    now.rebuild(list(Measure.objects.values_list("pk", flat=True)), today=day)
    assert _kept_rows() == kept


def _kept_rows() -> dict[str, list[Any]]:
    live = {"occurrence__is_retired": False}
    return {
        "standings": _values(Standing.objects.filter(**live), "occurrence_id", "region_id", *now.STANDING_COLUMNS),
        "occurrences": _values(Occurrence.objects.filter(is_retired=False), "pk", *now.JOINT_COLUMNS),
        "sides": _values(MeasureSide.objects.all(), "measure_id", "region_id", "lead_code", *now.SIDE_COLUMNS),
        "measures": _values(Measure.objects.all(), "pk", *now.JOINT_COLUMNS),
    }


def _values(rows: Any, *names: str) -> list[Any]:
    return sorted(rows.values_list(*names), key=repr)


def check_sql(reader: User, day: dt.date) -> None:
    """Hold that SQL over the dated facts answers for today as the kept rows do."""
    moment = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
    present = answers(question(reader, day, as_of=day))
    assert answers(question(reader, day, as_of=day, known_on=moment)) == present


def accepted_words() -> dict[int, Any]:
    """Return all that accepted reports say, by their ids; only when they were superseded may come."""
    names = [field.attname for field in Report._meta.concrete_fields if field.attname != "superseded_at"]
    return {row["id"]: row for row in Report.objects.accepted().values(*names)}


def check_unchanged(before: Iterable[tuple[Any, Any]], after: dict[Any, Any]) -> None:
    """Hold that what there was is as it was; more may have come."""
    for key, row in before:
        assert after[key] == row
