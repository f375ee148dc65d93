"""What a token may be (hardening G29)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from accounts.errors import InvalidInput
from accounts.models import ApiToken, User
from accounts.services.tokens import create_token, last_day_of
from tests.cast import act_of


def test_somebody_deactivated_meanwhile_gets_none(analyst: User) -> None:
    User.objects.filter(pk=analyst.pk).update(is_active=False)
    with pytest.raises(PermissionDenied):
        create_token(act_of(analyst), name="есеп", scope="read")
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(("name", "scope", "field"), [("ә" * 101, "read", "name"), ("есеп", "all", "scope")])
def test_what_does_not_fit_is_named(analyst: User, name: str, scope: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        create_token(act_of(analyst), name=name, scope=scope)
    assert refused.value.field == field
    assert not ApiToken.objects.exists()


def test_without_an_end_there_is_no_last_day() -> None:
    assert last_day_of(None, "Asia/Aqtobe") is None
