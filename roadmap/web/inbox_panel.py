"""The filter panel of the reports: its fields, and the filters in force as words (api.md *Filters*)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from roadmap.choices import Reason, ReportState, Status
from roadmap.web.desk import Desk
from roadmap.web.lists import Asked
from roadmap.web.panel import LABELS, YES_NO, Field, Label, Option, field_of, one_value, options_of, several, words_of

REPORT_LABELS: Mapping[str, Label] = {
    **LABELS,
    "measure": gettext_lazy("measure"),
    "occurrence": gettext_lazy("due period"),
    "region": gettext_lazy("Party"),
    "state": gettext_lazy("state of the report"),
    "stands_after": gettext_lazy("facts of this day or later"),
    "stands_before": gettext_lazy("facts of this day or earlier"),
    "accepted_after": gettext_lazy("accepted after"),
    "demo": gettext_lazy("demonstration data"),
}
CLOSED_LISTS: Mapping[str, Sequence[Option]] = {
    "state": ReportState.choices,
    "status": Status.choices,
    "reason": Reason.choices,
    "at_risk": YES_NO,
    "demo": YES_NO,
}
SELECTED = ("agency", "region", "reason", "at_risk")
TYPED = ("number",)
DAYS = ("stands_after", "stands_before")
ORDERS: Mapping[str, Label] = {
    "number": gettext_lazy("as in the document"),
    "-stands_on": gettext_lazy("by the day of the facts"),
    "-accepted_at": gettext_lazy("the newest acceptances first"),
    "-updated_at": gettext_lazy("the newest changes first"),
}


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


def panel_of(desk: Desk, asked: Asked) -> Panel:
    """Return the panel for what an address asks."""
    values = asked.values
    options = {**options_of(desk), **CLOSED_LISTS}
    ticked = field_of("status", "choices", options["status"], values)
    selected = [_renamed(field_of(name, "select", options[name], values)) for name in SELECTED]
    typed = [Field(name, REPORT_LABELS[name], "text", value=one_value(values, name)) for name in TYPED]
    days = [Field(name, REPORT_LABELS[name], "date", value=one_value(values, name)) for name in DAYS]
    shown = {"status", *SELECTED, *TYPED, *DAYS}
    carried = [name for name in values if name not in {*shown, "direction", "ordering", "search", "cursor"}]
    return Panel(
        direction=field_of("direction", "select", options["direction"], values),
        ordering=_ordering(one_value(values, "ordering")),
        more=(ticked, *selected, *typed, *days),
        chips=tuple(_chips(asked, options)),
        carried=tuple({"name": name, "value": value} for name in carried for value in values[name]),
        search=one_value(values, "search"),
        is_open=any(name in shown for name in values),
    )


def _renamed(field: Field) -> Field:
    return Field(field.name, REPORT_LABELS[field.name], field.kind, field.choices)


def _ordering(chosen: str) -> Field:
    options = [*ORDERS.items(), *([(chosen, chosen)] if chosen and chosen not in ORDERS else [])]
    choices = [{"value": code, "label": label, "chosen": code == chosen} for code, label in options]
    return Field("ordering", gettext_lazy("order"), "select", choices)


def _chips(asked: Asked, options: Mapping[str, Sequence[Option]]) -> Iterable[Mapping[str, Any]]:
    for name in asked.filters:
        words = words_of(options.get(name, ()), several(asked.values, name))
        label = REPORT_LABELS.get(name, name)
        yield {"label": label, "value": ", ".join(words), "remove_url": asked.address(name, "cursor") or "?"}
