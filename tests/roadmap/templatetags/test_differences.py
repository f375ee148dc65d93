"""Two texts side by side."""

import hypothesis.strategies as st
from hypothesis import given

from roadmap.templatetags.differences import MOST_WORDS, Piece, compare


def test_only_what_differs_is_marked() -> None:
    found = compare("Жолдың 12 шақырымы жөнделді.", "Жолдың 14 шақырымы жөнделді.")
    assert found.before == (
        Piece("Жолдың ", differs=False),
        Piece("12", differs=True),
        Piece(" шақырымы жөнделді.", differs=False),
    )
    assert found.after[1] == Piece("14", differs=True)


def test_a_full_stop_does_not_make_its_word_another_one() -> None:
    found = compare("утверждена.", "утверждена в июне.")
    assert [piece.text for piece in found.after if piece.differs] == [" в июне"]


def test_equal_texts_are_one_piece() -> None:
    found = compare("тот же", "тот же")
    assert found.is_equal
    assert found.before == found.after == (Piece("тот же", differs=False),)


def test_very_long_texts_are_not_compared_word_by_word() -> None:
    long = "слово " * MOST_WORDS
    assert compare(long, f"{long}ещё").before == (Piece(long, differs=True),)


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_letter_is_lost(before: str, after: str) -> None:
    found = compare(before, after)
    assert "".join(piece.text for piece in found.before) == before
    assert "".join(piece.text for piece in found.after) == after
    assert found.is_equal == (before == after)
