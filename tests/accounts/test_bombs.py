"""Sheets that mean harm are refused at once and in little memory (hardening G22)."""

import io
import time
import tracemalloc
import zipfile

import pytest

from accounts.errors import InvalidInput
from accounts.tables import read_table
from tests.accounts.test_tables import workbook

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHING = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><sst><si><t>&l9;</t></si></sst>'
READING = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><sst><si><t>&f;</t></si></sst>'


def packed(**members):
    """Return a workbook in which some members are others."""
    content = io.BytesIO()
    sound = zipfile.ZipFile(io.BytesIO(workbook([["email", "name"], ["a@example.org", "A"]])))
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sound.namelist():
            archive.writestr(name, members.pop(name, None) or sound.read(name))
        for name, text in members.items():
            archive.writestr(name, text)
    return content.getvalue()


def sheet(shared):
    """Return the same text as a sheet of one cell."""
    head, _tag, rest = shared.partition("<sst><si>")
    cell = rest.removesuffix("</si></sst>")
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    inner = f'<row r="1"><c r="A1" t="inlineStr"><is>{cell}</is></c></row>'
    return f'{head}<worksheet xmlns="{space}"><sheetData>{inner}</sheetData></worksheet>'


BOMBS = {
    "a member of 300 MB": lambda: packed(**{"xl/media/bomb": b"0" * 300_000_000}),
    "a sheet of 100 MB": lambda: packed(**{"xl/worksheets/sheet1.xml": b"<a>" + b"0" * 100_000_000}),
    "entities of entities": lambda: packed(**{"xl/worksheets/sheet1.xml": sheet(LAUGHING)}),
    "an entity that reads a file": lambda: packed(**{"xl/worksheets/sheet1.xml": sheet(READING)}),
    "entities in the workbook itself": lambda: packed(**{"xl/workbook.xml": LAUGHING}),
}


@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_is_refused_within_a_second_and_little_memory(what):
    bomb = BOMBS[what]()
    tracemalloc.start()
    began = time.perf_counter()
    try:
        with pytest.raises(InvalidInput) as refused:
            read_table(bomb)
        took, (_now, most) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert refused.value.code in {"too_large", "unreadable"}
    assert took < 5  # a second on a machine that does nothing else
    assert most < 100 * 1_048_576


def test_the_same_workbook_without_a_bomb_is_read():
    assert read_table(packed())[1] == ["a@example.org", "A"]
