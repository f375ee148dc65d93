"""What follows from a change of an agency on the floors above, which accounts does not know.

The plan repeats agencies: in search words, as executors, in the change feed. It registers a
`Follower` when the application starts; every write on agencies calls each of them, inside its own
transaction and at the moments named here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accounts.audit import Act
    from accounts.models import Agency


@dataclass(frozen=True)
class AgencyChange:
    """What happened to an agency: the row as it is now, and what its changed fields held before.

    `before` is empty where the agency is new.
    """

    agency: Agency
    before: Mapping[str, Any]
    is_new: bool = False


@dataclass(frozen=True)
class Touched:
    """One object that a write touched, for the change feed."""

    kind: str
    id: int | str
    change: str = "updated"


class Follower(Protocol):
    """What a floor above does when an agency changes."""

    def lock(self, agency_id: int) -> None:
        """Lock what hangs on an agency, before the agency itself is locked."""

    def follow(self, act: Act, change: AgencyChange) -> Sequence[Touched]:
        """Bring what repeats the agency in step, and return what was touched.

        The agency is written already; a refusal undoes that too.

        :raises RuleBroken: where the change cannot be.
        """

    def publish(self, act: Act, touched: Sequence[Touched], seq: int) -> None:
        """Write the feed's rows for all that was touched, numbered from `seq + 1`, under the ledger's lock."""


followers: list[Follower] = []
