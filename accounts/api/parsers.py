"""Bodies as they come, read strictly: what cannot be taken is refused here, before any rule (api.md *Writing*)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, DataAndFiles, MultiPartParser

from accounts.api.cleanliness import MOST_DEPTH, TooDeep, check_document, check_text
from accounts.api.refusals import TooLarge
from accounts.errors import InvalidInput

LARGEST_FILE = 25 * 1024 * 1024
# Besides the files: their names and the other fields.
LARGEST_UPLOAD = LARGEST_FILE + 1024 * 1024
# So much of what is refused is read and dropped: who still sends hears a broken line instead of the answer.
MOST_DROPPED = 64 * 1024 * 1024
CHUNK = 64 * 1024


class StrictJSONParser(BaseParser):
    """Reads one JSON object: UTF-8, at most 2.5 MB and 32 levels, no key twice, no NaN, no control characters."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the object.

        :raises TooLarge: for a body over 2.5 MB.
        :raises ParseError: for what is no such object; the message says why.
        :raises InvalidInput: naming a value that cannot be stored.
        """
        largest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        refuse_longer_than(largest, stream, parser_context)
        body = stream.read(largest + 1)
        if len(body) > largest:
            raise TooLarge
        try:
            document = json.loads(body.decode(), object_pairs_hook=_without_repeats, parse_constant=_refuse_constant)
            check_document(document)
        except ParseError:
            raise
        except (RecursionError, TooDeep):
            raise ParseError(
                _("The JSON is nested deeper than %(most)d levels.") % {"most": MOST_DEPTH}, "too_deep"
            ) from None
        except ValueError:
            raise ParseError(_("The body is not JSON in UTF-8.")) from None
        if not isinstance(document, dict):
            raise ParseError(_("The body must be a JSON object."), "not_an_object")
        return document


class StrictMultiPartParser(MultiPartParser):
    """Reads a form with files: at most 25 MB, no control characters in names and values."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> DataAndFiles[Any, Any]:
        """Return the fields and files.

        :raises TooLarge: for a file over 25 MB.
        :raises ParseError: for what is no form.
        :raises InvalidInput: naming a field that cannot be stored.
        """
        refuse_longer_than(LARGEST_UPLOAD, stream, parser_context)
        parsed = super().parse(stream, media_type, dict(parser_context or {}))
        try:
            check_form(parsed.data)
            _check_files(parsed.files)
        except (InvalidInput, TooLarge):
            for file in (one for _name, files in parsed.files.lists() for one in files):
                file.close()
            raise
        return parsed


def _check_files(files: MultiValueDict[str, Any]) -> None:
    for name, named in files.lists():
        for file in named:
            check_text(name, f"{name}{file.name}")
            if file.size > LARGEST_FILE:
                raise TooLarge


def check_form(fields: MultiValueDict[str, Any]) -> None:
    """Refuse a form whose names or values hold control characters.

    :raises InvalidInput: naming the field.
    """
    for name, values in fields.lists():
        check_text(name, name)
        for value in values:
            check_text(name, value)


def refuse_longer_than(largest: int, stream: IO[Any], parser_context: Mapping[str, Any] | None) -> None:
    """Refuse a body by the length it announces, keeping none of it.

    :raises TooLarge: where it is over `largest` bytes.
    """
    request = (parser_context or {}).get("request")
    announced = request.META.get("CONTENT_LENGTH") if request is not None else None
    if announced and announced.isascii() and announced.isdigit() and int(announced[:12]) > largest:
        if int(announced[:12]) <= MOST_DROPPED:
            drop(stream)
        raise TooLarge


def drop(stream: IO[Any]) -> None:
    """Read what is left of a body, piece by piece, and keep nothing."""
    while stream.read(CHUNK):
        pass


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ParseError(_("A key stands twice in one object."), "repeated_key")
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
