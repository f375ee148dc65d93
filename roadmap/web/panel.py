"""The filter panel of a list: its fields, and the filters in force as words (api.md *Filters*)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.lists.alphabet import alphabet_key
from roadmap.choices import Agreement, DeadlineForm, Health, Reason, SourceKind, Status
from roadmap.filters.parameters import Values
from roadmap.selectors.names import Names
from roadmap.web.desk import Desk
from roadmap.web.lists import Asked

Label = str | Promise
Option = tuple[str, Label]
Options = Sequence[tuple[str, str]]

# Different forms of filters whose words are kept: of each page, language, region and day asked for.
DIFFERENT_FORMS = 64


@dataclass(frozen=True, eq=False)
class Fields:
    """Which fields a page's filter has, of each kind in the order in which they stand, and their words.

    `lists` are the closed lists of values; those of directions, agencies and regions come from what there is.
    `numbers` are fields of numbers and the most that each may be. `orders` are the orderings offered besides
    the page's own, which `first_order` names; a page without them cannot be put in order.
    """

    labels: Mapping[str, Label]
    lists: Mapping[str, Sequence[Option]]
    ticked: Sequence[str]
    selected: Sequence[str]
    search: Label
    typed: Sequence[str] = ()
    days: Sequence[str] = ()
    numbers: Sequence[tuple[str, int | None]] = ()
    orders: Sequence[Option] = ()
    first_order: Label = ""

    @property
    def opening(self) -> frozenset[str]:
        """Return the fields that stand in the part of the form that opens."""
        return frozenset((*self.ticked, *self.selected, *self.typed, *self.days, *dict(self.numbers)))


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
YES_NO: Sequence[Option] = (("true", gettext_lazy("yes")), ("false", gettext_lazy("no")))
# The plan shown otherwise than as a table cannot be put in order; a calendar has its own days.
MONTH_FIELDS = Fields(
    labels=LABELS,
    lists={
        "status": Status.choices,
        "agreement": Agreement.choices,
        "health": Health.choices,
        "deadline_form": DeadlineForm.choices,
        "reason": Reason.choices,
        "source": SourceKind.choices,
        "at_risk": YES_NO,
        "cancelled": YES_NO,
    },
    ticked=("status", "health", "agreement"),
    selected=("agency", "region", "side", "deadline_form", "reason", "source", "at_risk", "cancelled"),
    numbers=(("progress_min", 100), ("progress_max", 100), ("silent_days_min", None)),
    search=gettext_lazy("Search: a word, a number, an agency"),
)
PLAN_FIELDS = replace(MONTH_FIELDS, days=("due_after", "due_before"))
MEASURE_FIELDS = replace(
    PLAN_FIELDS,
    days=(*PLAN_FIELDS.days, "compare"),
    orders=(
        ("due_on", gettext_lazy("by due date")),
        ("health", gettext_lazy("the worst first")),
        ("status", gettext_lazy("by status")),
        ("progress", gettext_lazy("by progress")),
        ("-updated_at", gettext_lazy("the newest changes first")),
    ),
    first_order=gettext_lazy("as in the document"),
)


class Choice(NamedTuple):
    """A value that a field offers."""

    value: str
    label: str
    chosen: bool


class Field(NamedTuple):
    """A field of the panel, as `filter_field.html` takes it."""

    name: str
    label: str
    kind: str
    choices: tuple[Choice, ...] = ()
    value: str = ""
    minimum: int | None = None
    maximum: int | None = None
    empty: str = ""


class Chip(NamedTuple):
    """A filter in force, and the address without it."""

    label: str
    value: str
    remove_url: str


class Carried(NamedTuple):
    """A parameter that the form has no field for, and takes along."""

    name: str
    value: str


class FilterForm(NamedTuple):
    """What always shows, what opens, and what goes along, as `_filter_form.html` takes it."""

    search_label: str
    search: str
    direction: Field
    ordering: Field | None
    more: tuple[Field, ...]
    is_open: bool
    carried: tuple[Carried, ...]


@dataclass(frozen=True)
class Panel:
    """The form, and the filters in force."""

    form: FilterForm
    chips: tuple[Chip, ...]


class _Offer(NamedTuple):
    """What a form offers, in the words of one language."""

    labels: Mapping[str, str]
    options: Mapping[str, Options]
    search: str
    order: str
    orders: Options
    first_order: str
    roadmaps: Mapping[str, str]


def panel_of(desk: Desk, asked: Asked, fields: Fields) -> Panel:
    """Return the panel for what an address asks."""
    values, offer, opening = asked.values, _offer_to(desk, fields), fields.opening

    def field(name: str, kind: str) -> Field:
        return Field(name, offer.labels[name], kind, _choices(offer.options[name], several(values, name), kind))

    def typed(name: str, kind: str) -> Field:
        return Field(name, offer.labels[name], kind, value=one_value(values, name))

    carried = [name for name in values if name not in {*opening, "direction", "ordering", "search", "cursor"}]
    form = FilterForm(
        search_label=offer.search,
        search=one_value(values, "search"),
        direction=field("direction", "select"),
        ordering=_ordering(offer, one_value(values, "ordering")) if fields.orders else None,
        more=(
            *[field(name, "choices") for name in fields.ticked],
            *[field(name, "select") for name in fields.selected if offer.options[name]],
            *[typed(name, "text") for name in fields.typed],
            *[typed(name, "date") for name in fields.days],
            *[typed(name, "number")._replace(minimum=0, maximum=most) for name, most in fields.numbers],
        ),
        is_open=any(name in opening for name in values),
        carried=tuple(Carried(name, value) for name in carried for value in values[name]),
    )
    return Panel(form, tuple(_chips(asked, offer)))


def _offer_to(desk: Desk, fields: Fields) -> _Offer:
    hidden = desk.reference.hidden_from(desk.reader)
    return _offer(
        fields,
        desk.names,
        desk.language,
        desk.in_order(tuple(desk.names.regions)),
        tuple(row.code for pk, row in desk.reference.roadmaps.items() if pk not in hidden),
        desk.question.facts_on,
        desk.question.known_on,
    )


@lru_cache(maxsize=DIFFERENT_FORMS)
def _offer(
    fields: Fields,
    names: Names,
    language: str,
    regions: Sequence[str],
    roadmaps: Sequence[str],
    day: date,
    known_on: datetime | None,
) -> _Offer:
    """Return what a form offers those who may know of some road maps; `language` is the active one."""
    directions = {
        number: texts[language]
        for first in reversed(roadmaps)
        for (code, number), texts in names.directions.items()
        if code == first
    }
    called = [(code, names.regions[code][language]) for code in regions]
    agencies = [(code, agency.on(day, known_on)[language]) for code, agency in names.agencies.items()]
    return _Offer(
        labels={name: str(label) for name, label in fields.labels.items()},
        options={
            "direction": [(str(number), f"{number}. {directions[number]}") for number in sorted(directions)],
            "agency": sorted(agencies, key=lambda option: alphabet_key(option[1])),
            "region": called,
            "side": called,
            **{name: _in_words(options) for name, options in fields.lists.items()},
        },
        search=str(fields.search),
        order=_("order"),
        orders=_in_words(fields.orders),
        first_order=str(fields.first_order),
        roadmaps={code: found.short_title[language] for code, found in names.roadmaps.items()},
    )


def _in_words(options: Iterable[Option]) -> Options:
    return [(value, str(label)) for value, label in options]


def _choices(options: Options, given: Sequence[str], kind: str) -> tuple[Choice, ...]:
    """Return what a field offers; a value that none of its options has stays, so that nothing is dropped silently."""
    known = {value for value, _label in options}
    more = [(value, value) for value in given if value not in known]
    if kind == "select" and len(given) > 1:
        joined = ",".join(given)
        more, given = [(joined, " · ".join(_words_of(options, given)))], [joined]
    return tuple([Choice(value, label, value in given) for value, label in (*options, *more)])


def _ordering(offer: _Offer, chosen: str) -> Field:
    choices = _choices(offer.orders, [chosen] if chosen else [], "select")
    return Field("ordering", offer.order, "select", choices, empty=offer.first_order)


def _chips(asked: Asked, offer: _Offer) -> Iterable[Chip]:
    for name in asked.filters:
        words = _words_of(offer.options.get(name, ()), several(asked.values, name))
        if name == "roadmap":
            words = [offer.roadmaps.get(code, code) for code in words]
        yield Chip(offer.labels.get(name, name), ", ".join(words), asked.address(name, "cursor") or "?")


def _words_of(options: Options, given: Sequence[str]) -> list[str]:
    """Return values in the words of their options; an unknown one as it stands."""
    known = dict(options)
    return [known.get(value, value) for value in given]


def several(values: Values, name: str) -> list[str]:
    """Return the values of a parameter, those separated by commas too; words of a search stay whole."""
    given = values.get(name, ())
    return list(given) if name == "search" else [part for value in given for part in value.split(",")]


def one_value(values: Values, name: str) -> str:
    """Return a parameter as one text, as a field shows it."""
    return ",".join(values.get(name, ()))
