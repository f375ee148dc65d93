"""An executor's program that sends files to production as it runs, and how much memory that takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.config.production import ROOT, Browser, environment

UPLOADS = int(os.environ.get("UPLOADS", "8"))
LARGEST = 25 * 1024 * 1024
MOST_GROWTH = 300 * 1024  # kilobytes a worker
BOUNDARY = "a-part-of-a-form"
EXECUTOR = """
import django; django.setup()
from django.utils import timezone
from accounts.audit import Act
from accounts.models import User
from accounts.services.tokens import create_token
from roadmap.models import Executor
lead = Executor.objects.filter(role="lead", region__code="aktobe", measure__deadline_form="whole_period").first()
person = User.objects.create_user(
    "an-executor", "executor@example.org", name="Executor", role="executor", region=lead.region, agency=lead.agency
)
token = create_token(Act(by=person, at=timezone.now()), name="uploads", scope="write")
print(token.text, lead.measure_id)
"""


class Uploader:
    """Production with the road map in force, as an executor's program sees it."""

    def __init__(self, port: int, folder: Path) -> None:
        given = environment(folder, port)
        load = [sys.executable, "manage.py", "load_roadmap", "roadmap/data/roadmap-2023-2025.json", "--in-force"]
        subprocess.run(load, cwd=ROOT, env=given, check=True, capture_output=True)
        made = subprocess.run([sys.executable, "-c", EXECUTOR], cwd=ROOT, env=given, check=True, capture_output=True)
        token, self.measure = made.stdout.decode().split()
        self.browser = Browser(port)
        self.headers = {"Authorization": f"Bearer {token}"}

    def draft(self) -> int:
        body = json.dumps({"measure": int(self.measure)}).encode()
        answer = self.browser.ask("POST", "/api/v1/reports/", body, Content_Type="application/json", **self.headers)
        assert answer.status == 201, answer.body
        number: int = answer.json()["id"]
        return number

    def upload(self, report: int, content: bytes) -> int:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        body = b"".join([head.encode(), content, f"\r\n--{BOUNDARY}--\r\n".encode()])
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        sent = {"Content_Type": kind, "If_Match": '"1"', **self.headers}
        return self.browser.ask("POST", f"/api/v1/reports/{report}/evidence/", body, **sent).status


def memory(port: int) -> int:
    """Return the kilobytes that the largest of the server's processes has in memory."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            own = f"PORT={port}\0".encode() in (process / "environ").read_bytes()
            status = (process / "status").read_text()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        if own and "VmRSS:" in status:
            found.append(int(status.partition("VmRSS:")[2].split()[0]))
    return max(found)
