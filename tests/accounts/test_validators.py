"""accounts/validators.py and the settings around it: which passwords are refused, and why."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import override_settings


def refusals(password: str, person: Any = None) -> set[str]:
    try:
        validate_password(password, person)
    except ValidationError as refusal:
        return {str(error.code) for error in refusal.error_list}
    return set()


@pytest.mark.parametrize(
    "password",
    [
        "several plain words",
        "құпиясөз қырық бес",
        "x7Kq-29vT-pLm4",
        "aktobe winters are long and cold",
        "п" * 3 + "9рУт-45слон",
    ],
)
def test_long_password_of_its_own_is_taken(password: str) -> None:
    assert refusals(password) == set()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short pass9", "password_too_short"),
        ("x" * 257, "password_too_long"),
        ("q1w2e3r4t5y6", "password_too_common"),
        ("Aktobe-2025-!", "password_context_word"),
        ("ОРЕНБУРГ-12345", "password_context_word"),
        ("ақтөбеоблысы1", "password_context_word"),
        ("RoadMapOrenburg", "password_context_word"),
    ],
)
def test_guessable_password_is_refused(password: str, code: str) -> None:
    assert code in refusals(password)


@pytest.mark.parametrize("password", ["aliya.serikova1", "aliya-serikova@", "Серикова Алия 1"])
def test_password_like_its_person_is_refused(password: str) -> None:
    person = get_user_model()(username="aliya.serikova", email="aliya-serikova@example.org", name="Серикова Алия")
    assert "password_too_similar" in refusals(password, person)


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"])
def test_password_is_kept_by_argon2() -> None:
    kept = make_password("several plain words")
    assert kept.startswith("argon2$argon2id$")
    assert check_password("several plain words", kept)
