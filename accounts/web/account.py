"""One's own account: who one is here, language, password, second factor, sessions (ui.md *Account*)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.browsers import browser_name
from accounts.errors import InvalidInput, RuleBroken
from accounts.http import act_of, page
from accounts.models import ApiToken, User
from accounts.policy import Action
from accounts.roles import Language
from accounts.services import oneself, people
from accounts.single_sign_on import ways


class LanguageForm(forms.Form):
    """The language of pages and letters."""

    language = forms.ChoiceField(label=gettext_lazy("language"), choices=Language.choices)


@dataclass(frozen=True)
class OwnSession:
    """A browser in which one is signed in."""

    id: int
    began_at: datetime
    address: str
    browser: str
    is_current: bool


@page(Action.ACCOUNT_OWN)
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show who one is here, and what one may change oneself."""
    return _shown(request)


@page(Action.ACCOUNT_OWN)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Set the language of pages and letters; what was switched in this browser gives way to it."""
    try:
        person = people.change_own_language(act_of(request, "page"), language=request.POST.get("language", ""))
    except InvalidInput as wrong:
        return _shown(request, refusal=wrong)
    with translation.override(person.language):
        messages.success(request, _("Pages and letters now speak this language."))
    answer = redirect("account")
    answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    return answer


@page(Action.ACCOUNT_OWN)
@require_safe
def session_left(request: HttpRequest) -> JsonResponse:
    """Answer in how many seconds this session ends, and whether using it helps; asking is no use of it."""
    left = getattr(request, "session_left", None)
    if left is None:
        raise Http404
    return JsonResponse({"seconds": min(left.idle, left.absolute), "is_final": left.absolute <= left.idle})


@page(Action.ACCOUNT_OWN)
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Show one's own sessions on a page of their own."""
    return render(request, "usersessions/usersession_list.html", {"sessions": sessions_of(request)})


@page(Action.ACCOUNT_OWN)
@require_POST
def untie(request: HttpRequest, provider: str) -> HttpResponse:
    """Untie one's own identity of a provider of single sign-on."""
    try:
        oneself.untie_identity(act_of(request, "page"), provider=provider)
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.success(request, _("The identity is no longer tied."))
    return redirect("account")


@page(Action.ACCOUNT_OWN)
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one of one's own sessions."""
    oneself.end_own_session(act_of(request, "page"), session_id=session_id)
    messages.success(request, _("The session has ended."))
    return redirect("account")


@page(Action.ACCOUNT_OWN)
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but this one."""
    ended = oneself.end_own_other_sessions(act_of(request, "page"), but=request.session.session_key or "")
    messages.success(
        request, ngettext("%(count)d session ended.", "%(count)d sessions ended.", ended) % {"count": ended}
    )
    return redirect("account")


def sessions_of(request: HttpRequest) -> list[OwnSession]:
    """Return one's own sessions that still open, the newest first; by two queries."""
    mine = list(UserSession.objects.filter(user_id=request.user.pk).order_by("-created_at", "-pk"))
    keys = [one.session_key for one in mine]
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    open_keys = set(alive.values_list("session_key", flat=True))
    return [
        OwnSession(
            one.pk,
            one.created_at,
            one.ip,
            browser_name(one.user_agent),
            one.session_key == request.session.session_key,
        )
        for one in mine
        if one.session_key in open_keys
    ]


def _shown(request: HttpRequest, *, refusal: InvalidInput | None = None) -> HttpResponse:
    person = User.objects.select_related("region", "agency").get(pk=request.user.pk)
    form = LanguageForm(initial={"language": person.language})
    if refusal is not None:
        form = LanguageForm({"language": request.POST.get("language", "")})
        form.is_valid()
    context: dict[str, Any] = {
        "person": person,
        "form": form,
        "factors": factors_of(person),
        "sessions": sessions_of(request),
        "ways": ways(person.region.code, person) if person.region is not None else [],
        "tokens": ApiToken.objects.filter(user_id=person.pk).count(),
    }
    return render(request, "accounts/account.html", context, status=400 if refusal is not None else 200)


def factors_of(person: User) -> list[str]:
    """Return the kinds of second factor that a person has, without the recovery codes."""
    kinds = Authenticator.objects.filter(user_id=person.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return list(kinds.order_by("type").values_list("type", flat=True).distinct())
