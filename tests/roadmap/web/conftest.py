"""Pages as people see them."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
Enter = Callable[[User], Client]


@pytest.fixture
def enter() -> Enter:
    """Return what opens a browser for a person who is signed in, speaking English."""

    def entered(user: User) -> Client:
        client = Client(headers={"Accept-Language": "en"})
        client.cookies["django_language"] = "en"
        client.force_login(user, backend=BACKEND)
        return client

    return entered
