"""What two equal Parties say together of one occurrence (rules.md §4).

The sides are the standings of the Parties that have an executor in the occurrence, and only
those; the caller leaves out a Party without executors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from roadmap.choices import Agreement, Status

MOST_CAUTIOUS_FIRST = (Status.NOT_DONE, Status.NOT_STARTED, Status.IN_PROGRESS, Status.DONE)
HIGHEST_OPEN_PROGRESS = 99
WHOLE_PROGRESS = 100


@dataclass(frozen=True)
class Side:
    """One Party's word on the occurrence.

    `accepted_at` is the latest acceptance among all its reports that count
    (`standing.latest_acceptance`), not only the newest one's; None without any. A side that has
    not reported counts as `not_started`, 0, whatever is written here.
    """

    status: Status
    progress: int
    reported: bool
    accepted_at: datetime | None


@dataclass(frozen=True)
class Settled:
    """A settlement that both Parties confirmed and that counts for the question asked."""

    status: Status
    confirmed_at: datetime


@dataclass(frozen=True)
class Joint:
    """What the Parties say together; `progress` in whole percent."""

    status: Status
    progress: int
    agreement: Agreement


def agreement_of(sides: Sequence[Side], settled: Settled | None) -> Agreement:
    """Return whether the Parties say the same (rules.md §4).

    Sides that agree need no settlement, so `agreed` comes first. A settlement holds while it is
    confirmed later than every accepted report of the sides; a later report reopens the question.
    """
    if _agree(sides):
        return Agreement.AGREED
    if settled is not None and _holds(settled, sides):
        return Agreement.SETTLED
    if not any(side.reported for side in sides):
        return Agreement.UNREPORTED
    if not all(side.reported for side in sides):
        return Agreement.ONE_SIDED
    return Agreement.DIVERGING


def joint(sides: Sequence[Side], settled: Settled | None) -> Joint:
    """Return the joint status, progress and agreement of one occurrence (rules.md §4).

    Agreed: that status. Settled: the settled one, with 100 for done, 0 for not started, else the
    lower progress of the sides, at most 99. Otherwise the most cautious status and the lower
    progress. Without any side: not started, 0, unreported.
    """
    agreement = agreement_of(sides, settled)
    lower = min((_progress_of(side) for side in sides), default=0)
    if agreement == Agreement.SETTLED and settled is not None:
        return Joint(settled.status, _settled_progress(settled.status, lower), agreement)
    return Joint(_most_cautious(sides), lower, agreement)


def _agree(sides: Sequence[Side]) -> bool:
    """Return whether all sides have reported, and the same status."""
    return all(side.reported for side in sides) and len({side.status for side in sides}) == 1


def _holds(settled: Settled, sides: Sequence[Side]) -> bool:
    """Return whether no side had a report accepted at or after the confirmation."""
    return all(side.accepted_at is None or side.accepted_at < settled.confirmed_at for side in sides)


def _most_cautious(sides: Sequence[Side]) -> Status:
    """Return the most cautious of the sides' statuses; `not_started` without any side."""
    statuses = (side.status if side.reported else Status.NOT_STARTED for side in sides)
    return min(statuses, key=MOST_CAUTIOUS_FIRST.index, default=Status.NOT_STARTED)


def _progress_of(side: Side) -> int:
    """Return the progress that the side counts with."""
    return side.progress if side.reported else 0


def _settled_progress(status: Status, lower: int) -> int:
    """Return the joint progress of a settled occurrence whose sides stand at `lower` or more."""
    if status == Status.DONE:
        return WHOLE_PROGRESS
    if status == Status.NOT_STARTED:
        return 0
    return min(lower, HIGHEST_OPEN_PROGRESS)
