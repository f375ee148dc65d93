"""`manage.py verify_periods` (api.md *Commands*, rules.md §6)."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from roadmap.models import PeriodClose, Report
from roadmap.services import closing
from tests.cast import NOON, accept, act_of, write_report


def verify() -> str:
    out = StringIO()
    call_command("verify_periods", stdout=out)
    return out.getvalue()


@pytest.fixture
def closed(plan, aktobe_executor, aktobe_coordinator, orenburg_coordinator):
    accept(aktobe_coordinator, write_report(aktobe_executor, plan["5.1"], stands_on=NOON.date().replace(2023, 2, 1)))
    row = closing.propose_close(act_of(aktobe_coordinator), roadmap_code=plan.roadmap.code, period="2023-Q1")
    return closing.confirm_close(act_of(orenburg_coordinator), period_id=row.pk, seen_version=row.version)


def test_no_closed_period_is_no_failure(plan):
    assert verify() == ""


def test_a_line_a_period(plan, closed):
    assert verify() == f"{plan.roadmap.code} 2023-Q1 {closed.sha256} equal\n"


def test_a_changed_fact_is_found(closed):
    Report.objects.update(progress=41)
    with pytest.raises(CommandError) as caught:
        verify()
    assert caught.value.returncode == 1


@pytest.mark.parametrize("change", [{"document": b"{}"}, {"sha256": "0" * 64}])
def test_changed_bytes_or_hash_are_found(closed, change):
    PeriodClose.objects.update(**change)
    with pytest.raises(CommandError):
        verify()


def test_a_proposed_period_has_nothing_to_verify(plan, aktobe_coordinator):
    closing.propose_close(act_of(aktobe_coordinator), roadmap_code=plan.roadmap.code, period="2023-Q1")
    assert verify() == ""
