"""The words that a search compares: one function for what is stored and for what is asked (api.md *Filters*)."""

import re
import unicodedata

# A word is a run of letters and digits; a point between two digits does not end it, so 5.1 is one word.
# An index takes no word of any length; what is longer is stored and asked for by its beginning.
LONGEST_WORD = 64
WORD = re.compile(r"[^\W_]+(?:(?<=[0-9])\.(?=[0-9])[^\W_]+)*")


def words_of(*texts: str) -> str:
    """Return the words of `texts` as they are stored for the search: each once, each behind a space.

    Composed (NFC) and casefolded, so that Cyrillic and Kazakh letters are found in any case and
    in either form. A query matches where each of its `search_words` follows a space.
    """
    found = dict.fromkeys(word for text in texts for word in search_words(text))
    return "".join(f" {word}" for word in found)


def search_words(query: str) -> list[str]:
    """Return the words of a query, in its order; each must begin a word of what is found.

    Of a word of more than 64 letters these are its first 64.
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", query).casefold())
    return [word[:LONGEST_WORD] for word in WORD.findall(folded)]
