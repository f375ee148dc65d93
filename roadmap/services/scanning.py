"""Asks ClamAV about a file before it is kept, where `CLAMD_SOCKET` names its socket (docs/configuration.md).

Where the scanner was asked for and does not answer, no file is taken: silence is no word that a file is clean.
"""

from __future__ import annotations

import logging
import socket
import struct
from typing import IO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from roadmap.errors import InvalidInput, RuleBroken
from roadmap.rules.files import portions_of

SECONDS = 20
LONGEST_ANSWER = 4096
log = logging.getLogger(__name__)


def check_clean(content: IO[bytes]) -> None:
    """Refuse a file in which the scanner finds something; without a scanner every file passes.

    :raises InvalidInput: on `file`: `infected`.
    :raises RuleBroken: `scanner_silent`, where the scanner does not say that the file is clean.
    """
    if not settings.CLAMD_SOCKET:
        return
    try:
        answer = ask(settings.CLAMD_SOCKET, content)
    except OSError as silent:
        log.exception("the scanner of files does not answer")
        raise _silent() from silent
    if answer.endswith("FOUND"):
        log.warning("the scanner refused a file")
        raise InvalidInput("file", "infected", _("The virus scanner refused this file."))
    if answer != "stream: OK":
        log.error("the scanner of files could not scan")
        raise _silent()


def ask(path: str, content: IO[bytes]) -> str:
    """Return what clamd at the socket `path` says of `content`, by its command INSTREAM.

    :raises OSError: where it does not answer in time.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(SECONDS)
        line.connect(path)
        line.sendall(b"zINSTREAM\0")
        for portion in portions_of(content):
            line.sendall(struct.pack("!L", len(portion)) + portion)
        line.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER and (more := line.recv(LONGEST_ANSWER)):
            answer += more
    return answer.rstrip(b"\0\n").decode("utf-8", errors="replace")


def _silent() -> RuleBroken:
    return RuleBroken("scanner_silent", _("Files cannot be checked for viruses now. Try again later."), "file")
