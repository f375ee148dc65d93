"""Amendments, settlements and closings through the API: every move, and who may make it (rules.md §4–§6)."""

from tests.roadmap.api.test_writing_reports import Door


def test_a_proposed_closing_stands_in_the_list_once(plan, aktobe_coordinator):
    door = Door(aktobe_coordinator)
    made = door.post("periods/", {"roadmap": plan.roadmap.code, "period": "2023-Q1"})
    assert made.status_code == 201
    assert door.get("periods/").json()["results"] == [made.json()]


def test_a_wrong_number_of_a_new_measure_is_named_by_its_path(plan, aktobe_coordinator):
    texts = {"kk": "a", "ru": "b", "en": "c"}
    deadline = {"kk": "жыл сайын", "ru": "ежегодно", "en": "annually"}
    team = {"aktobe": {"lead": "AKT-TRN"}}
    new = {"direction": 1, "number": "1 2", "title": texts, "deadline": deadline, "completion_form": "INFO"}
    amendment = {
        "roadmap": plan.roadmap.code,
        "protocol_number": "1",
        "protocol_date": "2024-07-01",
        "effective_on": "2024-07-01",
        "changes": [{"measure": None, "field": "added", "value": {**new, "executors": team}}],
    }
    answer = Door(aktobe_coordinator).post("amendments/", amendment)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "changes.0.value.number")


def test_an_amendment_without_changes_names_the_list(plan, aktobe_coordinator):
    amendment = {
        "roadmap": plan.roadmap.code,
        "protocol_number": "1",
        "protocol_date": "2024-07-01",
        "effective_on": "2024-07-01",
        "changes": [],
    }
    answer = Door(aktobe_coordinator).post("amendments/", amendment)
    assert (answer.status_code, [fault["field"] for fault in answer.json()["errors"]]) == (400, ["changes"])
