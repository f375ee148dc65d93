"""The words that a search compares (api.md *Filters*); they stand with the lists of accounts, which need them too."""

from accounts.lists.words import WORD, search_words, words_of

__all__ = ["WORD", "search_words", "words_of"]
