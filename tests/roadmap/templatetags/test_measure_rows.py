import datetime as dt

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from roadmap.templatetags.measure_rows import measure_row

TODAY = dt.date(2025, 7, 15)
SIDE = {
    "lead": "Управление <транспорта>",
    "status": "in_progress",
    "progress": 40,
    "health": "late",
    "late_from": dt.date(2025, 7, 1),
    "days_silent": 12,
    "never_reported": False,
    "co": ["A"],
}
ROW = {
    "url": "/measures/1/",
    "number": "5.1",
    "title": "Обмен <опытом>",
    "deadline": "ежегодно",
    "due_on": dt.date(2025, 12, 31),
    "source": "article",
    "cancelled": False,
    "own": SIDE,
    "other": None,
    "joint": {"status": "in_progress", "progress": 40, "agreement": "one_sided"},
    "then": None,
    "is_new": False,
}
THEN = {"status": "done", "progress": 100, "agreement": "agreed", "health": "closed", "due_on": None}


def included(row):
    context = {"row": row, "today": TODAY, "own_name": "Ақтөбе", "other_name": "Оренбург"}
    return render_to_string("components/measure_row.html", context)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"cancelled": True},
        {"then": THEN},
        {"is_new": True},
        {"other": {**SIDE, "health": "silent"}},
        {"own": {**SIDE, "late_from": dt.date(2025, 6, 1)}},
        {"joint": {"status": "done", "progress": 100, "agreement": "agreed"}},
    ],
)
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_kept_row_is_what_its_partial_makes_of_it(changes, language):
    with translation.override(language):
        row = {**ROW, **changes}
        first, again = (measure_row(row, TODAY, "Ақтөбе", "Оренбург") for _turn in range(2))
        assert first == again == included(row)
        assert "&lt;опытом&gt;" in first


def test_another_day_is_another_row():
    assert measure_row(ROW, TODAY, "", "") != measure_row(ROW, TODAY + dt.timedelta(days=1), "", "")
