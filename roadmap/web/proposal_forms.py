"""What the forms of moves and proposals carry: the version that was read, a protocol, an agreed status."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roadmap.choices import Cycle, Status
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.services.parties import LONGEST_ALLOWANCE
from roadmap.services.proposals import LONGEST_PROTOCOL_NUMBER
from roadmap.web.report_forms import Day, Whole

LONGEST_TEXT = 10_000


class ProtocolForm(forms.Form):
    """The protocol that a proposal stands on."""

    protocol_number = forms.CharField(
        label=_("number of the protocol"),
        max_length=LONGEST_PROTOCOL_NUMBER,
        help_text=_("Of the meeting or exchange of letters in which the Parties agreed."),
    )
    protocol_date = Day(label=_("date of the protocol"))


class SettlementForm(ProtocolForm):
    """The status that both Parties shall stand by on a due period."""

    status = forms.ChoiceField(label=_("agreed status"), choices=Status.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("what the Parties agreed"),
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In one or both languages; both Parties and all analysts will read it."),
    )
    field_order = ("status", "text", "protocol_number", "protocol_date")


class PeriodForm(forms.Form):
    """The reporting period to close next, of either Party's cycle."""

    period = forms.ChoiceField(label=_("reporting period"))

    def __init__(self, *args: object, periods: list[tuple[str, str]], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["period"] = forms.ChoiceField(label=_("reporting period"), choices=periods)


class CycleForm(forms.Form):
    """How often the own Party reports, and how many days it takes after a period's end."""

    cycle = forms.ChoiceField(label=_("how often the Party reports"), choices=Cycle.choices, widget=forms.RadioSelect)
    days_after = Whole(
        label=_("days allowed after the end of a period"),
        min_value=0,
        max_value=LONGEST_ALLOWANCE,
        help_text=_("From 0 to 366. After them, a Party without an accepted report counts as silent."),
    )


def newlines(text: str) -> str:
    """Return a text with the line ends that it is stored with; a browser sends CR LF."""
    return text.replace("\r\n", "\n")


def values_of(form: forms.Form) -> dict[str, Any]:
    """Return what was typed in a valid form, as the services take it."""
    return {name: newlines(value) if isinstance(value, str) else value for name, value in form.cleaned_data.items()}


def blame(
    form: forms.Form, refused: InvalidInput | RuleBroken, field_of: Callable[[str], str] = lambda name: name
) -> int:
    """Put a service's refusal beside its field, or above the form; return the status of the answer.

    `field_of` turns the service's name of a value into the form's.
    """
    name = field_of(refused.field or "")
    form.add_error(name if name in form.fields else None, str(refused.message))
    return 409 if isinstance(refused, RuleBroken) else 400
