"""What the demonstration shows: both sides' words over three years, and enough left to report on."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from accounts.audit import Act, verify_chain
from accounts.models import User
from roadmap.imports.apply import load_file
from roadmap.imports.demo import load_demonstration
from roadmap.models import (
    Amendment,
    Comment,
    Evidence,
    Measure,
    MeasureSide,
    MeasureText,
    Occurrence,
    PeriodClose,
    Report,
    Settlement,
    Standing,
)
from roadmap.services import now
from roadmap.services.closing import recompute
from roadmap.services.evidence import forget, path_of
from tests.roadmap.imports.shipped import CONTENT

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
PASSWORD = "demo-password-1"

pytestmark = pytest.mark.walk("sqlite3")


@pytest.fixture(scope="module")
def _played(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Play once for all tests of this module, which only look; take it back in the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_file(Act(by=None, at=NOW), CONTENT, in_force=True)
        load_demonstration(now=NOW, password=PASSWORD)
        yield
        forget([name for name in Evidence.objects.values_list("stored_as", flat=True) if name])
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _demonstration(_played: None, db: None) -> None:
    pass


def test_the_people_of_the_contract() -> None:
    people = User.objects.active().values_list("username", "role", "region__code", "language", "is_demo")
    assert sorted(people) == [
        ("aktobe-admin", "administrator", "aktobe", "kk", True),
        ("aktobe-coordinator", "coordinator", "aktobe", "kk", True),
        ("aktobe-executor", "executor", "aktobe", "kk", True),
        ("analyst", "reader", None, "ru", True),
        ("operator", "operator", None, "ru", True),
        ("orenburg-admin", "administrator", "orenburg", "ru", True),
        ("orenburg-coordinator", "coordinator", "orenburg", "ru", True),
        ("orenburg-executor", "executor", "orenburg", "ru", True),
    ]
    assert all(user.check_password(PASSWORD) for user in User.objects.active())
    assert {user.state for user in User.objects.active()} == {"active"}


def test_coordinators_of_earlier_days_have_left() -> None:
    former = User.objects.filter(is_active=False)
    assert Counter(former.values_list("role", "region__code", "is_demo")) == {
        ("coordinator", "aktobe", True): 1,
        ("coordinator", "orenburg", True): 1,
    }
    assert not any(user.has_usable_password() for user in former)


def test_the_executors_lead_the_same_measures() -> None:
    agencies = {user.region_id: user.agency_id for user in User.objects.filter(role="executor")}
    assert len(agencies) == 2
    led = [
        set(MeasureSide.objects.filter(region=region_id, lead=agency_id).values_list("measure__number", flat=True))
        for region_id, agency_id in agencies.items()
    ]
    assert {"1.1", "3.2", "12.3"} <= led[0] & led[1]
    open_ones = Occurrence.objects.filter(measure__number__in=led[0] & led[1], reports=None)
    assert set(open_ones.values_list("measure__deadline_form", flat=True)) == {
        "annual",
        "annual_quarter",
        "whole_period",
    }


def test_everything_is_marked_as_demo() -> None:
    for model in (Report, Amendment, Settlement, PeriodClose, Comment, User):
        assert set(model.objects.values_list("is_demo", flat=True)) == {True}, model


def test_both_sides_report_over_the_whole_term_in_their_languages() -> None:
    accepted = Report.objects.accepted()
    assert set(accepted.values_list("region__code", "stands_on__year")) == {
        (region, year) for region in ("aktobe", "orenburg") for year in (2023, 2024, 2025)
    }
    languages = Counter(accepted.values_list("region__code", "language"))
    assert set(languages) == {("aktobe", "kk"), ("aktobe", "ru"), ("orenburg", "ru")}
    assert accepted.filter(reason="").count() > accepted.exclude(reason="").count() > 5
    assert set(accepted.values_list("status", flat=True)) == {"not_started", "in_progress", "done", "not_done"}


def test_every_state_of_a_report_is_there() -> None:
    states = Counter(Report.objects.values_list("state", flat=True))
    assert states["accepted"] > 100
    assert {state: count for state, count in states.items() if state != "accepted"} == {
        "draft": 1,
        "submitted": 2,
        "returned": 1,
    }
    assert Report.objects.filter(supersedes__isnull=False, state="accepted").count() == 1
    assert Report.objects.filter(after_closing=True).exists()


def test_nobody_accepted_own_words() -> None:
    for report in Report.objects.accepted():
        assert report.accepted_by_id not in report.writers
        assert report.accepted_at is not None
        assert report.submitted_at is not None
        assert report.submitted_at < report.accepted_at
    written = Counter(Report.objects.values_list("author__username", "on_behalf"))
    assert {name for name, _on_behalf in written} == {
        "aktobe-executor",
        "aktobe-former",
        "orenburg-executor",
        "orenburg-former",
    }
    assert {name for name, on_behalf in written if on_behalf} == {"aktobe-former", "orenburg-former"}


def test_the_sides_agree_and_differ() -> None:
    agreements = Counter(Occurrence.objects.filter(is_retired=False).values_list("agreement", flat=True))
    assert agreements["diverging"] >= 3
    assert agreements["settled"] == 1
    assert agreements["one_sided"] >= 3
    assert agreements["agreed"] >= 30


def test_one_settlement() -> None:
    settlement = Settlement.objects.get()
    assert (settlement.state, settlement.status, settlement.occurrence.agreement) == ("in_effect", "done", "settled")
    assert settlement.decided_by_id != settlement.proposed_by_id


def test_one_amendment_postpones_a_measure() -> None:
    amendment = Amendment.objects.get()
    assert amendment.state == "in_effect"
    measure = Measure.objects.get(amendment_changes__amendment=amendment)
    assert (measure.original_due_on, measure.due_on, measure.postponements) == (
        date(2023, 12, 31),
        date(2024, 6, 30),
        1,
    )
    assert MeasureText.objects.filter(measure=measure).count() == 2


def test_two_closed_periods_still_have_their_hash() -> None:
    closed: Any = PeriodClose.objects.filter(state="closed").order_by("ends_on")
    assert [row.period for row in closed] == ["2023-Q1", "2023-Q2"]
    assert [recompute(row) for row in closed] == [row.sha256 for row in closed]
    assert PeriodClose.objects.count() == 2


def test_enough_is_left_to_report_on() -> None:
    """At least 40 occurrences of most forms without any report, outside the closed periods (api.md *Commands*)."""
    closed_until = max(PeriodClose.objects.filter(state="closed").values_list("ends_on", flat=True))
    left = Occurrence.objects.filter(reports=None, is_retired=False, starts_on__gt=closed_until)
    assert left.count() >= 40
    assert set(left.values_list("measure__deadline_form", flat=True)) == {
        "annual",
        "annual_quarter",
        "annual_window",
        "half_year",
        "quarter",
        "quarterly",
        "semiannual",
        "year",
    }
    whole = Occurrence.objects.filter(reports=None, is_retired=False, due_on__gt=closed_until)
    assert {"whole_period", "as_needed"} <= set(whole.values_list("measure__deadline_form", flat=True))


def test_evidence_is_on_the_disk_and_says_what_it_is() -> None:
    files = Evidence.objects.exclude(stored_as="")
    assert files.count() >= 8
    for piece in files:
        path = path_of(piece)
        assert path.parent == Path(settings.EVIDENCE_DIR)
        text = path.read_text(encoding="utf-8")
        assert "нақты құжат емес" in text or "не настоящий документ" in text
    assert Evidence.objects.exclude(link="").count() == 1


def test_the_chain_holds() -> None:
    assert verify_chain() == []


def test_rows_are_those_that_the_rules_compute() -> None:
    columns = {
        Measure: now.JOINT_COLUMNS,
        Occurrence: now.JOINT_COLUMNS,
        Standing: now.STANDING_COLUMNS,
        MeasureSide: ("measure_id", "region_id", *now.SIDE_COLUMNS),
    }

    def rows() -> list[Any]:
        return [sorted(map(str, model._default_manager.values_list(*names))) for model, names in columns.items()]

    before = rows()
    now.rebuild(list(Measure.objects.values_list("pk", flat=True)), today=NOW.date())
    assert rows() == before
