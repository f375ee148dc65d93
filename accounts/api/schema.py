"""The schema of the API, made of what views declare, so that it cannot say otherwise (api.md, first paragraph).

Parameters come from a view's `parameters`, headers from `versioned` and its methods, bodies from
`takes`, answers from `gives` and `shape`, errors from what can happen to a request at all.
"""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from drf_spectacular.drainage import set_override
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_standardized_errors.openapi import AutoSchema
from rest_framework.serializers import BaseSerializer, ListSerializer, Serializer
from uritemplate import variables

from accounts.api.problems import MEDIA_TYPE, TITLES, ProblemSerializer
from accounts.api.renderers import LIST_RENDERERS

if TYPE_CHECKING:
    from accounts.api.views import ApiView

Json = dict[str, Any]
SAFE = frozenset({"GET", "HEAD"})
BODIES = frozenset({"POST", "PATCH", "PUT"})
CODE = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
FILE = {"type": "string", "format": "binary"}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "schema": {"type": "string", "minLength": 1},
    "description": "The `ETag` that was read, or the `version`. Another version: 412; none: 428.",
}
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
    "description": "For 24 hours the same key with the same request gets the first answer; with another one, 422.",
}
HEADERS = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}}},
    405: {"Allow": {"schema": {"type": "string"}}},
    412: {"ETag": {"schema": {"type": "string"}, "description": "The version that stands."}},
    429: {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}},
    503: {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}},
}
BUDGET = {
    "X-RateLimit-Limit": {"schema": {"type": "integer"}, "description": "Requests in a window."},
    "X-RateLimit-Remaining": {"schema": {"type": "integer"}, "description": "Requests left in it."},
    "X-RateLimit-Reset": {"schema": {"type": "integer"}, "description": "Seconds until it begins anew."},
}


@dataclass(frozen=True)
class ListOf:
    """A page of rows, and the same rows in the other formats."""

    row: type[Serializer[Any]]


class Schema(AutoSchema):
    """Describes a view by what it declares."""

    @property
    def declared(self) -> ApiView:
        """Return the view that is described."""
        return cast("ApiView", self.view)

    def get_operation_id(self) -> str:
        """Return the operation's name, made of its address: `reports_list`, `reports_submit`, `agencies_create`.

        A POST on an address that has nothing to read is a move, and named by the address alone.
        """
        prefix = str(settings.SPECTACULAR_SETTINGS["SCHEMA_PATH_PREFIX"])
        steps = self.path.removeprefix(prefix).strip("/").split("/")
        names = [step.replace("-", "_") for step in steps if not step.startswith("{")]
        if self.method == "POST" and "GET" not in self.declared.actions:
            return "_".join(names)
        verbs = {"POST": "create", "PATCH": "partial_update", "DELETE": "destroy"}
        return "_".join([*names, verbs.get(self.method, "list" if self._is_list() else "retrieve")])

    def get_request_serializer(self) -> Any:  # noqa: ANN401 -- drf-spectacular's signature
        """Return the body that the method takes: the view's `takes`."""
        return self.declared.takes.get(self.method)

    def get_response_serializers(self) -> Any:  # noqa: ANN401 -- drf-spectacular's signature
        """Return what the method answers: the view's `gives`; a read by default its `shape`, or a page of them."""
        given = self.declared.gives.get(self.method)
        if given is None and self.method == "GET" and self.declared.shape is not None:
            return {200: ListOf(self.declared.shape) if self._is_list() else self.declared.shape}
        return given

    def _is_list(self) -> bool:
        return len(self.declared.renderer_classes) > 1

    def _resolve_path_parameters(self, names: Collection[str]) -> list[Json]:
        return [self._path_parameter(name) for name in variables(self.path) if name in names]

    def _path_parameter(self, name: str) -> Json:
        known: dict[str, Json] = getattr(self.declared, "path_schemas", {})
        number = name == "id" or name.endswith("_id")
        default = {"type": "integer", "minimum": 1} if number else {"type": "string", "pattern": CODE}
        return {"in": "path", "name": name, "required": True, "schema": known.get(name, default)}

    def _get_filter_parameters(self) -> list[Json]:
        declared = getattr(self.declared.parameters.get(self.method), "declared", ())
        found = [_query_parameter(one) for one in declared]
        if self.method == "POST":
            found.append(IDEMPOTENCY_KEY)
        if self.method in self.declared.versioned:
            found.append(IF_MATCH)
        return found

    def _get_format_parameters(self) -> list[Json]:
        if self.method not in SAFE or not self._is_list():
            return []
        formats = [renderer.format for renderer in self.declared.renderer_classes]
        schema = {"type": "string", "enum": formats}
        return [{"in": "query", "name": "format", "schema": schema, "description": "Instead of `Accept`."}]

    def map_renderers(self, attribute: str) -> list[str]:
        """Return the media types of one object: only lists have other formats."""
        renderers = self.declared.renderer_classes[:1] if attribute == "media_type" else self.declared.renderer_classes
        return [getattr(renderer, attribute) for renderer in renderers]

    def get_auth(self) -> list[Json]:
        """Return how to sign in; not at all, where PUBLIC_READ opens the address."""
        schemes: list[Json] = super().get_auth()
        public = settings.PUBLIC_READ and self.method in SAFE and self.declared.is_public(self.method)
        return [*schemes, {}] if public else schemes

    def _get_response_for_code(
        self,
        serializer: Any,  # noqa: ANN401 -- drf-spectacular's signature
        status_code: Any,  # noqa: ANN401 -- the same
        media_types: Any = None,  # noqa: ANN401 -- the same
        direction: Any = "response",  # noqa: ANN401 -- the same
    ) -> Json:
        if isinstance(serializer, ListOf):
            page = self._page_of(serializer.row)
            described: Json = super()._get_response_for_code(page, status_code, None, direction)  # type: ignore[no-untyped-call]
            others = [renderer.media_type for renderer in LIST_RENDERERS[1:]]
            described["content"].update({media_type: {"schema": FILE} for media_type in others})
        else:
            described = super()._get_response_for_code(serializer, status_code, media_types, direction)  # type: ignore[no-untyped-call]
        described.setdefault("headers", {}).update(BUDGET)
        if self.method in SAFE and self._has_tag():
            described["headers"]["ETag"] = {"schema": {"type": "string"}}
        return described

    def _page_of(self, row: type[Serializer[Any]]) -> Json:
        whole = self.resolve_serializer(row, "response").ref
        part = self.resolve_serializer(parts_of(row), "response").ref
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "properties": {
                "next": address,
                "previous": address,
                "count": {"type": "integer", "description": "With `count=true`."},
                "results": {"type": "array", "items": {"anyOf": [whole, part]}},
            },
            "required": ["next", "previous", "results"],
            "additionalProperties": False,
        }

    def _get_response_bodies(self, direction: Any = "response") -> Json:  # noqa: ANN401 -- drf-spectacular's
        bodies: Json = super()._get_response_bodies(direction)
        if direction != "response":
            return bodies
        problems = {str(status): self._problem(status) for status in sorted(self._problems())}
        if self.method in SAFE and self._has_tag():
            bodies["304"] = {"description": "What the client holds (`If-None-Match`) is still right."}
        return {**bodies, **{status: body for status, body in problems.items() if status not in bodies}}

    def _should_add_error_response(self, responses: dict[str, Any], status_code: str) -> bool:
        """Return False: all of them are added above, in our own shape."""
        return False

    def _problems(self) -> set[int]:
        found = {400, 401, 403, 405, 406, 429, 500, 503}
        if self.method not in SAFE:
            found |= {404, 409}
        if variables(self.path):
            found.add(404)
        if self.method in BODIES:
            found |= {413, 415}
        if self.method == "POST":
            found.add(422)
        if self.method in self.declared.versioned:
            found |= {412, 428}
        return found | set(self.declared.refused_with)

    def _problem(self, status: int) -> Json:
        problem = self.resolve_serializer(ProblemSerializer, "response").ref
        description = str(TITLES.get(status, ""))
        headers = HEADERS.get(status, {})
        return {
            "description": description,
            "content": {MEDIA_TYPE: {"schema": problem}},
            **({"headers": headers} if headers else {}),
        }

    def _has_tag(self) -> bool:
        return bool(self.declared.is_tagged)


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A token in the `Authorization` header."""

    target_class = "accounts.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> Json:
        """Return the scheme."""
        return {"type": "http", "scheme": "bearer", "description": "A token of /account/tokens/: `aor_…`"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The browser's session."""

    target_class = "accounts.api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: object) -> Json:
        """Return the scheme."""
        description = "The browser's session; everything that is no read needs the CSRF token too."
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME, "description": description}


PARTS: dict[type[BaseSerializer[Any]], type[Serializer[Any]]] = {}


def parts_of(row: type[BaseSerializer[Any]]) -> type[Serializer[Any]]:
    """Return a serializer of any parts of `row`, always the same: what `?fields=` leaves of it."""
    if row not in PARTS:
        PARTS[row] = _parts_of(row)
    return PARTS[row]


def _parts_of(row: type[BaseSerializer[Any]]) -> type[Serializer[Any]]:
    described = row()
    named = described.get_fields() if isinstance(described, Serializer) else {}
    fields = {name: _optional(field) for name, field in named.items()}
    part: type[Serializer[Any]] = type(f"{_name_of(row)}PartSerializer", (Serializer,), fields)
    part.__doc__ = f"The parts of {_name_of(row)} that `fields` names."
    set_override(part, "component_name", f"{_name_of(row)}Part")
    return part


def _optional(field: Any) -> Any:  # noqa: ANN401 -- any serializer field
    options = {"required": False, "allow_null": field.allow_null}
    if isinstance(field, ListSerializer) and isinstance(field.child, BaseSerializer):
        return parts_of(type(field.child))(many=True, **options)
    if isinstance(field, BaseSerializer):
        return parts_of(type(field))(**options)
    copy = deepcopy(field)
    copy.required = False
    return copy


def _name_of(row: type[BaseSerializer[Any]]) -> str:
    return row.__name__.removesuffix("Serializer")


def _query_parameter(declared: Any) -> Json:  # noqa: ANN401 -- a Parameter of accounts.lists or roadmap.filters
    described = {"in": "query", "name": declared.name, "description": declared.description}
    if not declared.many:
        return described | {"schema": declared.schema}
    return described | {"schema": {"type": "array", "items": declared.schema}, "style": "form", "explode": False}
