"""Remarks on a measure, for the own region or for both Parties (rules.md §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import digest
from accounts.policy import Action, require
from accounts.services.access import Place
from roadmap.choices import Audience
from roadmap.errors import InvalidInput
from roadmap.models import Comment, Measure
from roadmap.services.access import side_of
from roadmap.services.ledger import Changed, finish

if TYPE_CHECKING:
    from accounts.audit import Act


@transaction.atomic
def add_comment(act: Act, *, measure_id: int, text: str, audience: str, demo: bool = False) -> Comment:
    """Add a remark. An executor speaks where the own agency carries the measure out.

    :raises Measure.DoesNotExist: where the person may not know of the measure.
    :raises PermissionDenied: where the person may not speak on it.
    :raises InvalidInput: for an empty text or an unknown audience.
    """
    by = act.person
    measure = Measure.objects.visible_to(by).select_related("roadmap").get(pk=measure_id)
    place, _lead = side_of(measure, act.home, on=act.today)
    is_party = measure.roadmap.parties.filter(region_id=act.home).exists()
    require(by, Action.COMMENT_WRITE, place if is_party else Place(None))
    if not text.strip():
        raise InvalidInput("text", "required", _("Write the remark."))
    if audience not in Audience.values:
        raise InvalidInput("audience", "unknown_code", _("Choose who reads the remark."))
    comment = Comment.objects.create(
        measure=measure,
        region_id=act.home,
        agency_id=by.agency_id,
        author=by,
        text=text,
        audience=audience,
        is_demo=demo,
        at=act.at,
    )
    private_to = act.home if audience == Audience.OWN else None
    target = f"comment:{comment.pk}"
    finish(
        act,
        action="comment.add",
        target=target,
        region_id=act.home,
        after={"measure": measure.pk, "audience": audience, "text": digest(target, text)},
        private_to=private_to,
        changed=(Changed("comment", comment.pk, "created", private_to, by.agency_id if private_to else None),),
    )
    return comment
