"""Uploaded tables: read as office programs write them, and refused before they can harm (hardening G22)."""

import io
import time
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from accounts.errors import InvalidInput
from accounts.tables import read_table

ROWS = [["email", "name"], ["a@example.org", "Әсел, Ұлы"]]


def workbook(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def zipped(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        'email,name\na@example.org,"Әсел, Ұлы"\n'.encode(),
        'email,name\na@example.org,"Әсел, Ұлы"\n'.encode("utf-8-sig"),
        "email;name\na@example.org; Әсел, Ұлы \n\n\n".encode(),
        "email\tname\na@example.org\tӘсел, Ұлы".encode("utf-16"),
        workbook(ROWS),
    ],
    ids=["csv", "bom", "semicolons", "utf-16", "xlsx"],
)
def test_a_table_is_read_as_it_was_written(content):
    assert read_table(content) == ROWS


def test_an_older_russian_table_is_read():
    assert read_table("email;name\na@example.org;Иван".encode("cp1251"))[1] == ["a@example.org", "Иван"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n \n;;\n", "empty"),
        (b"a\x00b,c\n", "unreadable"),
        (b"\x98\x98\x98", "unreadable"),
        (b"PK\x03\x04 but no archive", "unreadable"),
        (zipped(readme="no workbook"), "unreadable"),
        (b"x" * 1_048_577, "too_large"),
        (b"a\n" * 202, "too_many_rows"),
        (workbook([["a"]] * 202), "too_many_rows"),
        (b"x" * 1001, "unreadable"),
        (b"x" * 140_000, "unreadable"),
    ],
    ids=[
        "nothing",
        "blank lines",
        "nul",
        "no encoding",
        "no archive",
        "no workbook",
        "too large",
        "too many rows",
        "too many rows in a workbook",
        "too long a cell",
        "a cell that no reader takes",
    ],
)
def test_what_is_no_table_is_refused(content, code):
    with pytest.raises(InvalidInput) as refused:
        read_table(content)
    assert (refused.value.field, refused.value.code) == ("file", code)


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = zipped(**{"xl/worksheets/sheet1.xml": b"0" * 100_000_000})
    began = time.perf_counter()
    with pytest.raises(InvalidInput) as refused:
        read_table(bomb)
    assert (refused.value.code, time.perf_counter() - began < 1) == ("too_large", True)


def test_a_workbook_of_thousands_of_parts_is_refused():
    with pytest.raises(InvalidInput) as refused:
        read_table(zipped(**{f"part{number}": "" for number in range(300)}))
    assert refused.value.code == "too_large"


def broken_workbooks():
    whole = workbook(ROWS)
    flipped = bytearray(whole)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
    flipped[sheet.header_offset + 30 + len(sheet.filename)] ^= 0xFF
    locked = bytearray(whole)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = whole.find(mark)
        while at >= 0:
            locked[at + offset] |= 1
            at = whole.find(mark, at + 4)
    book = Workbook()
    book.create_chartsheet("empty", 0)
    charted = io.BytesIO()
    book.save(charted)
    return {"flipped": bytes(flipped), "locked": bytes(locked), "a chart": charted.getvalue()}


@pytest.mark.parametrize("name", ["flipped", "locked", "a chart"])
def test_a_workbook_that_is_broken_is_refused(name):
    with pytest.raises(InvalidInput) as refused:
        read_table(broken_workbooks()[name])
    assert (refused.value.field, refused.value.code) == ("file", "unreadable")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2**16), st.integers(1, 255)), min_size=1, max_size=8))
def test_whatever_is_damaged_is_read_or_refused(damages):
    content = bytearray(workbook(ROWS))
    for at, bits in damages:
        content[at % len(content)] ^= bits
    with suppress(InvalidInput):
        assert read_table(bytes(content))
