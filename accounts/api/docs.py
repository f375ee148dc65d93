"""The schema, and a page that shows it, without anything from outside (api.md, first paragraph; stack.md, trap 21)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from threading import Lock
from typing import Any, ClassVar

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request

from accounts.api.renderers import JSONRenderer, to_json
from accounts.api.views import ApiView
from accounts.policy import Action

GENERATING = Lock()
# Swagger writes styles into its elements; nothing else on this page does.
DOCS_POLICY = {"style-src": ["'unsafe-inline'"]}


class SchemaJSONRenderer(JSONRenderer):
    """JSON under the name that OpenAPI gives it."""

    media_type = "application/vnd.oai.openapi+json"
    format = "openapi"


class SchemaYAMLRenderer(JSONRenderer):
    """YAML under the name that OpenAPI gives it."""

    media_type = "application/vnd.oai.openapi"
    format = "yaml"


class HTMLRenderer(JSONRenderer):
    """A page."""

    media_type = "text/html"
    format = "html"


class SchemaView(ApiView):
    """The schema of the whole API, the same for every reader."""

    actions: ClassVar[Mapping[str, Action]] = {"GET": Action.PLAN_READ}
    gives: ClassVar[Mapping[str, Any]] = {
        "GET": {
            (200, "application/json"): OpenApiTypes.OBJECT,
            (200, SchemaJSONRenderer.media_type): OpenApiTypes.OBJECT,
            (200, SchemaYAMLRenderer.media_type): OpenApiTypes.OBJECT,
        }
    }
    renderer_classes = (JSONRenderer, SchemaJSONRenderer, SchemaYAMLRenderer)  # type: ignore[assignment]

    def freshness(self, request: Request) -> Iterable[object]:
        """Return that it changes with the release alone."""
        return (settings.PUBLIC_READ,)

    def get(self, request: Request) -> HttpResponse:
        """Return the OpenAPI document, by default as JSON."""
        chosen = request.accepted_renderer
        content = written(yaml=chosen.format == "yaml", public=bool(settings.PUBLIC_READ))
        return HttpResponse(content, content_type=chosen.media_type)


class DocsView(ApiView):
    """The schema as a page."""

    actions: ClassVar[Mapping[str, Action]] = {"GET": Action.PLAN_READ}
    gives: ClassVar[Mapping[str, Any]] = {"GET": {200: OpenApiTypes.STR}}
    renderer_classes = (HTMLRenderer,)

    def get(self, request: Request) -> HttpResponse:
        """Return the page; everything that it loads is our own."""
        return render(request._request, "accounts/api_docs.html")  # noqa: SLF001 -- templates take Django's request


docs = csp_update(DOCS_POLICY)(DocsView.as_view())


def written(*, yaml: bool, public: bool) -> bytes:
    """Return the schema's bytes, made by one thread at a time: the generator's parts are shared between threads."""
    with GENERATING:
        return _written(yaml=yaml, public=public)


@cache
def _written(*, yaml: bool, public: bool) -> bytes:
    """Return the schema's bytes; made once in a process for each way to run."""
    document = schema()
    if yaml:
        content: bytes = OpenApiYamlRenderer().render(document)  # type: ignore[no-untyped-call]
        return content
    return to_json(document)


def schema() -> dict[str, Any]:
    """Return the OpenAPI document; its words are English, as its names are."""
    with translation.override("en"):
        document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return document
