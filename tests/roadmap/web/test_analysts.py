"""The examples for analysts: shown with this installation's address, and run as they are shown."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from accounts.services.tokens import create_token
from roadmap.web.analysts import EXAMPLES, example
from tests.cast import Plan, accept, act_of, write_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def surroundings(
    live_server: LiveServer, plan: Plan, aktobe_executor: User, aktobe_coordinator: User, analyst: User,
    settings: Settings,
) -> dict[str, str]:  # fmt: skip
    """Serve a small road map with a word on it, and return the environment that an analyst works in."""
    from django.utils import timezone  # noqa: PLC0415 -- tokens end by the real clock

    settings.BASE_URL = live_server.url
    accept(aktobe_coordinator, write_report(aktobe_executor, plan["5.1"]))
    token = create_token(act_of(analyst, timezone.now()), name="examples")
    return {"PATH": os.environ["PATH"], "TOKEN": token.text, "HOME": os.environ.get("HOME", "")}


def run(command: list[str], text: str, environment: dict[str, str], folder: Path) -> str:
    done = subprocess.run(
        command, input=text, env=environment, cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_curl_example_runs_as_it_is_shown(surroundings: dict[str, str], tmp_path: Path) -> None:
    run(["bash", "-eu"], example("curl"), surroundings, tmp_path)
    with (tmp_path / "occurrences.csv").open(encoding="utf-8-sig") as file:
        assert len(list(csv.DictReader(file))) == 7
    [report] = (tmp_path / "reports.ndjson").read_text(encoding="utf-8").splitlines()
    assert json.loads(report)["measure_number"] == "5.1"


def test_the_pandas_example_runs_as_it_is_shown(surroundings: dict[str, str], tmp_path: Path) -> None:
    printed = run([sys.executable, "-"], example("pandas"), surroundings, tmp_path)
    assert "in_progress" in printed
    assert "2025-12-31    2" in printed  # 1.1 of 2023 and 4.2 of June 2024 were never reported
    assert "aktobe  in_progress    1" in printed


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_example_is_on_the_page(client: Client, analyst: User, language: str) -> None:
    client.force_login(analyst)
    client.cookies["django_language"] = language
    text = client.get("/analysts/").text
    for name, _title, _words in EXAMPLES:
        assert f'id="{name}"' in text
    assert "http://127.0.0.1:8000/api/v1" in text


def test_the_power_query_is_whole(client: Client) -> None:
    assert '{{"deadline.due_on", type date}, {"progress", Int64.Type}}' in example("power-query")
