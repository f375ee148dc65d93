"""Which format an answer has: by `?format=`, else by `Accept` (api.md *Formats*)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from accounts.errors import InvalidInput

WEIGHT = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")
ANYTHING = frozenset({"", "*/*"})


class FormatNegotiation(DefaultContentNegotiation):
    """Takes the named format where there is one; most clients take anything and cost nothing."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Return the renderer and its media type.

        :raises InvalidInput: on `format`, where the view has no such format.
        :raises rest_framework.exceptions.NotAcceptable: where `Accept` asks for something else.
        """
        available = list(renderers)
        named = request.query_params.getlist("format")
        if named:
            fitting = [one for one in available if named == [one.format]]
            if not fitting:
                raise InvalidInput("format", "invalid", _("There is no such format here."))
            return fitting[0], fitting[0].media_type
        accept = request.META.get("HTTP_ACCEPT", "")
        if accept in ANYTHING or accept == available[0].media_type:
            return available[0], available[0].media_type
        renderer = max(available, key=lambda one: _liking(accept, one.media_type))
        if not _liking(accept, renderer.media_type):
            raise NotAcceptable(available_renderers=available)
        return renderer, renderer.media_type


def _liking(accept: str, media_type: str) -> float:
    """Return how much a client likes a media type, from 0 to 1: what `q` says of the narrowest range that holds it."""
    kind = media_type.partition("/")[0]
    found: dict[str, float] = {}
    for part in accept.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weights = (piece.partition("=")[2] for piece in parameters if piece.startswith("q="))
        found[name] = _weight(next(weights, "1"))
    ranges = (media_type, f"{kind}/*", "*/*")
    return next((found[name] for name in ranges if name in found), 0.0)


def _weight(text: str) -> float:
    return float(text) if WEIGHT.fullmatch(text) else 0.0
