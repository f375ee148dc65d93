"""Since when what is late is late, for those few rows of a page that are (rules.md §3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from roadmap.models import MeasureSide
from roadmap.selectors.reference import Reference

LateFrom = Mapping[tuple[int, str], date]


def late_from(reference: Reference, measure_ids: Collection[int]) -> LateFrom:
    """Return the first late day of each side of the measures, by measure and region: one query, or none."""
    if not measure_ids:
        return {}
    rows = MeasureSide.objects.filter(measure_id__in=measure_ids, late_from__isnull=False)
    return {
        (measure_id, reference.regions[region_id].code): day
        for measure_id, region_id, day in rows.values_list("measure_id", "region_id", "late_from")
        if day is not None
    }
