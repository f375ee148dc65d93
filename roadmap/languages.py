"""Which of the three languages is being written."""

from django.utils.translation import get_language

from roadmap.choices import Language


def page_language() -> str:
    """Return `kk`, `ru` or `en`: the language of the page or answer being made."""
    code = (get_language() or Language.RU).split("-")[0]
    return code if code in Language.values else Language.RU.value
