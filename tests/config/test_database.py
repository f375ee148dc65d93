"""The database is set as hardening.md says, on whichever of the two the tests run."""

import importlib.util

import pytest
from django.conf import settings
from django.db import connection


def shown(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}" if connection.vendor == "sqlite" else f"SHOW {name}")
        return str(cursor.fetchone()[0])


def test_psycopg_3_is_not_installed() -> None:
    assert importlib.util.find_spec("psycopg") is None


def test_requests_are_not_wrapped_in_transactions() -> None:
    assert settings.DATABASES["default"]["ATOMIC_REQUESTS"] is False


@pytest.mark.django_db
def test_sessions_of_the_database_have_their_limits() -> None:
    if connection.vendor == "sqlite":
        expected = {"journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "20000"}
        assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    else:
        expected = {
            "statement_timeout": "15s",
            "lock_timeout": "3s",
            "idle_in_transaction_session_timeout": "30s",
        }
        assert settings.DATABASES["default"]["CONN_HEALTH_CHECKS"] is True
    assert settings.DATABASES["default"]["CONN_MAX_AGE"] == 60
    assert {name: shown(name) for name in expected} == expected
