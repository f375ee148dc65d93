import io
import zipfile
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.errors import InvalidInput, RuleBroken, StaleVersion
from roadmap.models import Evidence
from roadmap.services import evidence
from tests.cast import act_of

PDF = b"%PDF-1.7 Qazaqsha"


def archive(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return content.getvalue()


def short(value: str | bytes) -> str:
    """Return a name for a case: whole contents would differ from one run to the next."""
    return value[:24] if isinstance(value, str) else f"{len(value)} bytes"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


def attach(by, report, name="Хаттама № 3.pdf", content=PDF):
    return evidence.attach_file(
        act_of(by), report_id=report.pk, seen_version=1, name=name, content=io.BytesIO(content)
    )


def test_a_file_lies_under_a_random_name(draft_report, aktobe_executor, folder):
    row = attach(aktobe_executor, draft_report)
    assert (row.name, row.size, row.media_type) == ("Хаттама № 3.pdf", len(PDF), "application/pdf")
    assert [path.read_bytes() for path in Path(folder).iterdir()] == [PDF]
    assert "Хаттама" not in row.stored_as
    draft_report.refresh_from_db()
    assert draft_report.version == 2


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "empty"),
        ("a.html", b"<html><script>alert(1)</script>", "kind_not_allowed"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind_not_allowed"),
        ("a.exe", b"MZ", "kind_not_allowed"),
        ("a", PDF, "kind_not_allowed"),
        ("a.pdf", b"<html>", "kind_differs"),
        ("a.txt", b"<script>alert(1)</script>", "kind_differs"),
        ("a.txt", b"a\x00b", "kind_differs"),
        ("a.docx", b"PK\x03\x04broken", "kind_differs"),
        ("a.docx", archive("evil.html"), "kind_differs"),
        ("a.png", PDF, "kind_differs"),
        ("../a.pdf", PDF, "invalid_name"),
        ("a\r\nb.pdf", PDF, "invalid_name"),
        ("a" * 300 + ".pdf", PDF, "invalid_name"),
        ("a\u202efdp.exe.pdf", PDF, "invalid_name"),
        ("a.pdf", PDF + bytes(25 * 1024 * 1024), "too_large"),
    ],
    ids=short,
)
def test_hostile_files_are_refused_and_leave_nothing(draft_report, aktobe_executor, folder, name, content, code):
    with pytest.raises(InvalidInput) as caught:
        attach(aktobe_executor, draft_report, name, content)
    assert caught.value.code == code
    assert not Evidence.objects.exists()
    assert not Path(folder).exists() or not list(Path(folder).iterdir())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", archive("[Content_Types].xml", "word/document.xml")),
        ("a.XLSX", archive("[Content_Types].xml", "xl/workbook.xml")),
        ("a.jpg", b"\xff\xd8\xff\xe0"),
        ("ә.txt", "Ақтөбе ғ".encode()),
        ("a.csv", b"\xef\xbb\xbfa;b\r\n"),
    ],
    ids=short,
)
def test_office_files_are_taken(draft_report, aktobe_executor, name, content):
    assert attach(aktobe_executor, draft_report, name, content).size == len(content)


def test_removing_takes_the_file_away(draft_report, aktobe_executor, folder, django_capture_on_commit_callbacks):
    row = attach(aktobe_executor, draft_report)
    with django_capture_on_commit_callbacks(execute=True):
        evidence.remove_evidence(act_of(aktobe_executor), evidence_id=row.pk, seen_version=2)
    assert not list(Path(folder).iterdir())


def test_evidence_of_a_submitted_report_stays(submitted, aktobe_executor):
    with pytest.raises(RuleBroken) as caught:
        evidence.attach_link(
            act_of(aktobe_executor), report_id=submitted.pk, seen_version=2, link="https://example.org/"
        )
    assert caught.value.code == "not_editable"


def test_the_other_partys_draft_does_not_exist(draft_report, orenburg_coordinator):
    with pytest.raises(draft_report.DoesNotExist):
        attach(orenburg_coordinator, draft_report)


def test_an_administrator_sees_no_draft(draft_report, aktobe_admin):
    with pytest.raises((PermissionDenied, draft_report.DoesNotExist)):
        attach(aktobe_admin, draft_report)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://",
        "https://user:secret@example.org/",
        "https://exa mple.org/",
        "https://example.org/\n",
        "data:text/html,x",
        "https://example.org:99999/",
        "https://[::1",
        "https://example.org/" + "a" * 2000,
    ],
)
def test_other_links_are_refused(draft_report, aktobe_executor, link):
    with pytest.raises(InvalidInput):
        evidence.attach_link(act_of(aktobe_executor), report_id=draft_report.pk, seen_version=1, link=link)


def test_a_link_is_attached(draft_report, aktobe_executor):
    row = evidence.attach_link(
        act_of(aktobe_executor), report_id=draft_report.pk, seen_version=1, link="https://08info.kz/aktobe/"
    )
    assert (row.name, row.stored_as) == ("08info.kz", "")


def test_a_file_that_breaks_off_while_it_is_kept_leaves_nothing(draft_report, aktobe_executor, folder):
    class BreaksOff(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > 0 and size > len(PDF):
                raise OSError("broken off")
            return super().read(size)

    content = BreaksOff(PDF)
    with pytest.raises(OSError, match="broken off"):
        evidence.attach_file(
            act_of(aktobe_executor), report_id=draft_report.pk, seen_version=1, name="a.pdf", content=content
        )
    assert list(Path(folder).iterdir()) == []
    assert not Evidence.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_file_is_kept_while_nobody_waits_for_a_lock(draft_report, aktobe_executor, monkeypatch):
    in_between = []

    def keep(content):
        in_between.append(not connection.in_atomic_block)
        return plainly(content)

    plainly = evidence.keep
    monkeypatch.setattr(evidence, "keep", keep)
    attach(aktobe_executor, draft_report)
    assert in_between == [True]


def test_a_file_for_a_draft_that_moved_on_meanwhile_leaves_nothing(draft_report, aktobe_executor, folder, monkeypatch):
    def keep(content):
        attach_a_link()
        return plainly(content)

    def attach_a_link():
        link = "https://example.org/kk"
        evidence.attach_link(act_of(aktobe_executor), report_id=draft_report.pk, seen_version=1, link=link)

    plainly = evidence.keep
    monkeypatch.setattr(evidence, "keep", keep)
    with pytest.raises(StaleVersion):
        attach(aktobe_executor, draft_report)
    assert list(Path(folder).iterdir()) == []
    assert [row.name for row in Evidence.objects.all()] == ["example.org"]


def test_a_report_takes_twenty_pieces(draft_report, aktobe_executor):
    act = act_of(aktobe_executor)
    for seen in range(1, 21):
        evidence.attach_link(act, report_id=draft_report.pk, seen_version=seen, link="https://example.org/")
    for refuse in (
        lambda: evidence.attach_link(act, report_id=draft_report.pk, seen_version=21, link="https://example.org/"),
        lambda: evidence.attach_file(
            act, report_id=draft_report.pk, seen_version=21, name="a.pdf", content=io.BytesIO(PDF)
        ),
    ):
        with pytest.raises(RuleBroken) as caught:
            refuse()
        assert caught.value.code == "too_many_files"
    assert Evidence.objects.count() == 20


def test_a_link_is_taken_off_again(draft_report, aktobe_executor, folder):
    act = act_of(aktobe_executor)
    row = evidence.attach_link(act, report_id=draft_report.pk, seen_version=1, link="https://example.org/")
    evidence.remove_evidence(act, evidence_id=row.pk, seen_version=2)
    assert not Evidence.objects.exists()
