"""The plan and a measure between days: comparison, ribbon, protocols, both axes (rules.md §6; ui.md)."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.services import places
from roadmap.models import Report
from roadmap.services import amending, closing, settling
from roadmap.services.amending import ChangeRequest
from tests.cast import NOON, accept, act_of, write_report

EARLY = dt.datetime(2024, 2, 10, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def history(plan, aktobe_executor, aktobe_coordinator, orenburg_executor, orenburg_coordinator):
    """5.1: a report, a divergence, its settlement, the deadline brought forward, a closed quarter."""
    first = write_report(aktobe_executor, plan["5.1"], stands_on=dt.date(2024, 2, 1), progress=10, at=EARLY)
    accept(aktobe_coordinator, first, at=EARLY)
    done = write_report(aktobe_executor, plan["5.1"], status="done", progress=100, summary="Жол аяқталды.")
    accept(aktobe_coordinator, done)
    accept(orenburg_coordinator, write_report(orenburg_executor, plan["5.1"], progress=60))
    settlement = settling.propose_settlement(
        act_of(aktobe_coordinator),
        measure_id=plan["5.1"].pk,
        occurrence=None,
        status="in_progress",
        text="Тараптар келісті",
        protocol_number="7",
        protocol_date=dt.date(2024, 7, 9),
    )
    later = NOON + dt.timedelta(hours=1)
    settling.confirm_settlement(act_of(orenburg_coordinator, later), settlement_id=settlement.pk, seen_version=1)
    amendment = amending.propose_amendment(
        act_of(aktobe_coordinator, later),
        roadmap_code=plan.roadmap.code,
        protocol_number="8/А",
        protocol_date=dt.date(2024, 7, 9),
        effective_on=dt.date(2024, 7, 10),
        changes=[
            ChangeRequest(
                plan["5.1"].pk,
                "deadline",
                {
                    "kk": "2025 жылғы 30 маусымға дейін",
                    "ru": "до 30 июня 2025 года",
                    "en": "by 30 June 2025",
                },
            )
        ],
    )
    amending.confirm_amendment(act_of(orenburg_coordinator, later), amendment_id=amendment.pk, seen_version=1)
    row = closing.propose_close(act_of(aktobe_coordinator, later), roadmap_code=plan.roadmap.code, period="2023-Q1")
    closing.confirm_close(act_of(orenburg_coordinator, later), period_id=row.pk, seen_version=1)
    return plan["5.1"]


@pytest.fixture
def read(client, analyst):
    client.force_login(analyst)
    client.cookies["django_language"] = "en"

    def page(name, *args, **query):
        answer = client.get(reverse(name, args=args), query)
        assert answer.status_code == 200
        return answer.text

    return page


def test_the_ribbon_tells_everything(history, read):
    page = read("measure", history.pk)
    ribbon = page[page.index('id="history"') :]
    for words in ("Жол аяқталды.", "Тараптар келісті", "8/А", "Q1 2023"):
        assert words in ribbon
    assert ribbon.count('class="history__item') == 6


def test_the_deadline_tells_its_protocol_and_the_original_day(history, read):
    page = read("measure", history.pk)
    for words in ("30.06.2025", "−184", "protocol No. 8/А", "31.12.2025"):
        assert words in page


def test_the_joint_word_tells_the_protocol_it_stands_on(history, read):
    assert "protocol No. 7" in read("measure", history.pk)


def test_of_an_earlier_day_nothing_later_is_told(history, read):
    page = read("measure", history.pk, as_of="2024-03-01", known_on="2024-03-02")
    assert "You see the state on" in page
    assert "by what was known on" in page
    for words in ("Жол аяқталды.", "Тараптар келісті", "8/А"):
        assert words not in page
    assert "10" in page


def test_a_corrected_report_was_the_word_before_its_correction(plan, read, aktobe_executor, aktobe_coordinator):
    wrong = write_report(aktobe_executor, plan["5.1"], stands_on=dt.date(2024, 2, 1), summary="Бірінші", at=EARLY)
    accept(aktobe_coordinator, wrong, at=EARLY)
    from roadmap.services import reporting  # noqa: PLC0415 -- this test's own steps
    from tests.cast import WHOLE  # noqa: PLC0415

    draft = reporting.start_report(
        act_of(aktobe_executor),
        measure_id=plan["5.1"].pk,
        occurrence=None,
        values={**WHOLE, "correction_reason": "қате"},
        supersedes_id=wrong.pk,
    )
    accept(aktobe_coordinator, reporting.submit_report(act_of(aktobe_executor), report_id=draft.pk, seen_version=1))
    assert "superseded by a correction" in read("measure", plan["5.1"].pk)
    assert "superseded by a correction" not in read("measure", plan["5.1"].pk, known_on="2024-03-01")


def test_two_days_are_compared_on_the_page(history, read):
    page = read("measures", as_of="2024-07-10", compare="2024-03-01", number="5.1")
    assert "Only what stood otherwise on" in page
    assert page.count('class="measures__then"') == 1
    assert 'name="compare" value="2024-03-01"' in page


def test_the_same_day_shows_nothing(history, read):
    assert 'class="measures__then"' not in read("measures", as_of="2024-07-10", compare="2024-07-10")


def test_files_of_a_comparison_keep_it(history, read):
    assert "/api/v1/measures/?as_of=2024-07-10&amp;compare=2024-03-01&amp;format=csv" in read(
        "measures", as_of="2024-07-10", compare="2024-03-01"
    )


@pytest.mark.parametrize(
    "name", ["measures", "agreements", "divergences", "today", "reports", "dashboard", "timeline", "calendar"]
)
def test_a_page_turns_to_another_day_and_moment(plan, read, name):
    page = read(name, as_of="2024-03-01", known_on="2024-03-02")
    assert 'name="as_of" value="2024-03-01"' in page
    assert 'name="known_on" value="2024-03-02"' in page
    assert "You see the state on" in page


def test_an_exact_moment_goes_along(plan, read):
    page = read("agreements", known_on="2024-03-02T10:00:00+05:00")
    assert '<input type="hidden" name="known_on" value="2024-03-02T10:00:00+05:00">' in page


def test_another_day_offers_no_moves(client, history, aktobe_coordinator, read):
    client.force_login(aktobe_coordinator)
    page = read("measure", history.pk, as_of="2024-03-01")
    assert reverse("propose_amendment", args=[history.pk]) not in page
    assert reverse("propose_amendment", args=[history.pk]) in read("measure", history.pk)


@pytest.fixture
def renamed(history, aktobe_admin):
    """5.1's lead is called otherwise since noon of 10 July 2024."""
    places.change_agency(act_of(aktobe_admin), code="AKT-TRN", seen_version=1, values={"name_en": "Roads office"})
    return history


@pytest.mark.parametrize(("day", "called"), [("2024-07-09", "AKT-TRN department"), ("2024-07-10", "Roads office")])
def test_an_agency_is_called_as_on_the_day_asked_for(renamed, read, day, called):
    page = read("measure", renamed.pk, as_of=day)
    assert called in page[: page.index('id="history"')]
    assert called in read("measures", number="5.1", as_of=day)


def test_an_old_report_keeps_the_name_of_its_day(renamed, read):
    page = read("measure", renamed.pk)
    assert "Roads office" in page[: page.index('id="history"')]
    ribbon = page[page.index('id="history"') :]
    assert "AKT-TRN department" in ribbon
    old = Report.objects.get(stands_on=dt.date(2024, 2, 1))
    assert "AKT-TRN department" in read("report", old.pk)
