"""What is written about a person: read from what was sent, saved, and recorded (rules.md §7–8)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.audit import PEOPLE, digests, record
from accounts.errors import InvalidInput, RuleBroken
from accounts.models import Agency, Region, User
from accounts.roles import Language, Role
from accounts.services import inputs
from accounts.services.powers import GRANTABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from accounts.audit import Act

_READERS: Mapping[str, Callable[[object], str]] = {
    "email": lambda given: inputs.line("email", given).lower(),
    "name": lambda given: inputs.line("name", given),
    "post": lambda given: inputs.line("post", given, required=False),
    "role": lambda given: inputs.choice("role", given, GRANTABLE),
    "language": lambda given: inputs.choice("language", given, Language.values),
}
USERNAME = re.compile(r"[a-z0-9.+_-]+")
DIGESTED = frozenset({"username", "email", "name", "post"})


def set_values(act: Act, person: User, values: Mapping[str, Any]) -> None:
    """Set what `values` holds on a person who is not saved yet.

    :raises InvalidInput: naming the field.
    :raises RuleBroken: `agency_ended`.
    """
    for field, read in _READERS.items():
        if field in values:
            setattr(person, field, read(values[field]))
    inputs.check_fields(person, ("email", "name", "post"))
    if person.role != Role.READER and person.region_id is None:
        raise InvalidInput("role", "needs_a_region", _("Without a region a person is an analyst."))
    if "agency" in values:
        _set_agency(act, person, values["agency"])
    if person.role == Role.EXECUTOR and person.agency is None:
        raise InvalidInput("agency", "required", _("An executor belongs to an agency."))


def _set_agency(act: Act, person: User, given: object) -> None:
    """Set the agency of the person's own region that a code names; one that has ended may only stay."""
    code = inputs.code("agency", given)
    if code == (person.agency.code if person.agency else None):
        return
    person.agency = Agency.objects.filter(code=code, region_id=person.region_id or 0).first() if code else None
    if code and person.agency is None:
        raise InvalidInput("agency", "does_not_exist", _("There is no such agency in your region."))
    if person.agency and person.agency.valid_to and person.agency.valid_to < act.today:
        raise RuleBroken("agency_ended", _("This agency has ended. Choose its successor."), "agency")


def set_username(person: User, given: str | None) -> None:
    """Set the user name that was asked for, or one made of the region and the e-mail that nobody has.

    :raises InvalidInput: on `username`.
    """
    name = inputs.line("username", given).lower() if given else free_username(person.email, person.region)
    if not USERNAME.fullmatch(name):
        # No @: people sign in with either, and a user name must not be mistaken for somebody's e-mail.
        raise InvalidInput("username", "invalid", _("A user name has Latin letters, digits and . + - _ only."))
    person.username = name
    inputs.check_fields(person, ("username",))


def free_username(email: str, region: Region | None) -> str:
    """Return a user name made of the region and the e-mail that nobody has."""
    base = re.sub(r"[^a-z0-9._-]", "", email.split("@", maxsplit=1)[0])[:40] or "person"
    if region is not None:
        base = f"{region.code[:16]}-{base}"
    taken = set(User.objects.filter(username__istartswith=base).values_list("username", flat=True))
    names = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def save_unique(person: User) -> None:
    """Save a person whose e-mail and user name must be their own.

    :raises RuleBroken: `not_available`, without a word of which is whose.
    """
    refusal = RuleBroken("not_available", _("With this e-mail or user name nobody can be registered. Check both."))
    same = Q(email__iexact=person.email) | Q(username__iexact=person.username)
    if User.objects.exclude(pk=person.pk).filter(same).exists():
        raise refusal
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as taken:
        raise refusal from taken


def state_of(person: User) -> dict[str, Any]:
    """Return what can change of a person."""
    return {
        "email": person.email,
        "name": person.name,
        "role": person.role,
        "agency": person.agency.code if person.agency else None,
        "language": person.language,
        "post": person.post,
    }


def record_person(
    act: Act,
    action: str,
    person: User,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Record a write on a person; names, e-mails and posts as digests. Only their region's counter moves."""
    target = f"user:{person.pk}"
    shown_before, shown_after = _audited(target, before, after)
    record(
        act,
        action=action,
        target=target,
        kind=PEOPLE,
        region_id=person.region_id,
        before=shown_before,
        after=shown_after,
        private_to=person.region_id,
    )


def _audited(target: str, *sides: Mapping[str, Any] | None) -> list[dict[str, Any] | None]:
    """Return values for the chain, before and after: what is personal as digests under one key."""
    personal = {
        f"{number}.{field}": str(value)
        for number, values in enumerate(sides)
        for field, value in (values or {}).items()
        if field in DIGESTED and value
    }
    hidden = digests(target, personal) if personal else {}
    return [
        {field: hidden.get(f"{number}.{field}", value) for field, value in values.items()}
        if values is not None
        else None
        for number, values in enumerate(sides)
    ]
