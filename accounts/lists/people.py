"""The list of people: which filters there are, and which people they find; for the API and the page alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.lists.parameters import Parameters, choices, codes, flag, search
from accounts.lists.words import words_of
from accounts.models import User
from accounts.roles import Language, Role

STATES = ("invited", "active", "deactivated")
INVITED = Q(is_active=True, invited_at__isnull=False, joined_at__isnull=True)
IN_STATE: Mapping[str, Q] = {
    "invited": INVITED,
    "active": Q(is_active=True) & ~INVITED,
    "deactivated": Q(is_active=False),
}
FACTORS = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
FILTERS = Parameters(
    (
        choices("role", Role.values, "What people are in the product."),
        codes("region", "Codes of regions."),
        codes("agency", "Codes of agencies."),
        choices("language", Language.values, "Their languages."),
        choices("state", STATES, "Whether they may sign in."),
        flag("second_factor", "Whether they have one."),
        search("Words of names, user names and e-mails, each as the beginning of a word."),
    )
)
LOOKUPS: Mapping[str, str] = {
    "role": "role__in",
    "region": "region__code__in",
    "agency": "agency__code__in",
    "language": "language__in",
    "second_factor": "has_factor",
}


def people_asked(reader: User, query: Mapping[str, Any]) -> QuerySet[User]:
    """Return the people that `reader` may know of and a read `query` asks for, each with `has_factor`."""
    found = with_factor(User.objects.visible_to(reader))
    for name, lookup in LOOKUPS.items():
        if name in query:
            found = found.filter(Q(**{lookup: query[name]}))
    if "state" in query:
        among = Q(pk__in=[])
        for state in query["state"]:
            among |= IN_STATE[state]
        found = found.filter(among)
    return found.filter(pk__in=matching(found, query["search"])) if "search" in query else found


def with_factor(found: QuerySet[User]) -> QuerySet[User]:
    """Return people with whether they have a second factor."""
    return found.annotate(has_factor=Exists(FACTORS))


def matching(found: QuerySet[User], asked: Sequence[str]) -> list[int]:
    """Return the people in whose names every word begins a word, none for no word; a region's people are few."""
    stored = {pk: words_of(*texts) for pk, *texts in found.values_list("pk", "name", "username", "email")}
    return [pk for pk, words in stored.items() if asked and all(f" {word}" in words for word in asked)]
