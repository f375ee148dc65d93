"""Keeps the words by which measures are found (api.md *Filters*, `search`)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from roadmap.models import Executor, Measure, MeasureText
from roadmap.rules.words import words_of
from roadmap.services.rows import rewrite

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from accounts.models import Agency


def refresh_words(measure_ids: Iterable[int], *, today: date) -> None:
    """Write the words of some measures anew, from their texts and their executors' names."""
    measures = list(Measure.objects.filter(pk__in=list(measure_ids)))
    agencies: dict[int, list[Agency]] = defaultdict(list)
    for executor in Executor.objects.on(today).filter(measure__in=measures).select_related("agency"):
        agencies[executor.measure_id].append(executor.agency)
    for measure in measures:
        measure.words = words_of(measure.number, *texts_of(measure), *names_of(agencies[measure.pk]))
    rewrite(measures, ["words"])


def texts_of(row: Measure | MeasureText) -> list[str]:
    """Return the searched texts of a measure, or of one of its dated texts."""
    return [getattr(row, f"{name}_{code}") for name in ("title", "deadline") for code in ("kk", "ru", "en")]


def names_of(agencies: Iterable[Agency]) -> list[str]:
    """Return the searched names and codes of agencies."""
    return [text for agency in agencies for text in (agency.code, agency.name_kk, agency.name_ru, agency.name_en)]
