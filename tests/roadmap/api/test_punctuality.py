"""`punctuality/`: each Party's and agency's silence and punctuality through the API."""

import pytest

ADDRESS = "/api/v1/punctuality/"


@pytest.fixture
def ask(client, analyst, plan):
    client.force_login(analyst)
    return lambda **query: client.get(ADDRESS, query)


def test_each_party_is_followed_by_its_agencies(ask):
    rows = ask(as_of="2024-04-11").json()["results"]
    sides = [(row["region"], row["agency"]) for row in rows]
    assert sides[0] == ("aktobe", None)
    assert sides == sorted(sides, key=lambda side: (side[0], side[1] or ""))
    assert {region for region, agency in sides if agency is None} == {"aktobe", "orenburg"}


def test_a_party_counts_what_its_agencies_do(ask):
    rows = [row for row in ask(as_of="2024-04-11").json()["results"] if row["region"] == "aktobe"]
    whole, *agencies = rows
    assert whole["expected"] == sum(row["expected"] for row in agencies) > 0


def test_another_road_map_counts_nothing(ask):
    assert ask(roadmap="NOWHERE").json() == {"results": []}


@pytest.mark.parametrize("query", [{"as_of": "never"}, {"roadmaps": "x"}, {"known_on": "2999-01-01"}])
def test_what_cannot_be_asked_is_named(ask, query):
    answer = ask(**query)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, next(iter(query)))


def test_strangers_are_not_told(client, db):
    assert client.get(ADDRESS).status_code == 401
