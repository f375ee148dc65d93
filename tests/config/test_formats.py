"""Days, moments and numbers as each language writes them (ui.md)."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from django.utils.formats import date_format, localize, number_format


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ru", "31 декабря 2025 г."), ("en", "31 December 2025")],
)
def test_long_date(language: str, expected: str) -> None:
    with translation.override(language):
        assert date_format(date(2025, 12, 31)) == expected


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_short_date_is_the_same_everywhere(language: str) -> None:
    with translation.override(language):
        assert date_format(date(2025, 12, 31), "SHORT_DATE_FORMAT") == "31.12.2025"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ru", "2 июля 2025 г., 11:20"), ("en", "2 July 2025, 11:20")],
)
def test_moment(language: str, expected: str) -> None:
    with translation.override(language):
        assert localize(datetime(2025, 7, 2, 11, 20, tzinfo=UTC)) == expected


@pytest.mark.parametrize(("language", "expected"), [("kk", "1,5"), ("ru", "1,5"), ("en", "1.5")])
def test_decimals(language: str, expected: str) -> None:
    with translation.override(language):
        assert number_format(1.5) == expected
