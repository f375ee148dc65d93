"""The door of pages, closed by default, and who acts through a door (house.md, rules.md §7)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils import timezone

from accounts.audit import Act
from accounts.models import User
from accounts.policy import Action, scope_of
from accounts.typed import came_from, is_a_form_without_its_session, typed_in

if TYPE_CHECKING:
    from rest_framework.request import Request

Rest = ParamSpec("Rest")
PageView = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]


def act_of(request: HttpRequest | Request, origin: str) -> Act:
    """Return who acts, when and through which door: `origin` is page, api or admin.

    :raises PermissionDenied: where nobody is signed in; only commands act without a person.
    """
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied("nobody is signed in")
    return Act(by=user, at=timezone.now(), origin=origin, request_id=getattr(request, "request_id", ""))


def page(action: Action) -> Callable[[PageView[Rest]], PageView[Rest]]:
    """Make a function view a page that opens only for those who may do `action`.

    A visitor who is not signed in is led to the sign-in page, one without the power gets 403, and
    what a selector or service does not find is 404. With `PUBLIC_READ` a public action opens to
    visitors. The view carries `action`, by which a test finds pages without a policy line.
    """

    def decorated(view: PageView[Rest]) -> PageView[Rest]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            if scope_of(request.user, action, public_read=settings.PUBLIC_READ) is None:
                if is_a_form_without_its_session(request):
                    return _signed_out(request)
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                raise PermissionDenied(action.value)
            try:
                return view(request, *args, **kwargs)
            except ObjectDoesNotExist as hidden:
                raise Http404 from hidden

        # The middleware would send every visitor to sign in, also where PUBLIC_READ opens the page.
        guarded.login_required = False  # type: ignore[attr-defined]
        guarded.action = action  # type: ignore[attr-defined]
        return guarded

    return decorated


def _signed_out(request: HttpRequest) -> HttpResponseBase:
    """Answer with what was typed: a session that ended must not cost a word of it (hardening G31)."""
    login_url = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': came_from(request)}, safe='/')}"
    return render(request, "signed_out.html", {"typed": typed_in(request), "login_url": login_url}, status=403)
