"""What two equal Parties say together (rules.md §4)."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.choices import Agreement, Status
from roadmap.rules.agreement import Joint, Settled, Side, agreement_of, joint
from roadmap.rules.reporting import FITTING_PROGRESS

ACCEPTED_AT = datetime(2024, 7, 10, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)

NOTHING = Side(Status.NOT_STARTED, 0, reported=False, accepted_at=None)


def said(status: Status, progress: int, accepted_at: datetime = ACCEPTED_AT) -> Side:
    """Return a side that reported this."""
    return Side(status, progress, reported=True, accepted_at=accepted_at)


NOT_STARTED = said(Status.NOT_STARTED, 0)
HALF = said(Status.IN_PROGRESS, 50)
NEARLY = said(Status.IN_PROGRESS, 80)
DONE = said(Status.DONE, 100)
NOT_DONE = said(Status.NOT_DONE, 30)


def settled(status: Status, after: timedelta = SECOND) -> Settled:
    """Return a settlement confirmed so long after the sides' reports."""
    return Settled(status, ACCEPTED_AT + after)


# Few moments, so that ties are common.
moments = st.integers(-2, 2).map(lambda count: ACCEPTED_AT + count * SECOND)


@st.composite
def any_side(draw: st.DrawFn) -> Side:
    """Return a side that has reported a fitting progress, or nothing."""
    if not draw(st.booleans()):
        return NOTHING
    status = draw(st.sampled_from(Status))
    return said(status, draw(st.sampled_from(FITTING_PROGRESS[status])), draw(moments))


any_sides = st.lists(any_side(), max_size=3)
any_settled = st.none() | st.builds(Settled, st.sampled_from(Status), moments)


@pytest.mark.parametrize(
    ("sides", "status", "progress", "agreement"),
    [
        ([NOTHING, NOTHING], Status.NOT_STARTED, 0, Agreement.UNREPORTED),
        ([NOTHING, NOT_STARTED], Status.NOT_STARTED, 0, Agreement.ONE_SIDED),
        ([NOTHING, HALF], Status.NOT_STARTED, 0, Agreement.ONE_SIDED),
        ([NOTHING, DONE], Status.NOT_STARTED, 0, Agreement.ONE_SIDED),
        ([NOTHING, NOT_DONE], Status.NOT_DONE, 0, Agreement.ONE_SIDED),
        ([NOT_STARTED, NOT_STARTED], Status.NOT_STARTED, 0, Agreement.AGREED),
        ([HALF, NEARLY], Status.IN_PROGRESS, 50, Agreement.AGREED),
        ([DONE, DONE], Status.DONE, 100, Agreement.AGREED),
        ([NOT_DONE, said(Status.NOT_DONE, 70)], Status.NOT_DONE, 30, Agreement.AGREED),
        ([NOT_STARTED, HALF], Status.NOT_STARTED, 0, Agreement.DIVERGING),
        ([NOT_STARTED, DONE], Status.NOT_STARTED, 0, Agreement.DIVERGING),
        ([NOT_STARTED, NOT_DONE], Status.NOT_DONE, 0, Agreement.DIVERGING),
        ([HALF, DONE], Status.IN_PROGRESS, 50, Agreement.DIVERGING),
        ([HALF, NOT_DONE], Status.NOT_DONE, 30, Agreement.DIVERGING),
        ([NOT_DONE, DONE], Status.NOT_DONE, 30, Agreement.DIVERGING),
        ([DONE, DONE, HALF], Status.IN_PROGRESS, 50, Agreement.DIVERGING),
        ([DONE, DONE, NOTHING], Status.NOT_STARTED, 0, Agreement.ONE_SIDED),
        ([DONE, HALF, NOTHING], Status.NOT_STARTED, 0, Agreement.ONE_SIDED),
        ([NOTHING], Status.NOT_STARTED, 0, Agreement.UNREPORTED),
        ([NOT_STARTED], Status.NOT_STARTED, 0, Agreement.AGREED),
        ([HALF], Status.IN_PROGRESS, 50, Agreement.AGREED),
        ([DONE], Status.DONE, 100, Agreement.AGREED),
        ([], Status.NOT_STARTED, 0, Agreement.UNREPORTED),
    ],
)
def test_joint_without_a_settlement(sides: list[Side], status: Status, progress: int, agreement: Agreement) -> None:
    for each in (sides, sides[::-1]):
        assert joint(each, None) == Joint(status, progress, agreement)
        assert agreement_of(each, None) == agreement


@pytest.mark.parametrize(
    ("sides", "word", "progress"),
    [
        ([HALF, DONE], Status.DONE, 100),
        ([HALF, DONE], Status.NOT_STARTED, 0),
        ([HALF, DONE], Status.IN_PROGRESS, 50),
        ([HALF, DONE], Status.NOT_DONE, 50),
        ([NOT_DONE, DONE], Status.NOT_DONE, 30),
        ([NOT_STARTED, DONE], Status.IN_PROGRESS, 0),
    ],
)
def test_joint_where_settled(sides: list[Side], word: Status, progress: int) -> None:
    for each in (sides, sides[::-1]):
        assert joint(each, settled(word)) == Joint(word, progress, Agreement.SETTLED)


@pytest.mark.parametrize(
    ("after", "agreement", "status"),
    [
        (-SECOND, Agreement.DIVERGING, Status.IN_PROGRESS),
        (timedelta(0), Agreement.DIVERGING, Status.IN_PROGRESS),
        (timedelta(microseconds=1), Agreement.SETTLED, Status.DONE),
    ],
)
def test_a_settlement_holds_only_after_every_report(after: timedelta, agreement: Agreement, status: Status) -> None:
    earlier = said(Status.DONE, 100, ACCEPTED_AT - timedelta(days=5))

    for sides in ([earlier, HALF], [HALF, earlier]):
        found = joint(sides, settled(Status.DONE, after))
        assert (found.agreement, found.status) == (agreement, status)


def test_sides_that_agree_need_no_settlement() -> None:
    assert joint([HALF, NEARLY], settled(Status.DONE)) == Joint(Status.IN_PROGRESS, 50, Agreement.AGREED)


def test_a_settlement_holds_where_a_side_says_nothing_for_the_day_asked() -> None:
    """Read for a day before one side's report, the protocol's word still stands alone."""
    assert joint([HALF, NOTHING], settled(Status.IN_PROGRESS)) == Joint(Status.IN_PROGRESS, 0, Agreement.SETTLED)
    assert joint([HALF, NOTHING], settled(Status.DONE, -SECOND)).agreement == Agreement.ONE_SIDED


def test_settled_open_progress_stops_before_the_whole() -> None:
    """A progress of 100 does not fit not_done, yet nothing but done may ever read as 100."""
    sides = [DONE, said(Status.NOT_DONE, 100)]

    assert joint(sides, settled(Status.NOT_DONE)).progress == 99
    assert joint(sides, settled(Status.IN_PROGRESS)).progress == 99


def test_a_side_without_a_report_counts_as_not_started_whatever_it_carries() -> None:
    silent = Side(Status.DONE, 100, reported=False, accepted_at=None)

    assert joint([silent, DONE], None) == Joint(Status.NOT_STARTED, 0, Agreement.ONE_SIDED)


@given(any_sides, any_settled, st.randoms(use_true_random=False))
def test_no_party_comes_first(sides: list[Side], word: Settled | None, random: Random) -> None:
    shuffled = list(sides)
    random.shuffle(shuffled)

    assert joint(shuffled, word) == joint(sides, word)


@given(any_sides, any_settled)
def test_joint_status_is_a_sides_status_unless_settled(sides: list[Side], word: Settled | None) -> None:
    found = joint(sides, word)

    if found.agreement == Agreement.SETTLED:
        assert word is not None
        assert found.status == word.status
    else:
        assert found.status in {side.status for side in sides} | (set() if sides else {Status.NOT_STARTED})


@given(any_sides, any_settled)
def test_joint_progress_fits_the_joint_status(sides: list[Side], word: Settled | None) -> None:
    found = joint(sides, word)

    assert found.progress in FITTING_PROGRESS[found.status]


@given(any_sides, any_settled)
def test_joint_agreement_is_agreement_of(sides: list[Side], word: Settled | None) -> None:
    assert joint(sides, word).agreement == agreement_of(sides, word)


@given(any_sides)
def test_agreement_without_a_settlement_is_the_table(sides: list[Side]) -> None:
    """The table of rules.md §4, read literally."""
    reported = [side for side in sides if side.reported]
    expected = {
        Agreement.AGREED: bool(sides)
        and len(reported) == len(sides)
        and all(side.status == sides[0].status for side in sides),
        Agreement.DIVERGING: len(reported) == len(sides) and any(side.status != sides[0].status for side in sides),
        Agreement.ONE_SIDED: 0 < len(reported) < len(sides),
        Agreement.UNREPORTED: not reported,
    }

    assert [each for each, holds in expected.items() if holds] == [agreement_of(sides, None)]


@given(any_sides.filter(bool), st.builds(Settled, st.sampled_from(Status), moments), st.sampled_from(Status))
def test_a_report_accepted_later_reopens_the_question(sides: list[Side], word: Settled, status: Status) -> None:
    sides = [*sides, said(status, FITTING_PROGRESS[status][0], word.confirmed_at)]

    found = joint(sides, word)

    assert found == joint(sides, None)
    assert found.agreement != Agreement.SETTLED
