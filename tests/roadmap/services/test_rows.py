"""Rows that stand are written anew by the columns named, and by no other."""

import datetime as dt

from roadmap.models import MeasureSide
from roadmap.services.rows import rewrite


def test_only_the_columns_named_are_written(plan, culture):
    side = MeasureSide.objects.get(measure=plan["5.1"], region=culture.region)
    side.lead, side.co, side.late_from, side.status = culture, ["AKT-TRN"], dt.date(2025, 6, 1), "done"
    rewrite([side], ["lead_id", "co", "late_from"])
    stored = MeasureSide.objects.get(pk=side.pk)
    assert (stored.lead, stored.co, stored.late_from) == (culture, ["AKT-TRN"], dt.date(2025, 6, 1))
    assert stored.status == "not_started"


def test_without_rows_nothing_is_asked(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        rewrite([], ["status"])
