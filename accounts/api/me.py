"""Who am I (api.md *Access*)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import NO_STORE, ApiView
from accounts.models import ApiToken, User
from accounts.policy import Action
from accounts.roles import Language, Role, TokenScope


class MeSerializer(serializers.Serializer[User]):
    """The person who asks, and what this session or token may do at most."""

    username = serializers.CharField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    region = serializers.CharField(allow_null=True)
    agency = serializers.CharField(allow_null=True)
    language = serializers.ChoiceField(choices=Language.choices)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=TokenScope.choices))


class MeView(ApiView):
    """The person who asks."""

    actions: ClassVar[Mapping[str, Action]] = {"GET": Action.ACCOUNT_OWN}
    shape = MeSerializer
    caching = NO_STORE

    def get(self, request: Request) -> Response:
        """Return who asks."""
        person = self.act.person
        return Response(
            {
                "username": person.username,
                "name": person.name,
                "role": person.role,
                "region": person.region.code if person.region else None,
                "agency": person.agency.code if person.agency else None,
                "language": person.language,
                "scopes": scopes_of(request.auth),
            }
        )


def scopes_of(token: object) -> list[str]:
    """Return what a token may do at most; a session may do all that its person may."""
    if isinstance(token, ApiToken) and token.scope == TokenScope.READ:
        return [TokenScope.READ.value]
    return [TokenScope.READ.value, TokenScope.WRITE.value]
