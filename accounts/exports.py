"""Lists as files: CSV and one JSON object a line, streamed; a workbook in a temporary file (api.md *Formats*).

Columns are dotted names. Text is never a formula, and nothing that XML cannot hold reaches a workbook.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import IO, Any
from zoneinfo import ZoneInfo

import orjson
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from accounts.errors import InvalidInput
from accounts.lists.fields import Row, flat

MOST_ROWS = 100_000
PORTION = 500
BOM = b"\xef\xbb\xbf"
# A spreadsheet would take a text that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
SHEET_NAME_LENGTH = 31


class _Line:
    """A file of one line: what was written last."""

    text = ""

    def write(self, text: str) -> int:
        """Keep the line."""
        self.text = text
        return len(text)


def csv_lines(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield a CSV file in portions: UTF-8 with BOM, one header row of stable names."""
    line = _Line()
    writer = csv.writer(line, lineterminator="\n")
    paths = [column.split(".") for column in columns]
    writer.writerow(columns)
    yield BOM + line.text.encode()
    remaining = iter(rows)
    while portion := list(islice(remaining, PORTION)):
        written = []
        for row in portion:
            writer.writerow([_in_csv(value) for value in flat(row, paths)])
            written.append(line.text)
        yield "".join(written).encode()


def json_lines(rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield rows as JSON, one object a line, in portions."""
    remaining = iter(rows)
    while portion := list(islice(remaining, PORTION)):
        yield b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in portion)


def refuse_too_many(rows: int) -> None:
    """Refuse more rows than a workbook takes, before it is begun.

    :raises InvalidInput: on `format`, code `too_many_rows`, for more than 100,000.
    """
    if rows > MOST_ROWS:
        message = _("A workbook holds at most 100,000 rows. Narrow the question, or take CSV.")
        raise InvalidInput("format", "too_many_rows", message)


def workbook(name: str, columns: Sequence[str], rows: Iterable[Row]) -> IO[bytes]:
    """Return a workbook of one sheet in a temporary file, at its beginning."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:SHEET_NAME_LENGTH])
    sheet.append(list(columns))
    paths = [column.split(".") for column in columns]
    for row in rows:
        sheet.append([_cell(sheet, value) for value in flat(row, paths)])
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the answer closes it when it was sent
    book.save(file)
    file.seek(0)
    return file


def plain(value: Any) -> Any:  # noqa: ANN401 -- whatever a row holds
    """Return a value as one cell holds it: lists joined, objects as JSON, booleans as words, None empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(str(plain(one)) for one in value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    return value


def _in_csv(value: Any) -> Any:  # noqa: ANN401 -- whatever a row holds
    shown = plain(value)
    if isinstance(shown, str) and shown.startswith(FORMULA):
        return f"'{shown}"
    return shown.isoformat() if isinstance(shown, date) else shown


def _cell(sheet: WriteOnlyWorksheet, value: Any) -> Any:  # noqa: ANN401 -- whatever a row holds
    shown = plain(value)
    if isinstance(shown, datetime):
        # A workbook knows no time zones: the installation's own is meant.
        return shown.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(tzinfo=None)
    if isinstance(shown, str):
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", shown))
        cell.data_type = "s"
        return cell
    return shown
