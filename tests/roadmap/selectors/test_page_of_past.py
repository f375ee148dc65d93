"""A page of another day by its number is read otherwise than by other orders; both say the same."""

from __future__ import annotations

import pytest
from django.test import Client

from roadmap.models import Measure
from tests.growing import Growing

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
QUESTIONS = (
    "as_of=2023-05-01",
    "as_of=2024-06-30",
    "as_of=2024-07-12",
    "as_of=2024-07-12&known_on=2024-07-11",
    "known_on=2024-07-12",
    "known_on=2024-07-11T12:00:00Z",
    "as_of=2025-12-31",
    "as_of=2027-01-01",
)


@pytest.fixture
def client(request, transport, roads, operator, settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path
    names = ("aktobe-executor", "aktobe-coordinator", "aktobe-admin", "orenburg-executor", "orenburg-coordinator")
    people = {name: request.getfixturevalue(name.replace("-", "_")) for name in names}
    world = Growing([transport, roads], people)
    for _turn in range(3):
        world.grow()
    Measure.objects.filter(number="3.1").update(is_cancelled=True)
    made = Client()
    made.force_login(operator, backend=BACKEND)
    return made


def rows(client, question):
    found = client.get(f"/api/v1/measures/?expand=occurrences&{question}").json()["results"]
    return sorted(found, key=lambda row: row["id"])


def test_a_page_by_number_and_one_measure_say_what_the_other_orders_say(client):
    answers = {question: rows(client, question) for question in QUESTIONS}
    for question, by_number in answers.items():
        assert by_number == rows(client, f"{question}&ordering=-due_on"), question
        for row in by_number:
            one = client.get(f"/api/v1/measures/{row['id']}/?{question}").json()
            assert {name: one[name] for name in row} == row, question
    said = {str([(row["title"], row["status"], row["agreement"]) for row in found]) for found in answers.values()}
    assert len(said) > 3, "the days must differ"
    assert any(row["agreement"] == "settled" for found in answers.values() for row in found)


def test_pages_follow_one_another(client):
    first = client.get("/api/v1/measures/?as_of=2024-07-12&page_size=2").json()
    second = client.get(first["next"]).json()
    assert [row["number"] for row in (*first["results"], *second["results"])] == ["1.1", "2.1", "3.1"]
    assert [row["number"] for row in client.get(second["previous"]).json()["results"]] == ["1.1", "2.1"]
    assert second["next"] is None


def test_what_is_not_in_the_text_yet_is_not_there(client):
    assert rows(client, "as_of=2020-01-01") == []
    assert client.get(f"/api/v1/measures/{Measure.objects.get(number='1.1').pk}/?as_of=2020-01-01").status_code == 404
