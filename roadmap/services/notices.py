"""Telling people: notices of what falls due and of what happened, and the letters that carry them.

Notices are made from what was written, so they stand in no audit entry of their own; taking note of one,
choosing how often letters come, and the calendar's address do.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts.audit import PEOPLE, local_day, record
from accounts.models import Region, User
from accounts.services.access import check_version
from roadmap.choices import LetterRhythm
from roadmap.errors import InvalidInput
from roadmap.models import Correspondence, Notice
from roadmap.notifications.heads import heads_of
from roadmap.notifications.letters import send_letter
from roadmap.notifications.occasions import notices_on, notices_since
from roadmap.notifications.reminders import notices_of

if TYPE_CHECKING:
    from accounts.audit import Act
    from accounts.models.people import UserQuerySet

MONDAY = 0
UNTOLD_FOR = timedelta(days=2)
NEVER_CHOSEN, FIRST_VERSION = 0, 1  # who never chose reads version 0
log = logging.getLogger(__name__)


@task()
def tell(action: str, target_id: int, by_id: int, at: str) -> None:
    """Tell those whom a write concerns; letters go at once to who wants them so."""
    moment = datetime.fromisoformat(at)
    _keep(notices_on(action, target_id, by_id), moment)
    send_letters(moment, User.objects.all())


def remind(at: datetime, today: date | None = None) -> int:
    """Make the notices of a day and send the letters that are due; return how many letters went.

    `today` None is each region's own day at the moment `at`. Running it again the same day says nothing twice. What
    was written in the two days before and not told, because the process or the database went away, is told now.
    """
    _keep(notices_since(at - UNTOLD_FOR), at)
    sent = 0
    for region in Region.objects.order_by("code"):
        day = today or local_day(at, region.timezone)
        _keep(chain(notices_of(region, day), heads_of(region, day)), at)
        weekly = [LetterRhythm.WEEKLY] if day.weekday() == MONDAY else []
        sent += send_letters(at, User.objects.filter(region=region), [LetterRhythm.DAILY, *weekly])
    return sent


def send_letters(at: datetime, people: UserQuerySet, others: Iterable[LetterRhythm] = ()) -> int:
    """Send each of `people` one letter with all that they were not sent yet; return how many went.

    Those are meant who want letters at once, and those of the rhythms `others`. A letter that the mail server does
    not take is logged and tried again with the next.
    """
    chosen = Q(correspondence__rhythm__in={LetterRhythm.IMMEDIATE, *others}) | Q(correspondence__isnull=True)
    waiting = Notice.objects.filter(sent_at__isnull=True).values("user")
    sent = 0
    for person in people.joined().filter(chosen, pk__in=waiting).select_related("region").order_by("pk"):
        notices = _claimed(person, at)
        if not notices:
            continue
        try:
            send_letter(person, notices)
        except OSError:
            log.exception("a letter was not taken")
            Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(sent_at=None)
        else:
            sent += 1
    return sent


def _keep(notices: Iterable[Notice], at: datetime) -> None:
    rows = list(notices)
    for row in rows:
        row.created_at = at
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def _claimed(person: User, at: datetime) -> list[Notice]:
    """Return the person's unsent notices, marked as sent, so that no other process sends them too."""
    rows = Notice.objects.filter(user=person, sent_at__isnull=True).select_for_update(no_key=True, of=("self",))
    notices = list(rows.select_related("measure", "occurrence", "user__region").order_by("id"))
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(sent_at=at)
    return notices


@transaction.atomic
def acknowledge(act: Act, *, notice_id: int) -> Notice:
    """Take note: the reminder goes no further up. Taking note twice changes nothing.

    :raises Notice.DoesNotExist: where it is not the person's own.
    """
    notice = Notice.objects.select_for_update(no_key=True).get(pk=notice_id, user=act.person)
    if notice.acknowledged_at is None:
        notice.acknowledged_at = act.at
        notice.save(update_fields=["acknowledged_at"])
        _record(act, "notice.acknowledge", f"notice:{notice.pk}", after={"key": notice.key})
    return notice


@transaction.atomic
def choose_rhythm(act: Act, *, rhythm: str, seen_version: int | None) -> Correspondence:
    """Set how often the person gets letters.

    :raises InvalidInput: for a rhythm that there is not.
    :raises VersionMissing, StaleVersion: see access.py.
    """
    if rhythm not in LetterRhythm.values:
        raise InvalidInput("rhythm", "invalid_choice", _("Choose how often letters come."))
    chosen = _own(act)
    if seen_version != NEVER_CHOSEN or chosen.version != FIRST_VERSION:
        check_version(chosen, seen_version)
    before = chosen.rhythm
    chosen.rhythm = rhythm
    chosen.version += 1
    chosen.save()
    _record(act, "letters.choose", f"user:{act.person.pk}", before={"rhythm": before}, after={"rhythm": rhythm})
    return chosen


@transaction.atomic
def make_calendar(act: Act) -> str:
    """Return the secret of a new calendar address; the address before it opens no more. Only its digest is kept."""
    secret = secrets.token_urlsafe(32)
    chosen = _own(act)
    chosen.calendar_digest = calendar_digest(secret)
    chosen.calendar_made_at = act.at
    chosen.save()
    _record(act, "calendar.make", f"user:{act.person.pk}")
    return secret


@transaction.atomic
def revoke_calendar(act: Act) -> None:
    """Shut the person's calendar address."""
    chosen = _own(act)
    if chosen.calendar_digest:
        chosen.calendar_digest, chosen.calendar_made_at = "", None
        chosen.save()
        _record(act, "calendar.revoke", f"user:{act.person.pk}")


def calendar_digest(secret: str) -> str:
    """Return what is kept of a calendar's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _own(act: Act) -> Correspondence:
    Correspondence.objects.get_or_create(user=act.person)
    return Correspondence.objects.select_for_update(no_key=True).get(user=act.person)


def _record(
    act: Act, action: str, target: str, before: dict[str, str] | None = None, after: dict[str, str] | None = None
) -> None:
    region_id = act.person.region_id
    record(
        act,
        action=action,
        target=target,
        kind=PEOPLE,
        region_id=region_id,
        before=before,
        after=after,
        private_to=region_id or 0,
    )
