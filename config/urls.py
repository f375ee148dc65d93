"""Every address of the product."""

from allauth.account import views
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.i18n import set_language

from accounts import single_sign_on
from accounts.admin_doors import site as admin_site
from accounts.api.urls import unknown as unknown_api_address
from accounts.web import account, signing_in
from config import failures
from config.health import healthz, readyz

# allauth's own list also holds sign-up and changes of the e-mail address, which are not for us: people are
# invited, and their address is changed by their administrator.
account_urls: list[URLPattern | URLResolver] = [
    path("login/", signing_in.SignIn.as_view(), name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/reset/", signing_in.ForgottenPassword.as_view(), name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        signing_in.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", include("allauth.mfa.urls")),
    path("oidc/<slug:provider_id>/login/", single_sign_on.to_provider, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", single_sign_on.from_provider, name="openid_connect_callback"),
    path("sessions/", account.sessions, name="usersessions_list"),
    path("invitation/<str:key>/", signing_in.invitation, name="accept_invitation"),
]

# Pages for when nothing works; names that Django looks for here.
handler400 = failures.unreadable
handler500 = failures.broken

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("accounts/", include(account_urls)),
    path("admin/", admin_site.urls),
    path("api/v1/", include("accounts.api.urls")),
    path("api/v1/", include("roadmap.api.urls")),
    path("", include("accounts.web.urls")),
    path("", include("roadmap.web.urls")),
    unknown_api_address,
]
