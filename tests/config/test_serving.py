"""Production as it runs: gunicorn, strict settings, asked over HTTP (hardening, G33)."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOST = "roadmap.example.org"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Server(NamedTuple):
    port: int

    def get(self, path: str, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {"Host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
        connection.request("GET", path, headers=sent)
        response = connection.getresponse()
        answer = Answer(
            response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        )
        connection.close()
        return answer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A production server on a port of its own, with an empty database."""
    folder = tmp_path_factory.mktemp("serving")
    (folder / "static").mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "ALLOWED_HOSTS": HOST,
        "SECRET_KEY": "for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
        "DATA_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "PORT": str(port),
    }
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(port, process, folder / "output")
            yield Server(port)
        finally:
            process.terminate()
            assert process.wait(timeout=30) == 0


def wait_for(port: int, process: subprocess.Popen[bytes], output: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, output.read_text()
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(output.read_text())


def test_probe_answers_over_http_with_every_header(server: Server) -> None:
    answer = server.get("/healthz")
    assert (answer.status, answer.body) == (200, b"alive\n")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "x-powered-by" not in answer.headers
    assert not any(figure.isdigit() for figure in answer.headers["server"])


def test_readiness_is_refused_before_the_migrations(server: Server) -> None:
    answer = server.get("/readyz")
    assert answer.status == 503
    assert answer.body == b'{"database": true, "migrations": false, "storage": true}'


def test_page_over_http_is_sent_to_https(server: Server) -> None:
    answer = server.get("/accounts/login/")
    assert (answer.status, answer.headers["location"]) == (301, f"https://{HOST}/accounts/login/")


def test_api_over_http_is_refused(server: Server) -> None:
    assert server.get("/api/v1/measures/").status == 403


def test_answer_behind_tls_tells_the_browser_to_stay_there(server: Server) -> None:
    answer = server.get("/healthz", X_Forwarded_Proto="https")
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def test_another_host_is_refused(server: Server) -> None:
    assert server.get("/healthz", Host="elsewhere.example.org").status == 400
    assert server.get("/healthz", X_Forwarded_Host="elsewhere.example.org").status == 200
