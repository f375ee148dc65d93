"""The server opens no address that a person gives, wherever it leads (hardening G25)."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from django.test import Client

from accounts.errors import InvalidInput
from roadmap.services import evidence, reporting
from tests.architecture.test_matrix import BACKEND
from tests.cast import act_of

INWARD = [
    "http://127.0.0.1/",
    "http://127.0.0.1:22/",
    "http://127.1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://localhost/",
    "http://localhost.localdomain:8000/admin/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.170.2/v2/credentials/",
    "http://metadata.google.internal/computeMetadata/v1/",
    "http://100.100.100.200/latest/meta-data/",
    "https://127.0.0.1.nip.io/",
    "https://example.org/redirect?to=http://127.0.0.1/",
    "https://example.org#@127.0.0.1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "HTTP://LOCALHOST/",
    "https://example.org./",
    "https://əқтөбе.қаз/",
]


def test_links_of_evidence_are_kept_shown_and_not_opened(
    draft_report, aktobe_executor, aktobe_coordinator, monkeypatch
):
    asked: list[Any] = []

    def refuse(*where: Any, **_more: Any) -> None:
        asked.append(where)
        raise OSError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    by, pk = act_of(aktobe_executor), draft_report.pk
    monkeypatch.setattr(evidence, "MOST_PIECES", len(INWARD))
    for seen, link in enumerate(INWARD, start=1):
        evidence.attach_link(by, report_id=pk, seen_version=seen, link=link)
    submitted = reporting.submit_report(by, report_id=pk, seen_version=len(INWARD) + 1)
    reporting.accept_report(act_of(aktobe_coordinator), report_id=pk, seen_version=submitted.version)
    client = Client()
    client.force_login(aktobe_executor, backend=BACKEND)
    page = client.get(f"/reports/{pk}/").text
    told = client.get(f"/api/v1/reports/{pk}/evidence/").json()["results"]
    for address in (
        f"/measures/{submitted.measure_id}/",
        "/api/v1/reports/?format=csv",
        "/api/v1/reports/?format=xlsx",
    ):
        assert client.get(address).getvalue()
    assert len(told) == len(INWARD) == page.count('rel="noreferrer noopener external"')
    assert all(f">{link}</span>" in page for link in INWARD)  # one sees where it leads
    assert asked == []


@pytest.mark.parametrize("scheme", ["ftp", "gopher", "dict", "ldap", "file", "data", "jar", "javascript"])
def test_only_web_addresses_are_kept(draft_report, aktobe_executor, scheme):
    with pytest.raises(InvalidInput):
        evidence.attach_link(
            act_of(aktobe_executor), report_id=draft_report.pk, seen_version=1, link=f"{scheme}://127.0.0.1/"
        )
