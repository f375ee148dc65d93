"""What a road map's file tells that pages show and nothing computes with: kept in `Roadmap.facts`.

Every part carries its provenance: `source` (article, public, illustrative), `ref`, `quote`, `note`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from roadmap.choices import DeadlineForm, SourceKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from roadmap.imports.records import Record

LARGEST_TOTAL = 32_767


def meta_facts(meta: Record) -> dict[str, Any]:
    """Return what the file says of itself: its notes, and what its kinds of source mean."""
    for form in meta.words("deadline_forms"):
        if form not in DeadlineForm.values:
            meta.wrong("deadline_forms", _("“%(value)s” is no form of a deadline.") % {"value": form})
    kinds = meta.record("source_kinds")
    meanings = {}
    for kind in kinds.keys():  # noqa: SIM118 -- no dict
        if kind not in SourceKind.values:
            kinds.wrong(kind, _("This is no kind of source."))
        record = kinds.record(kind)
        meanings[kind] = {"label": record.texts("label").as_json(), "meaning": record.text("meaning")}
    return {"notes": meta.words("notes"), "source_kinds": meanings}


def roadmap_facts(stated: Record) -> dict[str, Any]:
    """Return title, period, signing, place, event, totals, the agreement behind it, and its neighbours."""
    return {
        "origin": _origin(stated),
        "title": {"note": stated.text_or_none("title_note")},
        "period": {"source": _kind(stated, "period_source"), "note": stated.text_or_none("period_note")},
        "signed_on": {"source": _kind(stated, "signed_on_source"), "note": stated.text_or_none("signed_on_note")},
        "place": {**stated.texts("place").as_json(), "source": _kind(stated, "place_source")},
        "event": stated.texts("event").as_json(),
        "directions_total": {
            "value": _total(stated, "directions_total"),
            "source": _kind(stated, "directions_total_source"),
        },
        "measures_total": {
            "value": _total(stated, "measures_total"),
            "note": stated.text_or_none("measures_total_note"),
        },
        "framework_agreement": _agreement(stated.record_or_none("framework_agreement")),
        "predecessor": _neighbour(stated.record_or_none("predecessor")),
        "successor": _neighbour(stated.record_or_none("successor")),
    }


def party_facts(region: Record) -> dict[str, str]:
    """Return what a region is called as a Party."""
    return region.texts("party").as_json()


def region_facts(region: Record) -> dict[str, Any]:
    """Return a region's centre and heads, with their provenance."""
    return {
        "centre": region.texts("centre").as_json(),
        "heads": [_head(record) for record in region.records("heads")],
        **_origin(region),
    }


def signatories(records: list[Record], parties: Mapping[str, dict[str, str]]) -> dict[str, dict[str, Any]]:
    """Return who signed, by region: name, post and Party in three languages, with their provenance."""
    found: dict[str, dict[str, Any]] = {}
    for record in records:
        code = record.text("region")
        if code and code not in parties:
            record.wrong("region", _("There is no such region in the file."))
        if code in found:
            record.wrong("region", _("This region has signed already."))
        found[code] = {
            "name": record.texts("name").as_json(),
            "post": record.texts("position").as_json(),
            "party": parties.get(code, {}),
            **_origin(record),
        }
    return found


def _origin(record: Record) -> dict[str, Any]:
    return {
        "source": _kind(record, "source"),
        "ref": record.text_or_none("source_ref"),
        "quote": record.text_or_none("source_quote"),
        "note": record.text_or_none("source_note"),
    }


def _head(record: Record) -> dict[str, Any]:
    since, until = record.day_or_none("from"), record.day_or_none("to")
    if since is not None and until is not None and until < since:
        record.wrong("to", _("It ends before it begins."))
    return {
        "name": record.texts("name").as_json(),
        "from": _written(since),
        "to": _written(until),
        "source": _kind(record, "source"),
        "note": record.text_or_none("source_note"),
    }


def _agreement(record: Record | None) -> dict[str, Any] | None:
    if record is None:
        return None
    return {
        "title": record.texts("title").as_json(),
        "signed_on": _written(record.day_or_none("signed_on")),
        "source": _kind(record, "source"),
        "note": record.text_or_none("source_note"),
    }


def _neighbour(record: Record | None) -> dict[str, Any] | None:
    if record is None:
        return None
    return {
        "period": record.text_or_none("period"),
        "source": _kind(record, "source"),
        "note": record.text_or_none("source_note"),
    }


def _kind(record: Record, key: str) -> str:
    return str(record.choice(key, SourceKind))


def _total(record: Record, key: str) -> int | None:
    return None if record.is_null(key) else record.whole(key, 0, LARGEST_TOTAL)


def _written(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
