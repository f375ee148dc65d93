"""Bodies of writes: strict types, no unknown fields, nothing stripped or guessed (api.md *Errors*).

REST framework by itself takes "1" for a number, 1 for a text and "yes" for a truth.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

Subject = TypeVar("Subject")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST_YEAR, LAST_YEAR = 1900, 2200
LONGEST_TEXT = 20_000


class StrictSerializer(serializers.Serializer[Subject]):
    """Reads a body of known fields; others are refused by name, and so are those that only answers have."""

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401 -- REST framework's signature
        """Return the fields' values.

        :raises rest_framework.exceptions.ValidationError: naming each field that cannot be taken.
        """
        names = data if isinstance(data, Mapping) else ()
        errors = {name: refusal for name in names if (refusal := self._refusal(name))}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as wrong:
            detail = wrong.detail if isinstance(wrong.detail, dict) else {"non_field_errors": wrong.detail}
            raise serializers.ValidationError({**errors, **detail}) from None
        if errors:
            raise serializers.ValidationError(errors)
        return values

    def _refusal(self, name: object) -> list[serializers.ErrorDetail] | None:
        field = self.fields.get(name) if isinstance(name, str) else None
        if field is None:
            return [serializers.ErrorDetail(str(_("There is no such field.")), "unknown_field")]
        if field.read_only:
            return [serializers.ErrorDetail(str(_("This field cannot be set.")), "read_only")]
        return None


class Text(serializers.CharField):
    """A text: what is no text is refused, and blanks are kept."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", LONGEST_TEXT)
        options.setdefault("trim_whitespace", False)
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401 -- REST framework's signature
        """Return the text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """A whole number; neither a text nor a truth is one."""

    def to_internal_value(self, data: Any) -> int:  # noqa: ANN401 -- REST framework's signature
        """Return the number."""
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """True or false; no word or number is one."""

    def to_internal_value(self, data: Any) -> bool:  # noqa: ANN401 -- REST framework's signature
        """Return the truth."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Day(serializers.DateField):
    """A day as YYYY-MM-DD, of the years that road maps are of."""

    default_error_messages = {
        "invalid": _("Give a day as YYYY-MM-DD."),
        "out_of_range": _("Give a day of the years 1900 to 2200."),
    }

    def to_internal_value(self, value: Any) -> date:  # noqa: ANN401 -- REST framework's signature
        """Return the day."""
        if not isinstance(value, str) or DAY.fullmatch(value) is None:
            self.fail("invalid")
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail("invalid")
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.fail("out_of_range")
        return day


class Choice(serializers.ChoiceField):
    """One code of a closed list."""

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401 -- REST framework's signature
        """Return the code."""
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        code: str = super().to_internal_value(data)
        return code


class Code(Text):
    """The code of something; which one it is, the service finds out."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 64)
        super().__init__(**options)
