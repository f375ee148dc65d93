"""What was to be done by each day, and what is done: the burn-up of each Party (ui.md *Dashboard*)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from roadmap.choices import Status
from roadmap.models import Standing
from roadmap.selectors.criteria import STANDINGS, Asked, PlanCriteria, plan_reader
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference


@dataclass(frozen=True)
class BurnUp:
    """One Party's occurrences: how many fall due on each day, and how many were done as of each day."""

    region: str
    due: Mapping[date, int]
    done: Mapping[date, int]


def burn_up(question: Question, reference: Reference, criteria: PlanCriteria) -> list[BurnUp]:
    """Return each Party's burn-up over the occurrences asked for, by the code of the region: two queries.

    An occurrence counts as done from the `stands_on` of the report that says so, if that is still
    its Party's newest word. Cancelled measures are left out (rules.md §4).
    """
    condition = Asked(criteria, question, reference, STANDINGS).condition()
    counts = Q(has_executor=True, occurrence__is_retired=False, measure__is_cancelled=False)
    standings = Standing.objects.filter(counts, condition).order_by()
    read = plan_reader(question, reference, criteria)

    def by_day(rows: QuerySet[Standing], day: str) -> dict[str, dict[date, int]]:
        grouped = rows.values("region_id", day).annotate(n_counted=Count("pk"))
        found: dict[str, dict[date, int]] = {}
        for region_id, on, count in read.rows(grouped, ("region_id", day, "n_counted")):
            found.setdefault(reference.regions[region_id].code, {})[on] = count
        return found

    due = by_day(standings, "occurrence__due_on")
    done = by_day(standings.filter(status=Status.DONE), "stands_on")
    return [BurnUp(region, due[region], done.get(region, {})) for region in sorted(due)]
