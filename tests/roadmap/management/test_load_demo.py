"""`manage.py load_demo` as the one who starts the demonstration sees it."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import translation

from accounts.models import User
from roadmap.imports import demo
from roadmap.imports.demo import load_demonstration
from roadmap.models import Evidence, Executor, PeriodClose, Report, Roadmap
from tests.roadmap.imports.shipped import SHIPPED, dump

pytestmark = [pytest.mark.walk("sqlite3"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _apart(settings: LazySettings, tmp_path: Path) -> None:
    """Speak English, and keep evidence in a folder of the test's own."""
    translation.activate("en")
    settings.DEMO = True
    settings.DEMO_PASSWORD = "first-password"
    settings.EVIDENCE_DIR = tmp_path


@pytest.fixture
def roadmap() -> Roadmap:
    call_command("load_roadmap", SHIPPED, "--in-force", stdout=io.StringIO())
    return Roadmap.objects.get()


def run() -> str:
    output = io.StringIO()
    call_command("load_demo", stdout=output)
    return output.getvalue()


def test_it_loads_once_and_renews_the_password(roadmap: Roadmap, settings: LazySettings) -> None:
    reports = len(json.loads(demo.HISTORY.read_bytes())["reports"])
    told = (
        f"Demonstration: people 8, reports {reports}, amendments 1, settlements 1, closed periods 2, remarks 2.\n"
        "Password of the demo people: {}\n"
    )
    assert run() == told.format("first-password")

    before = dump()
    assert run() == "The demonstration is loaded already.\n" + told.format("first-password")
    assert dump() == before

    settings.DEMO_PASSWORD = "second-password"
    assert run().endswith("second-password\n")
    assert {user.check_password("second-password") for user in User.objects.active()} == {True}
    assert not any(user.has_usable_password() for user in User.objects.filter(is_active=False))
    assert Report.objects.count() == reports


def test_only_with_demo(roadmap: Roadmap, settings: LazySettings) -> None:
    settings.DEMO = False
    before = dump()
    with pytest.raises(CommandError, match="DEMO=1"):
        run()
    assert dump() == before


def test_not_without_its_road_map() -> None:
    with pytest.raises(CommandError, match="AKT-ORB-2023-2025"):
        run()
    call_command("load_roadmap", SHIPPED, stdout=io.StringIO())
    before = dump()
    with pytest.raises(CommandError, match="in force"):
        run()
    assert dump() == before


def test_nobody_real_becomes_a_demo_person(roadmap: Roadmap) -> None:
    User.objects.create_superuser("operator", "operator@example.org", "real-password", name="Operator")
    before = dump()
    with pytest.raises(CommandError, match="operator"):
        run()
    assert dump() == before


def test_not_where_no_measure_is_led_on_both_sides(roadmap: Roadmap) -> None:
    Executor.objects.filter(role="lead", region__code="orenburg").delete()
    before = dump()
    with pytest.raises(CommandError, match="both sides"):
        run()
    assert dump() == before


def test_what_lies_ahead_has_not_happened(roadmap: Roadmap) -> None:
    then = datetime(2023, 6, 1, tzinfo=UTC)
    load_demonstration(now=then, password="first-password")
    assert 0 < Report.objects.count() < 20
    assert not Report.objects.filter(updated_at__gt=then).exists()
    assert list(PeriodClose.objects.values_list("period", "state")) == [("2023-Q1", "closed")]


def test_a_play_that_breaks_off_leaves_nothing(
    roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen = []

    def break_off(*_arguments: object, **_values: object) -> None:
        seen.append(Evidence.objects.exclude(stored_as="").count())
        raise RuntimeError

    monkeypatch.setattr(demo, "add_comment", break_off)
    before = dump()
    with pytest.raises(RuntimeError), transaction.atomic():
        run()
    assert seen[0] > 0
    assert dump() == before
    assert list(tmp_path.iterdir()) == []
