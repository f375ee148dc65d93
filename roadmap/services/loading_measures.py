"""The part of loading that writes measures: texts, due periods and executors, as rows and as facts (rules.md §6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F

from accounts.roles import AgencyLevel
from roadmap.choices import ExecutorRole
from roadmap.models import (
    Comment,
    Direction,
    Executor,
    Measure,
    MeasureSide,
    MeasureText,
    Occurrence,
    OccurrenceDates,
    Party,
    Roadmap,
    Standing,
)
from roadmap.rules.numbers import number_key
from roadmap.rules.words import words_of
from roadmap.services.loading_places import Places
from roadmap.services.rows import CREATED, DELETED, UPDATED, sync, sync_facts
from roadmap.services.texts import TEXT_COLUMNS, From
from roadmap.services.words import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accounts.audit import Act
    from accounts.models import Agency
    from roadmap.rules.document import Document, StatedMeasure

TEXT_FACT = ("measure_id", *TEXT_COLUMNS, "words", "from_on", "known_at", "amendment_id")
DATES_FACT = ("occurrence_id", "label", "starts_on", "due_on", "is_retired", "from_on", "known_at")
EXECUTOR_FACT = (
    "measure_id",
    "party_id",
    "region_id",
    "agency_id",
    "role",
    "by_agreement",
    "position",
    "from_on",
    "known_at",
    "until_on",
    "until_known_at",
)


@dataclass(frozen=True)
class Ground:
    """What measures stand on: rows by the codes and numbers that a document uses."""

    roadmap: Roadmap
    places: Places
    parties: dict[str, Party]
    directions: dict[int, Direction]
    since: From


@dataclass(frozen=True)
class MeasuresLoaded:
    """The measures that the document states, by number, those it does not, and what became of each by id."""

    rows: dict[str, Measure]
    gone: tuple[Measure, ...]
    changes: dict[int, str]


def load_measures(act: Act, ground: Ground, document: Document) -> MeasuresLoaded:
    """Make the measures of a draft, and all that hangs on them, say what the document says."""
    standing = {measure.number: measure for measure in Measure.objects.filter(roadmap=ground.roadmap)}
    wanted = {measure.number: _values(measure, ground) for measure in document.measures}
    synced = sync(Measure, standing, wanted, {"updated_at": act.at})
    stated = [(synced.rows[measure.number], measure) for measure in document.measures]
    changes = {synced.rows[number].pk: CREATED for number in synced.created}
    changes |= {synced.rows[number].pk: UPDATED for number in synced.updated}
    touched = {
        *_load_texts(ground, stated),
        *_load_occurrences(ground, stated),
        *_load_executors(ground, stated),
    }
    kept = {measure.pk for measure, _stated in stated}
    beside = (touched & kept) - set(changes)
    Measure.objects.filter(pk__in=beside).update(version=F("version") + 1, updated_at=act.at)
    changes |= dict.fromkeys(sorted(beside), UPDATED)
    changes |= {measure.pk: DELETED for measure in synced.gone}
    return MeasuresLoaded(rows=synced.rows, gone=synced.gone, changes=changes)


def erase_measures(measures: Sequence[Measure]) -> None:
    """Take measures out of a draft with all that hangs on them, as its coordinators can (drafting.py)."""
    if not measures:
        return
    ids = [measure.pk for measure in measures]
    for model in (Standing, MeasureSide, MeasureText, Executor, Comment):
        model._default_manager.filter(measure__in=ids).delete()  # noqa: SLF001 -- Django's documented interface
    _erase_occurrences(list(Occurrence.objects.filter(measure__in=ids).values_list("pk", flat=True)))
    Measure.objects.filter(pk__in=ids).delete()


def erase_sides(roadmap: Roadmap, region_ids: Iterable[int]) -> None:
    """Take out how some regions stand: they are no Parties of the draft any more."""
    for model in (Standing, MeasureSide):
        rows = model._default_manager.filter(measure__roadmap=roadmap, region__in=list(region_ids))  # noqa: SLF001
        rows.delete()


def _values(stated: StatedMeasure, ground: Ground) -> dict[str, Any]:
    deadline = stated.deadline
    return {
        "roadmap_id": ground.roadmap.pk,
        "direction_id": ground.directions[stated.direction].pk,
        "number": stated.number,
        "number_key": number_key(stated.number),
        **stated.title.columns("title"),
        "completion_form_id": ground.places.forms[stated.form.code].pk,
        **stated.wording.columns("deadline"),
        "deadline_form": str(deadline.form),
        "starts_on": deadline.starts_on,
        "due_on": deadline.due_on,
        "original_due_on": deadline.due_on,
        "source": stated.source.value,
        "source_fields": stated.sources,
        "provenance": stated.provenance,
        "words": _words(stated, ground),
        "holds_from": ground.since.on,
    }


def _words(stated: StatedMeasure, ground: Ground) -> str:
    """Return what the search compares, as `services/words.py` writes it."""
    texts = (*stated.title.as_json().values(), *stated.wording.as_json().values())
    return words_of(stated.number, *texts, *names_of(agency for _role, agency in _executors(stated, ground)))


def _executors(stated: StatedMeasure, ground: Ground) -> list[tuple[ExecutorRole, Agency]]:
    """Return all executors in the order of the regions' codes, the responsible one first."""
    agencies = ground.places.agencies
    found = []
    for team in sorted(stated.teams, key=lambda team: team.region):
        found.append((ExecutorRole.LEAD, agencies[team.lead]))
        found.extend((ExecutorRole.CO, agencies[code]) for code in team.co)
    return found


def _load_texts(ground: Ground, stated: list[tuple[Measure, StatedMeasure]]) -> set[int]:
    """State each measure's first text; return the measures whose text was another."""
    facts = [
        MeasureText(
            measure=measure,
            **{name: getattr(measure, name) for name in TEXT_COLUMNS},
            words=measure.words,
            from_on=ground.since.on,
            known_at=ground.since.at,
        )
        for measure, _stated in stated
    ]
    standing = MeasureText.objects.filter(measure__in=[measure.pk for measure, _stated in stated])
    return {fact.measure_id for fact in sync_facts(MeasureText, standing, facts, TEXT_FACT)}


def _load_occurrences(ground: Ground, stated: list[tuple[Measure, StatedMeasure]]) -> set[int]:
    """Make each measure's due periods those that its wordings mean; return the measures that had others."""
    ids = [measure.pk for measure, _stated in stated]
    standing = {(row.measure_id, row.label): row for row in Occurrence.objects.filter(measure__in=ids)}
    wanted = {
        (measure.pk, span.label): {
            "measure_id": measure.pk,
            "label": span.label,
            "starts_on": span.starts_on,
            "due_on": span.due_on,
            "is_retired": False,
        }
        for measure, one in stated
        for span in one.deadline.occurrences
    }
    synced = sync(Occurrence, standing, wanted)
    _erase_occurrences([row.pk for row in synced.gone])
    facts = [
        OccurrenceDates(
            occurrence=row,
            label=row.label,
            starts_on=row.starts_on,
            due_on=row.due_on,
            from_on=ground.since.on,
            known_at=ground.since.at,
        )
        for row in synced.rows.values()
    ]
    dates = OccurrenceDates.objects.filter(occurrence__measure__in=ids)
    restated = {fact.occurrence_id for fact in sync_facts(OccurrenceDates, dates, facts, DATES_FACT)}
    return {row.measure_id for row in synced.gone} | {
        row.measure_id for row in synced.rows.values() if row.pk in restated
    }


def _load_executors(ground: Ground, stated: list[tuple[Measure, StatedMeasure]]) -> set[int]:
    """Make each measure's executors those of the document; return the measures that had others.

    A co-executor that the region cannot order (a national body, an organisation) takes part by
    agreement (DOMAIN.md, glossary).
    """
    facts = []
    for measure, one in stated:
        for team in one.teams:
            party = ground.parties[team.region]
            for position, code in enumerate((team.lead, *team.co)):
                agency = ground.places.agencies[code]
                facts.append(
                    Executor(
                        measure=measure,
                        party=party,
                        region_id=party.region_id,
                        agency=agency,
                        role=str(ExecutorRole.CO if position else ExecutorRole.LEAD),
                        by_agreement=position > 0 and agency.level != AgencyLevel.REGIONAL,
                        position=position,
                        from_on=ground.since.on,
                        known_at=ground.since.at,
                    )
                )
    standing = Executor.objects.filter(measure__in=[measure.pk for measure, _stated in stated])
    return {fact.measure_id for fact in sync_facts(Executor, standing, facts, EXECUTOR_FACT)}


def _erase_occurrences(occurrence_ids: list[int]) -> None:
    if occurrence_ids:
        Standing.objects.filter(occurrence__in=occurrence_ids).delete()
        OccurrenceDates.objects.filter(occurrence__in=occurrence_ids).delete()
        Occurrence.objects.filter(pk__in=occurrence_ids).delete()
