"""The grammar and the words fit together, and say one thing each."""

import pytest

from roadmap.rules.deadlines.english import ENGLISH
from roadmap.rules.deadlines.grammar import GRAMMAR
from roadmap.rules.deadlines.kazakh import KAZAKH
from roadmap.rules.deadlines.parser import words_of
from roadmap.rules.deadlines.russian import RUSSIAN
from roadmap.rules.deadlines.spelling import atoms_of, fold
from roadmap.rules.deadlines.words import Word, lexicon_of, variants

WORDS = (*KAZAKH, *RUSSIAN, *ENGLISH)
LEXICON = lexicon_of(WORDS)
SYMBOLS = {symbol.removesuffix("?") for rules in GRAMMAR.values() for rule in rules for symbol in rule.symbols}
IN_DIGITS = "1 12 2024 01.07.2024 01.07 07.2024 - , : ; /"


def test_every_symbol_is_a_name_of_the_grammar_or_a_class_of_words() -> None:
    kinds = {word.kind for word in WORDS}
    digits = {
        kind for sign in IN_DIGITS.split() for one in words_of(atoms_of(f"a {sign} a") or (), LEXICON) for kind in one
    }
    assert {symbol for symbol in SYMBOLS if not symbol.isupper()} | {"phrase"} == set(GRAMMAR)
    assert {symbol for symbol in SYMBOLS if symbol.isupper()} - digits == kinds


def test_no_name_begins_with_itself() -> None:
    """A name that did would never end."""
    begins = {
        name: {
            symbol.removesuffix("?")
            for rule in rules
            for at, symbol in enumerate(rule.symbols)
            if all(before.endswith("?") for before in rule.symbols[:at])
        }
        for name, rules in GRAMMAR.items()
    }
    for name in GRAMMAR:
        reached: set[str] = set()
        waiting = set(begins[name])
        while waiting:
            symbol = waiting.pop()
            reached.add(symbol)
            waiting |= begins.get(symbol, set()) - reached
        assert name not in reached


def test_no_spelling_says_two_things_of_one_class() -> None:
    """A month is never another month, a number never another number."""
    for texts, said in LEXICON.entries.items():
        kinds = [kind for kind, _ in said]
        assert len(kinds) == len(set(kinds)), texts


@pytest.mark.parametrize("word", WORDS, ids=lambda word: f"{word.kind} {word.spellings[:20]}")
def test_every_spelling_is_found_again_in_a_phrase(word: Word) -> None:
    for pattern in word.spellings.split("|"):
        for spelling in variants(pattern.strip()):
            begins = words_of(atoms_of(f"{spelling} 1") or (), LEXICON)
            assert begins, spelling
            ends = {end for end, value in begins[0].get(word.kind, set()) if value == word.says}
            assert len(begins) - 1 in ends, spelling


@pytest.mark.parametrize(
    ("pattern", "spellings"),
    [
        ("год", ["год"]),
        ("год{,а,у}", ["год", "года", "году"]),
        ("{a,b} {c,d}", ["a c", "a d", "b c", "b d"]),
        ("x{a{b,c},d}y", ["xaby", "xacy", "xdy"]),
    ],
)
def test_braces_hold_variants(pattern: str, spellings: list[str]) -> None:
    assert list(variants(pattern)) == spellings


def test_a_brace_that_is_not_closed_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="not closed"):
        list(variants("год{,а"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("IV", "ІV"),
        ("II", "ӀӀ"),
        ("III", "Ⅲ"),
        ("IV", "ⅳ"),
        ("II", "ll"),
        ("СЕНТЯБРЬ", "CЕНТЯБPЬ"),
        ("четвёртый", "четвертый"),
        ("әр", "əp"),
        ("төртінші", "төpтiншi"),
        ("а–б", "а - б".replace(" ", "")),
        ("а—б", "а\u2212б"),
        ("полугодие", "полу\u00adгодие"),
        ("2024 г.", "2024\u00a0г."),
        ("2024 г.", "2024\u202fг."),
        ("ай", "аи\u0306"),
    ],
)
def test_what_looks_alike_is_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_the_short_june_in_kazakh_is_not_may_in_english() -> None:
    assert fold("мау.") != fold("May.")
