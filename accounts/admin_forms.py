"""Forms of the admin: the version that was read goes with them, and typed text survives a refusal."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.errors import InvalidInput, RuleBroken, StaleVersion


def named(value: Any) -> Any:
    """Return what people call a row: its code and its name in the language of the page; other values as they are."""
    name = getattr(value, f"name_{translation.get_language()}", "")
    return f"{value} — {name}" if name else value


class NamedChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of rows, each under its code and name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(named(obj))


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

    def validate_unique(self) -> None:
        """Leave it to the service, which does not say whose a code or e-mail is."""

    def validate_constraints(self) -> None:
        """Leave it to the service, which says it in words."""

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
                if name in self.fields and name != "seen_version":
                    self.add_error(name, _("Now: %(value)s") % {"value": self._standing(name)})
        elif isinstance(refusal, (RuleBroken, InvalidInput)):
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal.message))
        else:
            self.add_error(None, _("The form did not say which version you read. Open the page again."))

    def _standing(self, name: str) -> Any:
        """Return what the database holds now, in the words of the page."""
        row = type(self.instance)._base_manager.get(pk=self.instance.pk)  # noqa: SLF001 -- as typed, it is not the instance
        shown = getattr(row, f"get_{name}_display", None)
        return shown() if shown is not None else named(getattr(row, name)) or "—"
