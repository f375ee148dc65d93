"""Coming in: the sign-in form, a forgotten password, an invitation (rules.md §7; hardening G26, G27)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from allauth.account import views
from allauth.account.forms import LoginForm, ResetPasswordForm
from allauth.core.context import request_context
from allauth.core.internal import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.audit import Act
from accounts.devices import remember_device
from accounts.errors import InvalidInput
from accounts.models import User
from accounts.services.invitations import accept_invitation, person_invited
from accounts.single_sign_on import ways

log = logging.getLogger("roadmap.letters")
GONE = 410


class SignInForm(LoginForm):
    """allauth's form, with a label that says what to write."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["login"]
        field.label = _("User name or e-mail")
        field.widget.attrs |= {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        field.widget.attrs.pop("placeholder", None)
        self.fields["password"].label = _("Password")
        self.fields["password"].widget.attrs.pop("placeholder", None)

    def user_credentials(self) -> dict[str, Any]:
        """Return what was typed once, under one name: the backend finds a person by either.

        allauth gives an address under two names, and would hash the password of who exists twice (G27).
        """
        credentials: dict[str, Any] = super().user_credentials()
        credentials.pop("email", None)
        return {**credentials, "username": self.cleaned_data["login"]}


class SignIn(views.LoginView):
    """allauth's page, with the providers of single sign-on that there are."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page shows."""
        return {**super().get_context_data(**kwargs), "ways": ways()}


class ForgottenPasswordForm(ResetPasswordForm):
    """allauth's form; who was invited and has not come yet has an invitation, which a reset must not outlive."""

    def clean_email(self) -> str:
        """Return the address; only people who came already get a letter, and nobody is told who they are."""
        email: str = super().clean_email()
        self.users = [user for user in self.users if user.state == "active"]
        return email


class AnswerFirst(HttpResponseRedirect):
    """A redirect that does its work after it was sent, so that its time tells nothing (G27)."""

    def __init__(self, to: str, work: Callable[[], object]) -> None:
        super().__init__(to)
        self.work = work

    def close(self) -> None:
        """Do the work, and then what every answer does at its end."""
        try:
            self.work()
        except OSError:
            log.exception("a letter could not be sent")
        finally:
            super().close()


class ForgottenPassword(views.PasswordResetView):
    """Asks for an address; answers alike, in the same time, whether or not somebody has it."""

    def form_valid(self, form: ForgottenPasswordForm) -> HttpResponse:
        """Answer, then write the letter."""
        address = form.cleaned_data["email"].lower()
        limited: HttpResponse | None = ratelimit.consume_or_429(
            self.request, app="allauth.account", action="reset_password", key=address
        )
        if limited is not None:
            return limited

        def work() -> None:
            with request_context(self.request):
                form.save(self.request)

        return AnswerFirst(self.get_success_url(), work)


class NewPassword(views.PasswordResetFromKeyView):
    """Sets a password by the link of a letter; the browser is the person's own from then on."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Set the password."""
        response: HttpResponse = super().form_valid(form)
        remember_device(self.request, response, self.reset_user.pk)
        return response


class FirstPasswordForm(forms.Form):
    """The password of someone who was invited, twice."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=1024,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("Password, once more"),
        max_length=1024,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = password_validators_help_text_html()

    def clean(self) -> dict[str, Any] | None:
        """Hold the two against each other."""
        given = super().clean() or {}
        if not self.errors and given.get("password") != given.get("again"):
            self.add_error("again", _("The two passwords differ."))
        return given


@never_cache
@login_not_required
@sensitive_post_parameters()
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Let someone who was invited set a password; a link that opens nothing says so, and never why (G27)."""
    try:
        person = person_invited(key)
    except User.DoesNotExist:
        return render(request, "accounts/invitation_over.html", status=GONE)
    switched = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    with translation.override(get_language() if switched else person.language):
        answer = _accepted(request, person, key) if request.method == "POST" else _shown(request, person)
        answer["Content-Language"] = get_language() or ""
        return answer


def _accepted(request: HttpRequest, person: User, key: str) -> HttpResponse:
    form = FirstPasswordForm(request.POST)
    if not form.is_valid():
        return _shown(request, person, form)
    act = Act(by=None, at=timezone.now(), origin="page", request_id=getattr(request, "request_id", ""))
    try:
        accept_invitation(act, key=key, password=form.cleaned_data["password"])
    except User.DoesNotExist:
        return render(request, "accounts/invitation_over.html", status=GONE)
    except InvalidInput as weak:
        form.add_error("password", str(weak.message))
        return _shown(request, person, form)
    messages.success(request, _("Welcome. Your password is set: now sign in with it."))
    response = redirect("account_login")
    remember_device(request, response, person.pk)
    return response


def _shown(request: HttpRequest, person: User, form: FirstPasswordForm | None = None) -> HttpResponse:
    context = {"person": person, "form": form or FirstPasswordForm(), "action": request.path}
    return render(request, "accounts/invitation.html", context, status=400 if form is not None else 200)
