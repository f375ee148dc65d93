"""Log lines: one JSON object a line, so that no text can forge a second one; nothing personal in them."""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

from django.db import Error as DatabaseError

from config.middleware import current_request_id

EXTRAS = ("method", "route", "status", "milliseconds")


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON with its moment (UTC), level, logger, message and request id."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; of an error, where it happened, but no value that it may quote."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
        }
        if request_id := current_request_id.get():
            line["request_id"] = request_id
        line |= {name: getattr(record, name) for name in EXTRAS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = error_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def message_of(record: logging.LogRecord) -> str:
    """Return the message; of Django's own records about a request only what happened, without its path or host."""
    if record.name == "django.request" or record.name.startswith("django.security"):
        return str(record.args[0]) if isinstance(record.args, tuple) and record.args else record.name
    return record.getMessage()


def error_of(error: BaseException) -> dict[str, Any]:
    """Return the kind of `error` and its frames, innermost last.

    What an error says can quote what a person typed. A database's first line names only the constraint, the
    values stand below it; other messages are left out.
    """
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    told: dict[str, Any] = {"kind": f"{type(error).__module__}.{type(error).__qualname__}", "frames": frames}
    if isinstance(error, DatabaseError):
        told["message"] = str(error).partition("\n")[0]
    if error.__cause__ is not None:
        told["because"] = error_of(error.__cause__)
    return told
