"""Days and moments in Kazakh: the year first, and months in small letters, which Django's own catalogue has not."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from django.utils.formats import date_format, localize

MONTHS = "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан"


@pytest.mark.parametrize(("number", "month"), list(enumerate(MONTHS.split(), start=1)))
def test_long_date(number: int, month: str) -> None:
    with translation.override("kk"):
        assert date_format(date(2025, number, 28)) == f"2025 ж. 28 {month}"


def test_moment() -> None:
    with translation.override("kk"):
        assert localize(datetime(2025, 7, 2, 11, 20, tzinfo=UTC)) == "2025 ж. 2 шілде, 11:20"
