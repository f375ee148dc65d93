"""Words for the search: stored and asked by one function (api.md *Filters*)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.rules.words import search_words, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Обмен опытом", " обмен опытом"),
        ("ҚАЗАҚСТАН, Ақтөбе-Орынбор", " қазақстан ақтөбе орынбор"),
        ("5.1 и 5.10.", " 5.1 и 5.10"),
        ("5.1-1", " 5.1 1"),
        ("до 01.07.2024 г.", " до 01.07.2024 г"),
        ("АО «Б.А.К.»", " ао б а к"),
        ("snake_case 100%", " snake case 100"),
        ("да да ДА", " да"),
        ("\x00—…", ""),
        ("", ""),
    ],
)
def test_words_of(text: str, words: str) -> None:
    assert words_of(text) == words


def test_words_of_several_texts_do_not_run_together() -> None:
    assert words_of("5.1", "Сауда", "сауда жолы") == " 5.1 сауда жолы"


def test_decomposed_letters_are_found_by_composed_ones() -> None:
    decomposed = unicodedata.normalize("NFD", "Ёлка ЙОД")
    assert decomposed != "Ёлка ЙОД"
    assert words_of(decomposed) == words_of("ёлка йод") == " ёлка йод"


@given(st.text(max_size=40), st.text(max_size=40))
def test_each_word_of_a_text_is_found_in_it(text: str, other: str) -> None:
    stored = words_of(other, text)
    assert all(f" {word}" in stored for word in search_words(text))


@given(st.text(max_size=40))
def test_reading_words_again_changes_nothing(text: str) -> None:
    assert words_of(words_of(text)) == words_of(text)
