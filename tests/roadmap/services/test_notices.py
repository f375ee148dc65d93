"""Who is told what, once, and how the letters go."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.errors import StaleVersion
from accounts.models import AuditEntry, User
from roadmap.choices import LetterRhythm, NoticeKind
from roadmap.errors import InvalidInput
from roadmap.models import Correspondence, Notice, Report, Standing
from roadmap.services import commenting, notices, reporting, settling, states
from tests.cast import NOON, Plan, accept, act_of, write_report

AT = dt.datetime(2025, 12, 1, 6, 0, tzinfo=dt.UTC)
DAY = dt.date(2025, 12, 1)  # 5.1 is due in 30 days, 1.1 of 2025 too; 4.2 is long overdue


def told(user: User, kind: NoticeKind) -> list[str]:
    rows = Notice.objects.filter(user=user, kind=kind).select_related("measure")
    return sorted(row.measure.number if row.measure else row.place for row in rows)


@pytest.fixture
def callbacks(django_capture_on_commit_callbacks: Any) -> Any:
    """Return what runs the letters that a service left for after the commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_the_agency_is_told_of_what_falls_due(plan: Plan, aktobe_executor: User, orenburg_executor: User) -> None:
    notices.remind(AT, DAY)
    assert told(aktobe_executor, NoticeKind.DUE) == ["2.1", "5.1"]
    assert told(orenburg_executor, NoticeKind.DUE) == ["2.1", "5.1"]


def test_without_anybody_in_the_agency_the_coordinator_is_told(plan: Plan, aktobe_coordinator: User) -> None:
    notices.remind(AT, DAY)
    assert "1.1" in told(aktobe_coordinator, NoticeKind.DUE)


def test_what_was_reported_done_is_not_reminded_of(
    plan: Plan, aktobe_executor: User, aktobe_coordinator: User
) -> None:
    accept(aktobe_coordinator, write_report(aktobe_executor, plan["5.1"], status="done", progress=100))
    notices.remind(AT, DAY)
    assert told(aktobe_executor, NoticeKind.DUE) == ["2.1"]


def test_long_overdue_goes_to_the_coordinator(plan: Plan, aktobe_executor: User, aktobe_coordinator: User) -> None:
    notices.remind(AT, dt.date(2024, 7, 1))
    assert told(aktobe_executor, NoticeKind.LATE) == ["4.2"]
    assert "4.2" not in told(aktobe_coordinator, NoticeKind.LATE)
    notices.remind(AT, dt.date(2024, 7, 15))
    assert "4.2" in told(aktobe_coordinator, NoticeKind.LATE)


def test_what_was_taken_note_of_goes_no_further_up(
    plan: Plan, aktobe_executor: User, aktobe_coordinator: User
) -> None:
    notices.remind(AT, dt.date(2024, 7, 1))
    notice = Notice.objects.get(user=aktobe_executor, kind=NoticeKind.LATE)
    notices.acknowledge(act_of(aktobe_executor), notice_id=notice.pk)
    notices.remind(AT, dt.date(2024, 7, 15))
    assert "4.2" not in told(aktobe_coordinator, NoticeKind.LATE)


def test_taking_note_is_in_the_chain_once(plan: Plan, aktobe_executor: User) -> None:
    notices.remind(AT, dt.date(2024, 7, 1))
    notice = Notice.objects.get(user=aktobe_executor, kind=NoticeKind.LATE)
    for _turn in range(2):
        notices.acknowledge(act_of(aktobe_executor), notice_id=notice.pk)
    assert AuditEntry.objects.filter(action="notice.acknowledge").count() == 1


def test_nobody_takes_note_for_another(plan: Plan, aktobe_executor: User, orenburg_executor: User) -> None:
    notices.remind(AT, dt.date(2024, 7, 1))
    notice = Notice.objects.get(user=aktobe_executor, kind=NoticeKind.LATE)
    with pytest.raises(Notice.DoesNotExist):
        notices.acknowledge(act_of(orenburg_executor), notice_id=notice.pk)


def test_running_again_says_nothing_twice(plan: Plan, aktobe_executor: User) -> None:
    first = notices.remind(AT, DAY)
    rows = Notice.objects.count()
    assert first > 0
    assert (notices.remind(AT, DAY), Notice.objects.count()) == (0, rows)


def test_the_letter_is_in_the_persons_language_and_leads_to_the_form(plan: Plan, aktobe_executor: User) -> None:
    notices.remind(AT, DAY)
    letter = next(letter for letter in mail.outbox if letter.to == [aktobe_executor.email])
    assert f"/measures/{plan['5.1'].pk}/report/?occurrence=1" in letter.body
    assert plan["5.1"].title_kk in letter.body
    html, kind = letter.alternatives[0]  # type: ignore[attr-defined]
    assert (kind, 'lang="kk"' in html, plan["5.1"].title_kk in html) == ("text/html", True, True)
    assert plan["5.1"].title_kk not in letter.subject


def test_a_day_off_is_said_with_the_next_working_day(plan: Plan, orenburg_executor: User) -> None:
    """31 December 2025 is off in Russia; the next working day is 12 January 2026."""
    User.objects.filter(pk=orenburg_executor.pk).update(language="en")
    notices.remind(AT, DAY)
    letter = next(letter for letter in mail.outbox if letter.to == [orenburg_executor.email])
    assert "Due on 31 December 2025, in 30 days. That is a day off; the next working day is 12 January 2026." in str(
        letter.body
    )


@pytest.mark.parametrize(
    ("rhythm", "day", "letters"),
    [
        (LetterRhythm.DAILY, dt.date(2025, 12, 2), 1),
        (LetterRhythm.WEEKLY, dt.date(2025, 12, 2), 0),
        (LetterRhythm.WEEKLY, dt.date(2025, 12, 8), 1),
        (LetterRhythm.NEVER, dt.date(2025, 12, 8), 0),
    ],
)
def test_letters_come_as_the_person_chose(
    plan: Plan, aktobe_executor: User, rhythm: str, day: dt.date, letters: int
) -> None:
    Correspondence.objects.create(user=aktobe_executor, rhythm=rhythm)
    notices.remind(AT, day)
    assert len([letter for letter in mail.outbox if letter.to == [aktobe_executor.email]]) == letters


def test_a_letter_that_was_not_taken_is_tried_again(
    plan: Plan, aktobe_executor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(notices, "send_letter", refuse)
        assert notices.remind(AT, DAY) == 0
    assert notices.remind(AT, DAY) > 0


def test_what_another_process_took_first_is_not_sent_again(
    plan: Plan, aktobe_executor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def claimed(person: User, at: dt.datetime) -> list[Notice]:
        plainly(person, at)  # the other process was faster
        return plainly(person, at)

    plainly = notices._claimed
    monkeypatch.setattr(notices, "_claimed", claimed)
    assert notices.remind(AT, DAY) == 0
    assert mail.outbox == []


def test_somebody_deactivated_gets_no_letter(plan: Plan, aktobe_executor: User) -> None:
    notices.remind(AT, dt.date(2020, 1, 1))
    User.objects.filter(pk=aktobe_executor.pk).update(is_active=False)
    notices.remind(AT, DAY)
    assert not [letter for letter in mail.outbox if letter.to == [aktobe_executor.email]]


def test_the_coordinator_is_told_of_a_report_to_accept(
    plan: Plan, aktobe_executor: User, aktobe_coordinator: User, orenburg_coordinator: User, callbacks: Any
) -> None:
    with callbacks():
        write_report(aktobe_executor, plan["5.1"])
    assert told(aktobe_coordinator, NoticeKind.TO_ACCEPT) == ["5.1"]
    assert not Notice.objects.filter(user=orenburg_coordinator).exists()
    assert [letter.to for letter in mail.outbox] == [[aktobe_coordinator.email]]


@pytest.fixture
def crash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process go away after each commit, before anybody is told."""
    monkeypatch.setattr("roadmap.services.ledger.tell", SimpleNamespace(enqueue=lambda *_args: None))


def test_what_a_crash_kept_from_being_told_is_told_by_the_reminders(
    crash: None,
    plan: Plan,
    aktobe_executor: User,
    aktobe_coordinator: User,
    orenburg_coordinator: User,
    callbacks: Any,
) -> None:
    with callbacks():
        write_report(aktobe_executor, plan["5.1"])
        accept(aktobe_coordinator, write_report(aktobe_executor, plan["2.1"]))
        commenting.add_comment(
            act_of(aktobe_executor), measure_id=plan["5.1"].pk, text="@aktobe-coordinator", audience="own"
        )
    assert not Notice.objects.exists()
    for hours in (1, 2):
        notices.remind(NOON + dt.timedelta(hours=hours))
    assert told(aktobe_coordinator, NoticeKind.TO_ACCEPT) == ["5.1"]
    assert told(aktobe_coordinator, NoticeKind.MENTIONED) == ["5.1"]
    assert told(aktobe_executor, NoticeKind.ACCEPTED) == ["2.1"]
    assert told(orenburg_coordinator, NoticeKind.OTHER_REPORTED) == ["2.1"]
    assert len([letter for letter in mail.outbox if letter.to == [aktobe_coordinator.email]]) == 1


def test_nobody_is_told_of_what_has_moved_on_or_is_long_ago(
    crash: None,
    plan: Plan,
    aktobe_executor: User,
    aktobe_coordinator: User,
    orenburg_coordinator: User,
    callbacks: Any,
) -> None:
    with callbacks():
        report = write_report(aktobe_executor, plan["5.1"])
        reporting.withdraw_report(act_of(aktobe_executor), report_id=report.pk, seen_version=report.version)
        act, code = act_of(aktobe_coordinator), plan.roadmap.code
        waiting = states.propose_state(act, code=code, seen_version=1, state="closed")
        states.withdraw_state(act, code=code, seen_version=waiting.version)
        write_report(aktobe_executor, plan["2.1"], at=NOON - dt.timedelta(days=3))
    notices.remind(NOON + dt.timedelta(hours=1))
    told_of_moves = {NoticeKind.TO_ACCEPT, NoticeKind.PROPOSAL, NoticeKind.DECIDED}
    assert not Notice.objects.filter(kind__in=told_of_moves).exists()


def test_the_author_is_told_of_a_return(
    submitted: Report, aktobe_executor: User, aktobe_coordinator: User, callbacks: Any
) -> None:
    with callbacks():
        reporting.return_report(
            act_of(aktobe_coordinator), report_id=submitted.pk, seen_version=submitted.version, reason="Нет протокола"
        )
    assert told(aktobe_executor, NoticeKind.RETURNED) == ["5.1"]


def test_the_author_and_the_other_party_are_told_of_an_acceptance(
    submitted: Report, aktobe_executor: User, aktobe_coordinator: User, orenburg_executor: User, callbacks: Any
) -> None:
    with callbacks():
        accept(aktobe_coordinator, submitted)
    assert told(aktobe_executor, NoticeKind.ACCEPTED) == ["5.1"]
    assert told(orenburg_executor, NoticeKind.OTHER_REPORTED) == ["5.1"]


def test_both_sides_of_a_proposal_are_told(
    plan: Plan, aktobe_executor: User, aktobe_coordinator: User, orenburg_executor: User, orenburg_coordinator: User,
    callbacks: Any,
) -> None:  # fmt: skip
    accept(aktobe_coordinator, write_report(aktobe_executor, plan["5.1"]))
    accept(orenburg_coordinator, write_report(orenburg_executor, plan["5.1"], status="not_started", progress=0))
    with callbacks():
        proposal = settling.propose_settlement(
            act_of(aktobe_coordinator), measure_id=plan["5.1"].pk, occurrence="1", status="in_progress", text="Да",
            protocol_number="7", protocol_date=NOON.date(),
        )  # fmt: skip
    assert told(orenburg_coordinator, NoticeKind.PROPOSAL) == ["5.1"]
    assert told(aktobe_coordinator, NoticeKind.PROPOSAL) == []
    with callbacks():
        settling.confirm_settlement(
            act_of(orenburg_coordinator), settlement_id=proposal.pk, seen_version=proposal.version
        )
    assert told(aktobe_coordinator, NoticeKind.DECIDED) == ["5.1"]


def test_history_that_a_command_writes_tells_nobody(
    plan: Plan, aktobe_executor: User, aktobe_coordinator: User, callbacks: Any
) -> None:
    report = write_report(aktobe_executor, plan["5.1"])
    with callbacks():
        reporting.accept_report(
            replace(act_of(aktobe_coordinator), origin="command"), report_id=report.pk, seen_version=report.version
        )
    assert not Notice.objects.exists()


def test_a_rhythm_is_chosen_over_the_version_that_was_read(aktobe_executor: User) -> None:
    first = notices.choose_rhythm(act_of(aktobe_executor), rhythm="daily", seen_version=0)
    assert (first.rhythm, first.version) == ("daily", 2)
    with pytest.raises(StaleVersion):
        notices.choose_rhythm(act_of(aktobe_executor), rhythm="weekly", seen_version=0)
    with pytest.raises(InvalidInput):
        notices.choose_rhythm(act_of(aktobe_executor), rhythm="hourly", seen_version=2)


def test_the_command_takes_a_day(plan: Plan, aktobe_executor: User, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("send_reminders", "--today", "2025-12-01")
    assert capsys.readouterr().out == "1 letters sent\n"
    with pytest.raises(CommandError, match="YYYY-MM-DD"):
        call_command("send_reminders", "--today", "tomorrow")


def test_a_cancelled_measure_is_not_reminded_of(plan: Plan, aktobe_executor: User) -> None:
    type(plan["5.1"]).objects.filter(pk=plan["5.1"].pk).update(is_cancelled=True)
    notices.remind(AT, DAY)
    assert told(aktobe_executor, NoticeKind.DUE) == ["2.1"]


def test_a_closed_standing_is_not_reminded_of(plan: Plan, aktobe_executor: User) -> None:
    Standing.objects.filter(measure=plan["5.1"].pk).update(is_closed=True)
    notices.remind(AT, DAY)
    assert told(aktobe_executor, NoticeKind.DUE) == ["2.1"]


def test_both_administrations_get_the_head_of_the_chain_each_week(
    plan: Plan, aktobe_executor: User, aktobe_coordinator: User, aktobe_admin: User, orenburg_coordinator: User
) -> None:
    write_report(aktobe_executor, plan["5.1"])
    head = AuditEntry.objects.latest("seq").mark
    for days in (0, 1, 6):
        notices.remind(AT, DAY + dt.timedelta(days=days))
        write_report(aktobe_executor, plan["2.1"], at=AT + dt.timedelta(days=days))  # of this week, so not its head
    both = sorted([one.email] for one in (aktobe_coordinator, aktobe_admin, orenburg_coordinator))
    assert sorted(letter.to for letter in mail.outbox if head in letter.body) == both
    notices.remind(AT, DAY + dt.timedelta(days=7))
    newer = AuditEntry.objects.latest("seq").mark
    assert sorted(letter.to for letter in mail.outbox if newer in letter.body) == both


def test_before_anything_was_written_no_head_is_told(plan: Plan, aktobe_admin: User) -> None:
    notices.remind(AT, DAY)
    assert told(aktobe_admin, NoticeKind.CHAIN) == []


@pytest.mark.parametrize(
    ("at", "letters"),
    [
        (dt.datetime(2025, 12, 7, 18, 59, tzinfo=dt.UTC), 0),
        (dt.datetime(2025, 12, 7, 19, 0, tzinfo=dt.UTC), 1),
        (dt.datetime(2025, 12, 8, 19, 0, tzinfo=dt.UTC), 0),
    ],
)
def test_monday_is_the_regions_own(plan: Plan, aktobe_executor: User, at: dt.datetime, letters: int) -> None:
    Correspondence.objects.create(user=aktobe_executor, rhythm=LetterRhythm.WEEKLY)
    notices.remind(at)
    assert len([letter for letter in mail.outbox if letter.to == [aktobe_executor.email]]) == letters
