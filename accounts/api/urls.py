"""Addresses of people and tokens, of the schema and its pages, under `/api/v1/`.

`unknown` comes last in config/urls.py, behind every other address of the API.
"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from accounts.api import docs, people
from accounts.api.audit import AuditView
from accounts.api.me import MeView
from accounts.api.tokens import TokensView, TokenView
from accounts.api.views import UnknownAddress

app_name = "accounts_api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", docs.SchemaView.as_view(), name="schema"),
    path("docs/", docs.docs, name="docs"),
    path("me/", MeView.as_view(), name="me"),
    path("tokens/", TokensView.as_view(), name="tokens"),
    path("tokens/<int:token_id>/", TokenView.as_view(), name="token"),
    path("audit/", AuditView.as_view(), name="audit"),
    path("users/", people.UsersView.as_view(), name="users"),
    path("users/<int:user_id>/", people.UserView.as_view(), name="user"),
    path("users/<int:user_id>/deactivate/", people.DeactivateView.as_view(), name="user_deactivate"),
    path("users/<int:user_id>/activate/", people.ActivateView.as_view(), name="user_activate"),
    path("users/<int:user_id>/end-sessions/", people.EndSessionsView.as_view(), name="user_end_sessions"),
    path(
        "users/<int:user_id>/reset-second-factor/",
        people.ResetSecondFactorView.as_view(),
        name="user_reset_second_factor",
    ),
]

unknown: URLPattern = re_path(r"^api(?:/[\s\S]*)?\Z", UnknownAddress.as_view(), name="api_unknown")
