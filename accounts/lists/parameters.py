"""One parameter of a query string: what it takes, how it is read, how it is refused (api.md *Filters*).

The API describes its parameters from the same declarations, so the schema cannot tell otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.errors import InvalidInput
from accounts.lists.words import search_words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?)([Zz]|[ +-][0-9]{2}:[0-9]{2})"
)
WHOLE = re.compile(r"-?[0-9]{1,18}")
CODE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
LONGEST_SEARCH = 200
MOST_VALUES = 100
MOST = 2**53 - 1
FIRST_INSTANT = datetime.min.replace(tzinfo=UTC)
LAST_INSTANT = datetime.max.replace(tzinfo=UTC)
Values = Mapping[str, Sequence[str]]
Schema = dict[str, Any]


@dataclass(frozen=True)
class Parameter:
    """A named parameter. `read` turns one value into what selectors take, or raises ValueError.

    `many` takes several values, separated by commas, which mean any of them (`in_order`: one
    after the other). `schema` is one value's JSON schema.
    """

    name: str
    read: Callable[[str], Any]
    schema: Schema
    description: str
    refusal: str | _StrPromise
    many: bool = False
    in_order: bool = False

    def of(self, values: Sequence[str]) -> Any:  # noqa: ANN401 -- each parameter has a type of its own
        """Return what the values of a request mean.

        :raises InvalidInput: naming the parameter, where one cannot be taken, or the parameter stands twice.
        """
        if len(values) != 1:
            raise InvalidInput(self.name, "invalid", _("Give this parameter once."))
        parts = values[0].split(",") if self.many else values
        if len(parts) > MOST_VALUES:
            raise InvalidInput(self.name, "invalid", self.refusal)
        try:
            read = [self.read(part) for part in parts]
        except (ValueError, OverflowError):
            raise InvalidInput(self.name, "invalid", self.refusal) from None
        if self.in_order:
            return tuple(dict.fromkeys(read))
        return frozenset(read) if self.many else read[0]


@dataclass(frozen=True)
class Parameters:
    """The parameters that a read takes; anything else is refused by name."""

    declared: tuple[Parameter, ...]
    by_name: Mapping[str, Parameter] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {one.name: one for one in self.declared})

    def read(self, values: Values) -> dict[str, Any]:
        """Return what the parameters of a request mean, by name.

        :raises InvalidInput: naming the first that is unknown or wrong.
        """
        found = {}
        for name, given in values.items():
            parameter = self.by_name.get(name)
            if parameter is None:
                raise InvalidInput(printable(name), "unknown_parameter", _("There is no such parameter."))
            found[name] = parameter.of(given)
        return found

    def __add__(self, others: Parameters) -> Parameters:
        """Return both sets of parameters as one."""
        return Parameters((*self.declared, *others.declared))


def without_blanks(values: Values) -> dict[str, Sequence[str]]:
    """Return the parameters that were filled in, each once.

    A form on a page also sends those that were not, and one with several marks sends several values:
    any of them is meant.
    """
    filled = {name: [value for value in given if value.strip()] for name, given in values.items()}
    return {name: [",".join(given)] for name, given in filled.items() if given}


def codes(name: str, description: str) -> Parameter:
    """Return a parameter of codes; one that nothing carries finds nothing."""
    pattern = re.compile(CODE)

    def read(value: str) -> str:
        return _matched(pattern, value)

    schema = {"type": "string", "pattern": CODE}
    return Parameter(name, read, schema, description, _("Write codes, separated by commas."), many=True)


def choices(name: str, known: Iterable[str], description: str) -> Parameter:
    """Return a parameter of values from a closed list."""
    allowed = tuple(known)

    def read(value: str) -> str:
        return allowed[allowed.index(value)]

    refusal = _("Choose among the values that the parameter takes.")
    return Parameter(name, read, {"type": "string", "enum": list(allowed)}, description, refusal, many=True)


def choice(name: str, known: Iterable[str], description: str) -> Parameter:
    """Return a parameter of one value from a closed list."""
    several = choices(name, known, description)
    return Parameter(name, several.read, several.schema, description, several.refusal)


def whole(name: str, description: str, *, least: int = 0, most: int = MOST, many: bool = False) -> Parameter:
    """Return a parameter of whole numbers between two bounds."""

    def read(value: str) -> int:
        number = int(_matched(WHOLE, value))
        if not least <= number <= most:
            raise ValueError(value)
        return number

    schema = {"type": "integer", "minimum": least, "maximum": most}
    return Parameter(name, read, schema, description, _("Give a whole number within the bounds."), many=many)


def flag(name: str, description: str) -> Parameter:
    """Return a parameter that is true or false."""

    def read(value: str) -> bool:
        return {"true": True, "false": False}[value] if value in {"true", "false"} else _wrong(value)

    return Parameter(name, read, {"type": "boolean"}, description, _("Give true or false."))


def day(name: str, description: str) -> Parameter:
    """Return a parameter that is a day, YYYY-MM-DD."""
    schema = {"type": "string", "format": "date"}
    return Parameter(name, read_day, schema, description, _("Give a day as YYYY-MM-DD."))


def instant(name: str, description: str) -> Parameter:
    """Return a parameter that is an instant with its offset."""
    schema = {"type": "string", "format": "date-time"}
    refusal = _("Give an instant with its offset, such as 2025-07-02T11:20:00+05:00.")
    return Parameter(name, read_instant, schema, description, refusal)


def search(description: str) -> Parameter:
    """Return the parameter of words, each of which must begin a word of what is found.

    What holds no word at all, such as a hyphen, finds nothing.
    """

    def read(value: str) -> tuple[str, ...]:
        if not value or len(value) > LONGEST_SEARCH:
            raise ValueError(value)
        return tuple(dict.fromkeys(search_words(value)))

    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_SEARCH}
    return Parameter("search", read, schema, description, _("Search for 1 to 200 characters."))


def read_day(value: str) -> date:
    """Return the day that a text YYYY-MM-DD names, or raise ValueError."""
    return date.fromisoformat(_matched(DAY, value))


def read_instant(value: str) -> datetime:
    """Return the instant that an ISO 8601 text with an offset names, in UTC, or raise ValueError.

    A plus sign that a client forgot to encode arrives as a space. What lies outside the calendar
    of UTC is its first or last instant.
    """
    match = INSTANT.fullmatch(value)
    if match is None:
        raise ValueError(value)
    on, clock, offset = match.groups()
    at = datetime.fromisoformat(f"{on}T{clock}{offset.upper().replace('Z', '+00:00').replace(' ', '+')}")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return FIRST_INSTANT if at.year == 1 else LAST_INSTANT


def printable(name: str) -> str:
    """Return a name that somebody sent, fit to be shown."""
    return "".join(letter if letter.isprintable() else "?" for letter in name[:64])


def _matched(pattern: re.Pattern[str], value: str) -> str:
    if pattern.fullmatch(value) is None:
        raise ValueError(value)
    return value


def _wrong(value: str) -> bool:
    raise ValueError(value)
