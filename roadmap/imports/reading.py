"""Bytes of a file → one JSON object, with everything refused that JSON forbids or only a mistake writes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from roadmap.rules.document import DocumentRefused, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST = 10 * 1024 * 1024
DEEPEST = 32
LONGEST_QUOTE = 40
LABELS = ("code", "number", "id", "region", "label")

TOO_DEEP = _("The file is nested deeper than %(most)d levels.")


@dataclass(frozen=True)
class NotJson:
    """A word that Python's reader takes and JSON does not: `NaN`, `Infinity`, `-Infinity`."""

    word: str


class Doubled(dict[str, Any]):
    """An object that names a key more than once; `doubled` are those keys."""

    doubled: tuple[str, ...] = ()


FAULTY = (dict, list, NotJson)


def read_object(content: bytes) -> dict[str, Any]:
    """Return the JSON object that a file holds.

    :raises DocumentRefused: where the file is too large, not UTF-8, not JSON, nested too deep,
        names a key twice, or holds something other than an object.
    """
    if len(content) > LARGEST:
        raise _refused(_("The file is larger than %(most)d MB.") % {"most": LARGEST // 1024 // 1024})
    try:
        value = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=NotJson)
    except UnicodeDecodeError as error:
        raise _refused(_("The file is not UTF-8: see byte %(position)d.") % {"position": error.start}) from error
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
        raise _refused(_("The file is not JSON: see line %(line)d, column %(column)d.") % where) from error
    except ValueError as error:
        raise _refused(_("The file holds a number that is too long.")) from error
    except RecursionError as error:
        raise _refused(TOO_DEEP % {"most": DEEPEST}) from error
    if not isinstance(value, dict):
        raise _refused(_("The file must hold one JSON object."))
    if problems := list(_faults(value)):
        raise DocumentRefused(problems)
    return value


def join(path: str, key: str) -> str:
    """Return the path of a key in the object at `path`."""
    return f"{path}.{key}" if path else key


def path_of_item(path: str, index: int, item: object) -> str:
    """Return the path of one item of the list at `path`, with the code or number by which people know it."""
    label = next((item[name] for name in LABELS if name in item), None) if isinstance(item, dict) else None
    return named(path, index, label) if isinstance(label, str | int) and label != "" else f"{path}[{index}]"


def named(path: str, index: int, label: str | int) -> str:
    """Return the path of one record of a list that people know by `label`, empty where by none."""
    return f"{path}[{index}] ({shown(label)})" if label != "" else f"{path}[{index}]"


def shown(value: str | int) -> str:
    """Return a value as a sentence can quote it: one printable line, not too long."""
    text = "".join(one if one.isprintable() else ascii(one)[1:-1] for one in str(value)[:LONGEST_QUOTE])
    return text if len(str(value)) <= LONGEST_QUOTE else f"{text}…"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = Doubled(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _value in pairs]
        found.doubled = tuple(key for key in found if keys.count(key) > 1)
    return found


def _faults(document: dict[str, Any]) -> Iterable[Problem]:
    """Go through the whole document without recursion, in the order of the file."""
    waiting: list[tuple[str, Any, int]] = [("", document, 1)]
    while waiting:
        path, value, depth = waiting.pop()
        if isinstance(value, NotJson):
            yield Problem(path, _("JSON knows no value %(value)s.") % {"value": value.word})
        if depth > DEEPEST:
            yield Problem("", TOO_DEEP % {"most": DEEPEST})
            return
        for key in getattr(value, "doubled", ()):
            yield Problem(join(path, shown(key)), _("This key is written more than once."))
        waiting.extend(reversed([(*item, depth + 1) for item in _items(path, value)]))


def _items(path: str, value: object) -> Iterable[tuple[str, Any]]:
    """Return what in an object or a list can be at fault in itself, with its path."""
    if isinstance(value, dict):
        yield from ((join(path, shown(key)), item) for key, item in value.items() if isinstance(item, FAULTY))
    elif isinstance(value, list):
        items = ((index, item) for index, item in enumerate(value) if isinstance(item, FAULTY))
        yield from ((path_of_item(path, index, item), item) for index, item in items)


def _refused(message: Any) -> DocumentRefused:  # noqa: ANN401 -- a lazy sentence, with or without values in it
    return DocumentRefused([Problem("", message)])
