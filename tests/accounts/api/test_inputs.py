"""Bodies are taken as they are typed: nothing is guessed (api.md *Errors*)."""

from __future__ import annotations

import datetime as dt

import pytest
from rest_framework import serializers

from accounts.api.inputs import Day, Flag, StrictSerializer, Whole


class Body(StrictSerializer[None]):
    """One field of each kind."""

    id = serializers.IntegerField(read_only=True)
    number = Whole(required=False)
    is_ours = Flag(required=False)
    day = Day(required=False)


@pytest.mark.parametrize(
    ("field", "given", "code"),
    [
        ("id", 1, "read_only"),
        ("nothing", 1, "unknown_field"),
        ("number", "1", "invalid"),
        ("number", True, "invalid"),
        ("is_ours", "yes", "invalid"),
        ("is_ours", 1, "invalid"),
        ("day", "2024-02-30", "invalid"),
        ("day", "٢٠٢٤-٠١-٠١", "invalid"),
        ("day", 20240101, "invalid"),
        ("day", "1899-12-31", "out_of_range"),
        ("day", "2201-01-01", "out_of_range"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(field: str, given: object, code: str) -> None:
    body = Body(data={field: given})
    assert not body.is_valid()
    assert [(name, [one.code for one in told]) for name, told in body.errors.items()] == [(field, [code])]


def test_what_fits_is_read() -> None:
    body = Body(data={"number": 7, "is_ours": False, "day": "1900-01-01"})
    assert body.is_valid()
    assert body.validated_data == {"number": 7, "is_ours": False, "day": dt.date(1900, 1, 1)}
