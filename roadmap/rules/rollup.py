"""From occurrences to the measure, from measures to a direction or road map (rules.md §4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from roadmap.choices import Agreement, Health, Status
from roadmap.rules.standing import CLOSED_STATUSES, Days

FIRST_THAT_OCCURS = (
    Agreement.DIVERGING,
    Agreement.ONE_SIDED,
    Agreement.SETTLED,
    Agreement.AGREED,
    Agreement.UNREPORTED,
)


@dataclass(frozen=True)
class RollUp:
    """Counts of measures; every value of the three lists is a key, also with 0.

    `measures` leaves out the cancelled ones, which only `cancelled` counts. `progress` is the
    mean in whole percent, rounded down, or None where no measure is left to take it of.
    """

    measures: int
    by_status: Mapping[Status, int]
    by_agreement: Mapping[Agreement, int]
    by_health: Mapping[Health, int]
    progress: int | None
    cancelled: int


def roll_up_status(statuses: Iterable[Status]) -> Status:
    """Return a measure's status from those of its occurrences (rules.md §4).

    All done: `done`. All closed, one at least not done: `not_done`. All not started, or no
    occurrence at all: `not_started`. Else `in_progress`.
    """
    found = set(statuses)
    if found <= {Status.NOT_STARTED}:
        return Status.NOT_STARTED
    if found == {Status.DONE}:
        return Status.DONE
    if found <= CLOSED_STATUSES:
        return Status.NOT_DONE
    return Status.IN_PROGRESS


def roll_up_progress(progresses: Iterable[int]) -> int:
    """Return the mean over a measure's occurrences in whole percent, rounded down; 0 of none."""
    mean = _floor_mean(list(progresses))
    return 0 if mean is None else mean


def roll_up_agreement(agreements: Iterable[Agreement]) -> Agreement:
    """Return a measure's agreement: the first that occurs among its occurrences' (rules.md §4).

    `unreported` comes last, so it counts only if all occurrences are; of none it is that too.
    """
    return min(agreements, key=FIRST_THAT_OCCURS.index, default=Agreement.UNREPORTED)


def minimum_days(*days: Days) -> Days:
    """Return the earliest of each day, so that health rolls up to the worst (rules.md §4).

    Closed standings have no days and change nothing; the whole is closed only if all are.
    """
    return Days(
        late_from=_earliest(each.late_from for each in days),
        soon_from=_earliest(each.soon_from for each in days),
        silent_from=_earliest(each.silent_from for each in days),
    )


def counts(
    measures: Iterable[tuple[Status, Agreement, Health, int, bool]],
) -> RollUp:
    """Return the counts over `measures`: (status, agreement, health, progress, cancelled).

    A cancelled measure is counted apart and in nothing else (rules.md §4).
    """
    rows = list(measures)
    counted = [row for row in rows if not row[4]]
    by_status = dict.fromkeys(Status, 0)
    by_agreement = dict.fromkeys(Agreement, 0)
    by_health = dict.fromkeys(Health, 0)
    for status, agreement, health, _progress, _cancelled in counted:
        by_status[status] += 1
        by_agreement[agreement] += 1
        by_health[health] += 1
    return RollUp(
        measures=len(counted),
        by_status=by_status,
        by_agreement=by_agreement,
        by_health=by_health,
        progress=_floor_mean([row[3] for row in counted]),
        cancelled=len(rows) - len(counted),
    )


def _floor_mean(numbers: list[int]) -> int | None:
    """Return the mean rounded down, or None of none."""
    return sum(numbers) // len(numbers) if numbers else None


def _earliest(days: Iterable[date | None]) -> date | None:
    """Return the earliest day, or None where none ever comes."""
    return min((day for day in days if day is not None), default=None)
