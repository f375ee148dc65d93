"""Two texts side by side, with the words that differ marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# Comparing takes time with the square of the words; beyond this each text is shown as one piece.
MOST_WORDS = 4_000
# Words, gaps and marks apart, so that a full stop does not make its word another one.
WORDS_AND_GAPS = re.compile(r"\w+|\s+|[^\w\s]+")


@dataclass(frozen=True)
class Piece:
    """A stretch of a text, and whether the other text lacks it."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Comparison:
    """Both texts, cut into what they share and what only one of them has."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def is_equal(self) -> bool:
        """Return whether the texts are the same, letter for letter."""
        return not any(piece.differs for piece in (*self.before, *self.after))


def compare(before: str, after: str) -> Comparison:
    """Return `before` and `after` cut at their differences, word by word."""
    if before == after:
        same = (Piece(before, differs=False),) if before else ()
        return Comparison(same, same)
    old, new = WORDS_AND_GAPS.findall(before), WORDS_AND_GAPS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return Comparison(_whole(before), _whole(after))
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        _add(left, old[old_from:old_to], differs=tag != "equal")
        _add(right, new[new_from:new_to], differs=tag != "equal")
    return Comparison(tuple(left), tuple(right))


def _add(pieces: list[Piece], words: Sequence[str], *, differs: bool) -> None:
    """Add `words` to `pieces` as one piece, where there are any."""
    if words:
        pieces.append(Piece("".join(words), differs))


def _whole(text: str) -> tuple[Piece, ...]:
    """Return `text` as one piece that differs; none where it is empty."""
    return (Piece(text, differs=True),) if text else ()
