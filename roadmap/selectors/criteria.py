"""The filters of the plan, once read: which measures or occurrences (api.md *Filters*).

`roadmap.filters` reads them from a request; here they become conditions. The same criteria serve
measures, occurrences and the summary, where `Target` says which rows they look at.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from roadmap.choices import ExecutorRole
from roadmap.models import Executor, Measure, MeasureText, Occurrence
from roadmap.rules.facts import ALWAYS_KNOWN
from roadmap.selectors.asof import Reader, is_kept, reader
from roadmap.selectors.health import SIDES_OF_MEASURE, SIDES_OF_OCCURRENCE, HealthIn, Sides
from roadmap.selectors.keyset import Key, PageRequest, keys_of
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.searching import MEASURE, MEASURE_TEXT, NOTHING, HoldsWords, Words, in_text

Codes = frozenset[str]


@dataclass(frozen=True)
class PlanCriteria:
    """What is asked for; None is no condition, several conditions hold together.

    Codes that nothing carries find nothing. With `side` the conditions on status, health,
    progress, risk, reason and silence look at those Parties' own standing.
    """

    roadmap: Codes | None = None
    direction: frozenset[int] | None = None
    measure: frozenset[int] | None = None
    number: Codes | None = None
    agency: Codes | None = None
    lead: Codes | None = None
    region: Codes | None = None
    side: Codes | None = None
    status: Codes | None = None
    agreement: Codes | None = None
    health: Codes | None = None
    deadline_form: Codes | None = None
    due_after: date | None = None
    due_before: date | None = None
    progress_min: int | None = None
    progress_max: int | None = None
    at_risk: bool | None = None
    reason: Codes | None = None
    silent_days_min: int | None = None
    source: Codes | None = None
    cancelled: bool | None = None
    updated_after: datetime | None = None
    search: Words | None = None


@dataclass(frozen=True)
class Target:
    """Which rows are asked: the ways to what they say of themselves, and to their measure.

    `sides` are the Parties' rows of what is asked, and `begins` when one of these begins.
    """

    to_own: str
    to_measure: str
    sides: Sides
    begins: str

    def own(self, **conditions: Any) -> Q:
        """Return conditions on the joint row of a measure or an occurrence."""
        return Q(**{f"{self.to_own}{name}": value for name, value in conditions.items()})

    def on_measure(self, **conditions: Any) -> Q:
        """Return conditions on the row's measure."""
        return Q(**{f"{self.to_measure}{name}": value for name, value in conditions.items()})


BY_NUMBER = Key("number_key", str)
OF_MEASURE, OF_OCCURRENCE = "measure__starts_on", "occurrence__starts_on"
MEASURES = Target("", "", SIDES_OF_MEASURE, OF_MEASURE)
OCCURRENCES = Target("", "measure__", SIDES_OF_OCCURRENCE, OF_OCCURRENCE)
# one Party's rows, where these are what is counted
SIDES = Target("measure__", "measure__", replace(SIDES_OF_MEASURE, owner="measure_id"), OF_MEASURE)
STANDINGS = Target("occurrence__", "measure__", replace(SIDES_OF_OCCURRENCE, owner="occurrence_id"), OF_OCCURRENCE)


@dataclass(frozen=True)
class Asked:
    """Criteria together with all that they need to become conditions."""

    criteria: PlanCriteria
    question: Question
    reference: Reference
    target: Target

    def condition(self) -> Q:
        """Return the one condition that says all of the criteria."""
        in_text = self.target.on_measure(holds_from__lte=self.question.facts_on)
        return in_text & self.lasting() & self.dated()

    def lasting(self) -> Q:
        """Return the part of the criteria that no day changes, but by facts that carry their own days."""
        asked, reference = self.criteria, self.reference
        of_measure = {
            "roadmap_id__in": ids_of(reference.roadmap_ids, asked.roadmap),
            "direction_id__in": None if asked.direction is None else reference.direction_ids(asked.direction),
            "id__in": asked.measure,
            "number__in": asked.number,
            "source__in": asked.source,
            "updated_at__gt": asked.updated_after,
        }
        found = self.target.on_measure(**_given(of_measure)) & self._executors()
        hidden = reference.hidden_from(self.question.reader)
        return found & ~self.target.on_measure(roadmap_id__in=hidden) if hidden else found

    def dated(self) -> Q:
        """Return the part of the criteria whose answer depends on the day."""
        asked = self.criteria
        of_measure = {"deadline_form__in": asked.deadline_form, "is_cancelled": asked.cancelled}
        own = {"due_on__gte": asked.due_after, "due_on__lte": asked.due_before}
        found = self.target.on_measure(**_given(of_measure)) & self.target.own(**_given(own))
        if asked.region is not None:
            regions = ids_of(self.reference.region_ids, asked.region)
            found &= Q(self.target.sides.exists(Q(region_id__in=regions)))
        return found & self._standing() & self._search()

    def _executors(self) -> Q:
        asked, found = self.criteria, Q()
        if asked.agency is not None:
            found &= self._carried_out_by(agency_id__in=ids_of(self.reference.agency_ids, asked.agency))
        if asked.lead is not None:
            found &= self._carried_out_by(
                agency_id__in=ids_of(self.reference.agency_ids, asked.lead), role=ExecutorRole.LEAD
            )
        return found

    def _carried_out_by(self, **conditions: Any) -> Q:
        rows = executors_on(self.question).filter(**conditions).values("measure_id")
        return Q(**{f"{self.target.to_measure}pk__in": rows})

    def _standing(self) -> Q:
        asked, target = self.criteria, self.target
        found = target.own(agreement__in=asked.agreement) if asked.agreement is not None else Q()
        if asked.side is None:
            health = HealthIn(self.question, target.sides, target.to_own)
            found &= target.own(**self._status()) & self._health(health) & self._joint_risk()
            for condition in (self._reason(), self._silence()):
                found &= Q(target.sides.exists(condition)) if condition else Q()
            return found
        own = Q(**self._status()) & self._health(HealthIn(self.question))
        own &= self._risk() & self._reason() & self._silence()
        regions = Q(region_id__in=ids_of(self.reference.region_ids, asked.side))
        return found & Q(target.sides.exists(regions & own)) if own else found

    def _status(self) -> dict[str, Any]:
        asked = self.criteria
        conditions = {
            "status__in": asked.status,
            "progress__gte": asked.progress_min,
            "progress__lte": asked.progress_max,
        }
        return _given(conditions)

    def _health(self, health: HealthIn) -> Q:
        return health.among(self.criteria.health) if self.criteria.health is not None else Q()

    def _risk(self) -> Q:
        return Q(at_risk=self.criteria.at_risk) if self.criteria.at_risk is not None else Q()

    def _joint_risk(self) -> Q:
        """Return the condition on the joint risk: there is one where any side is at risk."""
        if self.criteria.at_risk is None:
            return Q()
        risk = Q(self.target.sides.exists(Q(at_risk=True)))
        return risk if self.criteria.at_risk else ~risk

    def _reason(self) -> Q:
        return Q(reason__in=self.criteria.reason) if self.criteria.reason is not None else Q()

    def _silence(self) -> Q:
        """Return the condition that an open side last spoke so many days ago, or never did since it began."""
        days = self.criteria.silent_days_min
        if days is None:
            return Q()
        silent = Q()
        for region_id in self.question.days:
            latest = days_before(self.question.day_of(region_id), days)
            spoke = Q(stands_on__lte=latest) | Q(stands_on__isnull=True, **{f"{self.target.begins}__lte": latest})
            silent |= Q(region_id=region_id) & spoke
        return Q(is_closed=False) & silent

    def _search(self) -> Q:
        words = self.criteria.search
        if words is None:
            return Q()
        if not words:
            return NOTHING
        if is_kept(self.question, self.reference):
            return Q(HoldsWords(f"{self.target.to_measure}pk", MEASURE, words))
        return in_text(words, f"{self.target.to_measure}words")


def measures_asked(question: Question, reference: Reference, criteria: PlanCriteria) -> QuerySet[Measure]:
    """Return the measures that a reader may know of and asks for."""
    return Measure.objects.filter(Asked(criteria, question, reference, MEASURES).condition())


def occurrences_asked(question: Question, reference: Reference, criteria: PlanCriteria) -> QuerySet[Occurrence]:
    """Return the occurrences that a reader may know of and asks for."""
    condition = Asked(criteria, question, reference, OCCURRENCES).condition()
    return Occurrence.objects.filter(condition, is_retired=False)


def plan_reader(
    question: Question, reference: Reference, criteria: PlanCriteria, request: PageRequest | None = None
) -> Reader:
    """Return what reads the plan on the question's day.

    Of another day only the measures are looked at that the lasting part of the criteria leaves,
    and, for a page of measures in the order of their numbers, only those on it.
    """
    if is_kept(question, reference):
        return reader(question, reference)
    asked = Asked(criteria, question, reference, MEASURES)
    scope: QuerySet[Measure] = Measure.objects.filter(asked.lasting())
    if criteria.search:
        scope = scope.filter(HoldsWords("pk", MEASURE_TEXT, criteria.search, "measure_id"))
    if request is not None and request.ordering.first == BY_NUMBER and not asked.dated():
        texts = MeasureText.objects.filter(measure_id=OuterRef("pk"), from_on__lte=question.facts_on)
        if question.known_on is not None:
            texts = texts.filter(known_at__lte=max(question.known_on, ALWAYS_KNOWN))
        scope = keys_of(scope.filter(Exists(texts)), request)
    return reader(question, reference, scope.values("pk"))


def hidden_from_reader(question: Question, reference: Reference) -> frozenset[int]:
    """Return what a query of everything depends on besides the day: the road maps left out of it."""
    return reference.hidden_from(question.reader)


def executors_on(question: Question) -> QuerySet[Executor]:
    """Return the executors that carry measures out on the question's day, as known by its moment."""
    return Executor.objects.filter(holding(question))


def holding(question: Question, to_executors: str = "") -> Q:
    """Return the condition that an executor holds on the question's day, as known by its moment."""

    def executor(**conditions: Any) -> Q:
        return Q(**{f"{to_executors}{name}": value for name, value in conditions.items()})

    day, known = question.facts_on, question.known_on
    lasts = executor(until_on__isnull=True) | executor(until_on__gt=day)
    if known is None:
        return executor(from_on__lte=day) & lasts
    return executor(from_on__lte=day, known_at__lte=known) & (lasts | executor(until_known_at__gt=known))


def days_before(day: date, count: int) -> date:
    """Return the day `count` days before `day`, or the calendar's first."""
    return day - timedelta(days=min(count, (day - date.min).days))


def ids_of(ids: Mapping[str, int], codes: Collection[str] | None) -> list[int] | None:
    """Return the ids of those codes that anything carries; None where no codes are asked for."""
    return None if codes is None else [ids[code] for code in codes if code in ids]


def _given(conditions: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in conditions.items() if value is not None}
