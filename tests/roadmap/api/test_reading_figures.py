"""Counts by groups, the feed of changes, tags of answers (api.md *summary/*, *changes/*, *Caching*)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import product
from typing import Any

import pytest

from accounts.api import docs
from accounts.models import User
from roadmap.models import Change, Report
from roadmap.selectors.summary import COUNTS, GROUPS
from tests.roadmap.api.conftest import Get
from tests.roadmap.selectors.world import at

PARTY = {"region", "agency", "lead"}
DATED = {"year", "quarter"}
GROUPINGS = [
    (),
    *((name,) for name in GROUPS),
    ("direction", "region"),
    ("year", "agency"),
    ("lead", "quarter", "status"),
    ("status", "agreement", "health"),
    GROUPS,
]
QUESTIONS = ("", "as_of=2024-06-30&", "as_of=2024-06-30&known_on=2024-06-10&", "side=aktobe&status=in_progress&")


def values_of(name: str, row: dict[str, Any], unit: dict[str, Any], measure: dict[str, Any]) -> list[Any]:
    due_on = row.get("due_on", "0000-00-00")
    values: dict[str, Any] = {
        "roadmap": row["roadmap"],
        "direction": row["direction"],
        "region": unit.get("region"),
        "lead": unit.get("lead"),
        "status": unit["status"],
        "agreement": row["agreement"],
        "health": unit["health"],
        "deadline_form": measure["deadline"]["form"],
        "year": int(due_on[:4]),
        "quarter": f"{due_on[:4]}-Q{(int(due_on[5:7]) + 2) // 3}",
        "source": measure["source"]["kind"],
    }
    return [unit["lead"], *unit["co"]] if name == "agency" else [values[name]]


def counted(group_by: tuple[str, ...], measures: Any, every_measure: Any, occurrences: Any) -> dict[Any, Any]:
    """Return the figures of each group, one row of a list after the other."""
    by_id = {row["id"]: row for row in every_measure}
    figures: dict[Any, Any] = {}
    for row in occurrences if DATED & set(group_by) else measures:
        measure = by_id[row.get("measure", row["id"])]
        for unit in row["sides"] if PARTY & set(group_by) else [row]:
            for key in product(*(values_of(name, row, unit, measure) for name in group_by)):
                found = figures.setdefault(
                    key, {"counted": 0, "cancelled": 0, "sum": 0, **{part: {} for part in COUNTS}}
                )
                if measure["cancelled"]:
                    found["cancelled"] += 1
                    continue
                found["counted"] += 1
                found["sum"] += unit["progress"]
                for part, value in zip(COUNTS, (unit["status"], row["agreement"], unit["health"]), strict=True):
                    found[part][value] = found[part].get(value, 0) + 1
    return figures


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_summary_counts_the_rows_of_the_lists(get: Get, rows: Any, question: str) -> None:
    day = "".join(f"{part}&" for part in question.split("&") if part.startswith(("as_of", "known_on")))
    lists = rows(f"measures/?{question}"), rows(f"measures/?{day}"), rows(f"occurrences/?{question}")
    for group_by in GROUPINGS:
        answer = get(f"summary/?{question}" + (f"group_by={','.join(group_by)}" if group_by else ""))
        assert answer.status_code == 200, (group_by, answer.content)
        noun = "occurrences" if DATED & set(group_by) else "measures"
        shown = {
            tuple(row[name] for name in group_by): {
                "counted": row[noun],
                "cancelled": row["cancelled"],
                "progress": row["progress"],
                **{part: {code: count for code, count in row[part].items() if count} for part in COUNTS},
            }
            for row in answer.json()["results"]
        }
        expected = {
            key: {
                "counted": found["counted"],
                "cancelled": found["cancelled"],
                "progress": found["sum"] // found["counted"] if found["counted"] else None,
                **{part: found[part] for part in COUNTS},
            }
            for key, found in counted(group_by, *lists).items()
        }
        assert shown == expected, group_by


def test_a_summary_without_groups_has_one_row_even_of_nothing(get: Get) -> None:
    [row] = get("summary/?roadmap=NONE").json()["results"]
    assert (row["measures"], row["progress"], set(row["by_status"].values())) == (0, None, {0})


def told(states: Any, *readers: tuple[str | None, str | None]) -> None:
    """Write rows of the feed for readers: a region, or all; an agency, or the whole region."""
    for number, (region, agency) in enumerate(readers, start=100):
        Change.objects.create(
            seq=number,
            at=at(date(2025, 1, 1)),
            kind="measure",
            object_id=str(number),
            change="updated",
            region_id=states.regions[region].pk if region else None,
            agency_id=states.agencies[agency].pk if agency else None,
        )


def test_the_feed_is_read_in_portions_without_a_gap(get: Get, states: Any) -> None:
    told(states, (None, None), ("aktobe", None), (None, None), ("orenburg", None), (None, None))
    whole = get("changes/?limit=1000").json()
    assert [row["id"] for row in whole["results"]] == [100, 102, 104]
    after, seen = get("changes/?limit=1&after=0").json()["next_after"], whole["results"][:1]
    while True:
        page = get(f"changes/?limit=1&after={after}").json()
        if not page["results"]:
            break
        after = page["next_after"]
        seen += page["results"]
    assert seen == whole["results"]
    assert page["next_after"] == after == whole["next_after"]


def test_the_feed_tells_each_reader_what_they_may_know(get: Get, states: Any) -> None:
    told(states, (None, None), ("aktobe", None), ("aktobe", "AKT-KAZ"), ("aktobe", "AKT-TRN"), ("orenburg", None))
    seen = {
        reader: [row["id"] for row in get("changes/", reader).json()["results"]]
        for reader in ("analyst", "aktobe-executor", "aktobe-coordinator", "orenburg-coordinator", "operator")
    }
    assert seen == {
        "analyst": [100],
        "aktobe-executor": [100, 101, 103],
        "aktobe-coordinator": [100, 101, 102, 103],
        "orenburg-coordinator": [100, 104],
        "operator": [100],
    }


def test_a_cursor_of_the_feed_is_its_readers(get: Get, states: Any) -> None:
    after = get("changes/", "aktobe-executor").json()["next_after"]
    assert get(f"changes/?after={after}", "aktobe-coordinator").json()["code"] == "audience_changed"
    person = states.people["aktobe-executor"]
    User.objects.filter(pk=person.pk).update(agency=states.agencies["AKT-KAZ"])
    answer = get(f"changes/?after={after}", "aktobe-executor")
    assert (answer.status_code, answer.json()["code"]) == (410, "audience_changed")


@pytest.mark.parametrize("query", ["after=", "after=x", "after=-1", "after=1", "limit=0", "limit=1001", "kind=report"])
def test_the_feed_refuses_by_name(get: Get, query: str) -> None:
    answer = get(f"changes/?{query}")
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [query.partition("=")[0]]


def test_what_the_client_holds_is_not_sent_again(get: Get, number_of: Any) -> None:
    report = Report.objects.filter(state="accepted").earliest("pk")
    paths = (
        "regions/",
        "agencies/AKT-TRN/",
        "measures/",
        f"measures/{number_of('1.2')}/",
        "occurrences/",
        f"reports/{report.pk}/",
        "summary/",
        "changes/",
        "schema/",
    )
    for path in paths:
        tag = get(path).headers["ETag"]
        for held in (tag, f"W/{tag}", tag.strip('"'), f'"other", {tag}', "*"):
            answer = get(path, if_none_match=held)
            assert (answer.status_code, answer.content) == (304, b""), (path, held)
            assert answer.headers["ETag"] == tag
            assert answer.headers["Cache-Control"] == "private, no-cache"
            assert {"Authorization", "Cookie"} <= set(answer.headers["Vary"].split(", "))
        assert get(path, if_none_match='"other"').status_code == 200
    assert get("measures/8000000000000000/", if_none_match="*").status_code == 404


def test_readers_of_different_rows_share_no_tag(get: Get, states: Any) -> None:
    readers = [name for name in states.people if name != "operator"]
    tags = {get("reports/", reader).headers["ETag"] for reader in readers}
    assert len(tags) == len(readers)


def test_people_tokens_and_audit_are_never_kept(get: Get) -> None:
    for path in ("me/", "users/", "tokens/", "audit/"):
        answer = get(path, "aktobe-admin")
        assert answer.headers["Cache-Control"] == "no-store", path
        assert "ETag" not in answer.headers


def test_lists_of_accounts_are_asked_about_another_moment(get: Get) -> None:
    assert get("audit/?count=true", "aktobe-coordinator").json()["count"] == 0
    assert get("audit/?known_on=2001-01-01&count=true", "operator").json()["count"] == 0
    assert get("audit/?count=true", "operator").json()["count"] > 0
    assert get("audit/?as_of=9999-12-31&tz=America/New_York&count=true", "operator").json()["count"] > 0


def test_the_schema_is_made_by_one_thread_at_a_time() -> None:
    docs._written.cache_clear()
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda yaml: docs.written(yaml=yaml, public=False), [True, False, True, False]))
    assert all(made)
