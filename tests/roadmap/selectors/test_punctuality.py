"""Silence and punctuality of each side, counted by the database (rules.md §3, §6)."""

import datetime as dt
from collections import defaultdict

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadmap.choices import Cycle
from roadmap.filters.questions import question_of
from roadmap.models import Measure, MeasureText, Report, Standing
from roadmap.rules.periods import reporting_periods
from roadmap.rules.standing import is_closed, newest_fact
from roadmap.selectors.punctuality import punctuality
from roadmap.selectors.reference import reference
from tests.cast import accept, write_report
from tests.roadmap.selectors.conftest import asked
from tests.roadmap.selectors.test_past import (
    AFTER_ALL,
    TERM,
    forget_what_was_said,
    plan_of,
    questions,
    word,
    write,
)
from tests.roadmap.selectors.world import TODAY

# The first quarter of 2024 ends on 31 March; the allowance of ten days ends with 10 April.
AS_OF = dt.date(2024, 4, 11)


def at(month, day, hour=7):
    return dt.datetime(2024, month, day, hour, tzinfo=dt.UTC)


@pytest.fixture
def only(plan):
    """Leave 5.1 alone: one standing a side, four full quarters of 2023 and the first of 2024."""
    leave(plan["5.1"])
    return plan["5.1"]


def leave(measure):
    """Cancel every other measure, as if it had always been."""
    Measure.objects.exclude(pk=measure.pk).update(is_cancelled=True)
    MeasureText.objects.exclude(measure=measure).update(is_cancelled=True)


def figures(analyst, region="aktobe", agency=None, **read):
    small = reference()
    question = question_of({"as_of": AS_OF, **read}, reader=analyst, reference=small, now=timezone.now())
    found = {(one.region, one.agency): one for one in punctuality(question, small)}
    return found[region, agency]


def report(by, coordinator, measure, when, **values):
    values = {"stands_on": dt.date(2024, 3, 20), **values}
    accept(coordinator, write_report(by, measure, at=when, **values), at=when)


def test_a_side_that_said_nothing_missed_every_period(only, analyst):
    found = figures(analyst)
    assert (found.expected, found.reported, found.missed, found.periods_missed) == (5, 0, 5, 5)
    assert (found.share_in_time, found.median_days, found.days_silent) == (0, None, None)


def test_a_period_counts_once_its_allowance_is_over(only, analyst):
    assert figures(analyst, as_of=dt.date(2024, 4, 10)).expected == 4


@pytest.mark.parametrize(
    ("when", "days", "in_time"),
    [
        (at(3, 25), 0, 1),
        (at(4, 1), 1, 1),
        (at(4, 10), 10, 1),
        (at(4, 10, 20), 11, 0),  # the 11th already in Aktobe
        (at(4, 15), 15, 0),
    ],
)
def test_days_count_from_the_end_of_the_period(
    only, analyst, aktobe_executor, aktobe_coordinator, when, days, in_time
):
    report(aktobe_executor, aktobe_coordinator, only, when)
    found = figures(analyst)
    assert (found.reported, found.median_days, found.in_time) == (1, days, in_time)
    assert (found.missed, found.periods_missed, found.share_in_time) == (4, 4, 20 * in_time)


def test_silence_counts_from_the_newest_day_spoken_of(only, analyst, aktobe_executor, aktobe_coordinator):
    report(aktobe_executor, aktobe_coordinator, only, at(3, 25))
    found = figures(analyst)
    assert (found.last_stands_on, found.days_silent) == (dt.date(2024, 3, 20), 22)


def test_what_was_not_known_then_does_not_count(only, analyst, aktobe_executor, aktobe_coordinator):
    report(aktobe_executor, aktobe_coordinator, only, at(4, 9))
    assert figures(analyst, known_on=dt.date(2024, 4, 8)).reported == 0
    assert figures(analyst, known_on=dt.date(2024, 4, 9)).reported == 1


def test_a_closed_standing_expects_nothing_more(only, analyst, aktobe_executor, aktobe_coordinator):
    done = {"stands_on": dt.date(2023, 6, 20), "status": "done", "progress": 100}
    report(aktobe_executor, aktobe_coordinator, only, at(3, 25), **done)
    found = figures(analyst)
    assert (found.expected, found.reported) == (2, 1)


def test_a_cancelled_and_an_as_needed_measure_expect_nothing(plan, analyst):
    leave(plan["5.4"])
    assert figures(analyst).expected == 0


def test_each_side_counts_for_itself(only, analyst, aktobe_executor, aktobe_coordinator):
    report(aktobe_executor, aktobe_coordinator, only, at(3, 25))
    assert figures(analyst, "orenburg").reported == 0


def test_an_agency_answers_for_what_it_leads(only, analyst, aktobe_executor, aktobe_coordinator):
    report(aktobe_executor, aktobe_coordinator, only, at(3, 25))
    found = figures(analyst, agency="AKT-TRN")
    assert (found.expected, found.reported) == (5, 1)


def test_a_correction_does_not_make_the_first_word_late(only, analyst, aktobe_executor, aktobe_coordinator):
    report(aktobe_executor, aktobe_coordinator, only, at(3, 25))
    Report.objects.update(superseded_at=at(5, 1))
    assert figures(analyst).in_time == 1


def test_figures_of_today_and_of_the_same_day_asked_for_agree(plan, analyst, aktobe_executor, aktobe_coordinator):
    report(aktobe_executor, aktobe_coordinator, plan["5.1"], at(3, 25))
    small = reference()
    now = timezone.now()
    kept = question_of({}, reader=analyst, reference=small, now=now)
    assert kept.is_present
    dated = question_of({"known_on": now}, reader=analyst, reference=small, now=now)
    assert not dated.is_present
    assert punctuality(kept, small) == punctuality(dated, small)


def test_a_text_that_was_amended_expects_what_it_did(only, analyst):
    text = MeasureText.objects.get(measure=only)
    text.pk, text.from_on = None, dt.date(2024, 1, 1)
    text.save()
    assert figures(analyst).expected == 5


@pytest.mark.walk("postgresql")
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(word, max_size=9), questioned=st.lists(questions, min_size=2, max_size=3))
def test_the_figures_are_what_counting_each_pair_gives(world, words, questioned):
    if not Measure.objects.exists():
        plan_of(world)
        world.measure("1.5", cancelled=True)
        world.measure("1.6", leads={"aktobe": "AKT-KAZ", "orenburg": "ORB-TRN"}, from_on=dt.date(2023, 5, 1))
    forget_what_was_said()
    said = write(world, words, ())
    world.settle()
    for as_of, known_on in [(None, None), (TODAY, AFTER_ALL), *questioned]:
        question = asked(world, as_of=as_of, known_on=known_on)
        assert {
            (one.region, one.agency): (
                (one.expected, one.reported, one.in_time, one.median_days),
                (one.periods, one.periods_missed, one.last_stands_on),
            )
            for one in punctuality(question, reference())
        } == counted(said, as_of or TODAY, known_on)


def counted(said, day, known):
    """Return the figures of each side, pair by pair."""
    pairs: dict[tuple[str, str | None], list[tuple[dt.date, tuple[int, bool] | None]]] = defaultdict(list)
    spoken: dict[tuple[str, str | None], list[dt.date]] = defaultdict(list)
    for standing in Standing.objects.select_related("occurrence", "measure", "region"):
        region, measure = standing.region.code, standing.measure
        lead = measure.executors.filter(region=standing.region, role="lead", from_on__lte=day).first()
        if lead is None:
            continue
        facts = said.facts.get((standing.occurrence_id, region), ())
        newest = newest_fact(facts, as_of=day, known_on=known)
        closed_on = newest.stands_on if newest and is_closed(newest.status, cancelled=False) else dt.date.max
        found = [
            (period.starts_on, days_and_in_time(standing, period, known))
            for period in reporting_periods(Cycle.QUARTERLY, TERM)
            if period.ends_on + dt.timedelta(days=11) <= day
            and max(standing.occurrence.starts_on, measure.holds_from) <= period.starts_on <= closed_on
            and measure.deadline_form != "as_needed"
            and not measure.is_cancelled
        ]
        for side in ((region, None), (region, lead.agency.code)):
            pairs[side] += found
            spoken[side] += [newest.stands_on] if newest else []
    return {side: figures_of(found, spoken[side]) for side, found in pairs.items()}


def days_and_in_time(standing, period, known):
    """Return how many days after a period it was first reported on and whether in time, None where it was not."""
    reports = standing.reports.filter(stands_on__gte=period.starts_on, stands_on__lte=period.ends_on)
    moments = reports.filter(accepted_at__lte=known or AFTER_ALL).values_list("submitted_at", flat=True)
    if not moments:
        return None
    first_on = min(moments).date()
    return max((first_on - period.ends_on).days, 0), (first_on - period.ends_on).days <= 10


def figures_of(pairs, spoken):
    """Return what pairs of one side come to."""
    words = [word for _period, word in pairs if word is not None]
    days = sorted(days for days, _in_time in words)
    periods, reported_in = {period for period, _ in pairs}, {period for period, word in pairs if word is not None}
    return (
        (
            len(pairs),
            len(words),
            sum(in_time for _days, in_time in words),
            days[(len(days) - 1) // 2] if days else None,
        ),
        (len(periods), len(periods - reported_in), max(spoken, default=None)),
    )


def test_two_queries_whatever_there_is(plan, analyst, django_assert_num_queries):
    small = reference()
    question = question_of({"as_of": AS_OF}, reader=analyst, reference=small, now=timezone.now())
    with django_assert_num_queries(2):
        punctuality(question, small)
