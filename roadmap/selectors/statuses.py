"""Statuses in SQL."""

from django.db.models import Case, IntegerField, Value, When

from roadmap.choices import Status


def status_rank() -> Case:
    """Return the column by which statuses sort, in the order of the lists (api.md `ordering`)."""
    whens = [When(status=code, then=Value(rank)) for rank, code in enumerate(Status.values)]
    return Case(*whens, default=Value(len(whens)), output_field=IntegerField())
