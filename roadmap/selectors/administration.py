"""What waits for a region's administrator: people and agencies (ui.md *Today*)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet

from accounts.lists.alphabet import alphabet_key
from accounts.models import Agency, User
from accounts.roles import Role


@dataclass(frozen=True)
class PersonWaiting:
    """Somebody of the region: without a second factor, or invited and not yet there."""

    id: int
    username: str
    name: str
    role: str

    @property
    def role_words(self) -> str:
        """Return the role in words."""
        return str(Role(self.role).label)


@dataclass(frozen=True)
class ToAdminister:
    """What an administrator sees to; agencies are codes."""

    without_factor: list[PersonWaiting]
    invited: list[PersonWaiting]
    without_executor: list[str]


def to_administer(region_id: int, today: date) -> ToAdminister:
    """Return what waits for a region's administrator on a day: three queries."""
    people = User.objects.for_region(region_id)
    factor = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    invited = people.active().filter(invited_at__isnull=False, joined_at__isnull=True)
    return ToAdminister(
        without_factor=_people(people.joined().filter(~Exists(factor))),
        invited=_people(invited),
        without_executor=_agencies(region_id, today),
    )


def _people(found: QuerySet[User]) -> list[PersonWaiting]:
    rows = found.order_by("username").values_list("pk", "username", "name", "role")
    return sorted((PersonWaiting(*row) for row in rows), key=lambda person: alphabet_key(person.name))


def _agencies(region_id: int, today: date) -> list[str]:
    """Return the region's agencies on a day for which nobody can report."""
    executors = User.objects.joined().filter(agency=OuterRef("pk"), role=Role.EXECUTOR)
    found = Agency.objects.valid_on(today).filter(~Exists(executors), region_id=region_id)
    return list(found.order_by("code").values_list("code", flat=True))
