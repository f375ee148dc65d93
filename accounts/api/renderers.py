"""Answers as bytes (stack.md, trap 24: nothing is rendered as nothing, not as `null`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer


class JSONRenderer(BaseRenderer):
    """JSON by orjson, in UTF-8; instants with their offset."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,  # noqa: ANN401 -- whatever an answer holds
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Return the bytes of `data`, none for None."""
        return b"" if data is None else to_json(data)


class CSVRenderer(JSONRenderer):
    """Stands for CSV where formats are negotiated; the rows are streamed (accounts/exports)."""

    media_type = "text/csv"
    format = "csv"


class NDJSONRenderer(JSONRenderer):
    """Stands for one JSON object a line; the rows are streamed (accounts/exports)."""

    media_type = "application/x-ndjson"
    format = "ndjson"


class XLSXRenderer(JSONRenderer):
    """Stands for a workbook; it is made in a temporary file (accounts/exports)."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = "xlsx"


LIST_RENDERERS: tuple[type[JSONRenderer], ...] = (JSONRenderer, CSVRenderer, NDJSONRenderer, XLSXRenderer)


def to_json(data: Any) -> bytes:  # noqa: ANN401 -- whatever an answer holds
    """Return `data` as JSON; translatable sentences in the active language.

    :raises TypeError: for what has no JSON.
    """
    return orjson.dumps(data, default=_default, option=orjson.OPT_NON_STR_KEYS)


def _default(value: object) -> str:
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(type(value).__qualname__)
