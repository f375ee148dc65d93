"""What changed between two days: `measures/?as_of=D&compare=D0` (rules.md §6)."""

import csv
import datetime as dt
import io

import pytest

from tests.cast import accept, write_report

D0, D = "2024-03-01", "2024-07-10"
EARLY = dt.datetime(2024, 2, 10, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def moved(plan, aktobe_executor, aktobe_coordinator, orenburg_executor, orenburg_coordinator):
    """5.1 was reported by one side in February, and by both in July."""
    report = write_report(aktobe_executor, plan["5.1"], stands_on=dt.date(2024, 2, 1), progress=10, at=EARLY)
    accept(aktobe_coordinator, report, at=EARLY)
    accept(aktobe_coordinator, write_report(aktobe_executor, plan["5.1"]))
    accept(orenburg_coordinator, write_report(orenburg_executor, plan["5.1"], progress=60))
    return plan["5.1"]


@pytest.fixture
def ask(client, analyst):
    client.force_login(analyst)

    def asked(**query):
        answer = client.get("/api/v1/measures/", query)
        return answer.status_code, answer.json()

    return asked


def numbers(body):
    return [row["number"] for row in body["results"]]


def test_only_what_stood_otherwise_is_shown_with_how_it_stood(moved, ask):
    status, body = ask(as_of=D, compare=D0, status="in_progress")
    assert (status, numbers(body)) == (200, ["5.1"])
    [row] = body["results"]
    assert (row["progress"], row["agreement"]) == (40, "agreed")
    assert row["then"] == {
        "status": "not_started",
        "progress": 0,
        "health": "silent",
        "agreement": "one_sided",
        "due_on": "2025-12-31",
    }


def test_each_difference_is_one_of_what_is_compared(moved, ask):
    body = ask(as_of=D, compare=D0)[1]
    for row in body["results"]:
        now = {name: row[name] for name in ("status", "progress", "health", "agreement")}
        assert row["then"] != {**now, "due_on": row["deadline"]["due_on"]}
    shown = {row["number"] for row in body["results"]}
    everything = {row["number"]: row for row in ask(as_of=D)[1]["results"]}
    before = {row["number"]: row for row in ask(as_of=D0)[1]["results"]}
    names = ("status", "progress", "health", "agreement", "deadline")
    differ = {number for number, row in everything.items() if any(row[name] != before[number][name] for name in names)}
    assert shown == differ


def test_the_same_day_changes_nothing(moved, ask):
    assert numbers(ask(as_of=D, compare=D)[1]) == []


def test_what_was_not_in_the_text_then_is_new(plan, ask):
    body = ask(as_of=D, compare="2022-01-01", number="5.1")[1]
    assert [row["then"] for row in body["results"]] == [None]


def test_left_out_the_day_asked_for_is_today(moved, ask):
    assert "5.1" in numbers(ask(compare=D0)[1])


def test_what_was_known_then_counts_on_both_days(moved, ask):
    known = ask(as_of=D, compare=D0, known_on="2024-02-11", number="5.1")[1]["results"]
    assert all(row["progress"] == row["then"]["progress"] for row in known)


@pytest.mark.parametrize("day", ["", "yesterday", "2024-02-30", "2024-01-01T00:00:00Z"])
def test_a_wrong_day_is_refused_by_name(plan, ask, day):
    status, body = ask(as_of=D, compare=day)
    assert (status, body["errors"][0]["field"]) == (400, "compare")


def test_other_lists_do_not_compare(plan, client, analyst):
    client.force_login(analyst)
    answer = client.get("/api/v1/occurrences/", {"compare": D0})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "compare")


def test_pages_by_key_show_each_row_once(moved, client, analyst):
    client.force_login(analyst)
    whole = numbers(client.get("/api/v1/measures/", {"as_of": D, "compare": D0}).json())
    address, found = f"/api/v1/measures/?as_of={D}&compare={D0}&page_size=1&count=true", []
    while address:
        body = client.get(address).json()
        found += numbers(body)
        assert body["count"] == len(whole)
        address = body["next"]
    assert len(whole) > 1
    assert found == whole


def test_files_carry_how_it_stood(moved, client, analyst):
    client.force_login(analyst)
    query = {"as_of": D, "compare": D0, "format": "csv", "fields": "number,then"}
    text = b"".join(client.get("/api/v1/measures/", query).streaming_content).decode("utf-8-sig")
    rows = {row["number"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["5.1"]["then.due_on"] == "2025-12-31"
    assert set(rows["5.1"]) == {
        "number",
        *(f"then.{name}" for name in ("status", "progress", "health", "agreement", "due_on")),
    }


def test_then_is_no_field_without_a_comparison(plan, ask):
    status, body = ask(fields="then")
    assert (status, body["errors"][0]["field"]) == (400, "fields")


def test_comparing_costs_the_same_for_more_rows(moved, client, analyst, django_assert_max_num_queries):
    client.force_login(analyst)
    client.get("/api/v1/measures/", {"as_of": D, "compare": D0})
    with django_assert_max_num_queries(8):
        client.get("/api/v1/measures/", {"as_of": D, "compare": D0, "page_size": 50})
