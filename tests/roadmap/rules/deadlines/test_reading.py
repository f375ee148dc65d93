"""Official wordings in, dated occurrences out: every form in every language (rules.md §2)."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import roadmap
from roadmap.choices import DeadlineForm
from roadmap.rules.deadlines import read_deadline
from roadmap.rules.periods import Term
from tests.roadmap.rules.deadlines.english import ENGLISH
from tests.roadmap.rules.deadlines.kazakh import KAZAKH
from tests.roadmap.rules.deadlines.readings import expected, read, wordings
from tests.roadmap.rules.deadlines.russian import RUSSIAN

SHIPPED = json.loads((Path(roadmap.__file__).parent / "data" / "roadmap-2023-2025.json").read_text(encoding="utf-8"))
TERM = Term(*(date.fromisoformat(SHIPPED["roadmap"][end]) for end in ("period_start", "period_end")))


@pytest.mark.parametrize(("name", "phrase"), wordings(RUSSIAN))
def test_a_russian_wording(name: str, phrase: str) -> None:
    assert read(phrase) == expected(name)


@pytest.mark.parametrize(("name", "phrase"), wordings(KAZAKH))
def test_a_kazakh_wording(name: str, phrase: str) -> None:
    assert read(phrase) == expected(name)


@pytest.mark.parametrize(("name", "phrase"), wordings(ENGLISH))
def test_an_english_wording(name: str, phrase: str) -> None:
    assert read(phrase) == expected(name)


@pytest.mark.parametrize("table", [RUSSIAN, KAZAKH, ENGLISH], ids=["russian", "kazakh", "english"])
def test_every_form_has_wordings_in_every_language(table: dict[str, str]) -> None:
    assert {DeadlineForm(name.split()[0]) for name in table} == set(DeadlineForm)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("measure", SHIPPED["measures"], ids=lambda measure: measure["number"])
def test_the_shipped_wordings_give_the_shipped_occurrences(measure: dict[str, Any], language: str) -> None:
    stated = measure["deadline"]
    found = read_deadline(stated[f"text_{language}"], term=TERM)
    assert (found.form, found.starts_on.isoformat(), found.due_on.isoformat()) == (
        stated["form"],
        stated["start"],
        stated["end"],
    )
    occurrences = [
        {"label": one.label, "start": one.starts_on.isoformat(), "end": one.due_on.isoformat()}
        for one in found.occurrences
    ]
    if stated["occurrences"]:
        assert occurrences == stated["occurrences"]
    else:
        assert [(one["start"], one["end"]) for one in occurrences] == [(stated["start"], stated["end"])]
