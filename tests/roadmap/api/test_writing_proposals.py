"""Amendments, settlements and closings through the API: every move, and who may make it (rules.md §4–§6)."""

from tests.roadmap.api.test_writing_reports import Door


def test_a_proposed_closing_stands_in_the_list_once(plan, aktobe_coordinator):
    door = Door(aktobe_coordinator)
    made = door.post("periods/", {"roadmap": plan.roadmap.code, "period": "2023-Q1"})
    assert made.status_code == 201
    assert door.get("periods/").json()["results"] == [made.json()]
