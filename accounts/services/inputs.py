"""Reads of what people sent: a value of the right kind comes back, or the field is refused by name."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db import models

# What turns text around: with these a name could be shown as another (U+202A–202E, U+2066–2069).
TURNS_TEXT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
NOT_IN_A_LINE = frozenset({"Cc", "Cs", "Zl", "Zp"})


def refuse_unknown(names: Iterable[str], known: Collection[str]) -> None:
    """Refuse names of fields that nobody may set here.

    :raises InvalidInput: `unknown_field`, on the first of them.
    """
    for name in names:
        if name not in known:
            raise InvalidInput(name, "unknown_field", _("This field cannot be set here."))


def line(field: str, value: object, *, required: bool = True) -> str:
    """Return one line of text: composed (NFC), without spaces around it.

    :raises InvalidInput: `invalid`, or `required` where nothing is left.
    """
    if not isinstance(value, str):
        raise InvalidInput(field, "invalid", _("Give a text."))
    if any(unicodedata.category(letter) in NOT_IN_A_LINE or letter in TURNS_TEXT for letter in value):
        raise InvalidInput(field, "invalid", _("The text holds characters that cannot be shown."))
    text = unicodedata.normalize("NFC", value).strip()
    if required and not text:
        raise InvalidInput(field, "required", _("Fill in this field."))
    return text


def code(field: str, value: object) -> str | None:
    """Return a code that names something, or None where none is meant (None or an empty text).

    :raises InvalidInput: `invalid`.
    """
    return None if value is None else line(field, value, required=False) or None


def name_of_a_row(given: str) -> str:
    """Return a code to look a row up by; what no database can hold becomes "", which names no row."""
    return given if given.isprintable() else ""


def day(field: str, value: object) -> date | None:
    """Return a day, or None where none is meant.

    :raises InvalidInput: `invalid`.
    """
    if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
        raise InvalidInput(field, "invalid", _("Give a day."))
    return value


def choice(field: str, value: object, among: Collection[str]) -> str:
    """Return one of the codes of a closed list.

    :raises InvalidInput: `unknown_code`.
    """
    if not isinstance(value, str) or value not in among:
        raise InvalidInput(field, "unknown_code", _("Choose one of the given values."))
    return value


def check_fields(row: models.Model, names: Collection[str]) -> None:
    """Hold some fields of a row against the model's own limits.

    :raises InvalidInput: with the validator's code, on the first field that does not fit.
    """
    try:
        row.clean_fields(exclude={field.name for field in type(row)._meta.fields} - set(names))  # noqa: SLF001
    except ValidationError as refused:
        field, errors = next(iter(refused.error_dict.items()))
        raise InvalidInput(field, errors[0].code or "invalid", " ".join(errors[0].messages)) from refused
