"""The chain is recomputed by a command, against an entry that was kept outside (rules.md §8)."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import AuditEntry, Ledger, User
from tests.cast import Plan, write_report

ENTRIES = AuditEntry.objects


@pytest.fixture
def last(plan: Plan, aktobe_executor: User) -> AuditEntry:
    """Return the newest entry of a chain that is longer than one."""
    write_report(aktobe_executor, plan["5.1"])
    assert ENTRIES.count() > 1
    return ENTRIES.latest("seq")


def test_it_prints_the_head_and_takes_it_again(last: AuditEntry, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_audit")
    head = capsys.readouterr().out.split()[-1]
    assert head == f"{last.seq}:{last.hash}"
    call_command("verify_audit", "--expect", head)


def test_an_older_entry_still_stands(last: AuditEntry) -> None:
    call_command("verify_audit", "--expect", ENTRIES.earliest("seq").mark)


def test_a_chain_without_entries_holds(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_audit")
    assert capsys.readouterr().out == "the audit chain holds; its head is nothing yet\n"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"after": {"forged": True}}, "was changed after it was written"),
        ({"hash": "f" * 64}, "was changed after it was written"),
        ({"previous": "0" * 64}, "does not follow the entry before it"),
    ],
)
def test_a_rewritten_entry_is_named(
    last: AuditEntry, capsys: pytest.CaptureFixture[str], values: dict[str, object], told: str
) -> None:
    ENTRIES.filter(pk=last.pk).update(**values)
    with pytest.raises(CommandError, match="does not hold"):
        call_command("verify_audit")
    assert f"entry {last.seq}: {told}" in capsys.readouterr().err


def test_an_entry_cut_off_the_end_is_missed(last: AuditEntry, capsys: pytest.CaptureFixture[str]) -> None:
    """Without what was kept outside, whoever also rewrites the ledger would not be seen."""
    ENTRIES.filter(pk=last.pk).delete()
    with pytest.raises(CommandError):
        call_command("verify_audit")
    Ledger.objects.update(head=ENTRIES.latest("seq").hash)
    call_command("verify_audit")
    with pytest.raises(CommandError):
        call_command("verify_audit", "--expect", last.mark)
    assert f"entry {last.seq}: is missing" in capsys.readouterr().err


def test_another_hash_than_the_one_kept_is_told(last: AuditEntry, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError):
        call_command("verify_audit", "--expect", f"{last.seq}:{'f' * 64}")
    assert f"entry {last.seq}: is not the expected entry" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "1", "1:abc", f"-1:{'f' * 64}", f"1:{'F' * 64}", f"1:{'f' * 64} "])
def test_what_is_no_entry_is_refused(text: str) -> None:
    with pytest.raises(CommandError, match="SEQ:HASH"):
        call_command("verify_audit", f"--expect={text}")
