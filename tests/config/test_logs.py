"""Log lines: one a record, whatever the text, and no value that an error quotes (hardening, G39)."""

import json
import logging
import sys
from typing import Any

import pytest
from django.core.exceptions import DisallowedHost
from django.db import IntegrityError

from config.logs import JsonLines


def record_of(message: str, *arguments: Any, name: str = "roadmap", error: Any = None) -> logging.LogRecord:
    return logging.LogRecord(name, logging.WARNING, "file.py", 1, message, arguments, error)


def line_of(record: logging.LogRecord) -> dict[str, Any]:
    text = JsonLines().format(record)
    assert "\n" not in text
    assert "\x1b" not in text
    told: dict[str, Any] = json.loads(text)
    return told


def raised(error: Exception) -> Any:
    try:
        raise error
    except type(error):
        return sys.exc_info()


@pytest.mark.parametrize("text", ['one\ntwo"', "red \x1b[31m", "back\r", "\u2028 әлем"])
def test_no_text_makes_a_second_line(text: str) -> None:
    told = line_of(record_of("%s", text))
    assert told["message"] == text
    assert (told["level"], told["logger"]) == ("WARNING", "roadmap")


def test_error_is_told_by_kind_and_place_without_its_words() -> None:
    told = line_of(record_of("failed", error=raised(ValueError("canary"))))
    assert told["error"]["kind"] == "builtins.ValueError"
    assert "test_logs.py" in told["error"]["frames"][-1]
    assert "canary" not in json.dumps(told)


def test_database_error_names_the_constraint_and_not_the_values() -> None:
    error = IntegrityError('duplicate key violates "one_lead"\nDETAIL: Key (email)=(canary) exists.')
    told = line_of(record_of("failed", error=raised(error)))
    assert told["error"]["message"] == 'duplicate key violates "one_lead"'
    assert "canary" not in json.dumps(told)


def test_cause_of_an_error_is_told_likewise() -> None:
    error = RuntimeError("canary")
    error.__cause__ = ValueError("canary")
    told = line_of(record_of("failed", error=raised(error)))
    assert told["error"]["because"]["kind"] == "builtins.ValueError"
    assert "canary" not in json.dumps(told)


def test_path_and_host_in_djangos_records_are_left_out() -> None:
    told = line_of(record_of("%s: %s", "Not Found", "/accounts/canary/", name="django.request"))
    assert told["message"] == "Not Found"
    assert "canary" not in json.dumps(told)
    refused = record_of(
        str(DisallowedHost("Invalid HTTP_HOST header: 'canary'.")), name="django.security.DisallowedHost"
    )
    assert line_of(refused)["message"] == "django.security.DisallowedHost"
