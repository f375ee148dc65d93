"""The fields of a report as a browser sends them (rules.md §3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from roadmap.choices import Language, Reason, Status
from roadmap.selectors.history import ReportLine

CONTENT = (
    "stands_on",
    "status",
    "progress",
    "summary",
    "language",
    "completion_delivered",
    "at_risk",
    "reason",
    "reason_text",
    "signatory_post",
    "signatory_name",
    "correction_reason",
)
NOTHING = ("", "—")


class Day(forms.DateField):
    """A day as browsers send it, or as people write it: 2024-06-30, 30.06.2024. Only in plain digits."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d.%m.%Y"], **options)

    def to_python(self, value: Any) -> date | None:  # noqa: ANN401 -- Django's signature
        if isinstance(value, str) and not value.isascii():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class Whole(forms.IntegerField):
    """A whole number in plain digits."""

    def to_python(self, value: Any) -> int | None:  # noqa: ANN401 -- Django's signature
        if isinstance(value, str) and not value.isascii():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class ReportForm(forms.Form):
    """A report while it is written; what is still missing is no error (see the check list)."""

    stands_on = Day(
        label=_("on which day the facts hold"),
        required=False,
        help_text=_("The report says how things stood on this day."),
    )
    status = forms.ChoiceField(label=_("status"), choices=Status.choices, required=False, widget=forms.RadioSelect)
    progress = Whole(
        label=_("progress, %"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("Not started is 0, done is 100, everything else lies between."),
    )
    summary = forms.CharField(
        label=_("what has been done"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("In Kazakh or in Russian, as your office writes; both Parties will read it."),
    )
    language = forms.ChoiceField(label=_("language of the text"), choices=[NOTHING, *Language.choices], required=False)
    completion_delivered = forms.BooleanField(label=_("the form of completion was handed in"), required=False)
    at_risk = forms.BooleanField(label=_("at risk of non-fulfilment"), required=False)
    reason = forms.ChoiceField(
        label=_("reason"),
        choices=[NOTHING, *Reason.choices],
        required=False,
        help_text=_("Needed where the measure is at risk, overdue or not done."),
    )
    reason_text = forms.CharField(
        label=_("the reason in words"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    signatory_post = forms.CharField(
        label=_("signatory: post"),
        required=False,
        max_length=200,
        help_text=_("Who answers for the report, such as the head of the department."),
    )
    signatory_name = forms.CharField(label=_("signatory: name"), required=False, max_length=200)
    correction_reason = forms.CharField(
        label=_("why the accepted report is corrected"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, is_correction: bool = False, agencies: Sequence[tuple[str, str]] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if not is_correction:
            del self.fields["correction_reason"]
        if agencies:
            self.fields["agency"] = forms.ChoiceField(
                label=_("on behalf of the agency"), choices=agencies, required=False
            )
            self.order_fields(["agency", *CONTENT])

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the services take it."""
        cleaned = self.cleaned_data
        return {name: _newlines(cleaned[name]) for name in CONTENT if name in self.fields and name in cleaned}


class IdentityForm(forms.Form):
    """Which report the form is about, carried in hidden fields: the draft and its version, or what begins one."""

    report = Whole(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    version = Whole(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    occurrence = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    supersedes = Whole(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)


def values_of(report: ReportLine) -> dict[str, Any]:
    """Return what a report says, as the form shows it."""
    return {name: getattr(report, name) for name in CONTENT}


def differences(typed: Mapping[str, Any], saved: Mapping[str, Any]) -> list[str]:
    """Return the names of the fields that were typed otherwise than they are saved."""
    return [name for name, value in typed.items() if value != saved[name]]


def _newlines(value: Any) -> Any:  # noqa: ANN401 -- values of any field
    """Return texts with the line ends that they are stored with; a browser sends CR LF."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
