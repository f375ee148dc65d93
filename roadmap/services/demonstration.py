"""People of the demonstration: made by a command, marked as demo, never invited (api.md *Commands*)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Region, User
from accounts.services.registering import record_person, state_of
from roadmap.errors import RuleBroken
from roadmap.models import Executor, Roadmap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from accounts.audit import Act

MAIL = "example.org"


@dataclass(frozen=True)
class DemoPerson:
    """Someone of the demonstration; `region` is a code, None for who belongs to none."""

    username: str
    role: str
    region: str | None
    language: str
    name: str
    post: str


@transaction.atomic
def register_demo_people(
    act: Act, people: Sequence[DemoPerson], *, agencies: dict[str, Agency], password: str | None
) -> dict[str, User]:
    """Make demo people, or give those who are there the password; return them by user name.

    `agencies` are the executors' by region code. Without a `password` nobody can sign in as them.

    :raises RuleBroken: `not_available` where somebody real has one of their names.
    """
    standing = {user.username: user for user in User.objects.filter(username__in=[one.username for one in people])}
    if real := sorted(name for name, user in standing.items() if not user.is_demo):
        names = {"names": ", ".join(real)}
        raise RuleBroken("not_available", _("These user names are somebody's already: %(names)s.") % names)
    hashed = make_password(password)
    regions = {region.code: region for region in Region.objects.all()}
    for person in people:
        if person.username in standing:
            continue
        user = User(
            username=person.username,
            email=f"{person.username}@{MAIL}",
            password=hashed,
            role=person.role,
            region=regions[person.region] if person.region else None,
            agency=agencies.get(person.region or "") if person.role == "executor" else None,
            language=person.language,
            name=person.name,
            post=person.post,
            joined_at=act.at,
            is_demo=True,
        )
        user.save(force_insert=True)
        record_person(act, "person.demo", user, after={**state_of(user), "username": user.username})
        standing[user.username] = user
    if password is not None:
        _give_password(standing.values(), password, hashed)
    return standing


def shared_leads(roadmap: Roadmap, regions: Sequence[str], *, on: date) -> dict[str, Agency]:
    """Return, by region code, the agencies (one of each region) that lead the most measures together.

    :raises RuleBroken: `no_shared_measure` where no measure has a responsible executor on all sides.
    """
    leads: dict[int, dict[str, Agency]] = {}
    rows = Executor.objects.on(on).filter(measure__roadmap=roadmap, role="lead", region__code__in=regions)
    for row in rows.select_related("agency", "region"):
        leads.setdefault(row.measure_id, {})[row.region.code] = row.agency
    teams = [tuple(sides[code] for code in regions) for sides in leads.values() if len(sides) == len(regions)]
    if not teams:
        raise RuleBroken("no_shared_measure", _("No measure is led on both sides."))
    best = max(teams, key=lambda team: (teams.count(team), [agency.code for agency in team]))
    return dict(zip(regions, best, strict=True))


def _give_password(people: Iterable[User], password: str, hashed: str) -> None:
    """Set the password where it is another; whoever was signed in with the old one is signed out by that."""
    fits = {old: check_password(password, old) for old in {user.password for user in people}}
    for user in people:
        if not fits[user.password]:
            user.password = hashed
            user.save(update_fields=["password"])
