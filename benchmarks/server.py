"""All contestants in one process, for gunicorn: the product, the usual way (`/plain/`), the floor (`/floor/`)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.test.utils import override_settings

from benchmarks import floor

# what `startproject` writes
USUAL = [
    "benchmarks.plain.OwnAddresses",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

product = get_wsgi_application()
with override_settings(MIDDLEWARE=USUAL):
    plain = WSGIHandler()


def application(environ: dict[str, Any], start_response: floor.Start) -> Iterable[bytes]:
    """Answer as the contestant that the path names."""
    path = environ["PATH_INFO"]
    if path.startswith("/floor/"):
        return floor.application(environ, start_response)
    return (plain if path.startswith("/plain/") else product)(environ, start_response)  # type: ignore[arg-type]
