"""What a person keeps for oneself: saved filters, and the first steps read (ui.md *Today*, *Measures*)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import PEOPLE, digests, record
from accounts.policy import Action, require
from roadmap.errors import InvalidInput
from roadmap.models import FirstSteps, SavedFilter
from roadmap.models.own import LONGEST_ADDRESS, LONGEST_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from accounts.audit import Act

MOST_FILTERS = 30


@transaction.atomic
def save_filter(act: Act, *, name: str, address: str) -> SavedFilter:
    """Keep a question to the measures under a name; the question that the name stood for before is replaced.

    :raises InvalidInput: for no name or no filter, a longer one than is kept, or one too many.
    """
    require(act.person, Action.ACCOUNT_OWN)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput("name", "invalid", _("Give the filter a short name."))
    if not address.startswith("?") or len(address) > LONGEST_ADDRESS:
        raise InvalidInput("address", "invalid", _("Choose a filter first; then save it."))
    kept = _own(act).filter(removed_at__isnull=True)
    found = kept.filter(name=name).first()
    if found is None and kept.count() >= MOST_FILTERS:
        raise InvalidInput("name", "invalid", _("You have as many saved filters as are kept; remove one first."))
    saved = found or SavedFilter(user=act.person, name=name)
    saved.address, saved.saved_at = address, act.at
    saved.save()
    target = f"filter:{saved.pk}"
    _record(act, "filter.save", target, digests(target, {"name": name, "address": address}))
    return saved


@transaction.atomic
def remove_filter(act: Act, *, filter_id: int) -> SavedFilter:
    """Take a saved filter away; it can be restored. Once more changes nothing.

    :raises SavedFilter.DoesNotExist: where it is not the person's own.
    """
    require(act.person, Action.ACCOUNT_OWN)
    saved = _own(act).get(pk=filter_id)
    if saved.removed_at is None:
        saved.removed_at = act.at
        saved.save(update_fields=["removed_at"])
        _record(act, "filter.remove", f"filter:{saved.pk}")
    return saved


@transaction.atomic
def restore_filter(act: Act, *, filter_id: int) -> SavedFilter:
    """Bring a removed filter back. Once more changes nothing.

    :raises SavedFilter.DoesNotExist: where it is not the person's own.
    :raises InvalidInput: where another filter has its name by now, or there are as many as are kept.
    """
    require(act.person, Action.ACCOUNT_OWN)
    saved = _own(act).get(pk=filter_id)
    if saved.removed_at is None:
        return saved
    kept = _own(act).filter(removed_at__isnull=True)
    if kept.filter(name=saved.name).exists() or kept.count() >= MOST_FILTERS:
        raise InvalidInput("name", "invalid", _("Another saved filter has this name by now, or there are too many."))
    saved.removed_at = None
    saved.save(update_fields=["removed_at"])
    _record(act, "filter.restore", f"filter:{saved.pk}")
    return saved


@transaction.atomic
def read_first_steps(act: Act) -> None:
    """Remember that the person has read the first steps: they are shown no more."""
    require(act.person, Action.ACCOUNT_OWN)
    _row, is_new = FirstSteps.objects.get_or_create(user=act.person, defaults={"read_at": act.at})
    if is_new:
        _record(act, "first_steps.read", f"user:{act.person.pk}")


@transaction.atomic
def show_first_steps(act: Act) -> None:
    """Show the person the first steps again."""
    require(act.person, Action.ACCOUNT_OWN)
    gone, _rows = FirstSteps.objects.filter(user=act.person).delete()
    if gone:
        _record(act, "first_steps.show", f"user:{act.person.pk}")


def _own(act: Act) -> QuerySet[SavedFilter]:
    return SavedFilter.objects.select_for_update(no_key=True).filter(user=act.person)


def _record(act: Act, action: str, target: str, after: Mapping[str, str] | None = None) -> None:
    region_id = act.person.region_id
    record(
        act,
        action=action,
        target=target,
        kind=PEOPLE,
        region_id=region_id,
        after=after,
        private_to=region_id or 0,
    )
