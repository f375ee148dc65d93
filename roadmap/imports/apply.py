"""A road map's file → rows, through the service that writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from roadmap.imports.parse import parse_document
from roadmap.imports.reading import named
from roadmap.models import Roadmap
from roadmap.rules.document import Problem
from roadmap.services.loading import Loaded, load_roadmap

if TYPE_CHECKING:
    from accounts.audit import Act
    from roadmap.rules.document import Document


@dataclass(frozen=True)
class Outcome:
    """What became of a file: `loaded` is None where the road map was there already.

    `warnings` name what is unusual and was taken all the same.
    """

    code: str
    loaded: Loaded | None
    warnings: tuple[Problem, ...] = ()


@transaction.atomic
def load_file(act: Act, content: bytes, *, in_force: bool = False, unless_loaded: bool = False) -> Outcome:
    """Load the road map that a JSON file states, whole or not at all.

    `in_force`: it is signed, and in force at once. `unless_loaded`: leave a road map of that code
    as it is.

    :raises DocumentRefused: with every problem, by record and field.
    :raises RuleBroken: `roadmap_in_force`, `roadmap_closed`.
    """
    document = parse_document(content)
    if unless_loaded and Roadmap.objects.filter(code=document.code).exists():
        return Outcome(code=document.code, loaded=None)
    loaded = load_roadmap(act, document=document, in_force=in_force)
    return Outcome(code=document.code, loaded=loaded, warnings=unusual(document))


def unusual(document: Document) -> tuple[Problem, ...]:
    """Return what real documents do seldom: a number that begins with another direction's."""
    return tuple(
        Problem(
            named("measures", index, measure.number) + ".number",
            _("The number begins with another direction's; the measure is in direction %(direction)d.")
            % {"direction": measure.direction},
        )
        for index, measure in enumerate(document.measures)
        if "." in measure.number and int(measure.number.partition(".")[0]) != measure.direction
    )
