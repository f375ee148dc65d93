"""The virus scanner, against a clamd of the test's own on a real socket (hardening G21)."""

import socket
import struct
import threading
from io import BytesIO

import pytest

from accounts.errors import InvalidInput, RuleBroken
from roadmap.models import Evidence
from roadmap.services import evidence
from roadmap.services.scanning import check_clean
from tests.cast import act_of

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """Speaks INSTREAM as clamd does: reads portions up to an empty one, then answers."""

    def __init__(self, path, answer=None):
        self.path, self.answer, self.received = str(path), answer, []
        self.door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.door.bind(self.path)
        self.door.listen()
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            try:
                line, _address = self.door.accept()
            except OSError:
                return
            with line, line.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack("!L", stream.read(4))[0]:
                    content += stream.read(size)
                self.received.append(content)
                verdict = "Eicar-Signature FOUND" if EICAR in content else "OK"
                line.sendall(b"" if self.answer == "" else f"stream: {self.answer or verdict}\0".encode())

    def close(self):
        self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()
        self.thread.join()


@pytest.fixture
def clamd(tmp_path, settings, request):
    settings.CLAMD_SOCKET = str(tmp_path / "clamd")
    running = Clamd(settings.CLAMD_SOCKET, getattr(request, "param", None))
    yield running
    running.close()


def test_a_clean_file_of_many_portions_is_sent_whole(clamd):
    content = bytes(range(256)) * 1000
    check_clean(BytesIO(content))
    assert clamd.received == [content]


def test_an_infected_file_is_refused(clamd):
    with pytest.raises(InvalidInput) as refused:
        check_clean(BytesIO(b"%PDF-1.7 " + EICAR))
    assert (refused.value.field, refused.value.code) == ("file", "infected")


@pytest.mark.parametrize("clamd", ["", "size limit exceeded. ERROR", "OK\nOK"], indirect=True)
def test_what_the_scanner_does_not_call_clean_is_refused(clamd):
    with pytest.raises(RuleBroken) as refused:
        check_clean(BytesIO(b"%PDF-1.7"))
    assert refused.value.code == "scanner_silent"


def test_without_the_scanner_that_was_asked_for_no_file_is_taken(settings, tmp_path):
    settings.CLAMD_SOCKET = str(tmp_path / "nobody")
    with pytest.raises(RuleBroken) as refused:
        check_clean(BytesIO(b"%PDF-1.7"))
    assert refused.value.code == "scanner_silent"


def test_an_infected_file_leaves_neither_row_nor_file(clamd, draft_report, aktobe_executor, settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    act, number = act_of(aktobe_executor), draft_report.pk
    with pytest.raises(InvalidInput):
        evidence.attach_file(act, report_id=number, seen_version=1, name="a.pdf", content=BytesIO(b"%PDF-" + EICAR))
    assert not Evidence.objects.exists()
    assert not (tmp_path / "evidence").exists()
    evidence.attach_file(act, report_id=number, seen_version=1, name="a.pdf", content=BytesIO(b"%PDF-1.7"))
    assert clamd.received[1] == b"%PDF-1.7"
