"""What PostgreSQL and SQLite write differently in the questions of the past."""

# ruff: noqa: S608 -- SQL is what this file writes, of constants of tables.py

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Newest:
    """The newest row of `table` that meets `where`; `order` is newest first, `columns` what is taken of it.

    `where` names the table by `alias`; `joined_by` is the outer row it belongs to.
    """

    table: str
    alias: str
    columns: tuple[str, ...]
    where: str
    order: str


class PostgreSql:
    """PostgreSQL: the newest row by a lateral join, which its index answers with one step."""

    @staticmethod
    def newest(row: Newest, *, outer: bool = False) -> str:
        """Return a join of the newest row; `outer` keeps rows that have none."""
        columns = ", ".join(f"{row.alias}.{name}" for name in row.columns)
        inner = f"SELECT {columns} FROM {row.table} {row.alias} WHERE {row.where} ORDER BY {row.order} LIMIT 1"
        return f"{'LEFT ' if outer else ''}JOIN LATERAL ({inner}) {row.alias} ON TRUE"

    @staticmethod
    def raw(column: str) -> str:
        """Return a day or an instant as the driver gives it."""
        return column

    @staticmethod
    def plus_days(day: str, count: str) -> str:
        """Return a day so many days later."""
        return f"({day} + {count})"

    @staticmethod
    def codes(code: str, condition: str, table: str, where: str, order: str) -> str:
        """Return a JSON list of the codes that meet a condition, in order."""
        return (
            f"COALESCE((SELECT jsonb_agg({code} ORDER BY {order}) FROM {table} "
            f"WHERE {where} AND {condition}), '[]'::jsonb)"
        )

    @staticmethod
    def lists(values: tuple[str, ...], table: str, where: str, order: str) -> str:
        """Return a JSON list of lists, as text."""
        row = f"json_build_array({', '.join(values)})"
        return f"(SELECT json_agg({row} ORDER BY {order}) FROM {table} WHERE {where})::text"


class Sqlite:
    """SQLite: it has no lateral join, so the newest row is found by its key."""

    @staticmethod
    def newest(row: Newest, *, outer: bool = False) -> str:
        """Return a join of the newest row; `outer` keeps rows that have none."""
        key = f"SELECT {row.alias}.id FROM {row.table} {row.alias} WHERE {row.where} ORDER BY {row.order} LIMIT 1"
        return f"{'LEFT ' if outer else ''}JOIN {row.table} {row.alias} ON {row.alias}.id = ({key})"

    @staticmethod
    def raw(column: str) -> str:
        """Return a day or an instant as it is kept: the driver would turn each into Python's by itself."""
        return f"CAST({column} AS text)"

    @staticmethod
    def plus_days(day: str, count: str) -> str:
        """Return a day so many days later."""
        return f"date({day}, ({count}) || ' days')"

    @staticmethod
    def codes(code: str, condition: str, table: str, where: str, order: str) -> str:
        """Return a JSON list of the codes that meet a condition, in order."""
        return (
            f"(SELECT json_group_array(c) FROM (SELECT {code} AS c FROM {table} "
            f"WHERE {where} AND {condition} ORDER BY {order}))"
        )

    @staticmethod
    def lists(values: tuple[str, ...], table: str, where: str, order: str) -> str:
        """Return a JSON list of lists, as text."""
        row = f"json_array({', '.join(values)})"
        inner = f"SELECT {row} AS c FROM {table} WHERE {where} ORDER BY {order}"
        return f"(SELECT json_group_array(json(c)) FROM ({inner}))"


Dialect = type[PostgreSql] | type[Sqlite]
DIALECTS: Mapping[str, Dialect] = {"postgresql": PostgreSql, "sqlite": Sqlite}
