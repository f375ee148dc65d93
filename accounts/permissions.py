"""The door of the API, closed by default (house.md, rules.md §7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied as Refused
from rest_framework.permissions import SAFE_METHODS, BasePermission

from accounts.models import ApiToken
from accounts.policy import Action, scope_of
from accounts.roles import TokenScope

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView


class ClosedByDefault(BasePermission):
    """Lets a person do what the view's `actions` name for the method and the policy grants them.

    A method without an action is refused. A token gives at most what its scope says; it never makes
    or revokes tokens. Where an object belongs is asked by the service, or by the view's `find`.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether the policy grants the action at all; why not, where there is more to say.

        :raises rest_framework.exceptions.PermissionDenied: `token_read_only`, `token_not_enough`.
        """
        method = "GET" if request.method == "HEAD" else request.method or ""
        actions: Mapping[str, Action] = getattr(view, "actions", {})
        action = actions.get(method)
        if action is None or scope_of(request.user, action, public_read=self._is_public(method)) is None:
            return False
        if isinstance(request.auth, ApiToken) and method not in SAFE_METHODS:
            if request.auth.scope != TokenScope.WRITE:
                raise Refused(_("This token may only read."), "token_read_only")
            if getattr(view, "needs_session", False):
                raise Refused(_("A token cannot do this: sign in with a browser."), "token_not_enough")
        return True

    def has_object_permission(self, request: Request, view: APIView, obj: object) -> bool:
        """Return False: objects are asked about through the policy, never here.

        :raises PermissionDenied: always, so that no view relies on it by mistake.
        """
        raise PermissionDenied("ask accounts.policy.require about an object")

    @staticmethod
    def _is_public(method: str) -> bool:
        return bool(settings.PUBLIC_READ) and method in SAFE_METHODS
