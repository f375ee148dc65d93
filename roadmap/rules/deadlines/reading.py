"""Reads the official wording of a deadline (rules.md §2)."""

import unicodedata
from functools import lru_cache
from typing import cast

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from roadmap.errors import RuleBroken
from roadmap.rules.deadlines.english import ENGLISH
from roadmap.rules.deadlines.grammar import GRAMMAR
from roadmap.rules.deadlines.kazakh import KAZAKH
from roadmap.rules.deadlines.meanings import Meaning
from roadmap.rules.deadlines.occurrences import Contradiction, Deadline, OutsideTerm, deadline_of
from roadmap.rules.deadlines.parser import Parser, words_of
from roadmap.rules.deadlines.russian import RUSSIAN
from roadmap.rules.deadlines.spelling import atoms_of
from roadmap.rules.deadlines.words import Lexicon, lexicon_of
from roadmap.rules.periods import Term

LONGEST = 500
_MOST_ATOMS = 60
_QUOTED_OF_A_LONG_ONE = 80


def read_deadline(phrase: str, *, term: Term) -> Deadline:
    """Return what the wording of a deadline says in a road map's term (rules.md §2).

    The wording is in Kazakh, Russian or English, of at most 500 characters. It is never guessed at:
    where the whole phrase has no meaning or more than one, it is refused.

    :raises RuleBroken: `deadline_unreadable` with the phrase quoted, or `deadline_outside_term`
        where one-off dates lie outside the term, wholly or partly, or nothing recurs inside it.
    """
    meanings = _meanings(phrase) if len(phrase) <= LONGEST else frozenset()
    if len(meanings) != 1:
        raise _unreadable(phrase)
    (meaning,) = meanings
    try:
        return deadline_of(meaning, term)
    except Contradiction:
        raise _unreadable(phrase) from None
    except OutsideTerm:
        raise RuleBroken(
            "deadline_outside_term",
            format_lazy(
                _("The deadline “{phrase}” lies outside the term of the road map, {starts_on} to {ends_on}."),
                phrase=quotable(phrase),
                starts_on=term.starts_on.isoformat(),
                ends_on=term.ends_on.isoformat(),
            ),
            field="deadline",
        ) from None


def quotable(phrase: str) -> str:
    """Return a phrase as it can be shown: signs that cannot be replaced, one that is too long cut."""
    shown = phrase if len(phrase) <= LONGEST else f"{phrase[:_QUOTED_OF_A_LONG_ONE]}…"
    return "".join(
        "\ufffd" if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn"} else sign for sign in shown
    )


def _unreadable(phrase: str) -> RuleBroken:
    return RuleBroken(
        "deadline_unreadable",
        format_lazy(
            _(
                "The deadline “{phrase}” cannot be read. Give one date, month, quarter, half-year, year or "
                "stretch of time, or say how often it is due."
            ),
            phrase=quotable(phrase),
        ),
        field="deadline",
    )


@lru_cache(maxsize=1024)
def _meanings(phrase: str) -> frozenset[Meaning]:
    """Return everything that the whole phrase can mean, whatever the term; a plan says the same few often."""
    atoms = atoms_of(phrase)
    if not atoms or len(atoms) > _MOST_ATOMS:
        return frozenset()
    found = Parser(GRAMMAR, words_of(atoms, _lexicon())).meanings("phrase")
    return cast("frozenset[Meaning]", found)


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    """Return the words of all three languages; made when first needed, so that starting stays quick."""
    return lexicon_of((*KAZAKH, *RUSSIAN, *ENGLISH))
