"""The schema is enough for a generator to make a client of it, and the client runs (api.md, first paragraph)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from accounts.roles import TokenScope
from accounts.services.tokens import create_token
from tests.cast import Plan, accept, act_of, write_report

pytestmark = pytest.mark.django_db

SCRIPT = """
import datetime, json, os
from made import AuthenticatedClient
from made.api.measures import measures_list, measures_retrieve
from made.api.reports import reports_create, reports_list
from made.api.summary import summary_retrieve
from made.models import MeasuresListHealthItem, NewReportBodyRequest, ReportsListStateItem
from made.models import StatusEnum, SummaryRetrieveGroupByItem

client = AuthenticatedClient(
    base_url=os.environ["ADDRESS"], token=os.environ["TOKEN"], raise_on_unexpected_status=True
)
late = measures_list.sync(client=client, health=[MeasuresListHealthItem.LATE], as_of=datetime.date(2024, 7, 10))
one = measures_retrieve.sync(client=client, measure_id=int(os.environ["MEASURE"]))
reports = reports_list.sync(client=client, state=[ReportsListStateItem.ACCEPTED])
counted = summary_retrieve.sync(client=client, group_by=[SummaryRetrieveGroupByItem.DIRECTION])
body = NewReportBodyRequest(measure=one.id, status=StatusEnum.IN_PROGRESS, progress=45)
made = reports_create.sync(client=client, body=body)
print(json.dumps({
    "late": sorted(row.number for row in late.results),
    "title": one.title.kk,
    "reports": [row.measure_number for row in reports.results],
    "measures": sum(row.measures for row in counted.results),
    "made": made.state.value,
}))
"""


def run(command: list[str], folder: Path, **environment: str) -> str:
    done = subprocess.run(
        command, cwd=folder, env={"PATH": os.environ["PATH"], **environment}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_generated_client_reads_and_writes(
    live_server: LiveServer, tmp_path: Path, plan: Plan, client: Client, aktobe_executor: User,
    aktobe_coordinator: User,
) -> None:  # fmt: skip
    accept(aktobe_coordinator, write_report(aktobe_executor, plan["5.1"]))
    client.force_login(aktobe_executor)
    (tmp_path / "schema.json").write_bytes(client.get("/api/v1/schema/").content)
    (tmp_path / "settings.yaml").write_text("post_hooks: []\n", encoding="utf-8")
    generate = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    run([*generate, "--path", "schema.json", "--output-path", "made", "--config", "settings.yaml"], tmp_path)
    token = create_token(act_of(aktobe_executor, timezone.now()), name="client", scope=TokenScope.WRITE)
    said: dict[str, Any] = json.loads(
        run(
            [sys.executable, "-c", SCRIPT],
            tmp_path,
            ADDRESS=live_server.url,
            TOKEN=token.text,
            MEASURE=str(plan["5.1"].pk),
        )
    )
    assert said == {
        "late": ["1.1", "4.2"],
        "title": plan["5.1"].title_kk,
        "reports": ["5.1"],
        "measures": 5,
        "made": "draft",
    }
