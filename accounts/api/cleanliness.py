"""What no text from outside may hold, so that one bad record can never break a list (hardening L9, G20)."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from django.utils.translation import gettext_lazy as _

from accounts.errors import InvalidInput

# Control characters but tab and line ends, lone surrogates, and the two code points that no XML holds.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
MOST_DEPTH = 32
MOST_WHOLE = 2**63 - 1


class TooDeep(ValueError):
    """A document is nested deeper than what is read."""


def check_document(document: object) -> None:
    """Refuse a parsed JSON document that holds what can be neither stored nor shown.

    :raises TooDeep: where it is nested deeper than 32 levels.
    :raises InvalidInput: naming the path of the value.
    """
    waiting: list[tuple[object, str, int]] = [(document, "", 1)]
    while waiting:
        value, path, depth = waiting.pop()
        if isinstance(value, str):
            check_text(path, value)
        elif isinstance(value, (dict, list)):
            if depth > MOST_DEPTH:
                raise TooDeep
            inner = value.items() if isinstance(value, dict) else enumerate(value)
            for key, item in inner:
                name = f"{path}.{key}" if path else str(key)
                if isinstance(key, str):
                    check_text(name, key)
                waiting.append((item, name, depth + 1))
        elif isinstance(value, (int, float)):
            _check_number(path, value)


def check_text(field: str, text: str) -> None:
    """Refuse a text that holds control characters or halves of characters.

    :raises InvalidInput: `invalid_characters`, naming `field`.
    """
    if UNFIT.search(text):
        raise InvalidInput(shown(field), "invalid_characters", _("The text holds characters that cannot be shown."))


def check_query(query: str) -> None:
    """Refuse a query string, as it was sent, that is not UTF-8 or holds what `check_text` refuses.

    WSGI hands bytes over as Latin-1.

    :raises InvalidInput: naming the parameter.
    """
    for part in query.split("&"):
        name, _equals, value = part.partition("=")
        for piece in (name, value):
            try:
                text = unquote_to_bytes(piece.encode("latin-1")).decode()
            except UnicodeDecodeError:
                message = _("The address is not UTF-8.")
                raise InvalidInput(shown(name), "invalid_characters", message) from None
            check_text(name, text)


def shown(name: str) -> str:
    """Return a name that somebody sent, fit to be quoted in an answer."""
    return "".join(letter if letter.isprintable() else "?" for letter in name[:100])


def _check_number(path: str, value: float) -> None:
    if not abs(value) <= MOST_WHOLE:
        raise InvalidInput(shown(path), "invalid", _("This number is too large."))
