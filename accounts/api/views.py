"""The base of every API view: find and permit, read the body, one call, answer (house.md, api.md).

A view declares what it is, and its handlers do the rest:

- `actions`: the policy's action for each method. A method without one is refused.
- `parameters`: for each method an object with `read(values)` (accounts.parameters); others are
  refused by name, and `self.query` holds what was read.
- `takes`, `gives`, `shape`: for the schema, the body of a method, its answers by status code, and
  what a read answers (a list: pages of it).
- `versioned`: the methods that need `If-Match`; the handler passes `self.seen_version` on.
- `find`: looks the object of a write up (404) and may permit it (403), before the body is read.
- `looks_up`: the reads that ask `find` too, because not all who may know of the object may do them.
- `refused_with`: statuses of refusals that no other view has, for the schema.
- `freshness`: what a read's ETag depends on besides the reader and the address; None: no ETag.

Refusals come in the order of api.md *Access*: 401, 404, 403, 428, 412, 400, 409. An
`Idempotency-Key` of a POST is honoured between 403 and 428, without a line in the view.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Protocol

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.utils.translation.trans_real import parse_accept_lang_header
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException, AuthenticationFailed, MethodNotAllowed, NotAuthenticated, NotFound
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from accounts.api import idempotency
from accounts.api.authentication import SessionAuthentication, TokenAuthentication
from accounts.api.cleanliness import MOST_WHOLE, check_query, shown
from accounts.api.etags import held_tag, tag_of, takes_any
from accounts.api.negotiation import FormatNegotiation
from accounts.api.parsers import StrictJSONParser
from accounts.api.preconditions import seen_version
from accounts.api.renderers import JSONRenderer
from accounts.api.schema import Schema
from accounts.api.throttles import Throttle
from accounts.audit import Act
from accounts.errors import InvalidInput
from accounts.http import act_of
from accounts.models import User
from accounts.permissions import ClosedByDefault
from accounts.policy import Action, scope_of

Handler = Callable[..., HttpResponseBase]
NO_STORE = "no-store"


class Parameters(Protocol):
    """What reads a query string: accounts.parameters, roadmap.filters."""

    def read(self, values: Mapping[str, Sequence[str]]) -> Mapping[str, Any]:
        """Return what the parameters mean, or raise InvalidInput naming the first that is wrong."""


class Versioned(Protocol):
    """What `find` may return: then a stale version is refused before the body is read."""

    version: int


class ApiView(APIView):
    """One address of the API; see the module."""

    actions: ClassVar[Mapping[str, Action]] = {}
    parameters: ClassVar[Mapping[str, Parameters]] = {}
    versioned: ClassVar[Collection[str]] = ("PATCH", "DELETE")
    takes: ClassVar[Mapping[str, Any]] = {}
    gives: ClassVar[Mapping[str, Any]] = {}
    shape: ClassVar[type[Serializer[Any]] | None] = None
    looks_up: ClassVar[Collection[str]] = ()
    needs_session: ClassVar[bool] = False
    keeps_secret: ClassVar[bool] = False
    refused_with: ClassVar[Collection[int]] = ()
    caching: ClassVar[str] = "private, no-cache"

    http_method_names = ["get", "head", "post", "patch", "delete"]
    authentication_classes = (TokenAuthentication, SessionAuthentication)
    permission_classes = (ClosedByDefault,)
    throttle_classes = (Throttle,)
    parser_classes = (StrictJSONParser,)
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = FormatNegotiation
    metadata_class = None
    schema = Schema()

    request: Request
    query: Mapping[str, Any]
    format_kwarg: str | None = None
    found: object = None
    seen_version: int | None = None
    _tag: str | None = None
    _unreadable: Exception | None = None
    _throttle: Throttle | None = None

    # --- what views fill in or use ------------------------------------------------------------

    def find(self, request: Request, **kwargs: Any) -> object:
        """Return what a write is about, or None where that is only known from the body.

        :raises ObjectDoesNotExist: where there is nothing that the person may know of: 404.
        :raises PermissionDenied: where they may know of it and may not do this: 403.
        """
        return None

    def freshness(self, request: Request) -> Iterable[object] | None:
        """Return what a read depends on besides its address and reader, by at most one query."""
        return None

    def body(self, serializer: type[Serializer[Any]], *, partial: bool = False) -> dict[str, Any]:
        """Return the request's fields, of the right types.

        :raises rest_framework.exceptions.ValidationError: naming each field that cannot be taken.
        """
        read = serializer(data=self.read_data(), partial=partial, context={"view": self})
        read.is_valid(raise_exception=True)
        fields: dict[str, Any] = read.validated_data
        return fields

    def read_data(self) -> Any:  # noqa: ANN401 -- whatever was sent
        """Return what was sent. What could not be read once is refused again, not taken for nothing.

        :raises rest_framework.exceptions.APIException, InvalidInput: where it cannot be read.
        """
        if self._unreadable is not None:
            raise self._unreadable
        try:
            return self.request.data
        except (APIException, InvalidInput) as wrong:
            self._unreadable = wrong
            raise

    @property
    def act(self) -> Act:
        """Return who acts through the API, for a service."""
        return act_of(self.request, "api")

    @property
    def reader(self) -> User | None:
        """Return who reads, None for a visitor (PUBLIC_READ)."""
        return self.request.user if isinstance(self.request.user, User) else None

    # --- the order of things ------------------------------------------------------------------

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer a request, whatever happens in between."""
        self.args, self.kwargs = args, kwargs
        self.request = self.initialize_request(request, *args, **kwargs)
        self.headers: dict[str, str] = {}
        try:
            self.initial(self.request, *args, **kwargs)
            answer = self._read() if request.method in SAFE_METHODS else self._write()
        except Exception as raised:  # noqa: BLE001 -- the one place where anything becomes a problem
            answer = self.handle_exception(raised)
        return self.finalize_response(self.request, answer, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Ask who it is (401), count the request (429), look the object up (404), permit (403)."""
        speak_as_asked(request)
        self._authenticate(request)
        method = self._method()
        handler = getattr(self, method.lower(), None)
        if method.lower() not in self.http_method_names or handler is None:
            raise MethodNotAllowed(request.method or "")
        if any(isinstance(value, int) and value > MOST_WHOLE for value in kwargs.values()):
            raise NotFound
        if method not in SAFE_METHODS or method in self.looks_up:
            self.found = self.find(request, **kwargs)
        self.check_permissions(request)

    def _authenticate(self, request: Request) -> None:
        try:
            user = request.user
        except AuthenticationFailed:
            self.check_throttles(request)
            raise
        self.check_throttles(request)
        if not user.is_authenticated:
            opened = settings.PUBLIC_READ and request.method in SAFE_METHODS
            if not (opened and self.is_public(self._method())):
                raise NotAuthenticated

    def _read(self) -> HttpResponseBase:
        request = self.request
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        state = self.freshness(request)
        if state is not None:
            self._tag = tag_of(request, state)
            held = held_tag(request, self._tag)
            if held is not None:
                return not_modified(held)
        self._read_parameters()
        answer = self._handler()(request, *self.args, **self.kwargs)
        if state is not None and not answer.streaming and takes_any(request):
            return not_modified(answer.headers.get("ETag", f'"{self._tag}"'))
        return answer

    def _write(self) -> HttpResponseBase:
        request = self.request
        key = idempotency.key_of(request) if request.method == "POST" else None
        if key is None:
            return self._carry_out()
        act = self.act
        asked = idempotency.Asked(act.person, key, self._fingerprint(), act.at)
        return idempotency.answer_once(asked, self._carry_out, is_secret=self.keeps_secret)

    def _carry_out(self) -> HttpResponseBase:
        """Check the version (428, 412), then read the input (400), then let the handler act (409)."""
        request = self.request
        if request.method in self.versioned:
            current = getattr(self.found, "version", None)
            self.seen_version = seen_version(request.META.get("HTTP_IF_MATCH"), current)
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        self._read_parameters()
        return self._handler()(request, *self.args, **self.kwargs)

    def _fingerprint(self) -> str | None:
        """Return what was asked, or None for a body that cannot be read: 428 and 412 come before its 400."""
        try:
            self.read_data()
            return idempotency.fingerprint_of(self.request)
        except (APIException, InvalidInput):
            return None

    def _read_parameters(self) -> None:
        request = self.request
        query = request.META.get("QUERY_STRING", "")
        parameters = self.parameters.get(self._method())
        if not query:
            self.query = parameters.read({}) if parameters is not None else {}
            return
        check_query(query)
        given = {name: values for name, values in request.query_params.lists() if name != "format"}
        if parameters is not None:
            self.query = parameters.read(given)
        elif given:
            raise InvalidInput(shown(next(iter(given))), "unknown_parameter", _("There is no such parameter."))
        else:
            self.query = {}

    def _handler(self) -> Handler:
        handler: Handler = getattr(self, self._method().lower())
        return handler

    def _method(self) -> str:
        method = self.request.method or ""
        return "GET" if method == "HEAD" else method

    # --- what every answer carries ------------------------------------------------------------

    def get_throttles(self) -> list[Throttle]:  # type: ignore[override]
        """Return the one throttle, and keep it for the headers."""
        self._throttle = Throttle()
        return [self._throttle]

    def permission_denied(self, request: Request, message: str | None = None, code: str | None = None) -> None:  # type: ignore[override]
        """Refuse: 401 for a stranger, 403 for a person."""
        super().permission_denied(request, message, code)

    def finalize_response(  # type: ignore[override]
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Add who may keep the answer, its tag, and what is left of the limit."""
        if isinstance(response, Response) and getattr(request, "accepted_renderer", None) is None:
            request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
        super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        headers = response.headers
        headers.setdefault("Cache-Control", self.caching)
        patch_vary_headers(response, ("Accept", "Accept-Language", "Authorization", "Cookie"))
        if self._throttle is not None and self._throttle.budget is not None:
            for name, value in self._throttle.budget.headers.items():
                headers[name] = value
        if self._tag is not None and response.status_code == 200:  # noqa: PLR2004 -- only what was read has a tag
            headers.setdefault("ETag", f'"{self._tag}"')
        if response.status_code == 405:  # noqa: PLR2004 -- RFC 9110 §15.5.6
            headers["Allow"] = ", ".join(self.allowed_methods)
        return response

    def tag_for(self, version: int) -> str:
        """Return the ETag of one object: its version, then the hash of the answer where it has one."""
        return f'"{version}.{self._tag}"' if self._tag is not None else f'"{version}"'

    # --- what the schema asks -----------------------------------------------------------------

    @property
    def is_tagged(self) -> bool:
        """Return whether reads carry an ETag and can be answered by 304."""
        return type(self).freshness is not ApiView.freshness

    def is_public(self, method: str) -> bool:
        """Return whether PUBLIC_READ opens a method to visitors."""
        action = self.actions.get(method)
        return action is not None and scope_of(None, action, public_read=True) is not None


@extend_schema(exclude=True)
class UnknownAddress(ApiView):
    """Answers for every address under `/api/` that nothing else answers: 401 for a stranger, else 404."""

    actions: ClassVar[Mapping[str, Action]] = dict.fromkeys(("GET", "POST", "PATCH", "DELETE"), Action.PLAN_READ)

    def find(self, request: Request, **kwargs: Any) -> object:
        raise User.DoesNotExist

    def get(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        raise User.DoesNotExist

    post = patch = delete = get


def not_modified(tag: str) -> HttpResponse:
    """Return that what the client holds under `tag` is still right."""
    answer = HttpResponse(status=304, headers={"ETag": tag})
    del answer["Content-Type"]
    return answer


def speak_as_asked(request: Request) -> None:
    """Speak the language of `Accept-Language` alone: the API knows no cookie and no setting of a person."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        return
    header = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    for code, _weight in parse_accept_lang_header(header):
        try:
            translation.activate(translation.get_supported_language_variant(code))
        except LookupError:
            continue
        return
    translation.activate(settings.LANGUAGE_CODE)
