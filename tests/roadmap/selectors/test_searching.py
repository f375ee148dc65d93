"""Search: the same on both databases, on any day, with an index behind it (api.md *Filters*)."""

import unicodedata
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q, QuerySet

from roadmap.models import Measure, MeasureText, Report
from roadmap.rules.words import search_words
from roadmap.selectors.criteria import PlanCriteria
from roadmap.selectors.measures import MEASURES
from roadmap.selectors.question import Question
from roadmap.selectors.reference import reference
from roadmap.selectors.reports import ReportCriteria, reports_asked
from roadmap.selectors.searching import MEASURE, MEASURE_TEXT, REPORT, HoldsWords
from tests.roadmap.selectors.conftest import asked
from tests.roadmap.selectors.world import World

TRADE = "Қазақстан — Орынбор сауда жолы: ёлочный рынок № 7"
TABLES = (MEASURE, MEASURE_TEXT, REPORT)
ROADS = "Дорога Актобе–Оренбург, пункт 5.1"


@pytest.fixture
def plan(world: World) -> World:
    world.measure("1.1", title=TRADE)
    world.measure("1.10", title=ROADS)
    world.settle()
    return world


def found(question: Question, text: str) -> list[str]:
    criteria = PlanCriteria(search=tuple(search_words(text)))
    ordering = MEASURES.orderings(question)["number"]
    return [row["number"] for rows in MEASURES.all(question, reference(), criteria, ordering) for row in rows]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("day", [None, date(2024, 6, 30)])
@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("ҚАЗАҚСТАН", ["1.1"]),
        ("қазақст", ["1.1"]),
        ("орынбор САУДА жолы", ["1.1"]),
        ("ЁЛОЧ", ["1.1"]),
        ("елоч", []),
        ("сауда дорога", []),
        ("ауда", []),
        ("1.1", ["1.1", "1.10"]),
        ("5.1", ["1.10"]),
        ("akt-trn", ["1.1", "1.10"]),
        ("english", ["1.1", "1.10"]),
        ("декабря", ["1.1", "1.10"]),
        ("%", []),
        ("—", []),
        ("' \" * : & | ! ( )", []),
    ],
)
def test_a_search_finds_words_by_their_beginnings(
    plan: World, text: str, numbers: list[str], day: date | None, form: Any
) -> None:
    assert found(asked(plan, as_of=day), unicodedata.normalize(form, text)) == numbers


def test_a_search_of_another_day_reads_the_text_of_that_day(world: World) -> None:
    measure = world.measure("1.1", title="Старое название")
    measure.title_kk = measure.title_ru = measure.title_en = "Новое название"
    world.text(measure, from_on=date(2025, 1, 1), known_at=measure.updated_at)
    world.settle()
    assert found(asked(world), "новое") == ["1.1"]
    assert found(asked(world), "старое") == []
    assert found(asked(world, as_of=date(2024, 6, 30)), "новое") == []
    assert found(asked(world, as_of=date(2024, 6, 30)), "старое") == ["1.1"]


def test_words_longer_than_an_index_takes_are_found_by_their_beginning(world: World) -> None:
    world.measure("1.1", title="ж" * 5000)
    world.settle()
    assert found(asked(world), "ж" * 200) == ["1.1"]


def test_a_hundred_words_are_one_search(plan: World) -> None:
    assert found(asked(plan), " ".join(chr(0x430 + number % 32) for number in range(100))) == []


def test_the_index_follows_what_is_written(plan: World) -> None:
    measure = Measure.objects.get(number="1.1")
    Measure.objects.filter(pk=measure.pk).update(words=" иное")
    assert found(asked(plan), "сауда") == []
    assert found(asked(plan), "иное") == ["1.1"]


def test_reports_are_found_by_their_words(plan: World) -> None:
    measure = Measure.objects.get(number="1.1")
    plan.report(measure, "aktobe", summary="Келісімшарт жасалды")
    plan.report(measure, "orenburg", summary="Контракт подписан")

    def regions(*words: str) -> list[str]:
        rows = reports_asked(asked(plan), reference(), ReportCriteria(search=words))
        return list(rows.values_list("region__code", flat=True))

    assert regions("келісім") == ["aktobe"]
    assert regions("контракт", "подписан") == ["orenburg"]
    assert regions() == []


@pytest.mark.parametrize(
    ("rows", "table", "owner"),
    [
        (Measure.objects.all(), MEASURE, "id"),
        (Measure.objects.all(), MEASURE_TEXT, "measure_id"),
        (Report.objects.all(), REPORT, "id"),
    ],
)
@pytest.mark.usefixtures("db")
def test_an_index_answers_a_search(rows: QuerySet[Any], table: str, owner: str) -> None:
    sql, params = rows.filter(Q(HoldsWords("pk", table, ("сауда",), owner))).query.sql_with_params()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # without rows anything is as cheap as anything: only what cannot use the index is left to be seen
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
            cursor.execute(f"EXPLAIN {sql}", params)
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert f"Bitmap Index Scan on {table}_words" in plan
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            plan = "\n".join(row[3] for row in cursor.fetchall())
            assert f"SCAN {table}_words VIRTUAL TABLE INDEX" in plan
            assert f"SCAN {rows.model._meta.db_table}\n" not in f"{plan}\n"


@pytest.mark.usefixtures("db")
def test_each_table_of_words_has_its_index_still() -> None:
    """A later migration that makes a table of SQLite anew would drop its triggers without a word."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE '%%\\_words'")
            assert {row[0] for row in cursor.fetchall()} == {
                f"{table}_words" for table in (MEASURE, MEASURE_TEXT, REPORT)
            }
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%%words%%'")
            names = {row[0] for row in cursor.fetchall()}
            wanted = {
                f"{table}_words_{moment}"
                for table in (MEASURE, MEASURE_TEXT, REPORT)
                for moment in ("insert", "update", "delete")
            }
            assert names == wanted


def test_texts_of_other_days_are_found_too(plan: World) -> None:
    rows = MeasureText.objects.filter(Q(HoldsWords("measure_id", MEASURE_TEXT, ("сауда",), "measure_id")))
    assert list(rows.values_list("measure__number", flat=True)) == ["1.1"]
