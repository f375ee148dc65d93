"""What a parsed file is, and that all its faults are named at once (each alone: management/test_load_roadmap.py)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from roadmap.imports.parse import parse_document
from roadmap.rules.deadlines import Span
from roadmap.rules.document import DocumentRefused
from tests.roadmap.imports.broken import MANY
from tests.roadmap.imports.shipped import CONTENT, changed, measure_of, written


def problems_of(content: bytes) -> list[str]:
    with pytest.raises(DocumentRefused) as refused:
        parse_document(content)
    return [problem.path for problem in refused.value.problems]


@pytest.mark.parametrize(("change", "places"), [pytest.param(*rest, id=name) for name, *rest in MANY])
def test_all_faults_are_named_at_once(change: Callable[[dict[str, Any]], object], places: list[str]) -> None:
    data = changed()
    change(data)
    assert sorted(problems_of(written(data))) == sorted(places)


def test_one_off_deadlines_get_their_due_period() -> None:
    [measure] = [one for one in parse_document(CONTENT).measures if one.number == "4.3"]
    assert measure.deadline.occurrences == (Span("2024", date(2024, 1, 1), date(2024, 12, 31)),)


def test_what_need_not_be_known_may_be_null() -> None:
    data = changed(signed_on=None, framework_agreement=None, predecessor=None, successor=None, directions_total=None)
    data["sources"][0].update(publisher=None, date=None, url=None)
    document = parse_document(written(data))
    assert (document.signed_on, document.facts["framework_agreement"], document.sources[0].url) == (None, None, "")


def test_long_and_strange_labels_are_shown_short() -> None:
    data = changed()
    measure_of(data, "1.1")["number"] = "1\n" * 60
    [place] = problems_of(written(data))
    assert place == "measures[0] (" + r"1\n" * 20 + "…).number"
