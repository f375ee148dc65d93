"""How a phrase is spelled, made uniform: letters, dashes, spaces, quotes (rules.md §2).

Only what surely means the same is made the same: composed and decomposed letters, cases, ё and е,
letters that look alike in Latin and Cyrillic, dashes of any width, spaces that do not break. Any
other sign stays as it is, and whoever reads on refuses it. Only ASCII digits are digits.
"""

import re
import unicodedata
from dataclasses import dataclass

# Lower-case Cyrillic letters that look like Latin ones, in one of their cases; so І and I, С and C are one.
_LOOKALIKES = str.maketrans("авекмнорстухіӏəɵё", "abekmhopctyxiiәөe")
_ROMAN_SIGNS = {
    first + number: roman for first in (0x2160, 0x2170) for number, roman in enumerate(("I", "II", "III", "IV"))
}
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200c\u200d\u2060\ufeff"))
_SPACES = dict.fromkeys(map(ord, "\t\n\r\u200b\u2028\u2029"), " ")
_QUOTES = dict.fromkeys(map(ord, '"«»“”„‟‹›'), " ") | dict.fromkeys(map(ord, "‘’ʼ"), "'")
_SIGNS = _ROMAN_SIGNS | _DASHES | _INVISIBLE | _SPACES | _QUOTES

# A small l written for a Roman one: «ll квартал», «lV квартал».
_ROMAN_WITH_L = re.compile(r"(?<![^\W_])[lIІӀ]{1,3}V?(?![^\W_])")
# The Kazakh short form of June would look like the English May.
_JUNE = re.compile(r"(?<![^\W_])мау(?![^\W_])")
_ATOM = re.compile(
    r"""
      (?P<ymd>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9]) | [0-9]{4}\.[0-9]{1,2}\.[0-9]{1,2}(?![0-9]))
    | (?P<dmy>[0-9]{1,2}\.[ ]?[0-9]{1,2}\.[ ]?[0-9]{4}(?![0-9]))
    | (?P<my>[0-9]{1,2}\.[0-9]{4}(?![0-9]))
    | (?P<dm>[0-9]{1,2}\.[0-9]{1,2}(?![0-9])(?:\.(?![ ]?[0-9]))?)
    | (?P<number>[0-9]+)
    | (?P<word>[^\W\d_]+(?:'[^\W\d_]*)?)\.?
    | (?P<sign>[-,:;/])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Atom:
    """One word, number, date in digits or sign of a phrase; `kind` is the name of its group in `_ATOM`."""

    kind: str
    text: str


def fold(text: str) -> str:
    """Return the text with one spelling for all that look or mean the same."""
    uniform = unicodedata.normalize("NFC", text).translate(_SIGNS)
    spaced = re.sub(" +", " ", "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in uniform))
    capital = _ROMAN_WITH_L.sub(lambda roman: roman[0].replace("l", "I"), spaced)
    lower = _JUNE.sub("маус", capital.lower())
    return re.sub(r"-(?: ?-)+", "-", lower.translate(_LOOKALIKES))


# A Roman number or a letter for a quarter written without a space: «IVкв.», "QIV".
_NOUNS = "|".join(map(fold, ("кв", "пол", "тоқ", "жарты")))
_GLUED = re.compile(rf"(?<![^\W_])(?:(iv|i{{1,3}})(?={_NOUNS})|([qh])(?=(?:iv|i{{1,3}})\b))")


def atoms_of(text: str) -> tuple[Atom, ...] | None:
    """Return the atoms of a phrase, or None where it holds a sign that no deadline has."""
    folded = _without_brackets(_GLUED.sub(r"\1\2 ", fold(text)).strip(" "))
    if folded is None:
        return None
    atoms = []
    at = 0
    while at < len(folded):
        if folded[at] == " ":
            at += 1
            continue
        match = _ATOM.match(folded, at)
        if match is None or match.lastgroup is None:
            return None
        atoms.append(Atom(match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return tuple(atoms)


def _without_brackets(folded: str) -> str | None:
    """Return a phrase without quotes around it, closing marks and brackets; a bracket opens as a comma does.

    None where the brackets are not in pairs, or hold nothing.
    """
    if len(folded) > 1 and folded[0] == folded[-1] == "'":
        folded = folded[1:-1].strip(" ")
    brackets = re.sub(r"[^()]", "", folded)
    while "()" in brackets:
        brackets = brackets.replace("()", "")
    if brackets or re.search(r"\( *\)", folded):
        return None
    plain = folded.replace("(", ",").replace(")", " ").strip(" ")
    return re.sub(r" *[.,;]\Z", "", plain).lstrip(", ")
