"""The audit of dependencies says loudly where it showed nothing (hardening G34)."""

import json

import pytest

from tests import audit_dependencies
from tests.audit_dependencies import SILENT, main, names_vulnerabilities


def test_an_index_with_data_can_be_asked():
    vulnerable = {"name": "django", "version": "5.2", "vulns": [{"id": "PYSEC-1"}]}
    assert names_vulnerabilities(json.dumps({"dependencies": [vulnerable]}))


@pytest.mark.parametrize("text", ["", "<html>", "{}", "[]", '{"dependencies": [{"name": "django", "vulns": []}]}'])
def test_a_mirror_without_data_cannot(text):
    assert not names_vulnerabilities(text)


def test_silence_is_loud(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(audit_dependencies, "why_silent", lambda: "nobody answers")
    monkeypatch.delenv("REQUIRE_AUDIT", raising=False)
    assert main() == 0
    assert SILENT in capsys.readouterr().err
    monkeypatch.setenv("REQUIRE_AUDIT", "1")
    assert main() == 1


@pytest.mark.parametrize("code", [0, 1])
def test_what_it_finds_fails_the_check(monkeypatch, code):
    asked = []

    def run(command, check):
        asked.append(command)
        return type("Done", (), {"returncode": code})

    monkeypatch.setattr(audit_dependencies, "why_silent", lambda: None)
    monkeypatch.setattr("tests.audit_dependencies.subprocess.run", run)
    assert main() == code
    assert {"pip_audit", "--strict"} <= set(asked[0])
