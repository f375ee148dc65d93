"""What must hold between the records of a road map's file (rules.md §1, §2)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from roadmap.choices import RECURRING_FORMS
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.imports.reading import named
from roadmap.imports.records import STAND_IN_DAY
from roadmap.rules.deadlines import read_deadline
from roadmap.rules.numbers import number_key
from roadmap.rules.periods import Term

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from roadmap.imports.records import Problems
    from roadmap.rules.deadlines import Deadline, Span
    from roadmap.rules.document import Document, StatedMeasure, StatedTeam

FEWEST_PARTIES = 2
UNKNOWN_REGION = _("There is no such region in the file.")
UNKNOWN_AGENCY = _("There is no such agency in the file.")


def check_document(document: Document, problems: Problems) -> Document:
    """Note everything in a document that contradicts itself; what could not be read is left out.

    Returns the document with all due periods that its wordings mean: the file lists recurring ones only.
    """
    term = _check_term(document, problems)
    _check_repeats(document, problems)
    _check_homes(document, problems)
    # a road map repeats few wordings often
    read = cache(partial(read_deadline, term=term)) if term is not None else None
    measures = []
    for index, measure in enumerate(document.measures):
        path = named("measures", index, measure.number)
        _check_direction(document, measure, path, problems)
        _check_form(document, measure, path, problems)
        _check_teams(document, measure, path, problems)
        if read is not None and not problems.are_under(f"{path}.deadline"):
            deadline = _check_deadline(measure, read, f"{path}.deadline", problems)
            measures.append(replace(measure, deadline=deadline or measure.deadline))
    if len(document.party_codes) < FEWEST_PARTIES and not problems.are_under("roadmap.signatories"):
        problems.add("roadmap.signatories", _("A road map needs at least two Parties."))
    return replace(document, measures=tuple(measures))


def _check_homes(document: Document, problems: Problems) -> None:
    regions = {region.code for region in document.regions}
    for index, agency in enumerate(document.agencies):
        path = named("agencies", index, agency.code) + ".region"
        if agency.region not in regions and not (problems.are_under(path) or problems.are_above("regions")):
            problems.add(path, UNKNOWN_REGION)


def _check_term(document: Document, problems: Problems) -> Term | None:
    """Return the term that deadlines are read in, None where the file has none."""
    if STAND_IN_DAY in {document.starts_on, document.ends_on}:
        return None
    if document.ends_on < document.starts_on:
        problems.add("roadmap.period_end", _("The road map ends before it begins."))
        return None
    return Term(starts_on=document.starts_on, ends_on=document.ends_on)


def _check_repeats(document: Document, problems: Problems) -> None:
    """Note codes and numbers that stand for two records. Numbers that sort alike are the same number."""
    numbers = [_sorted_as(measure.number) for measure in document.measures]
    paths = [named("measures", index, measure.number) for index, measure in enumerate(document.measures)]
    _repeats(zip(paths, numbers, strict=True), "number", problems)
    for records, codes in (
        ("regions", [region.code for region in document.regions]),
        ("agencies", [agency.code for agency in document.agencies]),
        ("directions", [direction.code for direction in document.directions]),
        ("meta.completion_forms", [form.code for form in document.forms]),
    ):
        coded = [(named(records, index, code), code) for index, code in enumerate(codes)]
        _repeats(coded, "code", problems)
    sources = [(named("sources", index, one.code), one.code) for index, one in enumerate(document.sources)]
    _repeats(sources, "id", problems)
    directions = [(named("directions", index, one.code), one.number) for index, one in enumerate(document.directions)]
    _repeats(directions, "number", problems)


def _repeats(keys: Iterable[tuple[str, Hashable]], field: str, problems: Problems) -> None:
    seen: set[Hashable] = set()
    for path, key in keys:
        if problems.are_under(f"{path}.{field}"):
            continue
        if key in seen:
            problems.add(f"{path}.{field}", _("Another record of the file has it already."))
        seen.add(key)


def _sorted_as(number: str) -> str:
    try:
        return number_key(number)
    except InvalidInput:
        return number


def _check_direction(document: Document, measure: StatedMeasure, path: str, problems: Problems) -> None:
    if problems.are_under(f"{path}.direction") or problems.are_above("directions"):
        return
    codes = {direction.number: direction.code for direction in document.directions}
    if measure.direction not in codes:
        problems.add(f"{path}.direction", _("There is no such direction in the file."))
    elif codes[measure.direction] != measure.direction_code:
        problems.add(f"{path}.direction_code", _("The direction of this number has another code."))


def _check_form(document: Document, measure: StatedMeasure, path: str, problems: Problems) -> None:
    if problems.are_under(f"{path}.completion_form") or problems.are_above("meta.completion_forms"):
        return
    known = {form.code: form for form in document.forms}
    if measure.form.code not in known:
        problems.add(f"{path}.completion_form.code", _("There is no such form of completion in the file."))
        return
    for language, text in measure.form.name.as_json().items():
        if known[measure.form.code].name.as_json()[language] != text:
            problems.add(f"{path}.completion_form.{language}", _("The form of this code is called otherwise."))


def _check_teams(document: Document, measure: StatedMeasure, path: str, problems: Problems) -> None:
    if not measure.teams and not problems.are_under(f"{path}.agencies"):
        problems.add(f"{path}.agencies", _("Nobody carries the measure out."))
    regions = {region.code for region in document.regions}
    for team in measure.teams:
        side = f"{path}.agencies.{team.region}"
        if problems.are_above("regions"):
            continue
        if team.region not in regions:
            problems.add(side, UNKNOWN_REGION)
        elif not problems.are_under(side) and not problems.are_above("agencies"):
            _check_team(document, team, side, problems)


def _check_team(document: Document, team: StatedTeam, side: str, problems: Problems) -> None:
    home = {agency.code: agency.region for agency in document.agencies}
    if not team.lead:
        problems.add(f"{side}.lead", _("Name the responsible executor."))
    named = [("lead", team.lead), *(("co", code) for code in team.co)] if team.lead else [("co", c) for c in team.co]
    for key, code in named:
        if code not in home:
            problems.add(f"{side}.{key}", _("There is no such agency in the file: %(code)s.") % {"code": code})
        elif home[code] != team.region:
            problems.add(f"{side}.{key}", _("The agency is another region's: %(code)s.") % {"code": code})
    if team.lead in team.co:
        problems.add(f"{side}.co", _("The responsible executor is no co-executor as well."))


def _check_deadline(
    measure: StatedMeasure, read: Callable[[str], Deadline], path: str, problems: Problems
) -> Deadline | None:
    """Compare what three wordings say with each other, and with what the file computed from them.

    Returns what they say; None where none can be read.
    """
    readings: dict[str, Deadline] = {}
    for language, wording in measure.wording.as_json().items():
        try:
            readings[language] = read(wording)
        except RuleBroken as error:
            problems.add(f"{path}.text_{language}", error.message)
    if not readings:
        return None
    [(agreed, _votes)] = Counter(readings.values()).most_common(1)
    for language, reading in readings.items():
        if reading != agreed:
            message = _("The wordings disagree: this one means %(this)s, another %(other)s.")
            problems.add(f"{path}.text_{language}", message % {"this": _said(reading), "other": _said(agreed)})
    if len(readings) == len(measure.wording.as_json()) and not problems.are_under(path):
        _check_stated(measure.deadline, agreed, path, problems)
    return agreed


def _check_stated(stated: Deadline, read: Deadline, path: str, problems: Problems) -> None:
    for key, said, meant in (
        ("form", stated.form, read.form),
        ("start", stated.starts_on, read.starts_on),
        ("end", stated.due_on, read.due_on),
    ):
        if said != meant:
            problems.add(f"{path}.{key}", _("The wordings mean %(meant)s here.") % {"meant": str(meant)})
    spans = read.occurrences if read.form in RECURRING_FORMS else ()
    if stated.occurrences != spans and not problems.are_under(path):
        meant_spans = "; ".join(_span(span) for span in spans) or "[]"
        problems.add(f"{path}.occurrences", _("The wordings mean %(meant)s here.") % {"meant": meant_spans})


def _said(deadline: Deadline) -> str:
    return f"{deadline.form} {deadline.starts_on} – {deadline.due_on}"


def _span(span: Span) -> str:
    return f"{span.label} {span.starts_on} – {span.due_on}"
