"""No file that means harm becomes evidence, and the like that mean none do (hardening G21)."""

import io
import zipfile

import pytest

from accounts.errors import InvalidInput
from roadmap.rules.files import KINDS, LARGEST, check_size, media_type_of
from tests.roadmap.rules.hostile_files import HOSTILE, packed

ACTIVE = {"text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml", "text/javascript"}
HARMLESS = {
    "Хаттама № 3.pdf": b"%PDF-1.7",
    "note.txt": "Барлығы дұрыс: a < b".encode(),
    "table.csv": "код;саны\nA;1".encode(),
    "report.docx": packed("[Content_Types].xml", "word/document.xml"),
    "table.xlsx": packed("[Content_Types].xml", "xl/workbook.xml"),
    "photo.JPG": b"\xff\xd8\xff\xe0",
    "photo.webp": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_means_harm_is_refused(what):
    name, content = HOSTILE[what]
    with pytest.raises(InvalidInput) as refused:
        media_type_of(name, io.BytesIO(content))
    assert refused.value.field == "file"


def test_they_are_forty():
    assert len(HOSTILE) >= 40


@pytest.mark.parametrize("name", HARMLESS)
def test_the_like_that_mean_none_are_taken(name):
    assert media_type_of(name, io.BytesIO(HARMLESS[name]))


def test_no_kind_that_is_taken_is_one_that_a_browser_runs():
    assert not ACTIVE & {media_type for media_type, _fits in KINDS.values()}


def test_a_bomb_inside_a_document_is_never_unpacked():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("word/document.xml", b"0" * 100_000_000)
    assert media_type_of("report.docx", content).endswith("wordprocessingml.document")


@pytest.mark.parametrize("size", [0, LARGEST + 1])
def test_a_size_is_refused_before_a_byte_is_read(size):
    with pytest.raises(InvalidInput):
        check_size(size)
