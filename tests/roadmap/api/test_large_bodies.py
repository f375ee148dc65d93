"""A body that is too large is read away before the refusal, so that who still sends hears it (api.md *Writing*)."""

import io
from types import SimpleNamespace

import pytest

from accounts.api import parsers
from accounts.api.refusals import TooLarge

LARGEST = 100


def refuse(stream, announced):
    request = SimpleNamespace(META={"CONTENT_LENGTH": str(announced)})
    with pytest.raises(TooLarge):
        parsers.refuse_longer_than(LARGEST, stream, {"request": request})


def test_what_is_refused_is_read_away():
    stream = io.BytesIO(bytes(3 * parsers.CHUNK + 1))
    refuse(stream, announced=3 * parsers.CHUNK + 1)
    assert stream.read() == b""


def test_what_is_beyond_all_measure_is_left():
    stream = io.BytesIO(bytes(LARGEST + 1))
    refuse(stream, announced=parsers.MOST_DROPPED + 1)
    assert stream.tell() == 0


def test_what_may_be_taken_is_left_to_be_read():
    stream = io.BytesIO(bytes(LARGEST))
    request = SimpleNamespace(META={"CONTENT_LENGTH": str(LARGEST)})
    parsers.refuse_longer_than(LARGEST, stream, {"request": request})
    assert stream.tell() == 0
