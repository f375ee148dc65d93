"""Beginning an empty draft of a road map: the operator does, and its coordinators fill it (rules.md §5, §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Region
from accounts.policy import Action, require
from accounts.services import inputs
from roadmap.choices import Cycle, RoadmapState
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.models import Party, PartyFact, Roadmap
from roadmap.rules.facts import ALWAYS_KNOWN, ALWAYS_ON
from roadmap.services.ledger import Changed, finish

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.audit import Act

TEXTS = tuple(f"{name}_{language}" for name in ("title", "short_title") for language in ("kk", "ru", "en"))
FIELDS = ("code", *TEXTS, "starts_on", "ends_on", "regions", "cycle", "days_after")
LEAST_PARTIES = 2
LONGEST_ALLOWANCE = 366


@transaction.atomic
def found_roadmap(act: Act, *, values: Mapping[str, Any]) -> Roadmap:
    """Begin a draft between two or more Parties: `FIELDS`, of which `regions` are codes.

    The cycle and the days allowed are those that each Party begins with.

    :raises PermissionDenied: for anybody but the operator.
    :raises InvalidInput: naming the field.
    :raises RuleBroken: `term_ends_before_it_begins`, `code_taken`.
    """
    require(act.by, Action.ROADMAP_LOAD)
    inputs.refuse_unknown(values, FIELDS)
    roadmap = named_draft(values)
    regions = _regions(values.get("regions"))
    cycle = inputs.choice("cycle", values.get("cycle"), Cycle.values)
    days_after = values.get("days_after")
    if not isinstance(days_after, int) or not 0 <= days_after <= LONGEST_ALLOWANCE:
        raise InvalidInput("days_after", "out_of_range", _("Give a number of days from 0 to 366."))
    insert_draft(roadmap)
    for region in regions:
        party = Party.objects.create(roadmap=roadmap, region=region, cycle=cycle, days_after=days_after)
        PartyFact.objects.create(
            party=party, cycle=cycle, days_after=days_after, from_on=ALWAYS_ON, known_at=ALWAYS_KNOWN
        )
    codes = [region.code for region in regions]
    finish(
        act,
        action="roadmap.found",
        target=f"roadmap:{roadmap.code}",
        after={"title_ru": roadmap.title_ru, "parties": codes, "cycle": cycle, "days_after": days_after},
        changed=[Changed("roadmap", roadmap.code, "created", private_to=region.pk) for region in regions],
    )
    return roadmap


def named_draft(values: Mapping[str, Any]) -> Roadmap:
    """Return a draft with its code, titles and term, not stored yet.

    :raises InvalidInput: naming the field.
    """
    roadmap = Roadmap(state=RoadmapState.DRAFT)
    for name in ("code", *TEXTS):
        setattr(roadmap, name, inputs.line(name, values.get(name, "")))
    roadmap.starts_on, roadmap.ends_on = (_day(name, values.get(name)) for name in ("starts_on", "ends_on"))
    inputs.check_fields(roadmap, ("code", *TEXTS))
    return roadmap


def insert_draft(roadmap: Roadmap) -> None:
    """Store a draft that is new.

    :raises RuleBroken: `term_ends_before_it_begins`, `code_taken`.
    """
    if roadmap.ends_on < roadmap.starts_on:
        raise RuleBroken("term_ends_before_it_begins", _("The last day lies before the first."), "ends_on")
    _insert(roadmap)


def _day(name: str, given: object) -> Any:  # noqa: ANN401 -- a day, for the refusal leaves no None
    day = inputs.day(name, given)
    if day is None:
        raise InvalidInput(name, "required", _("Fill in this field."))
    return day


def _regions(given: object) -> list[Region]:
    """Return the regions of the Parties, by their codes."""
    codes = set(given) if isinstance(given, (list, tuple)) else set()
    if len(codes) < LEAST_PARTIES:
        raise InvalidInput("regions", "required", _("A road map needs at least two Parties."))
    regions = list(Region.objects.filter(code__in=codes).order_by("code"))
    if len(regions) != len(codes):
        raise InvalidInput("regions", "does_not_exist", _("There is no such region."))
    return regions


def _insert(roadmap: Roadmap) -> None:
    try:
        with transaction.atomic():
            roadmap.save(force_insert=True)
    except IntegrityError as taken:
        raise RuleBroken("code_taken", _("This code cannot be used. Choose another one."), "code") from taken
