"""Reads objects of a JSON document field by field, and gathers what is wrong instead of stopping.

A reader answers a stand-in where a field is wrong. Nobody uses it: a document with a problem is
refused as a whole (`Problems.check`).
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from roadmap.imports.reading import join, path_of_item, shown
from roadmap.rules.document import DocumentRefused, Problem, Texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Choices, Field, Model
    from django.utils.functional import _StrPromise

C = TypeVar("C", bound="Choices")

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST_YEAR, LAST_YEAR = 1900, 2199
STAND_IN_DAY = date(FIRST_YEAR, 1, 1)
LONGEST_TEXT = 5000
LABEL = re.compile(r" \(.*?\)(?=[.\[]|$)")
# Controls, lone surrogates, separators of lines, and marks that turn the direction of what follows.
UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069]")


class Problems:
    """All that is wrong with a document, in the order in which it was found."""

    def __init__(self) -> None:
        self._found: list[Problem] = []
        self._records: list[Record] = []
        self._places: set[str] = set()
        self._wholes: set[str] = set()

    def add(self, path: str, message: str | _StrPromise) -> None:
        """Note what is wrong at `path`."""
        self._found.append(Problem(path, message))
        self._wholes.add(LABEL.sub("", path))
        self._places.update(_holders(path))

    def are_under(self, path: str) -> bool:
        """Return whether anything is wrong at `path` or inside it."""
        return LABEL.sub("", path) in self._places

    def are_above(self, path: str) -> bool:
        """Return whether what is at `path`, or what holds it, is wrong as a whole: missing, of a wrong kind."""
        return any(holder in self._wholes for holder in _holders(path))

    def follow(self, record: Record) -> None:
        """Keep a record, to see in the end which of its keys nobody asked for."""
        self._records.append(record)

    def check(self) -> None:
        """Refuse the document where anything is wrong with it.

        :raises DocumentRefused: with all problems.
        """
        for record in self._records:
            for key in record.unknown_keys():
                self.add(join(record.path, shown(key)), _("This key is not known."))
        if self._found:
            raise DocumentRefused(self._found)


class Record:
    """One JSON object at `path`, being read."""

    def __init__(self, problems: Problems, path: str, value: dict[str, Any]) -> None:
        self.problems, self.path, self._value = problems, path, value
        self._asked: set[str] = set()
        problems.follow(self)

    def unknown_keys(self) -> list[str]:
        """Return the keys that nobody asked for."""
        return [key for key in self._value if key not in self._asked]

    def at(self, key: str) -> str:
        """Return the path of a key."""
        return join(self.path, key)

    def wrong(self, key: str, message: str | _StrPromise) -> None:
        """Note what is wrong with a key."""
        self.problems.add(self.at(key), message)

    def keys(self) -> list[str]:
        """Return the keys of an object whose keys are themselves data, such as region codes."""
        self._asked |= set(self._value)
        return list(self._value)

    def value(self, key: str) -> Any:  # noqa: ANN401 -- whatever JSON holds
        """Return what a key holds, None where it is missing (which is noted)."""
        self._asked.add(key)
        if key not in self._value:
            self.wrong(key, _("This key is missing."))
        return self._value.get(key)

    def is_null(self, key: str) -> bool:
        """Return whether a key is there and holds null."""
        if key in self._value and self._value[key] is None:
            self._asked.add(key)
            return True
        return False

    def text(self, key: str, column: Field[Any, Any] | None = None) -> str:
        """Return a text of one line that the column would take."""
        value = self.value(key)
        if key in self._value:
            self._check_text(key, value, column)
        return value if isinstance(value, str) else ""

    def text_or_none(self, key: str, column: Field[Any, Any] | None = None) -> str | None:
        """Return a text, or None where the key holds null."""
        return None if self.is_null(key) else self.text(key, column)

    def texts(self, prefix: str, model: type[Model] | None = None, name: str | None = None) -> Texts:
        """Return a text in three languages, from the keys `<prefix>_kk` and so on (or `kk`)."""
        found = {}
        for language in ("kk", "ru", "en"):
            key = f"{prefix}_{language}" if prefix else language
            fits = column(model, f"{name or prefix}_{language}") if model is not None else None
            found[language] = self.text(key, fits)
        return Texts(**found)

    def words(self, key: str) -> list[str]:
        """Return a list of texts, each once."""
        value = self.value(key)
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            if key in self._value:
                self.wrong(key, _("A list of texts is expected here."))
            return []
        for one in value:
            self._check_text(key, one, None)
        for one in dict.fromkeys(value):
            if value.count(one) > 1:
                self.wrong(key, _("“%(value)s” is listed more than once.") % {"value": shown(one)})
        return value

    def choice(self, key: str, kinds: type[C]) -> C:
        """Return one of a closed list of values."""
        return kinds(self.one_of(key, kinds.values))

    def one_of(self, key: str, allowed: Sequence[str]) -> str:
        """Return one of `allowed`."""
        value = self.value(key)
        if isinstance(value, str) and value in allowed:
            return value
        if key in self._value:
            self.wrong(key, _("One of these is expected here: %(allowed)s.") % {"allowed": ", ".join(allowed)})
        return allowed[0]

    def whole(self, key: str, least: int, most: int) -> int:
        """Return a whole number from `least` to `most`."""
        value = self.value(key)
        if type(value) is int and least <= value <= most:
            return value
        if key in self._value:
            limits = {"least": least, "most": most}
            self.wrong(key, _("A whole number from %(least)d to %(most)d is expected here.") % limits)
        return least

    def flag(self, key: str) -> bool:
        """Return true or false."""
        value = self.value(key)
        if key in self._value and not isinstance(value, bool):
            self.wrong(key, _("true or false is expected here."))
        return value is True

    def day(self, key: str) -> date:
        """Return a day written YYYY-MM-DD."""
        value = self.value(key)
        if isinstance(value, str) and DAY.fullmatch(value):
            try:
                day = date.fromisoformat(value)
            except ValueError:
                self.wrong(key, _("There is no such day: %(value)s.") % {"value": value})
                return STAND_IN_DAY
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                return day
            years = {"first": FIRST_YEAR, "last": LAST_YEAR}
            self.wrong(key, _("A year from %(first)d to %(last)d is expected here.") % years)
        elif key in self._value:
            self.wrong(key, _("A day is expected here, written YYYY-MM-DD."))
        return STAND_IN_DAY

    def day_or_none(self, key: str) -> date | None:
        """Return a day, or None where the key holds null."""
        return None if self.is_null(key) else self.day(key)

    def record(self, key: str) -> Record:
        """Return the object that a key holds; an empty one that nobody looks into where there is none."""
        value = self.value(key)
        if isinstance(value, dict):
            return Record(self.problems, self.at(key), value)
        if key in self._value:
            self.wrong(key, _("An object is expected here."))
        return Record(Problems(), self.at(key), {})

    def record_or_none(self, key: str) -> Record | None:
        """Return the object that a key holds, or None where it holds null."""
        return None if self.is_null(key) else self.record(key)

    def records(self, key: str) -> list[Record]:
        """Return the objects of the list that a key holds."""
        value = self.value(key)
        if not isinstance(value, list):
            if key in self._value:
                self.wrong(key, _("A list is expected here."))
            return []
        found = []
        for index, item in enumerate(value):
            path = path_of_item(self.at(key), index, item)
            if isinstance(item, dict):
                found.append(Record(self.problems, path, item))
            else:
                self.problems.add(path, _("An object is expected here."))
        return found

    def _check_text(self, key: str, value: object, fits: Field[Any, Any] | None) -> None:
        if not isinstance(value, str):
            self.wrong(key, _("A text is expected here."))
        elif not value.strip():
            self.wrong(key, _("The text is empty."))
        elif UNFIT.search(value):
            self.wrong(key, _("The text holds a control character or a broken one."))
        elif value != value.strip():
            self.wrong(key, _("The text begins or ends with a blank."))
        elif len(value) > LONGEST_TEXT:
            self.wrong(key, _("The text is longer than %(most)d characters.") % {"most": LONGEST_TEXT})
        elif fits is not None:
            try:
                fits.run_validators(value)
            except ValidationError as error:
                self.wrong(key, error.messages[0])


def _holders(path: str) -> list[str]:
    """Return a path and the paths of all that holds it, without the labels of records."""
    bare = LABEL.sub("", path)
    return [bare[: end.start()] for end in re.finditer(r"[.\[]|$", bare)]


def column(model: type[Model], name: str) -> Field[Any, Any]:
    """Return a model's column: its length and its form are what a text must fit."""
    return model._meta.get_field(name)  # type: ignore[return-value]  # noqa: SLF001 -- Django's documented interface
