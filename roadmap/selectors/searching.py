"""Which rows hold all words of a search, by an index on both databases (api.md *Filters*, `search`).

Raw SQL, because neither index is one that the ORM can ask: PostgreSQL's GIN over the stored words,
SQLite's FTS5 table (migration 0003). Words hold letters, digits and points only, so quoting them is
enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Q
from django.db.models.sql.compiler import SQLCompiler

Words = tuple[str, ...]
AsSql = tuple[str, tuple[str | int, ...]]
MEASURE, MEASURE_TEXT, REPORT = "roadmap_measure", "roadmap_measuretext", "roadmap_report"
NOTHING = Q(pk__in=[])


class HoldsWords(Func):
    """The condition that a row of `table` holds each of `words` as the beginning of a word.

    `key` leads to the row's `owner`: its own id, or a column of it.
    """

    output_field = BooleanField()
    conditional = True

    def __init__(self, key: str, table: str, words: Words, owner: str = "id") -> None:
        super().__init__(F(key))
        self.table = table
        self.words = words
        self.owner = owner

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_parts: Any) -> AsSql:  # noqa: ARG002 -- Django's signature
        """Return the condition as the GIN index answers it."""
        held = "array_to_tsvector(string_to_array(ltrim(w.words), ' ')) @@ %s::tsquery"
        return self._among(compiler, f"SELECT w.{self.owner} FROM {self.table} w WHERE {held}", " & ", ":*")  # noqa: S608 -- constants

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_parts: Any) -> AsSql:  # noqa: ARG002 -- the same
        """Return the condition as the FTS5 table answers it."""
        found = f"SELECT rowid FROM {self.table}_words WHERE {self.table}_words MATCH %s"  # noqa: S608 -- constants
        if self.owner != "id":
            found = f"SELECT w.{self.owner} FROM {self.table} w WHERE w.id IN ({found})"  # noqa: S608 -- constants
        return self._among(compiler, found, " ", " *")

    def _among(self, compiler: SQLCompiler, found: str, between: str, prefix: str) -> AsSql:
        [source] = self.get_source_expressions()
        key, params = compiler.compile(source)
        quote = '"' if prefix == " *" else "'"
        query = between.join(f"{quote}{word}{quote}{prefix}" for word in self.words)
        return f"{key} IN ({found})", (*params, query)


def in_text(words: Sequence[str], path: str) -> Q:
    """Return the condition that the column at `path` holds the words, for rows that no index is of."""
    found = Q()
    for word in words:
        found &= Q(**{f"{path}__contains": f" {word}"})
    return found
