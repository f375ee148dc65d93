"""One's own API tokens: made here, shown once, revoked here (api.md *Access*; hardening G29)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import InvalidInput
from accounts.http import act_of, page
from accounts.models import ApiToken, User
from accounts.policy import Action
from accounts.roles import TokenScope
from accounts.services.tokens import (
    DEFAULT_DAYS,
    LONGEST_NAME,
    MOST_DAYS,
    NewToken,
    create_token,
    last_day_of,
    revoke_token,
)


class TokenForm(forms.Form):
    """A token to be made."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("What it is for, such as “monthly table”: by this you know it again."),
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("What it may do"),
        choices=TokenScope.choices,
        initial=TokenScope.READ,
        help_text=gettext_lazy("Never more than you may yourself."),
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("At most 365 days from today."),
    )


@page(Action.TOKEN_OWN)
def tokens(request: HttpRequest) -> HttpResponse:
    """Show one's own tokens, or make one; its text stands in this one answer and nowhere else."""
    if request.method != "POST":
        return _shown(request, _empty(request))
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _shown(request, form, status=400)
    try:
        made = create_token(act_of(request, "page"), **form.cleaned_data)
    except InvalidInput as wrong:
        form.add_error(wrong.field, str(wrong.message))
        return _shown(request, form, status=400)
    return _shown(request, _empty(request), made=made)


@page(Action.TOKEN_OWN)
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Ask, then revoke one of one's own tokens."""
    token = ApiToken.objects.get(pk=token_id, user_id=request.user.pk)
    if request.method != "POST":
        context = {"token": token, "action": reverse("revoke_token", args=[token_id])}
        return render(request, "accounts/revoke_token.html", context)
    revoke_token(act_of(request, "page"), token_id=token.pk)
    messages.success(request, _("The token “%(name)s” is revoked: it opens nothing any more.") % {"name": token.name})
    return redirect("tokens")


def _empty(request: HttpRequest) -> TokenForm:
    today = act_of(request, "page").today
    form = TokenForm(initial={"expires_on": today + timedelta(days=DEFAULT_DAYS), "scope": TokenScope.READ})
    form.fields["expires_on"].widget.attrs |= {"min": today, "max": today + timedelta(days=MOST_DAYS)}
    return form


def _shown(request: HttpRequest, form: TokenForm, *, made: NewToken | None = None, status: int = 200) -> HttpResponse:
    person = User.objects.select_related("region").get(pk=request.user.pk)
    zone = person.region.timezone if person.region is not None else None
    today = act_of(request, "page").today
    rows: list[dict[str, Any]] = [
        {"token": token, "last_day": last_day_of(token.expiry, zone), "is_over": _is_over(token, zone, today)}
        for token in ApiToken.objects.filter(user_id=person.pk).order_by("-pk")
    ]
    return render(request, "accounts/tokens.html", {"rows": rows, "form": form, "made": made}, status=status)


def _is_over(token: ApiToken, zone: str | None, today: date) -> bool:
    last_day = last_day_of(token.expiry, zone)
    return last_day is not None and last_day < today
