"""The five kinds of change that an amendment makes: check a value, read the old one, apply (§5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from roadmap.choices import DeadlineForm, Language
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.models import (
    CompletionForm,
    Direction,
    Measure,
    MeasureText,
    Occurrence,
    OccurrenceDates,
    Party,
    Report,
    Roadmap,
)
from roadmap.rules.deadlines import Span
from roadmap.rules.numbers import number_key
from roadmap.rules.regeneration import Standing, regenerate
from roadmap.services.executors import Team, check_team, replace_team, team_from, team_of
from roadmap.services.now import term_of
from roadmap.services.texts import (
    TEXT_COLUMNS,
    From,
    make_occurrence,
    read_wordings,
    state_dates,
    state_text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from roadmap.rules.deadlines import Deadline

TITLE, DEADLINE, EXECUTORS, CANCELLED, ADDED = "title", "deadline", "executors", "cancelled", "added"
FIELDS = (TITLE, DEADLINE, EXECUTORS, CANCELLED, ADDED)
ADDED_KEYS = {"direction", "number", "title", "deadline", "completion_form", "executors"}
LONGEST = {TITLE: 2000, DEADLINE: 500}


def check_value(roadmap: Roadmap, measure: Measure | None, field: str, value: Any, name: str) -> None:  # noqa: ANN401
    """Refuse a change that cannot be made; `name` is its path in the body (`changes.0`).

    :raises InvalidInput: for an unknown field or a wrong value.
    :raises RuleBroken: `measure_cancelled`, `number_taken`.
    """
    if field not in FIELDS:
        raise InvalidInput(f"{name}.field", "unknown_code", _("Such a field cannot be amended."))
    if measure is not None and measure.is_cancelled:
        raise RuleBroken("measure_cancelled", _("The measure is cancelled."))
    at = f"{name}.value"
    if field == TITLE:
        check_texts(value, TITLE, at)
    elif field == DEADLINE:
        check_deadline(roadmap, value, at)
    elif field == EXECUTORS:
        check_executors(roadmap, value, at)
    elif field == CANCELLED:
        if value is not True:
            raise InvalidInput(at, "invalid", _("A measure can only be cancelled, not restored."))
    else:
        _check_added(roadmap, value, at)


def current_value(measure: Measure | None, field: str, *, on: date) -> Any:  # noqa: ANN401
    """Return the value that a change replaces, in the form in which it is given; None for `added`."""
    if measure is None:
        return None
    if field in {TITLE, DEADLINE}:
        return {code: getattr(measure, f"{field}_{code}") for code in Language.values}
    if field == CANCELLED:
        return measure.is_cancelled
    parties = Party.objects.filter(roadmap=measure.roadmap).select_related("region")
    return {party.region.code: team_of(measure, party, on=on).as_json() for party in parties}


def apply_change(roadmap: Roadmap, measure: Measure | None, field: str, value: Any, since: From) -> Measure:  # noqa: ANN401
    """Write a confirmed change down as dated facts; return the measure it touches."""
    if measure is None:
        return _add(roadmap, value, since)
    if field == EXECUTORS:
        set_teams(measure, value, since)
        return measure
    newest = MeasureText.objects.filter(measure=measure).order_by("-from_on", "-known_at", "-pk").first()
    for column in TEXT_COLUMNS if newest is not None else ():
        setattr(measure, column, getattr(newest, column))
    if field == TITLE:
        _set_texts(measure, TITLE, value)
    elif field == CANCELLED:
        measure.is_cancelled = True
    else:
        set_deadline(measure, value, read_wordings(value, term=term_of(roadmap)), since)
    state_text(measure, since)
    return measure


def set_deadline(measure: Measure, wording: Mapping[str, str], deadline: Deadline, since: From) -> None:
    """Move or regenerate a measure's occurrences for a new deadline, and set its columns (§2)."""
    live = _live(measure)
    reported = set(Report.objects.filter(occurrence__in=live).values_list("occurrence_id", flat=True))
    standing = [
        Standing(one.pk, dates.label, dates.starts_on, dates.due_on, one.pk in reported) for one, dates in live.items()
    ]
    plan = regenerate(DeadlineForm(measure.deadline_form), standing, deadline)
    spans = {one.pk: Span(dates.label, dates.starts_on, dates.due_on) for one, dates in live.items()}
    rows = {one.pk: one for one in live}
    for number in plan.retired:
        state_dates(rows[number], spans.pop(number), since, retired=True)
    for number, span in plan.moved:
        state_dates(rows[number], span, since)
        spans[number] = span
    for span in plan.made:
        spans[make_occurrence(measure, span, since).pk] = span
    due_on = max(span.due_on for span in spans.values())
    if due_on > measure.due_on:
        measure.postponements += 1
    measure.starts_on = min(span.starts_on for span in spans.values())
    measure.due_on = due_on
    measure.deadline_form = deadline.form
    _set_texts(measure, DEADLINE, wording)


def set_teams(measure: Measure, value: Mapping[str, Any], since: From) -> None:
    """Replace the executors of the Parties that `value` names."""
    parties = Party.objects.filter(roadmap=measure.roadmap).select_related("region")
    for party in parties:
        if party.region.code in value:
            replace_team(measure, party, team_from(value[party.region.code]), on=since.on, at=since.at)


def _live(measure: Measure) -> dict[Occurrence, OccurrenceDates]:
    """Return the occurrences that hold by the newest facts, with these."""
    newest: dict[Occurrence, OccurrenceDates] = {}
    facts = OccurrenceDates.objects.filter(occurrence__measure=measure).select_related("occurrence")
    for dates in facts.order_by("from_on", "known_at", "pk"):
        newest[dates.occurrence] = dates
    return {one: dates for one, dates in newest.items() if not dates.is_retired}


def _add(roadmap: Roadmap, value: Mapping[str, Any], since: From) -> Measure:
    deadline = read_wordings(value[DEADLINE], term=term_of(roadmap))
    measure = Measure(
        roadmap=roadmap,
        direction=Direction.objects.get(roadmap=roadmap, number=value["direction"]),
        number=value["number"],
        number_key=number_key(value["number"]),
        completion_form=CompletionForm.objects.get(code=value["completion_form"]),
        deadline_form=deadline.form,
        starts_on=deadline.starts_on,
        due_on=deadline.due_on,
        original_due_on=deadline.due_on,
        source="public",
        source_fields={},
        provenance={"note": f"amendment:{since.amendment.pk}" if since.amendment else ""},
        holds_from=since.on,
        updated_at=since.at,
        version=0,
    )
    _set_texts(measure, TITLE, value[TITLE])
    _set_texts(measure, DEADLINE, value[DEADLINE])
    measure.save()
    for span in deadline.occurrences:
        make_occurrence(measure, span, since)
    set_teams(measure, value[EXECUTORS], since)
    state_text(measure, since)
    return measure


def _set_texts(measure: Measure, field: str, texts: Mapping[str, str]) -> None:
    for code in Language.values:
        setattr(measure, f"{field}_{code}", texts[code])


def set_title(measure: Measure, texts: Mapping[str, str]) -> None:
    """Set a measure's title in the three languages. :raises InvalidInput: as `check_texts`."""
    check_texts(texts, TITLE, TITLE)
    _set_texts(measure, TITLE, texts)


def check_texts(value: Any, field: str, name: str) -> None:  # noqa: ANN401
    """Refuse anything but a text in each of the three languages."""
    if not isinstance(value, dict) or set(value) != set(Language.values):
        raise InvalidInput(name, "invalid", _("Give the text in Kazakh, Russian and English."))
    for code, text in value.items():
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST[field]:
            raise InvalidInput(f"{name}.{code}", "invalid", _("Give a text that is neither empty nor too long."))


def check_deadline(roadmap: Roadmap, value: Any, name: str) -> Deadline:  # noqa: ANN401
    """Refuse wordings that cannot be read, lie outside the term, or disagree; return their meaning."""
    check_texts(value, DEADLINE, name)
    return read_wordings(value, term=term_of(roadmap), field=name)


def check_executors(roadmap: Roadmap, value: Any, name: str) -> None:  # noqa: ANN401
    """Refuse teams of others than the road map's Parties, or of unknown agencies."""
    parties = {party.region.code: party for party in Party.objects.filter(roadmap=roadmap).select_related("region")}
    if not isinstance(value, dict) or not value or not set(value) <= set(parties):
        raise InvalidInput(name, "invalid", _("Give the executors by the codes of the Parties."))
    for code, raw in value.items():
        team = _team(raw, f"{name}.{code}")
        check_team(team, parties[code].region_id, field=f"{name}.{code}")
    if len(value) == len(parties) and all(raw.get("lead") is None for raw in value.values()):
        raise InvalidInput(name, "required", _("Name the responsible executor."))


def _team(raw: Any, name: str) -> Team:  # noqa: ANN401
    wrong = InvalidInput(name, "invalid", _("Give the responsible executor and the co-executors."))
    if not isinstance(raw, dict) or not {"lead"} <= set(raw) <= {"lead", "co"}:
        raise wrong
    lead, members = raw["lead"], raw.get("co", [])
    if not (lead is None or isinstance(lead, str)) or not isinstance(members, list):
        raise wrong
    for one in members:
        if not isinstance(one, dict) or not {"agency"} <= set(one) <= {"agency", "by_agreement"}:
            raise wrong
        if not isinstance(one["agency"], str) or not isinstance(one.get("by_agreement", False), bool):
            raise wrong
    if lead is None and members:
        raise wrong
    return team_from(raw)


def _check_added(roadmap: Roadmap, value: Any, name: str) -> None:  # noqa: ANN401
    if not isinstance(value, dict) or set(value) != ADDED_KEYS:
        raise InvalidInput(name, "invalid", _("Give direction, number, title, deadline, form and executors."))
    number = value["number"]
    if not isinstance(number, str):
        raise InvalidInput(f"{name}.number", "invalid", _("Give the number as a text."))
    try:
        number_key(number)
    except InvalidInput as wrong:
        raise InvalidInput(f"{name}.number", wrong.code, wrong.message) from wrong
    direction = value["direction"]
    is_number = isinstance(direction, int) and not isinstance(direction, bool) and 0 < direction < 32768  # noqa: PLR2004
    if not is_number or not Direction.objects.filter(roadmap=roadmap, number=direction).exists():
        raise InvalidInput(f"{name}.direction", "does_not_exist", _("There is no such direction."))
    form = value["completion_form"]
    if not isinstance(form, str) or not CompletionForm.objects.filter(code=form).exists():
        raise InvalidInput(f"{name}.completion_form", "does_not_exist", _("There is no such form of completion."))
    check_texts(value[TITLE], TITLE, f"{name}.title")
    check_deadline(roadmap, value[DEADLINE], f"{name}.deadline")
    check_executors(roadmap, value[EXECUTORS], f"{name}.executors")
    if all(raw.get("lead") is None for raw in value[EXECUTORS].values()):
        raise InvalidInput(f"{name}.executors", "required", _("Name the responsible executor."))
    if Measure.objects.filter(roadmap=roadmap, number=number).exists():
        raise RuleBroken("number_taken", _("This number is taken."), f"{name}.number")
