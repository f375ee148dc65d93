"""A production server on this machine, as `make serve` starts it, asked over HTTP as a proxy would ask."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
HOST = "roadmap.example.org"
PASSWORD = "several plain words together"
SERVE = (sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi")
# Analysts need no second factor, so that a test comes in by a password alone.
# How many times each door is asked about somebody who is there, and about somebody who is not.
TRIES = int(os.environ.get("TIMING_TRIES", "8"))
PEOPLE = f"""
import django; django.setup()
from accounts.models import User
User.objects.create_user("plain-reader", "reader@example.org", {PASSWORD!r}, name="Reader", role="reader")
User.objects.create_user("the-guessed", "guessed@example.org", {PASSWORD!r}, name="Guessed", role="reader")
for number in range({TRIES}):
    User.objects.create_user(f"forgetful-{{number}}", f"forgetful-{{number}}@example.org", name="F", role="reader")
User.objects.filter(name="F").update(password=User.objects.get(username="the-guessed").password)
User.objects.create_user("the-operator", "operator@example.org", {PASSWORD!r}, name="Operator", role="operator")
"""


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes
    cookies: dict[str, str]  # by name, the whole line

    def json(self) -> Any:
        return json.loads(self.body)


class Browser:
    """Behind the proxy: TLS has ended, cookies are kept, forms carry their token and where they come from."""

    def __init__(self, port: int, address: str = "192.0.2.1") -> None:
        self.port, self.address, self.jar = port, address, SimpleCookie()

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": self.address}
        if self.jar:
            sent["Cookie"] = "; ".join(f"{name}={one.value}" for name, one in self.jar.items())
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        lines = response.msg.get_all("Set-Cookie") or []
        for line in lines:
            self.jar.load(line)
        told = {name.lower(): value for name, value in response.getheaders()}
        answer = Answer(response.status, told, response.read(), {line.partition("=")[0]: line for line in lines})
        connection.close()
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, **headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """Send a form as the page before would: with the token of its cookie."""
        token = self.jar["__Host-csrftoken"].value if "__Host-csrftoken" in self.jar else ""
        body = urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{HOST}"}
        sent = kind | headers
        return self.ask("POST", path, body, **sent)

    def sign_in(self, name: str = "plain-reader", password: str = PASSWORD) -> Answer:
        self.get("/accounts/login/")
        return self.post("/accounts/login/", {"login": name, "password": password})


def environment(folder: Path, port: int) -> dict[str, str]:
    """Return what `make serve` would be given."""
    return {
        "PATH": os.environ["PATH"],
        "ALLOWED_HOSTS": HOST,
        "SECRET_KEY": "for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
        "DATA_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "EMAIL_URL": f"filemail://{folder / 'letters'}",
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """Serve with tables, two people and static files; yield the port. The log is in `folder/output`."""
    (folder / "letters").mkdir()
    port = free_port()
    given = environment(folder, port)
    for command in (
        (sys.executable, "manage.py", "migrate", "--verbosity=0"),
        (sys.executable, "-c", PEOPLE),
        (sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"),
    ):
        subprocess.run(command, cwd=ROOT, env=given, check=True, timeout=300)
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(SERVE, cwd=ROOT, env=given, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_for(port, process, folder / "output")
            yield port
        finally:
            process.terminate()
            assert process.wait(timeout=40) == 0


def wait_for(port: int, process: subprocess.Popen[bytes], output: Path) -> None:
    """Wait until the server answers."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, output.read_text()
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(output.read_text())
