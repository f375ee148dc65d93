"""The dated texts of measures, and the rows that carry what holds today (rules.md §5–§6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from roadmap.choices import Language
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.models import Executor, Measure, MeasureText, Occurrence, OccurrenceDates
from roadmap.rules.deadlines import read_deadline
from roadmap.rules.words import words_of
from roadmap.services import now
from roadmap.services.rows import rewrite
from roadmap.services.words import names_of, refresh_words, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from roadmap.models import Amendment, Roadmap
    from roadmap.rules.deadlines import Deadline, Span
    from roadmap.rules.periods import Term

TEXT_COLUMNS = (
    "title_kk",
    "title_ru",
    "title_en",
    "deadline_kk",
    "deadline_ru",
    "deadline_en",
    "deadline_form",
    "starts_on",
    "due_on",
    "postponements",
    "is_cancelled",
)


@dataclass(frozen=True)
class From:
    """From which day a change is true, from which moment it is known, and by which amendment."""

    on: date
    at: datetime
    amendment: Amendment | None = None


def read_wordings(wordings: Mapping[str, str], *, term: Term, field: str = "deadline") -> Deadline:
    """Return what three wordings of a deadline say, which must be the same.

    :raises InvalidInput: on `field`: `deadline_unreadable`, `deadline_outside_term`,
        `wordings_disagree`.
    """
    readings = []
    for code in Language.values:
        try:
            readings.append(read_deadline(wordings.get(code, ""), term=term))
        except RuleBroken as broken:
            raise InvalidInput(f"{field}.{code}", broken.code, broken.message) from broken
    if any(reading != readings[0] for reading in readings):
        raise InvalidInput(
            field, "wordings_disagree", _("The three wordings of the deadline do not mean the same dates.")
        )
    return readings[0]


def state_text(measure: Measure, since: From) -> None:
    """Write down the text that a measure's columns carry, as a fact from a day and a moment."""
    names = names_of(row.agency for row in Executor.objects.current().filter(measure=measure).select_related("agency"))
    MeasureText.objects.create(
        measure=measure,
        **{name: getattr(measure, name) for name in TEXT_COLUMNS},
        words=words_of(measure.number, *texts_of(measure), *names),
        from_on=since.on,
        known_at=since.at,
        amendment=since.amendment,
    )


def make_occurrence(measure: Measure, span: Span, since: From) -> Occurrence:
    """Make an occurrence that holds from a day on."""
    occurrence = Occurrence.objects.create(
        measure=measure, label=span.label, starts_on=span.starts_on, due_on=span.due_on, is_retired=True
    )
    state_dates(occurrence, span, since)
    return occurrence


def state_dates(occurrence: Occurrence, span: Span, since: From, *, retired: bool = False) -> None:
    """Write down an occurrence's label and dates, as a fact from a day and a moment."""
    OccurrenceDates.objects.create(
        occurrence=occurrence,
        label=span.label,
        starts_on=span.starts_on,
        due_on=span.due_on,
        is_retired=retired,
        from_on=since.on,
        known_at=since.at,
    )


def bring_to_day(roadmap: Roadmap, measure_ids: Iterable[int], *, today: date) -> None:
    """Set the rows of some measures to the text in effect on `today`, and what follows from it.

    Also keeps `roadmap.next_text_on`: the next day on which a confirmed text takes effect.
    """
    ids = list(measure_ids)
    measures = {measure.pk: measure for measure in Measure.objects.select_for_update(no_key=True).filter(pk__in=ids)}
    texts = MeasureText.objects.filter(measure__in=ids, from_on__lte=today)
    for text in texts.order_by("from_on", "known_at", "id"):
        measure = measures[text.measure_id]
        for name in TEXT_COLUMNS:
            setattr(measure, name, getattr(text, name))
    rewrite(list(measures.values()), TEXT_COLUMNS)
    _set_dates(ids, today)
    now.rebuild(ids, today=today)
    refresh_words(ids, today=today)
    later = _later_days(roadmap, today)
    next_on = min(later) if later else None
    if roadmap.next_text_on != next_on:
        roadmap.next_text_on = next_on
        roadmap.save(update_fields=["next_text_on"])


def catch_up(roadmap: Roadmap, *, today: date) -> None:
    """Bring a road map's rows to `today` where a confirmed text has taken effect since."""
    if roadmap.next_text_on is not None and roadmap.next_text_on <= today:
        ids = list(Measure.objects.filter(roadmap=roadmap).values_list("pk", flat=True))
        bring_to_day(roadmap, ids, today=today)


def _set_dates(measure_ids: list[int], today: date) -> None:
    """Set occurrences to their dates on a day; retire first, so that labels never clash."""
    occurrences = {one.pk: one for one in Occurrence.objects.filter(measure__in=measure_ids)}
    for occurrence in occurrences.values():
        occurrence.is_retired = True
    facts = OccurrenceDates.objects.filter(occurrence__in=occurrences, from_on__lte=today)
    for dates in facts.order_by("from_on", "known_at", "id"):
        occurrence = occurrences[dates.occurrence_id]
        occurrence.label, occurrence.is_retired = dates.label, dates.is_retired
        occurrence.starts_on, occurrence.due_on = dates.starts_on, dates.due_on
    Occurrence.objects.filter(pk__in=occurrences).update(is_retired=True)
    rewrite(list(occurrences.values()), ("label", "starts_on", "due_on", "is_retired"))


def _later_days(roadmap: Roadmap, today: date) -> list[date]:
    """Return the days after today from which a text, a date or an executor of the road map holds."""
    days = [
        MeasureText.objects.filter(measure__roadmap=roadmap, from_on__gt=today),
        OccurrenceDates.objects.filter(occurrence__measure__roadmap=roadmap, from_on__gt=today),
        Executor.objects.filter(measure__roadmap=roadmap, from_on__gt=today),
    ]
    return [day for rows in days for day in rows.values_list("from_on", flat=True)]
