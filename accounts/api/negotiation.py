"""Which format an answer has: by `?format=`, else by `Accept` (api.md *Formats*)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from accounts.errors import InvalidInput

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
        renderer, _media_type = super().select_renderer(request, available)
        return renderer, renderer.media_type
