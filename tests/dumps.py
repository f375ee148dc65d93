"""What the database holds, whole or of one region, to be compared before and after an attack."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db.models import Model

from accounts.models import Region

# What every page view may write: who is signed in, and since when.
MOVES_BY_ITSELF = frozenset({"sessions.session", "usersessions.usersession"})
Dump = dict[str, list[dict[str, Any]]]


def everything(labels: Collection[str] = ()) -> Dump:
    """Return every row of some models' tables; named none, of all but sessions."""
    models = [model for model in apps.get_models() if model._meta.label_lower not in MOVES_BY_ITSELF]
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in models
        if not labels or model._meta.label in labels
    }


def all_of(region: Region) -> Dump:
    """Return every row that belongs to one region: by its own column, or as the region itself."""
    dump: Dump = {"accounts.Region": [dict(row) for row in Region.objects.filter(pk=region.pk).values()]}
    for model in apps.get_models():
        if "region_id" in columns_of(model):
            dump[model._meta.label] = list(model._base_manager.filter(region_id=region.pk).order_by("pk").values())
    return dump


def columns_of(model: type[Model]) -> set[str]:
    return {field.attname for field in model._meta.concrete_fields}
