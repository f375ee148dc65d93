"""API tokens: made by their owner, revoked by the owner or the region's administrator (api.md *Access*; G29).

A token stands in the chain by its number; its name, which a person typed, as a digest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from accounts.audit import PEOPLE, digest, record
from accounts.errors import InvalidInput
from accounts.models import ApiToken, User
from accounts.policy import Action, Scope, require, scope_of
from accounts.roles import TokenScope
from accounts.services import inputs
from accounts.services.access import Place

if TYPE_CHECKING:
    from accounts.audit import Act

DEFAULT_DAYS = 90
MOST_DAYS = 365
LONGEST_NAME = 100


@dataclass(frozen=True)
class NewToken:
    """A token that was just made, with its text: the only time that anybody sees it."""

    token: ApiToken
    text: str


def tokens_visible_to(user: User) -> QuerySet[ApiToken]:
    """Return the tokens that `user` may know of: own ones, and those of whom they may revoke (rules.md §7)."""
    tokens = ApiToken.objects.all()
    own = tokens.filter(user=user)
    if scope_of(user, Action.TOKEN_REVOKE) is Scope.REGION and user.region_id is not None:
        return own | tokens.filter(user__region_id=user.region_id)
    return own if scope_of(user, Action.TOKEN_OWN) else tokens.none()


@transaction.atomic
def create_token(act: Act, *, name: str, scope: str = TokenScope.READ, expires_on: date | None = None) -> NewToken:
    """Make a token of the person who acts; `expires_on` is the last day on which it works.

    Left out, it is the 90th day from today.

    :raises PermissionDenied: where the person may have none.
    :raises InvalidInput: naming the field; a token lasts a year at most.
    """
    person = User.objects.select_for_update(no_key=True, of=("self",)).get(pk=act.person.pk)
    require(person, Action.TOKEN_OWN)
    last_day = _last_day(act, expires_on)
    digested, text = get_digest_token()  # type: ignore[no-untyped-call]
    token = ApiToken(
        user=person,
        digest=digested,
        token_key=text[: CONSTANTS.TOKEN_KEY_LENGTH],
        name=inputs.line("name", name),
        scope=inputs.choice("scope", scope, TokenScope.values),
        expiry=min(_end_of(last_day, person), act.at + timedelta(days=MOST_DAYS)),
    )
    if len(token.name) > LONGEST_NAME:
        raise InvalidInput("name", "max_length", _("The name is too long."))
    token.save(force_insert=True)
    after = {"scope": token.scope, "expires_on": last_day.isoformat(), "name": digest(_target(token), token.name)}
    record(
        act,
        action="token.create",
        target=_target(token),
        kind=PEOPLE,
        region_id=person.region_id,
        after={**after, "owner": person.pk},
        private_to=person.region_id,
    )
    return NewToken(token, text)


@transaction.atomic
def revoke_token(act: Act, *, token_id: int) -> None:
    """Delete a token: it opens nothing from the next request on.

    :raises ApiToken.DoesNotExist: where the person may not know of it.
    :raises PermissionDenied: where it is not theirs to revoke.
    """
    visible = tokens_visible_to(act.person)
    token = visible.select_for_update(no_key=True, of=("self",)).select_related("user").get(pk=token_id)
    if token.user_id != act.person.pk:
        require(act.by, Action.TOKEN_REVOKE, Place(token.user.region_id))
    target, owner = _target(token), token.user
    before = {"scope": token.scope, "owner": owner.pk}
    token.delete()
    record(
        act,
        action="token.revoke",
        target=target,
        kind=PEOPLE,
        region_id=owner.region_id,
        before=before,
        private_to=owner.region_id,
    )


def last_day_of(expiry: datetime | None, timezone: str | None) -> date | None:
    """Return the last day on which a token works, in its owner's time zone; None for the installation's."""
    if expiry is None:
        return None
    return (expiry - timedelta(microseconds=1)).astimezone(ZoneInfo(timezone or settings.TIME_ZONE)).date()


def _last_day(act: Act, asked: date | None) -> date:
    day = inputs.day("expires_on", asked)
    if day is None:
        return act.today + timedelta(days=DEFAULT_DAYS)
    if day < act.today:
        raise InvalidInput("expires_on", "in_the_past", _("Give a day that is not over yet."))
    if day > act.today + timedelta(days=MOST_DAYS):
        raise InvalidInput("expires_on", "too_late", _("A token lasts at most 365 days."))
    return day


def _end_of(day: date, person: User) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=_zone(person))


def _zone(person: User) -> ZoneInfo:
    return ZoneInfo(person.region.timezone if person.region is not None else settings.TIME_ZONE)


def _target(token: ApiToken) -> str:
    return f"token:{token.pk}"
