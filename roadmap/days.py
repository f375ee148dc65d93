"""Days, periods and stretches of days in words, as each language writes them.

Browsers and Django know no Kazakh months in the form that follows a number, so they stand here.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from django.utils.translation import npgettext, pgettext

ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}
LABEL = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>0[1-9]|1[0-2])))?")

_KAZAKH = (
    "қаңтар",
    "ақпан",
    "наурыз",
    "сәуір",
    "мамыр",
    "маусым",
    "шілде",
    "тамыз",
    "қыркүйек",
    "қазан",
    "қараша",
    "желтоқсан",
)
_RUSSIAN = (
    ("январь", "января"),
    ("февраль", "февраля"),
    ("март", "марта"),
    ("апрель", "апреля"),
    ("май", "мая"),
    ("июнь", "июня"),
    ("июль", "июля"),
    ("август", "августа"),
    ("сентябрь", "сентября"),
    ("октябрь", "октября"),
    ("ноябрь", "ноября"),
    ("декабрь", "декабря"),
)
_ENGLISH = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

LONG_DAY: Mapping[str, Callable[[date], str]] = {
    "kk": lambda day: f"{day.year} ж. {day.day} {_KAZAKH[day.month - 1]}",
    "ru": lambda day: f"{day.day} {_RUSSIAN[day.month - 1][1]} {day.year} г.",
    "en": lambda day: f"{day.day} {_ENGLISH[day.month - 1]} {day.year}",
}
YEAR: Mapping[str, Callable[[int], str]] = {
    "kk": lambda year: f"{year} жыл",
    "ru": lambda year: f"{year} год",
    "en": str,
}
HALF: Mapping[str, Callable[[int, int], str]] = {
    "kk": lambda year, half: f"{year} жылғы {ROMAN[half]} жартыжылдық",
    "ru": lambda year, half: f"{ROMAN[half]} полугодие {year} года",
    "en": lambda year, half: f"H{half} {year}",
}
QUARTER: Mapping[str, Callable[[int, int], str]] = {
    "kk": lambda year, quarter: f"{year} жылғы {ROMAN[quarter]} тоқсан",
    "ru": lambda year, quarter: f"{ROMAN[quarter]} квартал {year} года",
    "en": lambda year, quarter: f"Q{quarter} {year}",
}
MONTH: Mapping[str, Callable[[int, int], str]] = {
    "kk": lambda year, month: f"{year} жылғы {_KAZAKH[month - 1]}",
    "ru": lambda year, month: f"{_RUSSIAN[month - 1][0]} {year} года",
    "en": lambda year, month: f"{_ENGLISH[month - 1]} {year}",
}


def long_day(day: date, language: str) -> str:
    """Return `day` with its month in words: `2025 ж. 31 желтоқсан`, `31 декабря 2025 г.`."""
    return LONG_DAY[language](day)


def short_day(day: date) -> str:
    """Return `day` as both administrations write it in tables: `31.12.2025`."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def period_words(label: str, language: str) -> str:
    """Return an occurrence's label in words (rules.md §2): `2024-Q2` is `II квартал 2024 года`.

    The label `1`, of what happens once, has no words: the empty string.

    :raises ValueError: where `label` is none of the known labels.
    """
    if label == "1":
        return ""
    found = LABEL.fullmatch(label)
    if found is None:
        raise ValueError(f"No label of an occurrence: {label!r}")
    year = int(found["year"])
    for name, words in (("quarter", QUARTER), ("half", HALF), ("month", MONTH)):
        if found[name]:
            return words[language](year, int(found[name]))
    return YEAR[language](year)


def lateness(count: int) -> str:
    """Return how late, in days, to stand after the word *overdue*: `на 12 дней`."""
    return npgettext("overdue", "by %(count)d day", "by %(count)d days", count) % {"count": count}


def silence(count: int | None) -> str:
    """Return how long silent, in days, to stand after the word *silent*; None: never reported."""
    if count is None:
        return pgettext("silent", "never reported")
    return npgettext("silent", "for %(count)d day", "for %(count)d days", count) % {"count": count}


def nearness(count: int) -> str:
    """Return in how many days something is due: today, tomorrow, `через 12 дней`."""
    if count == 0:
        return pgettext("due soon", "today")
    if count == 1:
        return pgettext("due soon", "tomorrow")
    return npgettext("due soon", "in %(count)d day", "in %(count)d days", count) % {"count": count}
