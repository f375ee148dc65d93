"""Measures of another day, a page or one at a time: the text by one query, what was said of it by another.

The page's keys are looked up first and only their facts are read, so that the past of a page costs
the same however many measures there are (rules.md §6; performance.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

import orjson
from django.db.models import QuerySet

from roadmap.models import Measure
from roadmap.selectors.asof import Reader, is_kept, reader
from roadmap.selectors.asof.facts import DIFFERENT_VALUES, Executor, Plan, Stood, stood, team_on
from roadmap.selectors.criteria import (
    BY_NUMBER,
    MEASURES,
    Asked,
    PlanCriteria,
    hidden_from_reader,
    measures_asked,
    plan_reader,
)
from roadmap.selectors.fetching import Prepared, kept
from roadmap.selectors.keyset import PageRequest, Slice, cut, keys_of, names_of
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.rows import Row, SidesOf

TEAM = "team"
STOOD = ("status", "progress", "agreement", "is_closed")


@dataclass(frozen=True)
class Past:
    """Some measures as they stood: their rows with all columns, and what these were made of."""

    rows: list[Row]
    stood: Stood

    def sides(self, question: Question, reference: Reference) -> SidesOf:
        """Return the Parties' sides of the measures."""
        found = SidesOf(question, reference)
        found.take(self.stood.sides)
        return found


def is_past(question: Question, reference: Reference) -> bool:
    """Return whether a question is about another day than the one that rows are kept for, and about no other."""
    return not is_kept(question, reference) and question.compared_with is None


def page_of_past(
    question: Question, reference: Reference, criteria: PlanCriteria, request: PageRequest, columns: Sequence[str]
) -> tuple[Past, Slice] | None:
    """Return a page of measures in the order of their numbers, or None where rows must be chosen by how they stood."""
    chosen = Asked(criteria, question, reference, MEASURES)
    if request.ordering.first != BY_NUMBER or chosen.dated() or not is_past(question, reference):
        return None
    texts = [name for name in names_of(columns, request) if name not in STOOD]

    def make() -> Prepared:
        page = keys_of(measures_asked(question, reference, criteria), request)
        return _text(plan_reader(question, reference, criteria, request), page, texts, question, reference)

    key = ("past", criteria, request, question.when, hidden_from_reader(question, reference), reference.codes)
    found = cut(Reader().prepared(kept(key, make), {}), [*texts, TEAM], request)
    return _stood(found.rows, texts, columns, question, reference), found


def one_of_past(question: Question, reference: Reference, measure_id: int, columns: Sequence[str]) -> Past:
    """Return one measure, or no row where it is not in the text of the day."""
    asked = measures_asked(question, reference, PlanCriteria()).filter(pk=measure_id)
    texts = [name for name in columns if name not in STOOD]
    text = _text(reader(question, reference, [measure_id]), asked, texts, question, reference)
    return _stood(Reader().prepared(text, {}), texts, columns, question, reference)


def _text(
    read: Reader, rows: QuerySet[Measure], texts: Sequence[str], question: Question, reference: Reference
) -> Prepared:
    return read.text(rows.annotate(**{TEAM: team_on(question, reference)}), [*texts, TEAM])


@lru_cache(maxsize=DIFFERENT_VALUES)
def _team(text: str | None) -> tuple[Executor, ...]:
    return tuple([tuple(one) for one in orjson.loads(text or "[]")])


def _stood(
    rows: Sequence[Row], texts: Sequence[str], columns: Sequence[str], question: Question, reference: Reference
) -> Past:
    """Return rows of `columns`, of rows of their texts and teams and what was said of them."""
    places = {name: place for place, name in enumerate(texts)}
    plans = [
        Plan(
            id=row[places["id"]],
            roadmap=reference.roadmaps[row[places["roadmap_id"]]],
            form=row[places["deadline_form"]],
            cancelled=row[places["is_cancelled"]],
            team=_team(row[len(texts)]),
        )
        for row in rows
    ]
    found = stood(question, reference, plans)
    joined = [*STOOD, *texts]
    picked = itemgetter(*[joined.index(name) for name in columns])
    return Past([picked((*found.joint[row[places["id"]]], *row)) for row in rows], found)
