"""Which files are evidence: the kinds that offices exchange, told by their content (hardening G21)."""

from __future__ import annotations

import codecs
import os
import zipfile
from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from roadmap.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PORTION = 65_536
LARGEST = 25 * 1024 * 1024
LONGEST_NAME = 200
MOST_MEMBERS = 5000


def portions_of(content: IO[bytes]) -> Iterator[bytes]:
    """Yield a file from its beginning, a little at a time: many large ones must not lie in memory at once."""
    content.seek(0)
    while portion := content.read(PORTION):
        yield portion


def _starts(*signatures: bytes) -> Callable[[IO[bytes]], bool]:
    return lambda content: content.read(max(map(len, signatures))).startswith(signatures)


def _webp(content: IO[bytes]) -> bool:
    head = content.read(12)
    return head[:4] == b"RIFF" and head[8:] == b"WEBP"


def _office(folder: str) -> Callable[[IO[bytes]], bool]:
    def check(content: IO[bytes]) -> bool:
        names = _members(content)
        return "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)

    return check


def _opendocument(media_type: bytes) -> Callable[[IO[bytes]], bool]:
    def check(content: IO[bytes]) -> bool:
        return media_type in content.read(200) and "META-INF/manifest.xml" in _members(content)

    return check


def _text(content: IO[bytes]) -> bool:
    """Return whether this is plain text in UTF-8, and no mark-up that a browser would run."""
    begin = ""
    try:
        for text in codecs.iterdecode(portions_of(content), "utf-8-sig"):
            if any(character < " " and character not in "\t\r\n\f" for character in text):
                return False
            begin = begin or text.lstrip()[:1]
    except UnicodeDecodeError:
        return False
    return begin != "<"


def _members(content: IO[bytes]) -> list[str]:
    """Return the names inside a ZIP archive, none where it is not a sound one."""
    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        return []
    return names if len(names) <= MOST_MEMBERS else []


OFFICE = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"
OLE = _starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
KINDS: dict[str, tuple[str, Callable[[IO[bytes]], bool]]] = {
    "pdf": ("application/pdf", _starts(b"%PDF-")),
    "png": ("image/png", _starts(b"\x89PNG\r\n\x1a\n")),
    "jpg": ("image/jpeg", _starts(b"\xff\xd8\xff")),
    "jpeg": ("image/jpeg", _starts(b"\xff\xd8\xff")),
    "gif": ("image/gif", _starts(b"GIF87a", b"GIF89a")),
    "webp": ("image/webp", _webp),
    "tif": ("image/tiff", _starts(b"II*\x00", b"MM\x00*")),
    "tiff": ("image/tiff", _starts(b"II*\x00", b"MM\x00*")),
    "docx": (f"{OFFICE}.wordprocessingml.document", _office("word/")),
    "xlsx": (f"{OFFICE}.spreadsheetml.sheet", _office("xl/")),
    "pptx": (f"{OFFICE}.presentationml.presentation", _office("ppt/")),
    "odt": (f"{ODF}.text", _opendocument(f"{ODF}.text".encode())),
    "ods": (f"{ODF}.spreadsheet", _opendocument(f"{ODF}.spreadsheet".encode())),
    "doc": ("application/msword", OLE),
    "xls": ("application/vnd.ms-excel", OLE),
    "rtf": ("application/rtf", _starts(b"{\\rtf")),
    "txt": ("text/plain", _text),
    "csv": ("text/csv", _text),
}


def check_size(size: int) -> None:
    """Refuse a file by its size in bytes, before it is read.

    :raises InvalidInput: on `file`: `empty`, `too_large`.
    """
    if not size:
        raise InvalidInput("file", "empty", _("The file is empty."))
    if size > LARGEST:
        raise InvalidInput("file", "too_large", _("The file is larger than 25 MB."))


def size_of(content: IO[bytes]) -> int:
    """Return a file's size in bytes."""
    return content.seek(0, os.SEEK_END)


def media_type_of(name: str, content: IO[bytes]) -> str:
    """Return the media type of a file that may be evidence; `content` is read from its beginning.

    :raises InvalidInput: on `file`: `empty`, `too_large`, `invalid_name`, `kind_not_allowed`
        (by its ending), `kind_differs` (the content is not what the ending says).
    """
    check_size(size_of(content))
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or "/" in name or "\\" in name:
        raise InvalidInput("file", "invalid_name", _("The file's name cannot be used. Rename the file."))
    ending = name.rpartition(".")[2].lower()
    if "." not in name or ending not in KINDS:
        raise InvalidInput(
            "file",
            "kind_not_allowed",
            _("Files of this kind are not taken. Attach a PDF, an image, or an office document."),
        )
    media_type, fits = KINDS[ending]
    content.seek(0)
    if not fits(content):
        raise InvalidInput("file", "kind_differs", _("The file's content is not what its name says. Save it again."))
    return media_type
