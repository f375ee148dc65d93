"""Reads a run of atoms by a grammar, and finds every meaning that it allows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from roadmap.rules.deadlines.meanings import MonthDay, month_day
from roadmap.rules.deadlines.spelling import Atom
from roadmap.rules.deadlines.words import Lexicon

_DIGITS_OF_YEAR = 4
_DIGITS_OF_NUMBER = 2


@dataclass(frozen=True)
class Rule:
    """What a name stands for: symbols in order, and what they mean together.

    A symbol in capitals is a class of words (`words_of`), another one is a name; with a
    question mark it may be absent. `means` takes the values that the symbols have, leaving out those
    without one, and returns None where they make no sense together. Without `means` the only value
    passes on.
    """

    name: str
    symbols: tuple[str, ...]
    means: Callable[..., object] | None


def rule(name: str, symbols: str, means: Callable[..., object] | None = None) -> Rule:
    """Return a rule from its symbols written with spaces between."""
    return Rule(name, tuple(symbols.split()), means)


Found = frozenset[tuple[int, object]]


@dataclass(frozen=True)
class Parser:
    """Finds the values of names in one run of atoms; what was found is kept, so that time grows gently.

    `words` says for each atom which classes of words begin there: where they end, and their values.
    """

    rules: dict[str, tuple[Rule, ...]]
    words: tuple[dict[str, set[tuple[int, object]]], ...]
    _known: dict[tuple[str, int], Found] = field(default_factory=dict)

    def meanings(self, name: str) -> frozenset[object]:
        """Return every value that the whole run has under a name."""
        return frozenset(value for end, value in self._find(name, 0) if end == len(self.words))

    def _find(self, symbol: str, at: int) -> Found:
        """Return where a symbol that begins at `at` can end, and with which values."""
        key = symbol, at
        if key not in self._known:
            self._known[key] = frozenset(self._word(symbol, at) if symbol.isupper() else self._name(symbol, at))
        return self._known[key]

    def _word(self, kind: str, at: int) -> Iterable[tuple[int, object]]:
        return self.words[at].get(kind, ()) if at < len(self.words) else ()

    def _name(self, name: str, at: int) -> Iterator[tuple[int, object]]:
        for one in self.rules[name]:
            for end, values in self._sequence(one.symbols, at):
                if one.means is None:
                    (value,) = values or (None,)
                    yield end, value
                elif (meant := one.means(*values)) is not None:
                    yield end, meant

    def _sequence(self, symbols: tuple[str, ...], at: int) -> Iterator[tuple[int, tuple[object, ...]]]:
        if not symbols:
            yield at, ()
            return
        symbol, rest = symbols[0], symbols[1:]
        if symbol.endswith("?"):
            symbol = symbol[:-1]
            yield from self._sequence(rest, at)
        for end, value in self._find(symbol, at):
            own = () if value is None else (value,)
            yield from ((last, own + others) for last, others in self._sequence(rest, end))


def words_of(atoms: tuple[Atom, ...], lexicon: Lexicon) -> tuple[dict[str, set[tuple[int, object]]], ...]:
    """Return the classes of words, numbers, dates in digits and signs that begin at each atom."""
    begins: tuple[dict[str, set[tuple[int, object]]], ...] = tuple({} for _ in atoms)
    for at, atom in enumerate(atoms):
        for kind, value in _terminals(atom):
            begins[at].setdefault(kind, set()).add((at + 1, value))
        for end in range(at + 1, min(at + lexicon.longest, len(atoms)) + 1):
            for kind, value in lexicon.entries.get(tuple(one.text for one in atoms[at:end]), ()):
                begins[at].setdefault(kind, set()).add((end, value))
    return begins


def _terminals(atom: Atom) -> Iterator[tuple[str, object]]:
    """Yield the classes to which an atom that is no word belongs, with its value."""
    if atom.kind == "sign":
        yield {"-": "DASH", ",": "COMMA", ":": "COLON", ";": "SEMICOLON", "/": "SLASH"}[atom.text], None
    elif atom.kind == "number":
        yield from _number(atom.text)
    elif atom.kind != "word":
        numbers = [int(digits) for digits in atom.text.replace("-", ".").replace(" ", "").strip(".").split(".")]
        yield from _DATES[atom.kind](*numbers)


def _number(text: str) -> Iterator[tuple[str, object]]:
    if len(text) <= _DIGITS_OF_NUMBER:
        yield "NUMBER", int(text)
        if len(text) == _DIGITS_OF_NUMBER:
            yield "TWO_DIGITS", int(text)
    elif len(text) == _DIGITS_OF_YEAR and text[0] != "0":
        yield "FOUR_DIGITS", int(text)


def _date(year: int, month: int, day: int) -> Iterator[tuple[str, object]]:
    whole = month_day(month, day)
    if whole and year and whole.is_in(year):
        yield "DATE", date(year, month, day)


def _month_of_year(month: int, year: int) -> Iterator[tuple[str, object]]:
    if month_day(month, 1) and year:
        yield "MONTH_OF_YEAR", (month, year)


def _month_day(day: int, month: int) -> Iterator[tuple[str, MonthDay]]:
    whole = month_day(month, day)
    if whole:
        yield "MONTH_DAY", whole


_DATES: dict[str, Callable[..., Iterator[tuple[str, object]]]] = {
    "ymd": _date,
    "dmy": lambda day, month, year: _date(year, month, day),
    "my": _month_of_year,
    "dm": _month_day,
}
