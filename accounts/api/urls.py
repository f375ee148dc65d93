"""Addresses of people, agencies and tokens under `/api/v1/`.

`unknown` comes last in config/urls.py, behind every other address of the API.
"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from accounts.api.me import MeView
from accounts.api.views import UnknownAddress

app_name = "accounts_api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("me/", MeView.as_view(), name="me"),
]

unknown: URLPattern = re_path(r"^api(?:/.*)?$", UnknownAddress.as_view(), name="api_unknown")
