"""Wordings of deadlines that the product itself proposes, in three languages (rules.md §2, §5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from roadmap.days import LONG_DAY

# A number and a month before «дейін» stand in the dative.
KAZAKH_DATIVE = (
    "қаңтарға",
    "ақпанға",
    "наурызға",
    "сәуірге",
    "мамырға",
    "маусымға",
    "шілдеге",
    "тамызға",
    "қыркүйекке",
    "қазанға",
    "қарашаға",
    "желтоқсанға",
)
WHOLE_TERM: Mapping[str, str] = {
    "kk": "қолданылу мерзімі ішінде",
    "ru": "в течение срока действия",
    "en": "throughout the term",
}


def until(day: date) -> Mapping[str, str]:
    """Return how both administrations write that something is due by a day: `до 31 декабря 2028 года`."""
    return {
        "kk": f"{day.year} жылғы {day.day} {KAZAKH_DATIVE[day.month - 1]} дейін",
        "ru": f"до {LONG_DAY['ru'](day).removesuffix('г.')}года",
        "en": f"by {LONG_DAY['en'](day)}",
    }
