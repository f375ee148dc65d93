import datetime as dt
import hashlib
import json

import pytest
from django.core.exceptions import PermissionDenied

from accounts.errors import InvalidInput, RuleBroken
from roadmap.models import PeriodClose, Roadmap
from roadmap.services import closing, executors, parties
from roadmap.services.executors import Team
from tests.cast import NOON, accept, act_of, write_report

LATER = NOON + dt.timedelta(days=2)


def close(plan, first, second, period, at=NOON):
    row = closing.propose_close(act_of(first, at), roadmap_code=plan.roadmap.code, period=period)
    return closing.confirm_close(act_of(second, at), period_id=row.pk, seen_version=row.version)


def refused(code, call):
    with pytest.raises(RuleBroken) as caught:
        call()
    assert caught.value.code == code


def test_both_parties_close_a_period(plan, aktobe_coordinator, orenburg_coordinator):
    row = close(plan, aktobe_coordinator, orenburg_coordinator, "2023-Q1")
    document = json.loads(bytes(row.document))
    assert (row.state, document["moment"]["as_of"]) == ("closed", "2023-03-31")
    assert dt.datetime.fromisoformat(document["moment"]["known_on"]) == NOON
    assert row.sha256 == hashlib.sha256(bytes(row.document)).hexdigest() == closing.recompute(row)
    assert [one["number"] for one in document["measures"]] == ["1.1", "2.1", "4.2", "5.1", "5.4"]


def test_the_document_is_canonical(plan, aktobe_executor, aktobe_coordinator, orenburg_coordinator):
    report = accept(aktobe_coordinator, write_report(aktobe_executor, plan["5.1"], stands_on=dt.date(2023, 2, 1)))
    document = bytes(close(plan, aktobe_coordinator, orenburg_coordinator, "2023-Q1").document)
    read = json.loads(document)
    assert document.startswith(b'{"format":1,')
    assert document == json.dumps(read, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ours, theirs = next(one for one in read["measures"] if one["number"] == "5.1")["occurrences"][0]["sides"]
    assert ours == {
        "region": "aktobe",
        "status": "in_progress",
        "progress": 40,
        "stands_on": "2023-02-01",
        "report": report.pk,
        "content": report.content_hash,
    }
    assert (theirs["region"], theirs["report"], theirs["stands_on"]) == ("orenburg", None, None)


def test_what_waited_for_the_closing_becomes_known_after_it(
    plan, aktobe_executor, aktobe_coordinator, orenburg_coordinator
):
    """A request may have begun, and waited for a lock, before the moment at which a period was closed."""
    report = write_report(aktobe_executor, plan["5.1"], stands_on=dt.date(2023, 2, 1))
    row = close(plan, aktobe_coordinator, orenburg_coordinator, "2023-Q1", at=LATER)
    accepted = accept(aktobe_coordinator, report, at=NOON)
    assert accepted.accepted_at == LATER + dt.timedelta(microseconds=1)
    assert accepted.after_closing
    assert closing.recompute(PeriodClose.objects.get(pk=row.pk)) == row.sha256


def test_a_closed_period_verifies_whatever_comes_later(
    plan, aktobe_coordinator, orenburg_coordinator, aktobe_executor
):
    accept(aktobe_coordinator, write_report(aktobe_executor, plan["5.1"], stands_on=dt.date(2023, 2, 1)))
    row = close(plan, aktobe_coordinator, orenburg_coordinator, "2023-Q1")
    late = write_report(aktobe_executor, plan["2.1"], stands_on=dt.date(2023, 3, 1), at=LATER)
    assert accept(aktobe_coordinator, late, at=LATER).after_closing
    later = write_report(aktobe_executor, plan["5.1"], stands_on=dt.date(2024, 1, 1), progress=70, at=LATER)
    assert not accept(aktobe_coordinator, later, at=LATER).after_closing
    measure = plan["5.1"]
    executors.change_own_executors(
        act_of(aktobe_coordinator, LATER), measure_id=measure.pk, seen_version=1, team=Team("AKT-CUL")
    )
    parties.change_party(
        act_of(orenburg_coordinator, LATER),
        roadmap_code=plan.roadmap.code,
        region_code="orenburg",
        seen_version=1,
        cycle="yearly",
    )
    assert closing.recompute(PeriodClose.objects.get(pk=row.pk)) == row.sha256


def test_a_draft_has_no_period_to_close(plan, aktobe_coordinator):
    Roadmap.objects.update(state="draft", signed_on=None)
    act, code = act_of(aktobe_coordinator), plan.roadmap.code
    refused("roadmap_not_in_force", lambda: closing.propose_close(act, roadmap_code=code, period="2023-Q1"))


def test_periods_close_oldest_first(plan, aktobe_coordinator):
    refused(
        "earlier_period_open",
        lambda: closing.propose_close(act_of(aktobe_coordinator), roadmap_code=plan.roadmap.code, period="2023-Q2"),
    )


def test_a_period_closes_once(plan, aktobe_coordinator, orenburg_coordinator):
    close(plan, aktobe_coordinator, orenburg_coordinator, "2023-Q1")
    refused(
        "period_already_closed",
        lambda: closing.propose_close(act_of(aktobe_coordinator), roadmap_code=plan.roadmap.code, period="2023-Q1"),
    )


def test_a_running_period_does_not_close(plan, aktobe_coordinator):
    refused(
        "period_not_ended",
        lambda: closing.propose_close(act_of(aktobe_coordinator), roadmap_code=plan.roadmap.code, period="2024-Q3"),
    )


@pytest.mark.parametrize("period", ["2024-H1", "2024", "2022-Q4", "2024-Q5", "q1", "", "٢٠٢٤-Q1"])
def test_what_is_no_period_of_a_party_is_refused(plan, aktobe_coordinator, period):
    with pytest.raises(InvalidInput):
        closing.propose_close(act_of(aktobe_coordinator), roadmap_code=plan.roadmap.code, period=period)


def test_the_proposer_does_not_confirm(plan, aktobe_coordinator):
    row = closing.propose_close(act_of(aktobe_coordinator), roadmap_code=plan.roadmap.code, period="2023-Q1")
    with pytest.raises(PermissionDenied):
        closing.confirm_close(act_of(aktobe_coordinator), period_id=row.pk, seen_version=1)
