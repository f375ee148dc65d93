"""Single sign-on through a region's own OpenID Connect provider, by configuration (`OIDC_PROVIDERS`).

An identity opens the account that it was tied to: by its owner, signed in, or by the invitation that it
follows. Nobody is recognised by their e-mail address alone, and no provider vouches for another region.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from requests import RequestException

from accounts.adapter import act_by
from accounts.links import INVITATION_LASTS
from accounts.models import User
from accounts.services.invitations import came_second
from accounts.services.people import join

log = logging.getLogger("roadmap.sign_in")


@dataclass(frozen=True)
class Way:
    """A provider as a page offers it."""

    name: str
    url: str
    provider: str = ""
    is_tied: bool = False


@login_not_required
def to_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to a provider, to come back signed in there; one that cannot be reached is said to be away."""
    return _reached(request, views.login, provider_id)


@login_not_required
def from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take who comes back from a provider."""
    return _reached(request, views.callback, provider_id)


def _reached(request: HttpRequest, view: Callable[..., HttpResponse], provider_id: str) -> HttpResponse:
    try:
        return view(request, provider_id)
    except (RequestException, ProviderException, OAuth2Error):
        log.exception("a provider of single sign-on did not answer as it should")
        sentence = _("The sign-in of your administration does not answer. Try again later, or use your password.")
        messages.error(request, sentence)
        return HttpResponseRedirect(reverse("account_login"))


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """What we ask of allauth's single sign-on that its settings cannot say."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Return False: an account begins with an invitation."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in whom the identity belongs to, in the provider's own region; tie it to an invitation it follows."""
        region = sociallogin.account.get_provider(request).app.settings["region"]
        connects = sociallogin.state.get("process") == "connect"
        if sociallogin.is_existing or connects:
            owner = sociallogin.user if sociallogin.is_existing else request.user
            if not isinstance(owner, User) or owner.region is None or owner.region.code != region:
                raise _refused(request)
            return
        person = invited_by(sociallogin, region)
        if person is None:
            raise _refused(request)
        with transaction.atomic():
            sociallogin.connect(request, person)
            join(act_by(request, person))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        """Return the account page."""
        return reverse("account")

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Lead back to the sign-in page: the provider refused, was not reached, or was left."""
        raise _refused(request)


def invited_by(sociallogin: SocialLogin, region: str) -> User | None:
    """Return whom an identity's verified address invites into a region, while the invitation holds."""
    addresses = [one.email.lower() for one in sociallogin.email_addresses if one.verified]
    since = timezone.now() - INVITATION_LASTS
    invited = User.objects.active().filter(invited_at__gte=since, joined_at__isnull=True, region__code=region)
    found: User | None = invited.filter(email__in=addresses).first()
    return found if found is not None and not came_second(found) else None


def ways(region: str | None = None, person: User | None = None) -> list[Way]:
    """Return the providers to sign in through: all, or for `person` those of a region with what is tied already."""
    mine = SocialAccount.objects.filter(user_id=person.pk if person is not None else None)
    tied = set(mine.values_list("provider", flat=True)) if person is not None else set()
    process = "" if person is None else "?process=connect"
    return [
        Way(
            app["name"],
            reverse("openid_connect_login", args=[app["provider_id"]]) + process,
            app["provider_id"],
            app["provider_id"] in tied,
        )
        for app in settings.OIDC_PROVIDERS
        if region is None or app["settings"]["region"] == region
    ]


def _refused(request: HttpRequest) -> ImmediateHttpResponse:
    sentence = _(
        "Nobody here is tied to this identity. Sign in with your password and tie it on your account page, "
        "or ask the administrator of your region for an invitation."
    )
    messages.error(request, sentence)
    page = "account" if request.user.is_authenticated else "account_login"
    return ImmediateHttpResponse(HttpResponseRedirect(reverse(page)))
