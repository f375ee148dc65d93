"""A story of three years, told twice: as it happened, and again from its end (rules.md §6).

What the reads answered on each day is remembered; at the end the same questions are asked about that
day as it was known then, and have the same answers.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.services import places
from roadmap.services import amending, closing, parties, reporting, settling
from roadmap.services.amending import ChangeRequest
from tests.cast import WHOLE, accept, act_of, write_report
from tests.roadmap.answers import answers, check_invariants, question

LATER = {"kk": "2025 жылғы 30 маусымға дейін", "ru": "до 30 июня 2025 года", "en": "by 30 June 2025"}


def at(text: str, hour: int = 9) -> dt.datetime:
    """Return a moment of a day."""
    return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(hour), dt.UTC)


class Story:
    """Both Parties' people, and what was answered on each day."""

    def __init__(self, plan, people):
        self.plan, self.people = plan, people
        self.told: dict[str, dict[str, Any]] = {}

    def report(self, region, number, written, accepted, **values):
        """One side reports, and its coordinator accepts."""
        report = write_report(self.people[f"{region}-executor"], self.plan[number], at=at(written), **values)
        return accept(self.people[f"{region}-coordinator"], report, at=at(accepted))

    def agree(self, propose, confirm, first, name, days, **values):
        """One side's coordinator proposes, the other's confirms."""
        second = "orenburg" if first == "aktobe" else "aktobe"
        made = propose(act_of(self.people[f"{first}-coordinator"], at(days[0])), **values)
        act = act_of(self.people[f"{second}-coordinator"], at(days[1]))
        return confirm(act, **{f"{name}_id": made.pk}, seen_version=made.version)

    def amend(self, days, effective_on, number, field, value):
        """Both sides change the text."""
        return self.agree(
            amending.propose_amendment,
            amending.confirm_amendment,
            "orenburg",
            "amendment",
            days,
            roadmap_code=self.plan.roadmap.code,
            protocol_number="1",
            protocol_date=dt.date.fromisoformat(days[0]),
            effective_on=dt.date.fromisoformat(effective_on),
            changes=[ChangeRequest(self.plan[number].pk, field, value)],
        )

    def close(self, days, period):
        """Both sides close a period."""
        values = {"roadmap_code": self.plan.roadmap.code, "period": period}
        return self.agree(closing.propose_close, closing.confirm_close, "aktobe", "period", days, **values)

    def settle(self, days, number, status, occurrence):
        """Both sides settle a divergence."""
        return self.agree(
            settling.propose_settlement,
            settling.confirm_settlement,
            "aktobe",
            "settlement",
            days,
            measure_id=self.plan[number].pk,
            occurrence=occurrence,
            status=status,
            text="Тараптар келісті",
            protocol_number="2",
            protocol_date=dt.date.fromisoformat(days[0]),
        )

    def tell(self, day):
        """Remember what the reads answer at the end of a day."""
        today = dt.date.fromisoformat(day)
        self.told[day] = answers(question(self.people["analyst"], today, as_of=today))
        return self.told[day]

    def asked_again(self, day, *, known_on=None, end="2026-02-01"):
        """Return what the reads answer, on the story's last day, about another one as it was known then."""
        moment = at(known_on or day, 23)
        return answers(
            question(
                self.people["analyst"],
                dt.date.fromisoformat(end),
                as_of=dt.date.fromisoformat(day),
                known_on=moment if known_on != "" else None,
            )
        )


@pytest.fixture
def story(
    plan, analyst, aktobe_executor, aktobe_coordinator, aktobe_admin, orenburg_executor, orenburg_coordinator, culture
):
    people = [analyst, aktobe_executor, aktobe_coordinator, aktobe_admin, orenburg_executor, orenburg_coordinator]
    return Story(plan, {one.username: one for one in people})


def measure(told, number):
    return next(one for one in told["measures"] if one["number"] == number)


def occurrence(told, number, label):
    return next(one for one in measure(told, number)["occurrences"] if one["label"] == label)


def day(text):
    return dt.date.fromisoformat(text)


def first_year(story):
    """Reports of both sides, two closed quarters, a divergence, its settlement."""
    told = story.tell("2023-01-10")
    assert {one["agreement"] for one in told["measures"]} == {"unreported"}
    story.report("aktobe", "5.1", "2023-03-20", "2023-03-22", stands_on=day("2023-03-20"), progress=10)
    told = story.tell("2023-03-25")
    assert measure(told, "5.1")["agreement"] == "one_sided"
    told = story.tell("2023-04-11")
    assert {side["region"]: side["health"] for side in measure(told, "5.1")["sides"]} == {
        "aktobe": "on_track",
        "orenburg": "silent",
    }
    story.close(("2023-04-12", "2023-04-20"), "2023-Q1")
    story.report("orenburg", "5.1", "2023-06-20", "2023-06-25", stands_on=day("2023-06-20"), progress=20)
    told = story.tell("2023-07-01")
    assert (measure(told, "5.1")["agreement"], measure(told, "5.1")["progress"]) == ("agreed", 10)
    story.close(("2023-07-12", "2023-07-20"), "2023-Q2")
    values = {"occurrence": "1", "stands_on": day("2023-11-20")}
    story.report("aktobe", "2.1", "2023-11-20", "2023-11-21", **values, status="done", progress=100)
    story.report("orenburg", "2.1", "2023-11-22", "2023-11-23", **values, progress=80)
    told = story.tell("2023-11-30")
    assert (measure(told, "2.1")["agreement"], measure(told, "2.1")["status"]) == ("diverging", "in_progress")
    story.settle(("2023-12-05", "2023-12-08"), "2.1", "done", "1")
    told = story.tell("2023-12-31")
    assert (measure(told, "2.1")["agreement"], measure(told, "2.1")["status"]) == ("settled", "done")


def second_year(story):
    """A December fact accepted in February, a postponement, an agency renamed, a correction."""
    late = story.report(
        "orenburg", "2.1", "2024-02-10", "2024-02-12", stands_on=day("2023-12-28"), status="done", progress=100
    )
    told = story.tell("2024-02-15")
    assert (measure(told, "2.1")["agreement"], late.after_closing) == ("agreed", False)
    told = story.tell("2024-05-01")
    assert measure(told, "4.2")["deadline"]["due_on"] == day("2024-06-30")
    story.amend(("2024-05-20", "2024-05-28"), "2024-06-01", "4.2", "deadline", LATER)
    told = story.tell("2024-05-30")
    assert measure(told, "4.2")["deadline"]["due_on"] == day("2024-06-30")
    told = story.tell("2024-06-01")
    assert measure(told, "4.2")["deadline"]["due_on"] == day("2025-06-30")
    assert (measure(told, "4.2")["deadline"]["postponements"], measure(told, "4.2")["deadline"]["slippage_days"]) == (
        1,
        365,
    )
    admin = act_of(story.people["aktobe-admin"], at("2024-07-01"))
    places.change_agency(admin, code="AKT-TRN", seen_version=1, values={"name_ru": "Управление дорог"})
    told = story.tell("2024-07-02")
    assert "Управление дорог" in {one["name"]["ru"] for one in told["agencies"]}
    first = story.told["2023-03-25"]["accepted"][0]["id"]
    executor = story.people["aktobe-executor"]
    draft = reporting.start_report(
        act_of(executor, at("2024-09-01")),
        measure_id=story.plan["5.1"].pk,
        occurrence=None,
        values={**WHOLE, "stands_on": day("2023-03-20"), "progress": 30, "correction_reason": "Қате"},
        supersedes_id=first,
    )
    submitted = reporting.submit_report(act_of(executor, at("2024-09-01")), report_id=draft.pk, seen_version=1)
    corrected = accept(story.people["aktobe-coordinator"], submitted, at=at("2024-09-05"))
    assert corrected.after_closing
    told = story.tell("2024-09-10")
    assert measure(told, "5.1")["progress"] == 20


def third_year(story):
    """A Party reports half-yearly, a measure is cancelled, the term ends."""
    act = act_of(story.people["orenburg-coordinator"], at("2025-01-20"))
    code = story.plan.roadmap.code
    parties.change_party(act, roadmap_code=code, region_code="orenburg", seen_version=1, cycle="half_yearly")
    story.tell("2025-04-15")
    story.amend(("2025-05-20", "2025-05-28"), "2025-06-01", "1.1", "cancelled", True)
    told = story.tell("2025-06-02")
    assert (measure(told, "1.1")["cancelled"], told[""][0]["cancelled"]) == (True, 1)
    story.report("aktobe", "5.1", "2025-12-30", "2026-01-12", stands_on=day("2025-12-30"), status="done", progress=100)
    told = story.tell("2026-02-01")
    assert {side["region"]: side["health"] for side in measure(told, "5.1")["sides"]} == {
        "aktobe": "closed",
        "orenburg": "late",
    }


def test_every_day_of_the_story_answers_the_same_from_its_end(story):
    for year in (first_year, second_year, third_year):
        year(story)
    for told_on, told in story.told.items():
        again = story.asked_again(told_on)
        assert again == told, told_on
    check_invariants(story.people["analyst"], day("2026-02-01"))


def test_what_was_true_differs_from_what_was_known(story):
    for year in (first_year, second_year, third_year):
        year(story)
    known = story.asked_again("2023-12-31")
    true = story.asked_again("2023-12-31", known_on="")
    assert (measure(known, "2.1")["agreement"], measure(true, "2.1")["agreement"]) == ("settled", "agreed")
    assert (measure(known, "5.1")["progress"], measure(true, "5.1")["progress"]) == (10, 20)
    assert measure(true, "4.2")["deadline"]["due_on"] == day("2024-06-30")
    later = story.asked_again("2024-12-31", known_on="2024-05-27")
    assert measure(later, "4.2")["deadline"]["due_on"] == day("2024-06-30")
    assert not measure(story.asked_again("2025-05-31"), "1.1")["cancelled"]
