"""Numbers of measures and their order (api.md *Lists*)."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.errors import InvalidInput
from roadmap.rules.numbers import LONGEST_KEY, number_key

IN_ORDER = [
    "0",
    "1",
    "1-1",
    "1.1",
    "1.2",
    "1.2-9999",
    "1.2.1",
    "1.10",
    "2",
    "5.1",
    "5.1-1",
    "5.1-1-1",
    "5.1-1-2",
    "5.1-2",
    "5.1-10",
    "5.1.1",
    "5.1.1-1",
    "5.1.1.1",
    "5.1.1.1-1",
    "5.1.2",
    "5.2",
    "5.11",
    "6",
    "10.1",
    "13.4",
    "9999.9999.9999.9999",
    "9999.9999.9999.9999-9999-9999",
]
NOT_NUMBERS = [
    "",
    " ",
    "5.",
    ".5",
    "5..1",
    "5.1-",
    "-1",
    "5-1.1",
    "5.1-1-1-1",
    "1.2.3.4.5",
    "12345",
    "5.12345",
    "5.1-12345",
    "5,1",
    "5.1a",
    "5.I",
    " 5.1",
    "5.1 ",
    "5.1\n",
    "\n5.1",
    "5.1\x00",
    "5.1–1",  # an en dash is what the case is about
    "5.²",
    "٥.١",
    "५",
    "５.１",  # full-width digits are what the case is about
]

parts = st.integers(0, 9999)
parsed_numbers = st.tuples(parts, st.lists(parts, max_size=3).map(tuple), st.lists(parts, max_size=2).map(tuple))
Parsed = tuple[int, tuple[int, ...], tuple[int, ...]]


def written(number: Parsed) -> str:
    """Return the number as it stands in the document."""
    first, points, hyphens = number
    return ".".join(map(str, (first, *points))) + "".join(f"-{each}" for each in hyphens)


def place(number: Parsed) -> list[tuple[int, int]]:
    """Return where the number stands: hyphens before points, shorter before longer."""
    first, points, hyphens = number
    return [(0, first), *((2, each) for each in points), *((1, each) for each in hyphens)]


@pytest.mark.parametrize(("before", "after"), list(pairwise(IN_ORDER)))
def test_numbers_sort_by_their_parts(before: str, after: str) -> None:
    assert number_key(before) < number_key(after)


@given(parsed_numbers, parsed_numbers)
def test_keys_sort_as_the_numbers_do(one: Parsed, other: Parsed) -> None:
    by_key = number_key(written(one)) < number_key(written(other))

    assert by_key == (place(one) < place(other))


@given(parsed_numbers)
def test_a_key_is_digits_only_and_not_too_long(number: Parsed) -> None:
    key = number_key(written(number))

    assert key.isascii()
    assert key.isdigit()
    assert len(key) <= LONGEST_KEY


def test_the_longest_number_fills_the_longest_key() -> None:
    assert len(number_key("9999.9999.9999.9999-9999-9999")) == LONGEST_KEY


def test_leading_zeros_share_a_key() -> None:
    assert number_key("05.01") == number_key("5.1")


@pytest.mark.parametrize("number", NOT_NUMBERS)
def test_what_is_no_number_is_refused(number: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        number_key(number)

    assert (caught.value.field, caught.value.code) == ("number", "invalid")
