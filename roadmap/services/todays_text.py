"""Writes meet the text of their day: a confirmed one may have taken effect since the last write (rules.md §5)."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from django.db import transaction

from roadmap.models import Roadmap
from roadmap.services.texts import catch_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from accounts.audit import Act

P = ParamSpec("P")
R = TypeVar("R")


class TextHasChanged(Exception):
    """The rows carry the text of an earlier day; whoever raises it lets go of all locks."""

    def __init__(self, roadmap_id: int) -> None:
        self.roadmap_id = roadmap_id
        super().__init__(roadmap_id)


def check_text(roadmap: Roadmap, *, today: date) -> None:
    """Refuse to go on with rows that carry the text of an earlier day.

    :raises TextHasChanged: for `meets_todays_text` to answer.
    """
    if roadmap.next_text_on is not None and roadmap.next_text_on <= today:
        raise TextHasChanged(roadmap.pk)


def meets_todays_text(service: Callable[Concatenate[Act, P], R]) -> Callable[Concatenate[Act, P], R]:
    """Return a service that begins anew where `check_text` found rows of an earlier day, and brings them up first.

    It stands outside the service's transaction: the road map is locked before its measures, always.
    """

    @wraps(service)
    def run(act: Act, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return service(act, *args, **kwargs)
        except TextHasChanged as changed:
            _bring_up(changed.roadmap_id, today=act.today)
        return service(act, *args, **kwargs)

    return run


@transaction.atomic
def _bring_up(roadmap_id: int, *, today: date) -> None:
    catch_up(Roadmap.objects.select_for_update(no_key=True).get(pk=roadmap_id), today=today)
