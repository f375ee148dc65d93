"""Editing a draft road map: its Parties' coordinators do so freely (rules.md §5).

Nothing of a draft is signed yet, so its facts are rewritten, and what was not signed can go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.policy import Action, require
from accounts.services.access import Place, check_version
from roadmap.choices import Language, ProposalState, RoadmapState, SourceKind
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.models import (
    Comment,
    CompletionForm,
    Direction,
    Executor,
    Measure,
    MeasureSide,
    MeasureText,
    Occurrence,
    OccurrenceDates,
    Party,
    Roadmap,
    RoadmapProposal,
    Standing,
)
from roadmap.rules.facts import ALWAYS_KNOWN, text_from
from roadmap.rules.numbers import number_key
from roadmap.services.amended import check_deadline, check_executors, check_texts, set_teams, set_title
from roadmap.services.ledger import Changed, finish
from roadmap.services.texts import From, bring_to_day, make_occurrence, state_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.audit import Act

MOST_DIRECTIONS = 999
MEASURE_FIELDS = ("direction", "number", "title", "deadline", "completion_form", "executors", "source")
TOLD_AS = {"create": "created", "change": "updated", "delete": "deleted"}
NEEDED = ("direction", "number", "title", "deadline", "completion_form")


@transaction.atomic
def create_direction(act: Act, *, roadmap_code: str, values: Mapping[str, Any]) -> Direction:
    """Add a direction (`number`, `code`, `name` ×3) to a draft.

    :raises Roadmap.DoesNotExist, PermissionDenied: see access.py.
    :raises InvalidInput: for a missing or wrong value.
    :raises RuleBroken: `roadmap_not_draft`, `number_taken`.
    """
    roadmap = _lock_draft(act, roadmap_code)
    for name in ("number", "code", "name"):
        if name not in values:
            raise InvalidInput(name, "required", _("This value is needed."))
    direction = Direction(roadmap=roadmap, source=SourceKind.PUBLIC)
    _set_direction(direction, values)
    _open_draft(roadmap)
    _check_direction_free(direction)
    direction.save()
    _finish(act, roadmap, "direction.create", direction.pk, values)
    return direction


@transaction.atomic
def change_direction(act: Act, *, direction_id: int, seen_version: int | None, values: Mapping[str, Any]) -> Direction:
    """Change a direction of a draft. :raises: as `create_direction`, and see access.py."""
    direction = _lock_direction(act, direction_id)
    check_version(direction, seen_version)
    _set_direction(direction, values)
    _open_draft(direction.roadmap)
    _check_direction_free(direction)
    direction.version += 1
    direction.save()
    _finish(act, direction.roadmap, "direction.change", direction.pk, values)
    return direction


@transaction.atomic
def delete_direction(act: Act, *, direction_id: int, seen_version: int | None) -> None:
    """Take an empty direction out of a draft. :raises RuleBroken: `roadmap_not_draft`, `not_empty`."""
    direction = _lock_direction(act, direction_id)
    check_version(direction, seen_version)
    _open_draft(direction.roadmap)
    if direction.measures.exists():
        raise RuleBroken("not_empty", _("The direction has measures."))
    direction.delete()
    _finish(act, direction.roadmap, "direction.delete", direction_id, {})


@transaction.atomic
def create_measure(act: Act, *, roadmap_code: str, values: Mapping[str, Any]) -> Measure:
    """Add a measure to a draft: `MEASURE_FIELDS`, of which executors and source may be left out.

    :raises Roadmap.DoesNotExist, PermissionDenied: see access.py.
    :raises InvalidInput: for a missing or wrong value.
    :raises RuleBroken: `roadmap_not_draft`, `number_taken`.
    """
    roadmap = _lock_draft(act, roadmap_code)
    for name in NEEDED:
        if name not in values:
            raise InvalidInput(name, "required", _("This value is needed."))
    measure = Measure(roadmap=roadmap, source=SourceKind.PUBLIC, updated_at=act.at, holds_from=_since(roadmap).on)
    _set_measure(measure, values)
    _open_draft(roadmap)
    _check_measure_free(measure)
    measure.save()
    _rewrite(act, measure, values)
    _finish(act, roadmap, "measure.create", measure.pk, values)
    return Measure.objects.get(pk=measure.pk)


@transaction.atomic
def change_measure(act: Act, *, measure_id: int, seen_version: int | None, values: Mapping[str, Any]) -> Measure:
    """Change a measure of a draft. :raises: as `create_measure`, and see access.py."""
    measure = _lock_measure(act, measure_id)
    check_version(measure, seen_version)
    _set_measure(measure, values)
    _open_draft(measure.roadmap)
    _check_measure_free(measure)
    measure.version += 1
    measure.updated_at = act.at
    measure.save()
    _rewrite(act, measure, values)
    _finish(act, measure.roadmap, "measure.change", measure.pk, values)
    return Measure.objects.get(pk=measure.pk)


@transaction.atomic
def delete_measure(act: Act, *, measure_id: int, seen_version: int | None) -> None:
    """Take a measure out of a draft. :raises RuleBroken: `roadmap_not_draft`."""
    measure = _lock_measure(act, measure_id)
    check_version(measure, seen_version)
    _open_draft(measure.roadmap)
    _erase_occurrences(measure)
    for model in (MeasureText, Executor, MeasureSide, Comment):
        model._default_manager.filter(measure=measure).delete()  # noqa: SLF001
    measure.delete()
    _finish(act, measure.roadmap, "measure.delete", measure_id, {})


def _lock_draft(act: Act, code: str) -> Roadmap:
    roadmap = Roadmap.objects.visible_to(act.person).select_for_update(no_key=True).get(code=code)
    _require(act, roadmap)
    return roadmap


def _lock_direction(act: Act, direction_id: int) -> Direction:
    """Lock a direction behind its road map, as whoever puts that in force does."""
    roadmap_id = Direction.objects.visible_to(act.person).values_list("roadmap_id", flat=True).get(pk=direction_id)
    Roadmap.objects.select_for_update(no_key=True).get(pk=roadmap_id)
    rows = (
        Direction.objects.visible_to(act.person).select_for_update(no_key=True, of=("self",)).select_related("roadmap")
    )
    direction = rows.get(pk=direction_id)
    _require(act, direction.roadmap)
    return direction


def _lock_measure(act: Act, measure_id: int) -> Measure:
    """Lock a measure behind its road map, as whoever puts that in force does."""
    roadmap_id = Measure.objects.visible_to(act.person).values_list("roadmap_id", flat=True).get(pk=measure_id)
    Roadmap.objects.select_for_update(no_key=True).get(pk=roadmap_id)
    rows = (
        Measure.objects.visible_to(act.person).select_for_update(no_key=True, of=("self",)).select_related("roadmap")
    )
    measure = rows.get(pk=measure_id)
    _require(act, measure.roadmap)
    return measure


def _require(act: Act, roadmap: Roadmap) -> None:
    is_party = Party.objects.filter(roadmap=roadmap, region_id=act.person.region_id or 0).exists()
    require(act.person, Action.DRAFT_ROADMAP_EDIT, Place(act.person.region_id if is_party else None))


def _open_draft(roadmap: Roadmap) -> None:
    """Refuse a text that is signed; where it waits to be put in force, whoever confirms must read it again.

    :raises RuleBroken: `roadmap_not_draft`.
    """
    if roadmap.state != RoadmapState.DRAFT:
        raise RuleBroken("roadmap_not_draft", _("A signed text changes only by an amendment of both Parties."))
    waiting = RoadmapProposal.objects.filter(roadmap=roadmap, state=ProposalState.PROPOSED)
    Roadmap.objects.filter(pk=roadmap.pk, pk__in=waiting.values("roadmap")).update(version=F("version") + 1)


def _set_direction(direction: Direction, values: Mapping[str, Any]) -> None:
    if "number" in values:
        if not 1 <= values["number"] <= MOST_DIRECTIONS:
            raise InvalidInput("number", "out_of_range", _("Give a number from 1 to 999."))
        direction.number = values["number"]
    if "code" in values:
        field = Direction._meta.get_field("code")  # noqa: SLF001
        code = values["code"]
        if len(code) > 32 or not field.validators[0].regex.fullmatch(code):  # type: ignore[attr-defined]  # noqa: PLR2004
            raise InvalidInput("code", "invalid", _("Write the code in capital Latin letters and digits."))
        direction.code = code
    if "name" in values:
        check_texts(values["name"], "deadline", "name")
        for code in Language.values:
            if len(values["name"][code]) > 300:  # noqa: PLR2004 -- the column's length
                raise InvalidInput(f"name.{code}", "invalid", _("Give a text that is neither empty nor too long."))
            setattr(direction, f"name_{code}", values["name"][code])
    _set_source(direction, values)


def _set_measure(measure: Measure, values: Mapping[str, Any]) -> None:
    roadmap = measure.roadmap
    if "direction" in values:
        measure.direction = _direction_numbered(roadmap, values["direction"])
    if "number" in values:
        measure.number, measure.number_key = values["number"], number_key(values["number"])
    if "title" in values:
        set_title(measure, values["title"])
    if "completion_form" in values:
        form = CompletionForm.objects.filter(code=values["completion_form"]).first()
        if form is None:
            raise InvalidInput("completion_form", "does_not_exist", _("There is no such form of completion."))
        measure.completion_form = form
    if "deadline" in values:
        _set_deadline(measure, values["deadline"])
    if values.get("executors") is not None:
        check_executors(roadmap, values["executors"], "executors")
    _set_source(measure, values)


def _direction_numbered(roadmap: Roadmap, number: int) -> Direction:
    direction = Direction.objects.filter(roadmap=roadmap, number=number).first()
    if direction is None:
        raise InvalidInput("direction", "does_not_exist", _("There is no such direction."))
    return direction


def _set_deadline(measure: Measure, wordings: Mapping[str, str]) -> None:
    deadline = check_deadline(measure.roadmap, wordings, "deadline")
    for code in Language.values:
        setattr(measure, f"deadline_{code}", wordings[code])
    measure.deadline_form = deadline.form
    measure.starts_on, measure.due_on = deadline.starts_on, deadline.due_on
    measure.original_due_on = deadline.due_on


def _set_source(row: Direction | Measure, values: Mapping[str, Any]) -> None:
    if "source" in values:
        if values["source"] not in SourceKind.values:
            raise InvalidInput("source", "unknown_code", _("Say where the text comes from."))
        row.source = values["source"]


def _check_direction_free(direction: Direction) -> None:
    others = Direction.objects.filter(roadmap=direction.roadmap).exclude(pk=direction.pk)
    if others.filter(number=direction.number).exists():
        raise RuleBroken("number_taken", _("This number is taken."), "number")
    if others.filter(code=direction.code).exists():
        raise RuleBroken("code_taken", _("This code is taken."), "code")


def _check_measure_free(measure: Measure) -> None:
    others = Measure.objects.filter(roadmap=measure.roadmap).exclude(pk=measure.pk)
    if others.filter(number=measure.number).exists():
        raise RuleBroken("number_taken", _("This number is taken."), "number")


def _since(roadmap: Roadmap) -> From:
    return From(on=text_from(signed_on=roadmap.signed_on, starts_on=roadmap.starts_on), at=ALWAYS_KNOWN)


def _rewrite(act: Act, measure: Measure, values: Mapping[str, Any]) -> None:
    """Write a draft measure's facts anew, as if its text had always been this."""
    since = _since(measure.roadmap)
    if "deadline" in values:
        _erase_occurrences(measure)
        wordings = {code: getattr(measure, f"deadline_{code}") for code in Language.values}
        for span in check_deadline(measure.roadmap, wordings, "deadline").occurrences:
            make_occurrence(measure, span, since)
    if values.get("executors") is not None:
        Executor.objects.filter(measure=measure, region__code__in=values["executors"]).delete()
        set_teams(measure, values["executors"], since)
    MeasureText.objects.filter(measure=measure).delete()
    state_text(measure, since)
    bring_to_day(measure.roadmap, [measure.pk], today=max(act.today, since.on))


def _erase_occurrences(measure: Measure) -> None:
    Standing.objects.filter(measure=measure).delete()
    OccurrenceDates.objects.filter(occurrence__measure=measure).delete()
    Occurrence.objects.filter(measure=measure).delete()


def _finish(act: Act, roadmap: Roadmap, action: str, number: int, values: Mapping[str, Any]) -> None:
    """Record a change of a draft; only its Parties' regions are told of it."""
    kind, _dot, verb = action.partition(".")
    regions = Party.objects.filter(roadmap=roadmap).order_by("pk").values_list("region_id", flat=True)
    finish(
        act,
        action=action,
        target=f"{kind}:{number}",
        region_id=act.person.region_id,
        after=dict(values),
        changed=[Changed(kind, number, TOLD_AS[verb], region_id) for region_id in regions],
    )
