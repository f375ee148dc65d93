"""A road map on another day: its state, and how far its periods were closed (rules.md §6)."""

import datetime as dt

import pytest
from django.test import Client

from roadmap.services import closing, states
from tests.cast import NOON, act_of

BEFORE = (NOON - dt.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
LATER = NOON + dt.timedelta(hours=1)


@pytest.fixture
def ask(plan, analyst, aktobe_coordinator, orenburg_coordinator):
    """The first quarter of 2023 closed, and the road map closed, at noon of 10 July 2024."""
    row = closing.propose_close(act_of(aktobe_coordinator), roadmap_code=plan.roadmap.code, period="2023-Q1")
    closing.confirm_close(act_of(orenburg_coordinator), period_id=row.pk, seen_version=1)
    asked = states.propose_state(
        act_of(aktobe_coordinator), code=plan.roadmap.code, seen_version=plan.roadmap.version, state="closed"
    )
    states.confirm_state(act_of(orenburg_coordinator), code=plan.roadmap.code, seen_version=asked.version)
    client = Client()
    client.force_login(analyst)

    def read(path="", **query):
        answer = client.get(f"/api/v1/roadmaps/{path}", query)
        assert answer.status_code == 200
        return answer.json()

    return read


@pytest.mark.parametrize(
    ("query", "state", "closed_until"),
    [
        ({}, "closed", "2023-03-31"),
        ({"as_of": "2024-07-10"}, "closed", "2023-03-31"),
        ({"as_of": "2024-07-09"}, "in_force", "2023-03-31"),
        ({"as_of": "2023-03-30"}, "in_force", None),
        ({"known_on": BEFORE}, "in_force", None),
        ({"known_on": "2024-07-10"}, "closed", "2023-03-31"),
    ],
)
def test_state_and_closed_periods_are_those_of_the_day(ask, plan, query, state, closed_until):
    for row in (ask(f"{plan.roadmap.code}/", **query), ask(**query)["results"][0]):
        assert (row["state"], row["closed_until"]) == (state, closed_until)
    assert [row["state"] for row in ask(state=state, **query)["results"]] == [state]
