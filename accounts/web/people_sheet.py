"""Which column of an uploaded sheet holds what, in the three languages; and words that mean a code."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.errors import InvalidInput
from accounts.roles import Language, Role
from accounts.tables import Table

# Where a row says which row of the sheet it was.
NUMBER = "#"
COLUMNS = ("email", "name", "role", "agency", "language", "post", "username")
REQUIRED = ("email", "name", "role")
HEADINGS = {
    "email": ("email", "e-mail", "почта", "эл. почта", "электронная почта", "электрондық пошта", "пошта"),
    "name": ("name", "имя", "фио", "ф.и.о.", "аты-жөні", "аты"),
    "role": ("role", "роль", "рөл", "рөлі"),
    "agency": ("agency", "орган", "ведомство", "код органа", "орган коды"),
    "language": ("language", "язык", "тіл", "тілі"),
    "post": ("post", "должность", "лауазым", "лауазымы"),
    "username": ("username", "user name", "логин", "имя пользователя", "пайдаланушы аты"),
}
BY_HEADING = {heading: column for column, headings in HEADINGS.items() for heading in headings}
Row = dict[str, str]


def people_of(table: Table) -> list[Row]:
    """Return the people of a sheet whose first row names its columns; words become codes where they are known.

    :raises InvalidInput: on `file`, for a column that is unknown, missing or there twice, or without people.
    """
    columns = [_column(heading) for heading in table[0]]
    named = [column for column in columns if column]
    missing = [column for column in REQUIRED if column not in named]
    if missing:
        sentence = _("The first row must name the columns. Missing: %(columns)s.")
        raise InvalidInput("file", "missing_column", sentence % {"columns": ", ".join(missing)})
    if len(named) != len(set(named)):
        raise InvalidInput("file", "repeated_column", _("A column stands there twice."))
    rows = [
        {NUMBER: str(number), **{name: text for name, text in zip(columns, row, strict=False) if name}}
        for number, row in enumerate(table[1:], start=2)
        if any(row)
    ]
    if not rows:
        raise InvalidInput("file", "empty", _("The file holds no rows."))
    return [_coded(row) for row in rows]


def _column(heading: str) -> str:
    if not heading:
        return ""
    column = BY_HEADING.get(" ".join(heading.casefold().split()))
    if column is None:
        sentence = _("The column “%(column)s” is unknown. Known are: %(columns)s.")
        raise InvalidInput(
            "file", "unknown_column", sentence % {"column": heading[:50], "columns": ", ".join(COLUMNS)}
        )
    return column


def _coded(row: Row) -> Row:
    for name, known in (("role", role_words()), ("language", language_words())):
        if name in row:
            row[name] = known.get(row[name].casefold(), row[name])
    return row


@lru_cache(maxsize=1)
def role_words() -> dict[str, str]:
    """Return the codes of roles by their names in all languages."""
    return _words([(role.value, role.label) for role in Role])


@lru_cache(maxsize=1)
def language_words() -> dict[str, str]:
    """Return the codes of languages by their names in all languages."""
    return _words([(language.value, language.label) for language in Language])


def _words(pairs: list[tuple[str, object]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(label).casefold(): code for code, label in pairs}
    return found | {code: code for code, _label in pairs}
