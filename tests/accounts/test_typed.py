"""A form that could not be taken shows what was typed, without its secrets (hardening G31)."""

import pytest
from django.test import Client

from accounts.models import User

BROWSER = {"accept": "text/html,application/xhtml+xml"}
TYPED = {"name": "Жаңа Есім", "email": "new@example.org", "password": "secret words", "version": "3"}


@pytest.mark.parametrize("path", ["/people/invite/", "/people/1/"])
def test_a_form_from_a_session_that_is_over_is_shown_again(client, db, path):
    answer = client.post(path, TYPED, headers={**BROWSER, "referer": f"http://testserver{path}"})
    assert answer.status_code == 403
    assert "Жаңа Есім" in answer.text
    assert "secret words" not in answer.text
    assert f"/accounts/login/?next=http%3A//testserver{path}" in answer.text
    assert not User.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"accept": "*/*"}, {**BROWSER, "hx-request": "true"}])
def test_what_a_script_sends_is_led_to_the_sign_in(client, db, headers):
    answer = client.post("/people/invite/", TYPED, headers=headers)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/people/invite/")


def test_a_form_whose_token_failed_is_shown_again(aktobe_admin):
    client = Client(enforce_csrf_checks=True)
    client.force_login(aktobe_admin)
    answer = client.post("/people/invite/", TYPED, headers={**BROWSER, "referer": "https://elsewhere.example.org/"})
    assert answer.status_code == 403
    assert "Жаңа Есім" in answer.text
    assert "secret words" not in answer.text
    assert "elsewhere.example.org" not in answer.text
