"""Which of the three languages is being written."""

from django.utils.translation import get_language

from roadmap.choices import Language

# asked for hundreds of times a page; the enumeration makes its list of values anew each time
CODES, DEFAULT = frozenset(Language.values), Language.RU.value


def page_language() -> str:
    """Return `kk`, `ru` or `en`: the language of the page or answer being made."""
    code = (get_language() or DEFAULT).split("-")[0]
    return code if code in CODES else DEFAULT
