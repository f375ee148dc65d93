"""The columns of every list, declared once: for CSV and for workbooks, on pages and in the API.

A column's name is the dotted path of its value in the list's JSON; a measure's sides are named by
their region (`sides.aktobe.status`). Measures also say how the database itself writes a cell, and
the value of JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db.models import Case, F, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from roadmap.exports.expressions import (
    Flag,
    Joined,
    Quoted,
    Stored,
    as_text,
    day_value,
    days_between,
    filled,
    json_object,
    text,
    word,
)
from roadmap.selectors.comparing import COMPARED
from roadmap.selectors.health import SIDES_OF_MEASURE, HealthIn
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference

LANGUAGES = ("kk", "ru", "en")
UPDATED_AT = "updated_at"
SIDE = (
    "status",
    "progress",
    "health",
    "stands_on",
    "days_silent",
    "at_risk",
    "reason",
    "lead",
    "co",
    "by_agreement",
)
OCCURRENCE = (
    "id",
    "measure",
    "measure_number",
    "roadmap",
    "direction",
    "label",
    "starts_on",
    "due_on",
    "status",
    "progress",
    "health",
    "agreement",
)
SHARED = ("id", "roadmap", "state", "proposed_by", "proposed_at", "confirmed_at", "declined_reason", "demo", "version")


def texts(name: str) -> tuple[str, ...]:
    """Return the paths of a text in the three languages."""
    return tuple(f"{name}.{language}" for language in LANGUAGES)


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "regions": ("code", *texts("name"), "country", "timezone", "language"),
    "agencies": (
        "code",
        "region",
        *texts("name"),
        "level",
        "valid_from",
        "valid_to",
        "successor",
        "source",
        "version",
    ),
    "roadmaps": (
        "code",
        *texts("title"),
        *texts("short_title"),
        "state",
        "starts_on",
        "ends_on",
        "signed_on",
        "closed_until",
        "parties",
        "predecessor",
        "successor",
        "proposal.state",
        "proposal.proposed_by",
        "proposal.proposed_at",
        *texts("disclaimer"),
        "source",
        "version",
    ),
    "directions": ("id", "roadmap", "number", "code", *texts("name"), "source", "version"),
    "occurrences": OCCURRENCE,
    "reports": (
        "id",
        "measure",
        "measure_number",
        "occurrence",
        "region",
        "agency",
        "author",
        "signatory.post",
        "signatory.name",
        "on_behalf",
        "state",
        "stands_on",
        "status",
        "progress",
        "at_risk",
        "reason",
        "reason_text",
        "summary",
        "language",
        "completion_delivered",
        "supersedes",
        "correction_reason",
        "after_closing",
        "returned_reason",
        "demo",
        "evidence",
        "submitted_at",
        "accepted_at",
        "accepted_by",
        "version",
        "updated_at",
    ),
    "evidence": ("id", "name", "size", "sha256", "media_type", "link"),
    "comments": ("id", "measure", "text", "audience", "region", "agency", "author", "demo", "at"),
    "amendments": (*SHARED, "protocol_number", "protocol_date", "effective_on", "changes"),
    "settlements": (
        *SHARED,
        "measure",
        "measure_number",
        "occurrence",
        "status",
        "text",
        "protocol_number",
        "protocol_date",
    ),
    "periods": (*SHARED, "period", "cycle", "starts_on", "ends_on", "sha256"),
}
THEN = tuple(f"then.{name}" for name in COMPARED)
WITH_SIDES = frozenset({"measures", "occurrences"})
Written = Callable[[Question], Combinable]


@dataclass(frozen=True)
class Column:
    """A column of measures: its path, and how the database writes its value in JSON for a question.

    `in_csv` is how it writes the cell of CSV, where that is not the same.
    """

    path: str
    value: Written
    in_csv: Written | None = None

    def cell(self, question: Question) -> Combinable:
        """Return how the database writes the cell of CSV."""
        return (self.in_csv or self.value)(question)


def _itself(name: str, _question: Question) -> F:
    return F(name)


def _cell_of_text(name: str, _question: Question) -> Combinable:
    return text(name)


def plain(path: str, name: str | None = None) -> Column:
    """Return a column that is written as it is kept."""
    return Column(path, partial(_itself, name or path))


def three_texts(path: str, name: str) -> tuple[Column, ...]:
    """Return the columns of a text in the three languages."""
    return tuple(
        Column(f"{path}.{code}", partial(_itself, f"{name}_{code}"), partial(_cell_of_text, f"{name}_{code}"))
        for code in LANGUAGES
    )


MEASURE: tuple[Column, ...] = (
    plain("id"),
    plain("roadmap", "roadmap__code"),
    Column("number", lambda _question: F("number"), lambda _question: Quoted("number")),
    plain("direction", "direction__number"),
    *three_texts("title", "title"),
    plain("completion_form.code", "completion_form__code"),
    *three_texts("completion_form", "completion_form__name"),
    plain("deadline.form", "deadline_form"),
    plain("deadline.starts_on", "starts_on"),
    plain("deadline.due_on", "due_on"),
    *three_texts("deadline.wording", "deadline"),
    plain("deadline.original_due_on", "original_due_on"),
    plain("deadline.postponements", "postponements"),
    Column("deadline.slippage_days", lambda _question: days_between(F("due_on"), F("original_due_on"))),
    plain("status"),
    plain("progress"),
    Column("health", lambda question: HealthIn(question, SIDES_OF_MEASURE).code()),
    plain("agreement"),
    Column("cancelled", lambda _question: Flag("is_cancelled"), lambda _question: word("is_cancelled")),
)
MEASURE_END: tuple[Column, ...] = (
    plain("source.kind", "source"),
    Column("source.fields", lambda _question: Stored("source_fields"), lambda _question: as_text("source_fields")),
    plain("version"),
    plain(UPDATED_AT),
)


def measure_columns(reference: Reference, region_ids: Sequence[int]) -> tuple[Column, ...]:
    """Return the columns of measures, with those of each Party's side."""
    sides = [column for region_id in region_ids for column in side_columns(reference, region_id)]
    return (*MEASURE, *sides, *MEASURE_END)


def side_columns(reference: Reference, region_id: int) -> list[Column]:
    """Return the columns of one Party's side, which rows carry as the relation `side_<region id>`."""
    side = f"side_{region_id}__"

    def health(question: Question) -> Case:
        own_day = replace(question, days={region_id: question.day_of(region_id)})
        known = When(**{f"{side}region_id": region_id}, then=HealthIn(own_day, prefix=side).code())
        return Case(known)

    def days_silent(question: Question) -> Case:
        silent = days_between(day_value(question.day_of(region_id)), F(f"{side}stands_on"))
        return Case(When(**{f"{side}is_closed": False}, then=silent))

    made: Mapping[str, tuple[Written, ...]] = {
        "health": (health,),
        "days_silent": (days_silent,),
        "at_risk": (lambda _question: Flag(f"{side}at_risk"), lambda _question: word(f"{side}at_risk")),
        "reason": (lambda _question: filled(f"{side}reason"),),
        "lead": (lambda _question: filled(f"{side}lead_code"),),
        "co": (lambda _question: Stored(f"{side}co"), lambda _question: Joined(f"{side}co")),
        "by_agreement": (
            lambda _question: Stored(f"{side}by_agreement"),
            lambda _question: Joined(f"{side}by_agreement"),
        ),
    }

    def column(name: str) -> Column:
        path = f"sides.{reference.regions[region_id].code}.{name}"
        return Column(path, *made[name]) if name in made else plain(path, f"{side}{name}")

    return [column(name) for name in SIDE]


def measure_in_json(question: Question) -> tuple[Cast, Cast]:
    """Return a measure's JSON before its sides and behind them, without the moment of its last change."""
    end = (column for column in MEASURE_END if column.path != UPDATED_AT)
    return _in_json(MEASURE, question), _in_json(end, question)


def side_in_json(reference: Reference, question: Question, region_id: int) -> Case:
    """Return the JSON of one Party's side, which rows carry as the relation `side_<region id>`; nothing for none."""
    code = reference.regions[region_id].code
    inside = f"sides.{code}."
    named = [replace(one, path=one.path.removeprefix(inside)) for one in side_columns(reference, region_id)]
    region = Column("region", lambda _question: Value(code))
    return Case(When(**{f"side_{region_id}__region_id": region_id}, then=_in_json([region, *named], question)))


def _in_json(columns: Iterable[Column], question: Question) -> Cast:
    return Cast(json_object({column.path: column.value(question) for column in columns}), TextField())


def columns_of(name: str, reference: Reference, region_ids: Sequence[int]) -> tuple[str, ...]:
    """Return the paths of a list's columns."""
    if name == "measures":
        return tuple(column.path for column in measure_columns(reference, region_ids))
    own = COLUMNS[name]
    if name not in WITH_SIDES:
        return own
    codes = [reference.regions[region_id].code for region_id in region_ids]
    return (*own, *(f"sides.{code}.{part}" for code in codes for part in SIDE))


def chosen(paths: Sequence[str], fields: frozenset[str] | None) -> list[str]:
    """Return the columns that `fields` names; a side's column is also named without its region."""
    if fields is None:
        return list(paths)
    return [path for path in paths if any(_is_in(path, field) or _is_in(_joint(path), field) for field in fields)]


def flat_sides(row: dict[str, Any], codes: Sequence[str]) -> dict[str, Any]:
    """Return a row whose sides are found by their region; None for a Party without one."""
    sides = {side["region"]: side for side in row["sides"]}
    return {**row, "sides": {code: sides.get(code) for code in codes}}


def _is_in(path: str, field: str) -> bool:
    return path == field or path.startswith(f"{field}.")


def _joint(path: str) -> str:
    parts = path.split(".")
    return ".".join([parts[0], *parts[2:]]) if parts[0] == "sides" else path
