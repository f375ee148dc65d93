"""Days, periods and stretches of days as each language writes them."""

from datetime import date

import pytest
from django.utils import translation

from roadmap.days import lateness, long_day, nearness, period_words, short_day, silence


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "2025 ж. 31 желтоқсан"), ("ru", "31 декабря 2025 г."), ("en", "31 December 2025")],
)
def test_long_day(language: str, words: str) -> None:
    assert long_day(date(2025, 12, 31), language) == words


def test_short_day_is_alike_everywhere() -> None:
    assert short_day(date(2025, 4, 1)) == "01.04.2025"


@pytest.mark.parametrize(
    ("label", "language", "words"),
    [
        ("2024", "kk", "2024 жыл"),
        ("2024", "ru", "2024 год"),
        ("2024", "en", "2024"),
        ("2024-H1", "kk", "2024 жылғы I жартыжылдық"),
        ("2024-H2", "ru", "II полугодие 2024 года"),
        ("2024-H2", "en", "H2 2024"),
        ("2024-Q2", "kk", "2024 жылғы II тоқсан"),
        ("2024-Q4", "ru", "IV квартал 2024 года"),
        ("2024-Q4", "en", "Q4 2024"),
        ("2024-05", "kk", "2024 жылғы мамыр"),
        ("2024-05", "ru", "май 2024 года"),
        ("2024-12", "en", "December 2024"),
        ("1", "ru", ""),
    ],
)
def test_labels_in_words(label: str, language: str, words: str) -> None:
    assert period_words(label, language) == words


@pytest.mark.parametrize("label", ["2024-Q5", "2024-13", "24", "", "2024-H1 "])
def test_what_is_no_label_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match="No label"):
        period_words(label, "ru")


def test_stretches_count_their_days() -> None:
    with translation.override("en"):
        assert (lateness(1), lateness(12)) == ("by 1 day", "by 12 days")
        assert (silence(1), silence(91), silence(None)) == ("for 1 day", "for 91 days", "never reported")
        assert (nearness(0), nearness(1), nearness(5)) == ("today", "tomorrow", "in 5 days")
