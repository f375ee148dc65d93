"""API tokens (api.md *Access*): made in a browser's session, shown once, never by a token."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localtime
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.inputs import Choice, Day, StrictSerializer, Text
from accounts.api.lists import Json, ListView
from accounts.api.views import NO_STORE, ApiView, Parameters
from accounts.lists.keyset import Ordering, orders
from accounts.lists.pages import page_parameters
from accounts.lists.parameters import Parameters as Declared
from accounts.lists.parameters import choices, codes
from accounts.lists.time import TIME
from accounts.models import ApiToken
from accounts.policy import Action
from accounts.roles import TokenScope
from accounts.services.tokens import create_token, last_day_of, revoke_token, tokens_visible_to

ORDERS = orders("id")
COLUMNS = (
    "id",
    "name",
    "scope",
    "user__username",
    "expiry",
    "user__region__timezone",
    "created",
    "last_used_at",
)
FILTERS = Declared(
    (
        codes("owner", "User names; administrators see the tokens of their region's people."),
        choices("scope", TokenScope.values, "What tokens may do."),
    )
)


class TokenSerializer(serializers.Serializer[ApiToken]):
    """A token, without the token itself."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    scope = serializers.ChoiceField(choices=TokenScope.choices)
    owner = serializers.CharField()
    expires_on = serializers.DateField(help_text="The last day on which it works.")
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="Within five minutes.")


class NewTokenSerializer(TokenSerializer):
    """A token that was just made: the only answer that holds it."""

    token = serializers.CharField()


class TokenInput(StrictSerializer[ApiToken]):
    """A token to be made."""

    name = Text(max_length=100)
    scope = Choice(choices=TokenScope.choices, required=False, default=TokenScope.READ.value)
    expires_on = Day(required=False, allow_null=True, help_text="By default the 90th day, at most the 365th.")


class TokensView(ListView):
    """One's own tokens; for an administrator also those of the region's people."""

    actions: ClassVar[Mapping[str, Action]] = {"GET": Action.TOKEN_OWN, "POST": Action.TOKEN_OWN}
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": FILTERS + TIME + page_parameters(ORDERS)}
    takes: ClassVar[Mapping[str, Any]] = {"POST": TokenInput}
    gives: ClassVar[Mapping[str, Any]] = {"POST": {201: NewTokenSerializer}}
    needs_session = True
    keeps_secret = True
    caching = NO_STORE
    name = "tokens"
    made = "created"
    shape = TokenSerializer
    columns = COLUMNS
    orderings: ClassVar[Mapping[str, Ordering]] = ORDERS

    def get(self, request: Request) -> HttpResponseBase:
        """Return a page of tokens."""
        return self.list_rows(request)

    def post(self, request: Request) -> Response:
        """Make a token. It is shown in this answer and never again."""
        made = create_token(self.act, **self.body(TokenInput))
        shown = token_row(ApiToken.objects.values_list(*COLUMNS).get(pk=made.token.pk))
        address = request.build_absolute_uri(reverse("accounts_api:token", args=[made.token.pk]))
        return Response({**shown, "token": made.text}, status=201, headers={"Location": address})

    def asked(self) -> QuerySet[ApiToken]:
        """Return the tokens asked for."""
        found = tokens_visible_to(self.act.person)
        if "owner" in self.query:
            found = found.filter(user__username__in=self.query["owner"])
        return found.filter(scope__in=self.query["scope"]) if "scope" in self.query else found

    def shown(self, rows: Iterable[tuple[Any, ...]]) -> list[Json]:
        """Return raw rows as tokens."""
        return [token_row(row) for row in rows]


class TokenView(ApiView):
    """One token."""

    actions: ClassVar[Mapping[str, Action]] = {"DELETE": Action.TOKEN_OWN}
    gives: ClassVar[Mapping[str, Any]] = {"DELETE": {204: None}}
    versioned: ClassVar[Collection[str]] = ()
    needs_session = True
    caching = NO_STORE

    def find(self, request: Request, **kwargs: Any) -> ApiToken:
        """Return the token, where the person may know of it."""
        return tokens_visible_to(self.act.person).get(pk=kwargs["token_id"])

    def delete(self, request: Request, token_id: int) -> HttpResponse:
        """Revoke a token: it opens nothing from the next request on."""
        revoke_token(self.act, token_id=token_id)
        return HttpResponse(status=204)


def token_row(row: tuple[Any, ...]) -> Json:
    """Return a raw row of `COLUMNS` as a token."""
    number, name, scope, owner, expiry, zone, created, last_used = row
    return {
        "id": number,
        "name": name,
        "scope": scope,
        "owner": owner,
        "expires_on": last_day_of(expiry, zone),
        "created_at": localtime(created),
        "last_used_at": localtime(last_used) if last_used else None,
    }
