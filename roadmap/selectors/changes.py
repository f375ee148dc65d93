"""What changed since a cursor: the feed as far as a reader may see it (api.md `changes/`)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import CharField, Model, Q
from django.db.models.functions import Cast

from roadmap.models import Change, Direction, Measure
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.rows import Json, instant

NUMBERED = frozenset({"measure", "report", "amendment", "settlement", "period", "comment"})
DRAFTED: tuple[tuple[str, type[Model]], ...] = (("measure", Measure), ("direction", Direction))


def changes_since(
    question: Question, reference: Reference, seq: int, *, limit: int, until: datetime | None = None
) -> list[Json]:
    """Return the changes after number `seq`, oldest first: one query.

    Rows are numbered under the ledger's lock, so none with a lower number can still come.
    """
    found = Change.objects.visible_to(question.asker).filter(~_hidden(question, reference), seq__gt=seq)
    if until is not None:
        found = found.filter(at__lte=until)
    columns = ("seq", "at", "kind", "object_id", "change", "by_region")
    return [
        {
            "seq": number,
            "at": instant(at),
            "kind": kind,
            "id": int(object_id) if kind in NUMBERED else object_id,
            "change": change,
            "by_region": by_region or None,
        }
        for number, at, kind, object_id, change, by_region in found.order_by("seq").values_list(*columns)[:limit]
    ]


def _hidden(question: Question, reference: Reference) -> Q:
    """Return the condition that a row speaks of a draft that the reader may not know of."""
    roadmaps = reference.hidden_from(question.reader)
    if not roadmaps:
        return Q(pk__isnull=True)
    codes = [reference.roadmaps[pk].code for pk in roadmaps]
    hidden = Q(kind="roadmap", object_id__in=codes)
    for code in codes:
        hidden |= Q(kind="party", object_id__startswith=f"{code}/")
    for kind, model in DRAFTED:
        rows = model._default_manager.filter(roadmap_id__in=roadmaps)  # noqa: SLF001
        names = rows.annotate(name=Cast("pk", CharField())).values("name")
        hidden |= Q(kind=kind, object_id__in=names)
    return hidden
