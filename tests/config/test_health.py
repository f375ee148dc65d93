"""Probes are honest, quick, open to all, and tell no version (hardening, G37)."""

import time
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from config import health


def test_healthz_answers_without_the_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"alive\n")


def test_readyz_is_fit_with_database_migrations_and_storage(client: Client, db: None) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"database": True, "migrations": True, "storage": True}


def test_readyz_refuses_while_the_database_is_down(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def down() -> bool:
        raise OperationalError("canary: connection refused")

    monkeypatch.setattr(health, "are_migrations_applied", down)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": False, "migrations": False, "storage": True}
    assert response["Retry-After"] == "10"


def test_readyz_does_not_wait_for_a_database_that_is_silent(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent() -> bool:
        time.sleep(0.5)
        return True

    monkeypatch.setattr(health, "are_migrations_applied", silent)
    monkeypatch.setattr(health, "DATABASE_SECONDS", 0.05)
    began = time.monotonic()
    assert client.get("/readyz").status_code == 503
    assert time.monotonic() - began < 0.4


def test_readyz_refuses_with_a_migration_to_apply(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "are_migrations_applied", lambda: False)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": True, "migrations": False, "storage": True}


def test_readyz_refuses_without_room_for_evidence(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 10**18)
    assert client.get("/readyz").json()["storage"] is False


def test_readyz_refuses_without_a_folder_for_evidence(client: Client, db: None, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.EVIDENCE_DIR = tmp_path / "file" / "evidence"
    assert client.get("/readyz").json()["storage"] is False


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_take_no_writes(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
