"""The head of the audit chain, once a week, for both administrations (rules.md §8).

Whoever kept it sees by `verify_audit --expect` whether anything before it was rewritten, by the operator too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import AuditEntry, Region, User
from accounts.roles import Role
from roadmap.choices import NoticeKind
from roadmap.models import Notice

CHAIN = "chain"


def heads_of(region: Region, today: date) -> Iterator[Notice]:
    """Yield what a region's coordinators and administrators are told in the week of `today`, unsaved.

    It is the last entry before the region's Monday, so that it is the same on every day of the week.
    """
    monday = today - timedelta(days=today.weekday())
    begins = datetime.combine(monday, time(), tzinfo=ZoneInfo(region.timezone))
    last = AuditEntry.objects.filter(at__lt=begins).order_by("-seq").first()
    if last is None:
        return
    told = User.objects.joined().filter(region=region, role__in=[Role.COORDINATOR, Role.ADMINISTRATOR])
    for user_id in told.order_by("pk").values_list("pk", flat=True):
        yield Notice(user_id=user_id, kind=NoticeKind.CHAIN, key=f"{CHAIN}:{monday}:{last.mark}", place=CHAIN)


def head_in(notice: Notice) -> str:
    """Return the head that a notice tells, `SEQ:HASH`."""
    return notice.key.split(":", 2)[2]
