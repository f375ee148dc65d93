"""The operator begins a draft between two or more Parties."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.errors import InvalidInput
from accounts.models import User
from roadmap.models import Roadmap
from roadmap.services.founding import found_roadmap
from tests.cast import Plan, act_of

SOUND: dict[str, Any] = {
    "code": "NEXT",
    **{f"{name}_{code}": f"Жоспар {code}" for name in ("title", "short_title") for code in ("kk", "ru", "en")},
    "starts_on": dt.date(2026, 1, 1),
    "ends_on": dt.date(2028, 12, 31),
    "regions": ["aktobe", "orenburg"],
    "cycle": "quarterly",
    "days_after": 15,
}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"regions": ["aktobe", "mars"]}, "regions"),
        ({"regions": ["aktobe", "aktobe"]}, "regions"),
        ({"regions": "aktobe"}, "regions"),
        ({"days_after": "15"}, "days_after"),
        ({"days_after": 367}, "days_after"),
        ({"cycle": "daily"}, "cycle"),
    ],
)
def test_what_cannot_be_is_named_and_writes_nothing(
    plan: Plan, operator: User, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        found_roadmap(act_of(operator), values={**SOUND, **values})
    assert refused.value.field == field
    assert not Roadmap.objects.filter(code="NEXT").exists()
