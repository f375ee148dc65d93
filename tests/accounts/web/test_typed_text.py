"""A form that could not be taken costs no word: what was typed stands on the page that says so (hardening G31)."""

import pytest
from django.test import Client

from accounts.models import User
from roadmap.models import Comment
from tests.cast import Plan

TEXT = "Көпірдің 14 шақырымы жөнделді."
BROWSER = {"Accept": "text/html,application/xhtml+xml", "Accept-Language": "kk"}


@pytest.fixture
def sent(plan: Plan) -> tuple[str, dict[str, str]]:
    return f"/measures/{plan['5.1'].pk}/comments/", {"text": TEXT, "audience": "own", "password": "secret-1"}


def test_after_the_session_ended_a_form_shows_what_was_typed(sent: tuple[str, dict[str, str]]) -> None:
    address, values = sent
    answer = Client().post(address, values, headers=BROWSER)
    assert answer.status_code == 403
    assert TEXT in answer.text
    assert "secret-1" not in answer.text
    assert 'href="/accounts/login/?next=/"' in answer.text
    assert not Comment.objects.exists()


def test_a_form_whose_token_is_not_valid_shows_what_was_typed(
    sent: tuple[str, dict[str, str]], aktobe_executor: User
) -> None:
    address, values = sent
    client = Client(enforce_csrf_checks=True)
    client.force_login(aktobe_executor)
    answer = client.post(address, values, headers=BROWSER)
    assert answer.status_code == 403
    assert TEXT in answer.text
    assert "secret-1" not in answer.text
    assert not Comment.objects.exists()


def test_a_program_without_a_session_is_led_to_sign_in(sent: tuple[str, dict[str, str]]) -> None:
    address, values = sent
    answer = Client().post(address, values, headers={"Accept": "*/*"})
    assert answer.status_code == 302
