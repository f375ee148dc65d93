"""Forms of the admin: the version that was read goes with them, and typed text survives a refusal."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.errors import InvalidInput, RuleBroken, StaleVersion

LONGEST_NUMBER = 19


def named(value: Any) -> Any:
    """Return what people call a row: its code and its name in the language of the page; other values as they are."""
    name = getattr(value, f"name_{translation.get_language()}", "")
    return f"{value} — {name}" if name else value


class NamedChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of rows, each under its code and name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(named(obj))

    def to_python(self, value: Any) -> Any:
        """Return the row that was chosen: of those offered, whatever was sent."""
        offered = self.queryset
        row = None if value in self.empty_values or offered is None else find(offered, str(value))
        if row is None and value not in self.empty_values:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
            )
        return row


def find(rows: models.QuerySet[Any], sent: str) -> models.Model | None:
    """Return the row whose number was sent, or None where it is not among `rows`."""
    number = whole_number(sent)
    return None if number is None else rows.filter(pk=number).first()


def whole_number(sent: str) -> int | None:
    """Return the whole number that was sent, or None where it is none that a row could carry."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < LONGEST_NUMBER else None


class VersionedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form over one row that carries the version the person saw.

    `refusal` is what the service said to the same form a moment ago: the form is then invalid, says
    why, and keeps what was typed. After a stale version it carries the version that now stands, and
    shows beside each changed field what stands there: saving again is then an informed choice.
    """

    refusal: ClassVar[Exception | None] = None
    seen_version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "seen_version" in self.fields:
            self.initial["seen_version"] = getattr(self.instance, "version", None)
        if self.is_bound and isinstance(self.refusal, StaleVersion):
            self.data = {**self.data.dict(), self.add_prefix("seen_version"): str(self.refusal.current)}  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """Leave the rest to the service: it is the one to judge, and does not say whose a code or e-mail is.

        The instance stays as the database has it; what was typed never gets on it.
        """

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.refusal is not None:
            self._explain(self.refusal)
        return cleaned

    def sent_values(self) -> dict[str, Any]:
        """Return the fields that were changed; rows by their codes."""
        return {
            name: getattr(self.cleaned_data[name], "code", self.cleaned_data[name])
            for name in self.changed_data
            if name != "seen_version" and name in self.cleaned_data
        }

    def _explain(self, refusal: Exception) -> None:
        if isinstance(refusal, StaleVersion):
            self.add_error(None, _("Someone changed this meanwhile. Your text is kept; read what stands now."))
            for name in self.changed_data:
                if name != "seen_version":
                    self.add_error(name, _("Now: %(value)s") % {"value": written(self.instance, name)})
        elif isinstance(refusal, (RuleBroken, InvalidInput)):
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal.message))
        else:
            self.add_error(None, _("The form did not say which version you read. Open the page again."))


def written(row: models.Model, name: str) -> str:
    """Return a value of a row in the words of the page."""
    shown = getattr(row, f"get_{name}_display", None)
    return str((shown() if shown is not None else named(getattr(row, name))) or "—")
