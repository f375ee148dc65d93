"""What a token may do, and that no view asks the framework about objects (hardening G1, G29)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from accounts.models import ApiToken, User
from accounts.permissions import ClosedByDefault
from accounts.services.tokens import create_token
from roadmap.models import Comment
from tests.cast import Plan, act_of


def client_of(person: User, scope: str) -> Client:
    made = create_token(act_of(person, timezone.now()), name="есеп", scope=scope)
    return Client(headers={"Authorization": f"Bearer {made.text}"})


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("write", 201)])
def test_a_token_for_reading_writes_nothing(plan: Plan, aktobe_executor: User, scope: str, status: int) -> None:
    client = client_of(aktobe_executor, scope)
    here = f"/api/v1/measures/{plan['5.1'].pk}/comments/"
    assert client.get(here).status_code == 200
    answer = client.post(here, {"text": "Ескерту", "audience": "own"}, content_type="application/json")
    assert answer.status_code == status
    assert Comment.objects.exists() is (status == 201)
    assert status == 201 or answer.json()["code"] == "token_read_only"


def test_a_token_makes_no_token(analyst: User) -> None:
    body = {"name": "тағы", "scope": "read"}
    answer = client_of(analyst, "write").post("/api/v1/tokens/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "token_not_enough")
    assert ApiToken.objects.count() == 1


def test_objects_are_asked_about_through_the_policy_alone() -> None:
    request = APIView().initialize_request(APIRequestFactory().get("/"))
    with pytest.raises(PermissionDenied):
        ClosedByDefault().has_object_permission(request, APIView(), object())
