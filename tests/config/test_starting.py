"""The start: under production's settings everything is right, and what is not stops it with one sentence."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIT = {
    "ALLOWED_HOSTS": "roadmap.example.org",
    "SECRET_KEY": "for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
}
SHOW = """
import json, sys
from config import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


def run(*command: str, data_dir: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**clean, "DATA_DIR": str(data_dir), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def settings_under(data_dir: Path, *names: str, **environment: str) -> dict[str, object]:
    done = run("-c", SHOW, *names, data_dir=data_dir, **environment)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "weak"}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": FIT["SECRET_KEY"]}, "ALLOWED_HOSTS is not set"),
        ({**FIT, "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS holds '*'"),
        ({**FIT, "DEBUG": "1"}, "DEBUG is 1"),
        ({**FIT, "THROTTLE_ANON": "off"}, "THROTTLE_ANON is 'off'"),
        ({**FIT, "DATABASE_URL": "oracle://a"}, "DATABASE_URL begins with 'oracle'"),
        ({"DEMO": "1", "PORT": "http"}, "PORT is 'http'"),
    ],
)
def test_unfit_environment_stops_with_one_sentence(tmp_path: Path, environment: dict[str, str], sentence: str) -> None:
    done = run("manage.py", "check", data_dir=tmp_path, **environment)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Not started: {sentence}")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "SECRET_KEY is not set"),
        ({**FIT, "WEB_CONCURRENCY": "2"}, "WEB_CONCURRENCY is 2 but REDIS_URL is not set"),
    ],
)
def test_gunicorn_stops_with_one_sentence(tmp_path: Path, environment: dict[str, str], sentence: str) -> None:
    server = ("-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi")
    done = run(*server, data_dir=tmp_path, **environment)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Not started: {sentence}")
    assert done.stderr.count("\n") == 1


def test_gunicorn_refuses_more_processes_from_the_command_line(tmp_path: Path) -> None:
    server = ("-m", "gunicorn", "--config", "config/gunicorn.py", "--workers=2", "config.wsgi")
    done = run(*server, data_dir=tmp_path, DEMO="1", PORT="0")
    assert done.returncode != 0
    assert "REDIS_URL is not set" in done.stderr


def test_settings_of_production_are_strict(tmp_path: Path) -> None:
    found = settings_under(
        tmp_path,
        *("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE"),
        *("SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_PROXY_SSL_HEADER", "CSRF_TRUSTED_ORIGINS"),
        *("REQUIRE_SECOND_FACTOR", "DEMO_PASSWORD", "BASE_URL"),
        **FIT,
    )
    assert found == {
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
        "CSRF_TRUSTED_ORIGINS": ["https://roadmap.example.org"],
        "REQUIRE_SECOND_FACTOR": True,
        "DEMO_PASSWORD": "",
        "BASE_URL": "https://roadmap.example.org",
    }
    assert list(tmp_path.iterdir()) == []


def test_settings_of_the_demonstration_suit_plain_http_on_this_machine(tmp_path: Path) -> None:
    names = ("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "BASE_URL")
    found = settings_under(tmp_path, *names, "ALLOWED_HOSTS", DEMO="1", PORT="8123")
    assert found == {
        "SESSION_COOKIE_NAME": "sessionid",
        "SESSION_COOKIE_SECURE": False,
        "SECURE_SSL_REDIRECT": False,
        "SECURE_HSTS_SECONDS": 0,
        "BASE_URL": "http://127.0.0.1:8123",
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"],
    }


def test_demonstration_keeps_its_password_and_takes_a_given_one(tmp_path: Path) -> None:
    first = settings_under(tmp_path, "DEMO_PASSWORD", DEMO="1")
    assert len(str(first["DEMO_PASSWORD"])) >= 12
    assert settings_under(tmp_path, "DEMO_PASSWORD", DEMO="1") == first
    given = settings_under(tmp_path, "DEMO_PASSWORD", DEMO="1", DEMO_PASSWORD="let-me-look-around")
    assert given["DEMO_PASSWORD"] == "let-me-look-around"


def test_one_count_of_proxies_holds_for_all_who_read_addresses(tmp_path: Path) -> None:
    names = ("REST_FRAMEWORK", "ALLAUTH_TRUSTED_PROXY_COUNT", "AXES_IPWARE_PROXY_COUNT")
    found = settings_under(tmp_path, *names, TRUSTED_PROXIES="2", **FIT)
    rest_framework = found["REST_FRAMEWORK"]
    assert isinstance(rest_framework, dict)
    assert (rest_framework["NUM_PROXIES"], found["ALLAUTH_TRUSTED_PROXY_COUNT"], found["AXES_IPWARE_PROXY_COUNT"]) == (
        2,
        2,
        2,
    )


def test_settings_of_production_pass_the_check_that_serving_begins_with(tmp_path: Path) -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", data_dir=tmp_path, **FIT)
    assert done.returncode == 0, done.stderr
