"""Lists as files: the same rows, columns and values as in JSON, and no formula (api.md *Formats*)."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from roadmap.models import Measure
from tests.roadmap.api.conftest import Get
from tests.roadmap.api.test_reading_lists import LISTS, OWN_LISTS

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def content(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def table(answer: Any) -> list[list[str]]:
    text = content(answer)
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(text.decode("utf-8-sig"), newline="")))


def sheet(answer: Any) -> tuple[list[str], list[tuple[Any, ...]]]:
    book = load_workbook(BytesIO(content(answer)))
    [only] = book.worksheets
    return [only.title], list(only.iter_rows(values_only=True))


def value_at(row: dict[str, Any], path: str) -> Any:
    value: Any = row
    for name in path.split("."):
        if isinstance(value, list):
            value = next((one for one in value if one["region"] == name), None)
        elif value is not None:
            value = value[name]
    return value


def as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "; ".join(as_text(one) for one in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def in_csv(value: Any) -> str:
    text = as_text(value)
    return f"'{text}" if not isinstance(value, int) and text[:1] in set("=+-@\t\r") else text


def in_sheet(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell == datetime.combine(cell.date(), datetime.min.time()) else "instant"
    return as_text(cell)


@pytest.mark.parametrize("question", ["", "as_of=2024-06-30&known_on=2025-01-01&"])
def test_every_format_holds_the_rows_of_json(get: Get, rows: Any, question: str) -> None:
    for name in LISTS:
        every = rows(f"{name}/?{question}")
        header, *lines = table(get(f"{name}/?{question}page_size=1&format=csv"))
        title, (head, *cells) = sheet(get(f"{name}/?{question}format=xlsx"))
        assert (title, list(head)) == ([name], header)
        assert lines == [[in_csv(value_at(row, path)) for path in header] for row in every], name
        shown = [[in_sheet(cell) for cell in row] for row in cells]
        expected = [[as_text(value_at(row, path)) for path in header] for row in every]
        assert [[cell for cell in row if cell != "instant"] for row in shown] == [
            [value for value, cell in zip(row, seen, strict=True) if cell != "instant"]
            for row, seen in zip(expected, shown, strict=True)
        ], name
        ndjson = content(get(f"{name}/?{question}format=ndjson")).decode()
        assert [json.loads(line) for line in ndjson.splitlines()] == every, name


@pytest.mark.parametrize("as_of", ["", "&as_of=2024-06-30"])
@pytest.mark.parametrize(
    "asked",
    [
        "side=aktobe&status=done,in_progress",
        "health=late,silent&ordering=-progress",
        "region=orenburg&at_risk=true",
        "agency=AKT-KAZ&ordering=-health",
        "agreement=diverging,settled",
        "search=дорога&cancelled=false",
        "silent_days_min=1&ordering=-due_on",
    ],
)
def test_a_file_holds_what_is_asked_for_in_its_order(get: Get, rows: Any, asked: str, as_of: str) -> None:
    every = rows(f"measures/?{asked}{as_of}")
    header, *lines = table(get(f"measures/?{asked}{as_of}&format=csv"))
    assert lines == [[in_csv(value_at(row, path)) for path in header] for row in every]
    ndjson = content(get(f"measures/?{asked}{as_of}&format=ndjson")).decode()
    assert [json.loads(line) for line in ndjson.splitlines()] == every


@pytest.mark.parametrize(
    "text", ['"', 'Ол «иә» деді: "иә", ал\nекінші жол', ",", "\r\n", "\\", "'=1", "\u2028", "-1", "\t", "@", "=1"]
)
def test_a_file_holds_any_text_as_it_was_written(get: Get, rows: Any, text: str) -> None:
    Measure.objects.filter(number="1.2").update(title_kk=text, deadline_ru=text)
    [row] = rows("measures/?number=1.2")
    assert row["title"]["kk"] == text
    header, line = table(get("measures/?number=1.2&format=csv"))
    assert line == [in_csv(value_at(row, path)) for path in header]
    assert json.loads(content(get("measures/?number=1.2&format=ndjson"))) == row


@pytest.mark.parametrize("path", ["id", "number", "cancelled", "updated_at", "sides.aktobe.co", "title.kk"])
def test_a_table_may_have_one_column(get: Get, rows: Any, path: str) -> None:
    [header], *lines = table(get(f"measures/?format=csv&fields={path}"))
    assert header == path
    assert [line or [""] for line in lines] == [[in_csv(value_at(row, path))] for row in rows("measures/")]


def test_the_format_is_asked_for_by_accept_or_by_name(get: Get) -> None:
    for name in (*LISTS, *OWN_LISTS):
        for form, media_type in (("csv", "text/csv"), ("xlsx", WORKBOOK), ("ndjson", "application/x-ndjson")):
            for answer in (
                get(f"{name}/?format={form}", "aktobe-admin"),
                get(f"{name}/", "aktobe-admin", accept=media_type),
            ):
                assert answer.status_code == 200, (name, form)
                assert answer.headers["Content-Type"].partition(";")[0] == media_type
                assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.{form}"'
                content(answer)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/json;q=0.5, text/csv", "text/csv"),
        ("text/csv;q=0, application/*", "application/json"),
        ("TEXT/CSV", "text/csv"),
        ("text/html,*/*;q=0.8", "application/json"),
        ("*/*", "application/json"),
    ],
)
def test_accept_is_weighed(get: Get, accept: str, media_type: str) -> None:
    assert get("regions/", accept=accept).headers["Content-Type"].partition(";")[0] == media_type


def test_what_no_list_is_has_one_format(get: Get, number_of: Any) -> None:
    for path in (f"measures/{number_of('1.2')}/", "summary/", "changes/", "roadmaps/AKT-ORB-2023-2025/"):
        assert get(f"{path}?format=csv").json()["errors"][0]["field"] == "format"
        assert get(path, accept="text/csv").status_code == 406
        assert get(f"{path}?format=json").status_code == 200


def test_dates_of_a_workbook_are_dates_and_text_is_no_formula(get: Get) -> None:
    _title, (head, *cells) = sheet(get("measures/?format=xlsx&number=1.10-1"))
    row = dict(zip(head, cells[0], strict=True))
    assert row["title.ru"] == "=SUM(1) опасный"
    assert row["deadline.due_on"] == datetime(2024, 3, 31)
    assert row["sides.aktobe.stands_on"].date() == date(2024, 2, 1)
    book = load_workbook(BytesIO(content(get("measures/?format=xlsx"))))
    kinds = {cell.data_type for line in book.worksheets[0].iter_rows() for cell in line}
    assert "f" not in kinds


def test_fields_name_columns_of_a_table_too(get: Get) -> None:
    assert table(get("measures/?format=csv&number=1.2&fields=number,sides.orenburg.status")) == [
        ["number", "sides.orenburg.status"],
        ["1.2", "in_progress"],
    ]
    assert table(get("measures/?format=csv&number=1.2&fields=sides.status"))[0] == [
        "sides.aktobe.status",
        "sides.orenburg.status",
    ]
    assert get("measures/?format=csv&fields=sides.mars.status").status_code == 400
    assert get("measures/?fields=sides.orenburg.status").status_code == 400


def test_json_lines_hold_what_is_expanded(get: Get) -> None:
    lines = content(get("measures/?format=ndjson&number=1.2&expand=occurrences&fields=occurrences.label")).decode()
    assert json.loads(lines) == {"occurrences": [{"label": "2024-H1"}, {"label": "2024-H2"}]}


@pytest.mark.parametrize("path", ["measures/", "users/"])
def test_a_workbook_takes_no_more_rows_than_it_holds(get: Get, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr("accounts.exports.MOST_ROWS", 1)
    answer = get(f"{path}?format=xlsx", "aktobe-admin")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "too_many_rows")
