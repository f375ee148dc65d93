"""An installation without regions yet: every page opens, and every figure is nothing."""

import pytest
from django.test import Client

from accounts.models import User


@pytest.mark.parametrize(
    "path", ["/", "/measures/", "/api/v1/summary/?group_by=region", "/api/v1/measures/?health=late"]
)
def test_it_opens_before_there_is_anything(client: Client, analyst: User, path: str) -> None:
    client.force_login(analyst)
    assert client.get(path).status_code == 200
