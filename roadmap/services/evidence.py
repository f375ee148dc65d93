"""Evidence of a report: files under `DATA_DIR` by random names, and links (rules.md §3)."""

from __future__ import annotations

import hashlib
import os
import uuid
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from roadmap.errors import InvalidInput, RuleBroken
from roadmap.models import Evidence, Report
from roadmap.rules.files import media_type_of, portions_of, size_of
from roadmap.services.reporting import touch_report, writable_report
from roadmap.services.scanning import check_clean

if TYPE_CHECKING:
    from accounts.audit import Act

MOST_PIECES = 20
LONGEST_LINK = 2000


def attach_file(act: Act, *, report_id: int, seen_version: int | None, name: str, content: IO[bytes]) -> Evidence:
    """Attach a file to a draft; it is on the disk before its row is committed.

    :raises InvalidInput: where the file may not be evidence (see rules/files.py), or is `infected`.
    :raises RuleBroken: `not_editable`, `too_many_files`, `scanner_silent`.
    """
    with transaction.atomic():
        _open_report(act, report_id, seen_version)
    # Looking at a file, having it scanned and writing it take their time: none of it is done under a lock of ours.
    media_type = media_type_of(name, content)
    check_clean(content)
    path, sha256 = keep(content)
    try:
        with transaction.atomic():
            report = _open_report(act, report_id, seen_version)
            evidence = Evidence.objects.create(
                report=report,
                name=name,
                size=size_of(content),
                sha256=sha256,
                media_type=media_type,
                stored_as=path.name,
                created_at=act.at,
            )
            after = {"evidence": evidence.pk, "sha256": evidence.sha256, "size": evidence.size}
            touch_report(act, report, action="evidence.attach", after=after)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return evidence


@transaction.atomic
def attach_link(act: Act, *, report_id: int, seen_version: int | None, link: str) -> Evidence:
    """Attach a link to a draft. It is never fetched by the server.

    :raises InvalidInput: where it is no plain http or https address.
    :raises RuleBroken: `not_editable`, `too_many_files`.
    """
    report = _open_report(act, report_id, seen_version)
    _check_link(link)
    evidence = Evidence.objects.create(report=report, name=urlsplit(link).hostname or "", link=link, created_at=act.at)
    touch_report(act, report, action="evidence.attach", after={"evidence": evidence.pk})
    return evidence


@transaction.atomic
def remove_evidence(act: Act, *, evidence_id: int, seen_version: int | None) -> Report:
    """Take a piece of evidence off a draft; `seen_version` is the report's.

    :raises Evidence.DoesNotExist: where the person may not know of it.
    :raises RuleBroken: `not_editable`.
    """
    visible = Report.objects.visible_to(act.person)
    found = Evidence.objects.filter(report__in=visible).get(pk=evidence_id)
    report = writable_report(act, found.report_id, seen_version)
    evidence = Evidence.objects.select_for_update(no_key=True).get(pk=evidence_id)
    stored, number = evidence.stored_as, evidence.pk
    evidence.delete()
    touch_report(act, report, action="evidence.remove", after={"evidence": number})
    if stored:
        transaction.on_commit(lambda: forget([stored]))
    return report


def keep(content: IO[bytes]) -> tuple[Path, str]:
    """Write a file under a random name, flushed to the disk with its folder; return its path and its SHA-256."""
    folder = Path(settings.EVIDENCE_DIR)
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    path = folder / uuid.uuid4().hex
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    sha256 = hashlib.sha256()
    try:
        with os.fdopen(descriptor, "wb") as stream:
            for portion in portions_of(content):
                sha256.update(portion)
                stream.write(portion)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        path.unlink()
        raise
    folder_descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(folder_descriptor)
    finally:
        os.close(folder_descriptor)
    return path, sha256.hexdigest()


def path_of(evidence: Evidence) -> Path:
    """Return where a piece of evidence lies."""
    return Path(settings.EVIDENCE_DIR) / evidence.stored_as


def forget(stored: list[str]) -> None:
    """Remove the files of drafts, after their rows are gone for good."""
    for name in stored:
        (Path(settings.EVIDENCE_DIR) / name).unlink(missing_ok=True)


def _open_report(act: Act, report_id: int, seen_version: int | None) -> Report:
    report = writable_report(act, report_id, seen_version)
    if Evidence.objects.filter(report=report).count() >= MOST_PIECES:
        raise RuleBroken("too_many_files", _("A report takes at most 20 pieces of evidence."), "file")
    return report


def _check_link(link: str) -> None:
    wrong = InvalidInput("link", "invalid", _("Give a web address that begins with https:// or http://."))
    if len(link) > LONGEST_LINK or not link.isprintable() or any(mark in link for mark in ' <>"\\^`{|}'):
        raise wrong
    try:
        parts = urlsplit(link)
        host = parts.hostname
        _port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in {"http", "https"} or not host or parts.username or parts.password:
        raise wrong
