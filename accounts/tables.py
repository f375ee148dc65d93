"""A table that somebody uploads, CSV or XLSX, as rows of text; what could harm is refused before it is opened."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from accounts.errors import InvalidInput

MOST_BYTES = 1_048_576
MOST_UNPACKED = 20 * 1_048_576
MOST_PARTS = 200
MOST_ROWS = 200
MOST_COLUMNS = 30
LONGEST_CELL = 1000
ZIP = b"PK\x03\x04"
DELIMITERS = ";\t,"
# What a table by an office program is written in, in the order in which it can be told.
ENCODINGS = ("utf-8-sig", "cp1251")
Table = list[list[str]]


def read_table(content: bytes) -> Table:
    """Return the rows of a CSV file or of a workbook's first sheet, cells as text without spaces around.

    :raises InvalidInput: on `file`: `too_large`, `unreadable`, `too_many_rows`, `empty`.
    """
    if len(content) > MOST_BYTES:
        raise InvalidInput("file", "too_large", _("The file is larger than 1 MB."))
    raw = _from_workbook(content) if content.startswith(ZIP) else _from_csv(content)
    rows = [_trimmed([cell.strip() for cell in row]) for row in raw]
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise InvalidInput("file", "empty", _("The file holds no rows."))
    if any(len(cell) > LONGEST_CELL for row in rows for cell in row):
        raise InvalidInput("file", "unreadable", _("A cell holds more than 1,000 characters."))
    return rows


def _trimmed(row: list[str]) -> list[str]:
    """Return a row without the empty cells at its end."""
    while row and not row[-1]:
        row = row[:-1]
    return row


def _from_csv(content: bytes) -> Table:
    text = _decoded(content)
    if "\0" in text:
        raise _unreadable()
    first = text.lstrip("\r\n").split("\n", maxsplit=1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        return _counted(list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))
    except csv.Error as wrong:
        raise _unreadable() from wrong


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable()


def _from_workbook(content: bytes) -> Table:
    try:
        return _counted(_unpacked(io.BytesIO(content)))
    except (InvalidInput, MemoryError):
        raise
    except Exception as wrong:  # a broken part raises whatever zlib, the XML parser or openpyxl met in it
        raise _unreadable() from wrong


def _unpacked(file: io.BytesIO) -> Table:
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise InvalidInput("file", "too_large", _("Unpacked, the workbook is too large."))
    sheet = load_workbook(file, read_only=True, data_only=True).worksheets[0]
    rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
    return [[_cell(value) for value in row] for row in rows]


def _cell(value: Any) -> str:  # noqa: ANN401 -- whatever a cell holds
    return "" if value is None else str(value)


def _counted(rows: Table) -> Table:
    if len(rows) > MOST_ROWS + 1:
        raise InvalidInput("file", "too_many_rows", _("The file holds more than 200 rows: divide it."))
    return rows


def _unreadable() -> InvalidInput:
    return InvalidInput("file", "unreadable", _("This is neither a CSV file nor an XLSX workbook that can be read."))
