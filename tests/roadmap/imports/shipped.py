"""The shipped road map as tests change it."""

import copy
import json
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers

SHIPPED = Path(__file__).parents[3] / "roadmap" / "data" / "roadmap-2023-2025.json"
CONTENT = SHIPPED.read_bytes()
DATA: dict[str, Any] = json.loads(CONTENT)


def changed(**roadmap: Any) -> dict[str, Any]:
    """Return a copy of the shipped data, with values of its `roadmap` replaced."""
    data = copy.deepcopy(DATA)
    data["roadmap"].update(roadmap)
    return data


def written(data: Any) -> bytes:
    return json.dumps(data).encode()


def measure_of(data: dict[str, Any], number: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in data["measures"] if one["number"] == number)
    return found


def dump() -> list[str]:
    """Return every row of every table."""
    return [
        serializers.serialize("json", model._default_manager.order_by("pk"))
        for model in sorted(apps.get_models(), key=lambda model: model._meta.label)
        if model._meta.managed
    ]
