"""The filter panel of the measures: its fields, and the filters in force as words (api.md *Filters*)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.lists.alphabet import alphabet_key
from roadmap.choices import Agreement, DeadlineForm, Health, Reason, SourceKind, Status
from roadmap.filters.parameters import Values
from roadmap.web.desk import Desk
from roadmap.web.lists import Asked

Label = str | Promise
Option = tuple[str, Label]

LABELS: Mapping[str, Label] = {
    "roadmap": gettext_lazy("road map"),
    "direction": gettext_lazy("direction"),
    "number": gettext_lazy("number"),
    "agency": gettext_lazy("agency"),
    "lead": gettext_lazy("responsible executor"),
    "region": gettext_lazy("Party with executors"),
    "side": gettext_lazy("as seen by"),
    "status": gettext_lazy("status"),
    "agreement": gettext_lazy("agreement"),
    "health": gettext_lazy("state of the deadline"),
    "deadline_form": gettext_lazy("form of the deadline"),
    "due_after": gettext_lazy("due on or after"),
    "due_before": gettext_lazy("due on or before"),
    "progress_min": gettext_lazy("progress from, %"),
    "progress_max": gettext_lazy("progress to, %"),
    "at_risk": gettext_lazy("at risk of non-fulfilment"),
    "reason": gettext_lazy("reason"),
    "silent_days_min": gettext_lazy("silent for days, at least"),
    "source": gettext_lazy("source of the text"),
    "cancelled": gettext_lazy("cancelled"),
    "updated_after": gettext_lazy("changed after"),
    "search": gettext_lazy("search"),
    "compare": gettext_lazy("changed since the day"),
    "as_of": gettext_lazy("on the day"),
    "known_on": gettext_lazy("as known on"),
    "tz": gettext_lazy("time zone"),
}
ORDERS: Mapping[str, Label] = {
    "due_on": gettext_lazy("by due date"),
    "health": gettext_lazy("the worst first"),
    "status": gettext_lazy("by status"),
    "progress": gettext_lazy("by progress"),
    "-updated_at": gettext_lazy("the newest changes first"),
}
YES_NO: Sequence[Option] = (("true", gettext_lazy("yes")), ("false", gettext_lazy("no")))
CLOSED_LISTS: Mapping[str, Sequence[Option]] = {
    "status": Status.choices,
    "agreement": Agreement.choices,
    "health": Health.choices,
    "deadline_form": DeadlineForm.choices,
    "reason": Reason.choices,
    "source": SourceKind.choices,
    "at_risk": YES_NO,
    "cancelled": YES_NO,
}
TICKED = ("status", "health", "agreement")
SELECTED = ("agency", "region", "side", "deadline_form", "reason", "source", "at_risk", "cancelled")
DAYS = ("due_after", "due_before")
NUMBERS: Mapping[str, int | None] = {"progress_min": 100, "progress_max": 100, "silent_days_min": None}


@dataclass(frozen=True)
class Field:
    """A field of the panel, as `filter_field.html` takes it."""

    name: str
    label: Label
    kind: str
    choices: Sequence[Mapping[str, Any]] = ()
    value: str = ""
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True)
class Panel:
    """The panel: what always shows, what opens, and the filters in force."""

    direction: Field
    ordering: Field
    more: tuple[Field, ...]
    chips: tuple[Mapping[str, Any], ...]
    carried: tuple[Mapping[str, str], ...]
    search: str
    is_open: bool


def panel_of(desk: Desk, asked: Asked, days_asked: Sequence[str] = DAYS) -> Panel:
    """Return the panel for what an address asks; `days_asked` are its fields of days."""
    values = asked.values
    options = options_of(desk)
    ticked = [field_of(name, "choices", options[name], values) for name in TICKED]
    selected = [field_of(name, "select", options[name], values) for name in SELECTED if options[name]]
    days = [Field(name, LABELS[name], "date", value=one_value(values, name)) for name in days_asked]
    numbers = [
        Field(name, LABELS[name], "number", value=one_value(values, name), minimum=0, maximum=most)
        for name, most in NUMBERS.items()
    ]
    shown = {*TICKED, *SELECTED, *days_asked, *NUMBERS}
    carried = [name for name in values if name not in {*shown, "direction", "ordering", "search", "cursor"}]
    return Panel(
        direction=field_of("direction", "select", options["direction"], values),
        ordering=_ordering(values),
        more=(*ticked, *selected, *days, *numbers),
        chips=tuple(_chips(desk, asked, options)),
        carried=tuple({"name": name, "value": value} for name in carried for value in values[name]),
        search=one_value(values, "search"),
        is_open=any(name in shown for name in values),
    )


def options_of(desk: Desk) -> dict[str, Sequence[Option]]:
    """Return the values that each field offers, with their words."""
    hidden = desk.reference.hidden_from(desk.reader)
    roadmaps = [row.code for pk, row in desk.reference.roadmaps.items() if pk not in hidden]
    numbers = {number for code, number in desk.names.directions if code in roadmaps}
    directions = {number: _direction(desk, roadmaps, number) for number in sorted(numbers)}
    regions = [(code, desk.region(code)) for code in desk.in_order(tuple(desk.names.regions))]
    agencies = [(code, desk.agency(code)) for code in desk.names.agencies]
    return {
        **CLOSED_LISTS,
        "direction": [(str(number), f"{number}. {name}") for number, name in directions.items()],
        "agency": sorted(agencies, key=lambda option: alphabet_key(str(option[1]))),
        "region": regions,
        "side": regions,
    }


def _direction(desk: Desk, roadmaps: Iterable[str], number: int) -> str:
    return next(
        desk.text(desk.names.directions[code, number]) for code in roadmaps if (code, number) in desk.names.directions
    )


def field_of(name: str, kind: str, options: Sequence[Option], values: Values) -> Field:
    """Return a field of options; a value that none of them has stays, so that nothing is dropped silently."""
    given = several(values, name)
    known = {value for value, _label in options}
    more = [(value, value) for value in given if value not in known]
    if kind == "select" and len(given) > 1:
        joined = ",".join(given)
        more, given = [(joined, " · ".join(words_of(options, given)))], [joined]
    choices = [
        {"value": value, "label": label, "chosen": value in given, "count": None} for value, label in (*options, *more)
    ]
    return Field(name, LABELS[name], kind, choices)


def _ordering(values: Values) -> Field:
    chosen = one_value(values, "ordering")
    options = [*ORDERS.items(), *([(chosen, chosen)] if chosen and chosen not in ORDERS else [])]
    choices = [{"value": code, "label": label, "chosen": code == chosen} for code, label in options]
    return Field("ordering", _("order"), "select", choices)


def _chips(desk: Desk, asked: Asked, options: Mapping[str, Sequence[Option]]) -> Iterable[Mapping[str, Any]]:
    for name in asked.filters:
        words = words_of(options.get(name, ()), several(asked.values, name))
        if name == "roadmap":
            words = [_roadmap(desk, code) for code in words]
        yield {"label": LABELS[name], "value": ", ".join(words), "remove_url": asked.address(name, "cursor") or "?"}


def _roadmap(desk: Desk, code: str) -> str:
    found = desk.names.roadmaps.get(code)
    return desk.text(found.short_title) if found is not None else code


def words_of(options: Sequence[Option], given: Sequence[str]) -> list[str]:
    """Return values in the words of their options; an unknown one as it stands."""
    known = dict(options)
    return [str(known.get(value, value)) for value in given]


def several(values: Values, name: str) -> list[str]:
    """Return the values of a parameter, those separated by commas too; words of a search stay whole."""
    given = values.get(name, ())
    return list(given) if name == "search" else [part for value in given for part in value.split(",")]


def one_value(values: Values, name: str) -> str:
    """Return a parameter as one text, as a field shows it."""
    return ",".join(values.get(name, ()))
