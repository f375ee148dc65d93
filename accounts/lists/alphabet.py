"""The order of names in a list: the Kazakh alphabet, which holds every Russian letter too (ui.md *Principles*).

No database of ours knows this order, and the letters of Kazakh stand far behind the others in Unicode. Lists
that are sorted by name are short, so they are sorted by this key where they are read.
"""

import unicodedata

LETTERS = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
# Blanks first, so that a shorter word stands before a longer one; then digits, Latin letters and these.
_PLACES = {ord(letter): chr(0x0430 + place) for place, letter in enumerate(LETTERS)}


def alphabet_key(text: str) -> str:
    """Return what sorts `text` among other texts: ә after а, ғ after г, қ after к, in any case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).translate(_PLACES)
