"""Simultaneous moves, started at a barrier: one legal outcome, nothing lost (hardening G7, G8)."""

import datetime as dt
import os
import threading
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts import audit
from accounts.audit import verify_chain
from accounts.errors import RuleBroken, StaleVersion
from accounts.models import Agency, AuditEntry, Ledger
from accounts.roles import Role
from roadmap.models import Change, Measure, Occurrence, PeriodClose, Report, Standing
from roadmap.services import amending, closing, commenting, drafting, reporting, settling, states
from roadmap.services.amending import ChangeRequest
from tests.cast import NOON, WHOLE, accept, act_of, make_measure, make_roadmap, make_user, write_report
from tests.roadmap.api.test_writing_reports import BODY, Door

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
LATER = NOON + dt.timedelta(hours=1)
# `make assure` goes through fifty rounds of edits (hardening G7) and a thousand decisions (G8).
ROUNDS = int(os.environ.get("RACE_ROUNDS", "5"))
DECISIONS = int(os.environ.get("RACE_DECISIONS", "5"))
REFUSALS = (RuleBroken, StaleVersion, PermissionDenied, Report.DoesNotExist)


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Run calls at the same moment, each on a connection of its own; return "done" or the refusal's name."""
    barrier = threading.Barrier(len(calls))
    outcomes: list[str] = [""] * len(calls)

    def run(position: int) -> None:
        barrier.wait()
        try:
            calls[position]()
            outcomes[position] = "done"
        except REFUSALS as refusal:
            outcomes[position] = type(refusal).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(position,)) for position in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(outcomes)
    return outcomes


def decided(*actions: str) -> int:
    return AuditEntry.objects.filter(action__in=actions).count()


def diverging(plan, aktobe_executor, aktobe_coordinator, orenburg_executor, orenburg_coordinator):
    """Let the Parties diverge on 5.1, and Aktobe propose a settlement."""
    accept(aktobe_coordinator, write_report(aktobe_executor, plan["5.1"], status="done", progress=100))
    accept(orenburg_coordinator, write_report(orenburg_executor, plan["5.1"]))
    return settling.propose_settlement(
        act_of(aktobe_coordinator),
        measure_id=plan["5.1"].pk,
        occurrence=None,
        status="done",
        text="Келісілді",
        protocol_number="1",
        protocol_date=dt.date(2024, 7, 9),
    )


def test_of_twenty_simultaneous_edits_one_is_taken(draft_report, aktobe_executor):
    for turn in range(1, ROUNDS + 1):
        outcomes = at_once(
            *(
                lambda progress=progress, turn=turn: reporting.edit_report(
                    act_of(aktobe_executor),
                    report_id=draft_report.pk,
                    seen_version=turn,
                    values={"progress": progress},
                )
                for progress in range(20)
            )
        )
        assert Counter(outcomes) == {"done": 1, "StaleVersion": 19}
    assert Report.objects.get().version == ROUNDS + 1
    assert AuditEntry.objects.filter(action="report.edit").count() == ROUNDS


def test_what_is_accepted_is_what_was_read(plan, aktobe, aktobe_executor, aktobe_coordinator):
    """While a coordinator accepts what was read, its author takes it back and submits another text."""

    def rewrite(report):
        act, number = act_of(aktobe_executor), report.pk
        reporting.withdraw_report(act, report_id=number, seen_version=2)
        reporting.edit_report(act, report_id=number, seen_version=3, values={"summary": "Басқа мәтін", "progress": 90})
        reporting.submit_report(act, report_id=number, seen_version=4)

    for turn in range(DECISIONS):
        report = write_report(aktobe_executor, plan["5.1"], progress=10 + turn % 80)
        accepts, rewrites = at_once(partial(accept, aktobe_coordinator, report), partial(rewrite, report))
        assert (accepts, rewrites) in {("done", "StaleVersion"), ("StaleVersion", "done")}
        taken = Report.objects.get(pk=report.pk)
        if accepts == "done":
            assert (taken.state, taken.version) == ("accepted", 3)
            assert (taken.progress, taken.summary) == (report.progress, report.summary)
        else:
            assert (taken.state, taken.version) == ("submitted", 5)
    accepted = Report.objects.filter(state="accepted").count()
    assert decided("report.accept") == accepted
    assert 0 < accepted < DECISIONS or DECISIONS < 50  # each comes first now and then


def test_two_coordinators_accept_once(submitted, plan, aktobe, aktobe_coordinator):
    second = make_user("second", Role.COORDINATOR, aktobe)
    outcomes = at_once(lambda: accept(aktobe_coordinator, submitted), lambda: accept(second, submitted))
    assert sorted(outcomes) == ["StaleVersion", "done"]
    assert AuditEntry.objects.filter(action="report.accept").count() == 1


def test_both_parties_accept_on_one_measure_and_neither_is_lost(
    plan, aktobe_executor, aktobe_coordinator, orenburg_executor, orenburg_coordinator
):
    for turn in range(5):
        ours = write_report(aktobe_executor, plan["5.1"], progress=20 + turn)
        theirs = write_report(orenburg_executor, plan["5.1"], progress=30 + turn)
        outcomes = at_once(
            partial(accept, aktobe_coordinator, ours),
            partial(accept, orenburg_coordinator, theirs),
        )
        assert outcomes == ["done", "done"]
        assert set(Standing.objects.filter(measure=plan["5.1"]).values_list("progress", flat=True)) == {
            20 + turn,
            30 + turn,
        }
        assert (plan["5.1"].progress, plan["5.1"].agreement) == (20 + turn, "agreed")


def test_a_remark_does_not_wait_for_a_report_on_its_measure(plan, draft_report, aktobe_executor, monkeypatch):
    """What refers to a measure is written while somebody holds the measure and has yet to take the ledger."""
    held, go = threading.Event(), threading.Event()

    def record(act, **entry):
        if entry["action"] == "report.edit":
            held.set()
            go.wait(timeout=10)
        return audit.record(act, **entry)

    def edit():
        values = {"progress": 50}
        reporting.edit_report(act_of(aktobe_executor), report_id=draft_report.pk, seen_version=1, values=values)

    def remark():
        held.wait(timeout=10)
        commenting.add_comment(act_of(aktobe_executor), measure_id=plan["5.1"].pk, text="Пікір", audience="both")
        assert not AuditEntry.objects.filter(action="report.edit").exists()
        go.set()

    monkeypatch.setattr("roadmap.services.ledger.record", record)
    assert at_once(edit, remark) == ["done", "done"]


def test_a_settlement_is_confirmed_or_declined_once(
    plan, orenburg, aktobe_executor, aktobe_coordinator, orenburg_executor, orenburg_coordinator
):
    settlement = diverging(plan, aktobe_executor, aktobe_coordinator, orenburg_executor, orenburg_coordinator)
    second = make_user("second", Role.COORDINATOR, orenburg)
    later = NOON + dt.timedelta(hours=1)
    outcomes = at_once(
        lambda: settling.confirm_settlement(
            act_of(orenburg_coordinator, later), settlement_id=settlement.pk, seen_version=1
        ),
        lambda: settling.decline_settlement(
            act_of(second, later), settlement_id=settlement.pk, seen_version=1, reason="Жоқ"
        ),
    )
    assert sorted(outcomes) == ["StaleVersion", "done"]
    settlement.refresh_from_db()
    confirmed = outcomes[0] == "done"
    assert settlement.state == ("in_effect" if confirmed else "declined")
    assert plan["5.1"].agreement == ("settled" if confirmed else "diverging")


def test_a_settlement_is_confirmed_once_by_two_coordinators(
    plan, orenburg, aktobe_executor, aktobe_coordinator, orenburg_executor, orenburg_coordinator
):
    settlement = diverging(plan, aktobe_executor, aktobe_coordinator, orenburg_executor, orenburg_coordinator)
    second = make_user("second", Role.COORDINATOR, orenburg)
    outcomes = at_once(
        *(
            lambda by=by: settling.confirm_settlement(act_of(by, LATER), settlement_id=settlement.pk, seen_version=1)
            for by in (orenburg_coordinator, second)
        )
    )
    assert sorted(outcomes) == ["StaleVersion", "done"]
    assert decided("settlement.confirm") == 1


def test_a_proposal_is_confirmed_or_withdrawn(
    plan, aktobe_executor, aktobe_coordinator, orenburg_executor, orenburg_coordinator
):
    settlement = diverging(plan, aktobe_executor, aktobe_coordinator, orenburg_executor, orenburg_coordinator)
    outcomes = at_once(
        lambda: settling.confirm_settlement(
            act_of(orenburg_coordinator, LATER), settlement_id=settlement.pk, seen_version=1
        ),
        lambda: settling.withdraw_settlement(
            act_of(aktobe_coordinator, LATER), settlement_id=settlement.pk, seen_version=1
        ),
    )
    assert sorted(outcomes) == ["StaleVersion", "done"]
    settlement.refresh_from_db()
    assert settlement.state == ("in_effect" if outcomes[0] == "done" else "withdrawn")
    assert decided("settlement.confirm", "settlement.withdraw") == 1


def test_a_closing_is_confirmed_or_declined_once(plan, orenburg, aktobe_coordinator, orenburg_coordinator):
    row = closing.propose_close(act_of(aktobe_coordinator), roadmap_code=plan.roadmap.code, period="2023-Q1")
    second = make_user("second", Role.COORDINATOR, orenburg)
    outcomes = at_once(
        lambda: closing.confirm_close(act_of(orenburg_coordinator, LATER), period_id=row.pk, seen_version=1),
        lambda: closing.decline_close(act_of(second, LATER), period_id=row.pk, seen_version=1, reason="Жоқ"),
    )
    assert sorted(outcomes) == ["StaleVersion", "done"]
    row.refresh_from_db()
    assert row.state == ("closed" if outcomes[0] == "done" else "declined")
    assert bool(row.sha256) == (outcomes[0] == "done")


def test_both_parties_propose_one_closing(plan, aktobe_coordinator, orenburg_coordinator):
    outcomes = at_once(
        *(
            lambda by=by: closing.propose_close(act_of(by), roadmap_code=plan.roadmap.code, period="2023-Q1")
            for by in (aktobe_coordinator, orenburg_coordinator)
        )
    )
    assert sorted(outcomes) == ["RuleBroken", "done"]


def test_an_amendment_is_confirmed_or_declined_once(plan, orenburg, aktobe_coordinator, orenburg_coordinator):
    title = {"kk": "Жаңа", "ru": "Новое", "en": "New"}
    amendment = amending.propose_amendment(
        act_of(aktobe_coordinator),
        roadmap_code=plan.roadmap.code,
        protocol_number="1",
        protocol_date=dt.date(2024, 7, 1),
        effective_on=dt.date(2024, 7, 1),
        changes=[ChangeRequest(plan["5.1"].pk, "title", title)],
    )
    second = make_user("second", Role.COORDINATOR, orenburg)
    outcomes = at_once(
        lambda: amending.confirm_amendment(act_of(orenburg_coordinator), amendment_id=amendment.pk, seen_version=1),
        lambda: amending.decline_amendment(act_of(second), amendment_id=amendment.pk, seen_version=1, reason="Жоқ"),
    )
    assert sorted(outcomes) == ["StaleVersion", "done"]
    assert (plan["5.1"].title_en == "New") == (outcomes[0] == "done")


def test_a_draft_is_put_in_force_as_it_was_read(plan, aktobe, orenburg, aktobe_coordinator, orenburg_coordinator):
    for turn in range(3):
        draft = make_roadmap(f"DRAFT-{turn}", [aktobe, orenburg], state="draft", signed_on=None)
        measure = make_measure(draft, "1.1", "ежегодно", [Agency.objects.get(code="AKT-TRN")])
        states.propose_state(act_of(aktobe_coordinator), code=draft.code, seen_version=1, state="in_force")
        outcomes = at_once(
            partial(states.confirm_state, act_of(orenburg_coordinator), code=draft.code, seen_version=2),
            partial(
                drafting.change_measure,
                act_of(aktobe_coordinator),
                measure_id=measure.pk,
                seen_version=1,
                values={"number": "1.2"},
            ),
        )
        draft.refresh_from_db()
        measure.refresh_from_db()
        assert outcomes in (["done", "RuleBroken"], ["StaleVersion", "done"])
        assert (draft.state, measure.number) == (("in_force", "1.1") if outcomes[0] == "done" else ("draft", "1.2"))


def test_of_twenty_simultaneous_edits_over_the_api_one_is_taken(draft_report, aktobe_executor):
    doors = [Door(aktobe_executor) for _ in range(20)]
    answers: list[int] = []
    for turn in range(1, 4):
        answers.clear()
        at_once(
            *(
                lambda door=door, progress=progress, turn=turn: answers.append(
                    door.send("patch", f"reports/{draft_report.pk}/", {"progress": progress}, version=turn).status_code
                )
                for progress, door in enumerate(doors)
            )
        )
        assert Counter(answers) == {200: 1, 412: 19}
    assert Report.objects.get().version == 4


def test_one_key_sent_ten_times_at_once_writes_once(plan, aktobe_executor):
    doors = [Door(aktobe_executor) for _ in range(10)]
    body = {"measure": plan["5.1"].pk, **BODY}
    answers: list[tuple[int, object]] = []

    def send(door):
        answer = door.post("reports/", body, **{"Idempotency-Key": "one"})
        answers.append((answer.status_code, answer.json().get("id")))

    at_once(*(lambda door=door: send(door) for door in doors))
    report = Report.objects.get()
    # who waits too long is told to come back; nobody writes twice
    assert set(answers) <= {(201, report.pk), (409, None)}
    assert (201, report.pk) in answers


def test_an_amendment_never_drops_an_occurrence_with_a_report(plan, aktobe_coordinator, orenburg_coordinator):
    new = {"kk": "жарты жылда бір рет", "ru": "один раз в полугодие", "en": "once every half-year"}
    amendment = amending.propose_amendment(
        act_of(aktobe_coordinator),
        roadmap_code=plan.roadmap.code,
        protocol_number="1",
        protocol_date=dt.date(2024, 7, 1),
        effective_on=dt.date(2024, 7, 1),
        changes=[ChangeRequest(plan["1.1"].pk, "deadline", new)],
    )
    outcomes = at_once(
        lambda: amending.confirm_amendment(act_of(orenburg_coordinator), amendment_id=amendment.pk, seen_version=1),
        lambda: reporting.start_report(
            act_of(aktobe_coordinator), measure_id=plan["1.1"].pk, occurrence="2025", values=WHOLE
        ),
    )
    assert outcomes[0] == "done"
    live = set(Occurrence.objects.filter(measure=plan["1.1"], is_retired=False).values_list("label", flat=True))
    if outcomes[1] == "done":
        assert not Report.objects.get().occurrence.is_retired
        assert live == {"2025"}
    else:
        assert live == {f"{year}-H{half}" for year in (2023, 2024, 2025) for half in (1, 2)}


def test_the_chain_and_the_feed_are_whole_after_simultaneous_writes(
    plan, aktobe_executor, orenburg_executor, aktobe_coordinator, orenburg_coordinator
):
    def write(by, number):
        return lambda: write_report(by, plan[number])

    outcomes = at_once(
        *(write(by, number) for by in (aktobe_executor, orenburg_executor) for number in ("5.1", "2.1", "5.4"))
    )
    assert outcomes == ["done"] * 6
    assert verify_chain() == []
    taken = [*AuditEntry.objects.values_list("seq", flat=True), *Change.objects.values_list("seq", flat=True)]
    assert sorted(taken) == list(range(1, Ledger.objects.get(pk=1).seq + 1))
    assert Measure.objects.filter(version=1).count() == 5


def test_what_is_accepted_while_a_period_closes_is_counted_or_comes_after(
    plan, aktobe_executor, aktobe_coordinator, orenburg_coordinator
):
    for quarter in range(1, 5):
        day = dt.date(2023, 3 * quarter, 1)
        report = write_report(aktobe_executor, plan["5.1"], stands_on=day, progress=quarter)
        row = closing.propose_close(
            act_of(aktobe_coordinator), roadmap_code=plan.roadmap.code, period=f"2023-Q{quarter}"
        )
        moment = NOON + dt.timedelta(minutes=quarter)
        outcomes = at_once(
            partial(accept, aktobe_coordinator, report, at=moment),
            partial(
                closing.confirm_close,
                act_of(orenburg_coordinator, moment + dt.timedelta(milliseconds=1)),
                period_id=row.pk,
                seen_version=1,
            ),
        )
        assert outcomes == ["done", "done"]
        closed = PeriodClose.objects.get(pk=row.pk)
        assert closing.recompute(closed) == closed.sha256
        report.refresh_from_db()
        assert report.accepted_at is not None
        assert closed.confirmed_at is not None
        assert report.after_closing == (report.accepted_at > closed.confirmed_at)
