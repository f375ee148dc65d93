"""What a broken rule, a wrong input and a stale version are called on every floor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DatabaseError, InterfaceError, OperationalError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import _StrPromise


def is_away(error: BaseException | None) -> bool:
    """Return whether the database could not be reached, was too busy, or was lost in the middle of a request."""
    return is_lost(error) or isinstance(error, OperationalError | InterfaceError)


def is_lost(error: BaseException | None) -> bool:
    """Return whether the connection broke: psycopg2 then tells no code of the server's, nor a class of its own."""
    is_plain = type(error) in {DatabaseError, OperationalError}
    return is_plain and getattr(getattr(error, "__cause__", None), "pgcode", "") is None


class RuleBroken(Exception):
    """A rule of the domain forbids what was asked; the API answers 409 with `code`.

    `message` is a translatable sentence for the person; `field` names the input it speaks of.
    """

    def __init__(self, code: str, message: str | _StrPromise, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field

    @property
    def all_broken(self) -> Sequence[RuleBroken]:
        """Return each rule that is broken, this one first: where several are, all are told at once."""
        return (self,)

    def __str__(self) -> str:
        """Return the sentence for the person."""
        return str(self.message)


class InvalidInput(Exception):
    """A value that cannot be taken at all; the API answers 400 naming `field`."""

    def __init__(self, field: str, code: str, message: str | _StrPromise) -> None:
        super().__init__(field, code)
        self.field = field
        self.code = code
        self.message = message

    def __str__(self) -> str:
        """Return the field and the sentence for the person."""
        return f"{self.field}: {self.message}"


class StaleVersion(Exception):
    """The object was changed after the version that was read; the API answers 412.

    `current` is the version that now stands.
    """

    def __init__(self, current: int) -> None:
        super().__init__(current)
        self.current = current


class VersionMissing(Exception):
    """A change came without the version that was read; the API answers 428."""
