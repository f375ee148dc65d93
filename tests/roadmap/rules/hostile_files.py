"""Forty files that mean harm, by what they are: none of them may become evidence (hardening G21)."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile

SCRIPT = b"<script>alert(document.domain)</script>"
HTML = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'
EXE = b"MZ" + bytes(58) + struct.pack("<L", 64) + b"PE\0\0"
ELF = b"\x7fELF\x02\x01\x01" + bytes(50)
JAVA = b"\xca\xfe\xba\xbe\x00\x00\x00\x34"
XML = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


def packed(*names: str, first: tuple[str, bytes] | None = None) -> bytes:
    """Return a ZIP archive of empty members, with one that comes first where it is given."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        if first is not None:
            archive.writestr(*first)
        for name in names:
            archive.writestr(name, b"")
    return content.getvalue()


MANY = packed("[Content_Types].xml", *(f"word/{number}" for number in range(5001)))
HOSTILE: dict[str, tuple[str, bytes]] = {
    "a page": ("report.html", HTML),
    "a page under its short name": ("report.htm", HTML),
    "a page of the XML kind": ("report.xhtml", HTML),
    "a page saved whole": ("report.mhtml", b"MIME-Version: 1.0\n\n" + HTML),
    "a page that calls itself a PDF": ("report.pdf", HTML),
    "a page that calls itself a picture": ("photo.png", HTML),
    "a page that calls itself a photograph": ("photo.jpg", HTML),
    "a page that calls itself text": ("note.txt", HTML),
    "a page after blanks that calls itself text": ("note.txt", b" \r\n\t" + HTML),
    "a page with a mark of order that calls itself text": ("note.txt", b"\xef\xbb\xbf" + HTML),
    "a page that calls itself a table": ("table.csv", HTML),
    "a page in UTF-16 that calls itself text": ("note.txt", HTML.decode().encode("utf-16")),
    "a page in UTF-7 with control characters": ("note.txt", b"+ADw-script+AD4-\x00"),
    "a drawing that runs": ("plan.svg", SVG),
    "a packed drawing": ("plan.svgz", gzip.compress(SVG, mtime=0)),
    "a drawing that calls itself a picture": ("plan.png", SVG),
    "a drawing that calls itself text": ("plan.txt", SVG),
    "a document type that reads files": ("data.xml", XML),
    "the same as text": ("data.txt", XML),
    "a script": ("run.js", b"alert(1)"),
    "a script of the shell": ("run.sh", b"#!/bin/sh\nrm -rf /\n"),
    "a script of PHP": ("run.php", b"<?php system($_GET['c']);"),
    "a script of PHP behind two endings": ("photo.jpg.php", b"\xff\xd8\xff<?php system('id');"),
    "a script of PowerShell": ("run.ps1", b"iex"),
    "a shortcut": ("open.lnk", b"L\x00\x00\x00\x01\x14\x02\x00"),
    "an application of HTML": ("open.hta", HTML),
    "a program of Windows": ("setup.exe", EXE),
    "a program that calls itself a PDF": ("report.pdf", EXE),
    "a program that calls itself a document": ("report.docx", EXE),
    "a program of Linux that calls itself a picture": ("photo.gif", ELF),
    "a class of Java that calls itself a table": ("table.xls", JAVA),
    "an archive": ("all.zip", packed("a.pdf")),
    "an archive that calls itself a document": ("report.docx", packed("a.exe")),
    "an archive of programs that calls itself a workbook": ("table.xlsx", packed("META-INF/MANIFEST.MF", "A.class")),
    "a document of OpenDocument without its list": ("report.odt", packed("content.xml", first=("mimetype", b"x"))),
    "an archive cut short that calls itself a document": ("report.docx", packed("[Content_Types].xml", "word/a")[:60]),
    "a document of too many parts": ("report.docx", MANY),
    "a document with macros": ("report.docm", packed("[Content_Types].xml", "word/vbaProject.bin")),
    "a workbook with macros": ("table.xlsm", packed("[Content_Types].xml", "xl/vbaProject.bin")),
    "a name that leaves the folder": ("../../etc/cron.d/a.pdf", b"%PDF-1.7"),
    "a name that leaves the folder in Windows": ("..\\..\\a.pdf", b"%PDF-1.7"),
    "a name that turns itself around": ("report\u202efdp.exe", EXE),
    "a name of two lines": ("a\r\nSet-Cookie: x=1.pdf", b"%PDF-1.7"),
    "a name with an end in its middle": ("a.pdf\x00.html", b"%PDF-1.7"),
    "a name without an end": ("a" * 300 + ".pdf", b"%PDF-1.7"),
    "a name without an ending": ("pdf", b"%PDF-1.7"),
    "an ending alone that is none": ("report.pdf.", b"%PDF-1.7"),
    "nothing": ("empty.pdf", b""),
}
