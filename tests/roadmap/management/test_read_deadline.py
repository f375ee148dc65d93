"""`manage.py read_deadline` (api.md *Commands*)."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

ROOT = Path(__file__).parents[3]
TERM = ("--start", "2023-01-01", "--end", "2025-12-31")


def said(*arguments: str) -> str:
    """Return what the command prints."""
    out = StringIO()
    call_command("read_deadline", *arguments, stdout=out)
    return out.getvalue()


def refused(*arguments: str) -> str:
    """Return the sentence with which the command stops."""
    out = StringIO()
    with translation.override("en"), pytest.raises(CommandError) as caught:
        call_command("read_deadline", *arguments, stdout=out)
    assert out.getvalue() == ""
    assert caught.value.returncode == 1
    return str(caught.value)


def run(*arguments: str | bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command as people do, with a database that cannot be reached."""
    return subprocess.run(
        [sys.executable, "manage.py", "read_deadline", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", **environment},
        capture_output=True,
        check=False,
    )


def test_one_line_of_json() -> None:
    line = said(*TERM, "ежегодно, до 15 января")
    assert line == line.strip() + "\n"
    assert json.loads(line) == {
        "form": "annual_date",
        "starts_on": "2023-01-01",
        "due_on": "2025-01-15",
        "occurrences": [
            {"label": "2023", "starts_on": "2023-01-01", "due_on": "2023-01-15"},
            {"label": "2024", "starts_on": "2023-01-16", "due_on": "2024-01-15"},
            {"label": "2025", "starts_on": "2024-01-16", "due_on": "2025-01-15"},
        ],
    }


def test_the_term_counts() -> None:
    line = json.loads(said("--start", "2024-03-15", "--end", "2024-06-20", "тоқсан сайын"))
    assert [(one["label"], one["starts_on"], one["due_on"]) for one in line["occurrences"]] == [
        ("2024-Q1", "2024-03-15", "2024-03-31"),
        ("2024-Q2", "2024-04-01", "2024-06-20"),
    ]


@pytest.mark.parametrize("phrase", ["три раза в год", "", "2026 год", "ноябрь–февраль"])
def test_what_cannot_be_read_is_quoted(phrase: str) -> None:
    assert f"“{phrase}”" in refused(*TERM, phrase)


@pytest.mark.parametrize(
    "day", ["", "2023", "2023-1-1", "2023-02-30", "01.01.2023", "20230101", "2023-W01-1", "0000-01-01", "٢٠٢٣-٠١-٠١"]
)
def test_a_day_of_the_term_that_is_none(day: str) -> None:
    assert refused("--start", day, "--end", "2025-12-31", "2024") == (
        f"--start is no day: “{day}”. Write it as 2023-01-01."
    )
    assert refused("--start", "2023-01-01", "--end", day, "2024") == (
        f"--end is no day: “{day}”. Write it as 2023-01-01."
    )


def test_a_term_that_ends_before_it_begins() -> None:
    assert refused("--start", "2025-12-31", "--end", "2025-12-30", "2025") == "--start lies after --end."


def test_it_needs_no_database() -> None:
    done = run(*TERM, "жыл сайын")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["form"] == "annual"


def test_it_stops_with_1_and_a_sentence() -> None:
    done = run(*TERM, "три раза в год")
    assert (done.returncode, done.stdout) == (1, b"")
    assert "три раза в год" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_bytes_that_are_no_text_are_refused() -> None:
    no_phrase: list[str | bytes] = [*TERM, b"2024\xff"]
    no_day: list[str | bytes] = ["--start", b"\xff", "--end", "2025-12-31", "2024"]
    for arguments in (no_phrase, no_day):
        done = run(*arguments, PYTHONUTF8="1")
        assert (done.returncode, done.stdout) == (1, b"")
        assert "Traceback" not in done.stderr.decode()
        assert "\ufffd" in done.stderr.decode()
