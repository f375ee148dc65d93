"""How the words of a language are written down for the reader: one line for each way to spell."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from roadmap.rules.deadlines.spelling import fold

# The texts of the atoms of what is spelled with letters, hyphens, commas and strokes only.
_TEXTS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]*)?|[-,/]")


@dataclass(frozen=True)
class Word:
    """A class of words that the grammar names, what they say (None: nothing more), and their spellings.

    In `spellings` a bar parts one from another, and braces hold variants of which one is written:
    `год{,а,у} | г` is год, года, году, г; braces can hold braces. A hyphen may be left out or
    written as a space; a full stop after a word is always allowed.
    """

    kind: str
    says: int | None
    spellings: str


def variants(pattern: str) -> Iterator[str]:
    """Yield what a pattern with braces stands for."""
    opening = pattern.find("{")
    if opening < 0:
        yield pattern
        return
    choices, closing = _choices(pattern, opening)
    for choice in choices:
        for rest in variants(choice + pattern[closing + 1 :]):
            yield pattern[:opening] + rest


def _choices(pattern: str, opening: int) -> tuple[list[str], int]:
    """Return the variants between a brace and its closing one, and where that stands."""
    choices, depth, begins = [], 0, opening + 1
    for at in range(opening, len(pattern)):
        sign = pattern[at]
        if sign == "," and depth == 1:
            choices.append(pattern[begins:at])
            begins = at + 1
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            choices.append(pattern[begins:at])
            return choices, at
    raise ValueError(f"A brace is not closed: {pattern}")


@dataclass(frozen=True)
class Lexicon:
    """What each run of words says: (kind, value) by the texts of its atoms."""

    entries: dict[tuple[str, ...], frozenset[tuple[str, int | None]]]
    longest: int


def lexicon_of(words: Iterable[Word]) -> Lexicon:
    """Return the lexicon of all languages together; one spelling may say several things."""
    entries: dict[tuple[str, ...], set[tuple[str, int | None]]] = {}
    for word in words:
        for pattern in fold(word.spellings).split("|"):
            for spelling in variants(pattern):
                for written in {spelling, spelling.replace("-", " ")}:
                    entries.setdefault(tuple(_TEXTS.findall(written)), set()).add((word.kind, word.says))
    return Lexicon(
        entries={texts: frozenset(said) for texts, said in entries.items()},
        longest=max(map(len, entries), default=0),
    )
