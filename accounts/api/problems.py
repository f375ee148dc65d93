"""Errors as every client gets them: RFC 9457 problems (api.md *Errors*)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.renderers import to_json

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Sentence = str | _StrPromise

MEDIA_TYPE = "application/problem+json"

TITLES: Mapping[int, Sentence] = {
    400: _("Wrong input"),
    401: _("Not signed in"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("Method not allowed"),
    406: _("No such format"),
    409: _("A rule forbids this"),
    410: _("Gone"),
    412: _("Changed meanwhile"),
    413: _("Too large"),
    415: _("Media type not supported"),
    422: _("Key used for another request"),
    428: _("Version required"),
    429: _("Too many requests"),
    500: _("Error on our side"),
    503: _("Not available at the moment"),
}


class FaultSerializer(serializers.Serializer[object]):
    """One thing that is wrong."""

    field = serializers.CharField(allow_null=True, help_text="Dotted path, or the name of a parameter or header.")
    code = serializers.CharField(help_text="Stable; programs compare this one.")
    message = serializers.CharField(help_text="For people, in the language of `Accept-Language`.")


class ProblemSerializer(serializers.Serializer[object]):
    """An error (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField(help_text="Stable; programs compare this one.")
    errors = FaultSerializer(many=True)  # type: ignore[assignment]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: `field` is its dotted path, None where it is about the whole request."""

    field: str | None
    code: str
    message: str


def problem(status: int, code: str, detail: Sentence, faults: Iterable[Fault] = ()) -> dict[str, object]:
    """Return the body of a problem; texts are in the language that is active."""
    title = TITLES.get(status)
    return {
        "type": "about:blank",
        "title": str(title) if title is not None else HTTPStatus(status).phrase,
        "status": status,
        "detail": str(detail),
        "code": code,
        "errors": [asdict(fault) for fault in faults],
    }


class Problem(Response):
    """A problem as an answer: JSON of its own type, whatever format the client asked for."""

    @property
    def rendered_content(self) -> bytes:  # type: ignore[override]
        """Return the bytes."""
        self["Content-Type"] = MEDIA_TYPE
        return to_json(self.data)
