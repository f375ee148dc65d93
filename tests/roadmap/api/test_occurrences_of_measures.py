"""`occurrences/?measure=`: the due periods of the measures named, today and in the past (api.md *Filters*)."""

import pytest

from tests.roadmap.api.test_writing_reports import Door


@pytest.mark.parametrize("day", ["", "&as_of=2024-06-30", "&known_on=2024-07-09"])
def test_occurrences_are_those_of_the_measures_named(plan, analyst, day):
    door, wanted = Door(analyst), {plan["1.1"].pk, plan["4.2"].pk}
    named = ",".join(str(pk) for pk in wanted)
    rows = door.get(f"occurrences/?measure={named}{day}").json()["results"]
    everything = door.get(f"occurrences/?page_size=500{day}").json()["results"]
    assert rows == [row for row in everything if row["measure"] in wanted]
    assert {row["measure"] for row in rows} == wanted


def test_a_measure_that_is_none_has_no_occurrences(plan, analyst):
    assert Door(analyst).get("occurrences/?measure=999999").json()["results"] == []


def test_measures_themselves_are_named_by_their_numbers(plan, analyst):
    answer = Door(analyst).get("measures/?measure=1")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "measure")
