"""What the forms of the plan let people choose from: agencies, directions, forms of completion."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from accounts.models import Agency
from roadmap.models import Direction
from roadmap.selectors.names import Texts
from roadmap.selectors.reference import Reference


@dataclass(frozen=True)
class Choice:
    """A code and its names."""

    code: str
    name: Texts


def agencies_to_choose(reference: Reference, regions: Collection[str], day: date) -> Mapping[str, list[Choice]]:
    """Return the agencies of some regions that exist on a day, by region, as they are called now: one query."""
    ids = [reference.region_ids[code] for code in regions]
    found: dict[str, list[Choice]] = {code: [] for code in regions}
    rows = Agency.objects.valid_on(day).filter(region_id__in=ids).order_by("code")
    for code, region_id, *names in rows.values_list("code", "region_id", "name_kk", "name_ru", "name_en"):
        found[reference.regions[region_id].code].append(Choice(code, _texts(*names)))
    return found


def directions_to_choose(reference: Reference, roadmap: str) -> list[tuple[int, Texts]]:
    """Return the directions of a road map, by number: one query."""
    rows = Direction.objects.filter(roadmap_id=reference.roadmap_ids[roadmap]).order_by("number")
    return [(number, _texts(*names)) for number, *names in rows.values_list("number", "name_kk", "name_ru", "name_en")]


def forms_to_choose(reference: Reference) -> list[Choice]:
    """Return the forms of completion, by code; no query."""
    forms = sorted(reference.forms.values(), key=lambda form: form["code"])
    return [Choice(form["code"], form) for form in forms]


def _texts(*names: str) -> Texts:
    return dict(zip(("kk", "ru", "en"), names, strict=True))
