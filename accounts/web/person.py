"""One person of the own region: change them, or make a move (ui.md *People*; rules.md §7)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.errors import InvalidInput, RuleBroken, StaleVersion, VersionMissing
from accounts.http import act_of, page
from accounts.lists.people import with_factor
from accounts.models import User
from accounts.policy import Action
from accounts.roles import Role
from accounts.services import people
from accounts.services.powers import GRANTABLE, require_edit, require_invited
from accounts.web.address import seen_version
from accounts.web.person_forms import PersonForm, differences, values_of
from accounts.web.person_moves import MOVES, Move, moves_for
from accounts.web.reader import reader_of


@page(Action.PEOPLE_READ)
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show a person, and keep what is changed of them in the version that was read."""
    found = _found(request, user_id)
    if request.method != "POST":
        return _shown(request, found, _form(found))
    require_edit(reader_of(request), found)
    form = _form(found, request.POST)
    if not form.is_valid():
        return _shown(request, found, form, status=400)
    return _changed(request, found, form)


@page(Action.PEOPLE_READ)
def move(request: HttpRequest, user_id: int, name: str) -> HttpResponse:
    """Ask before a move on a person, saying what follows from it; then make it."""
    found = _found(request, user_id)
    asked = MOVES.get(name)
    if asked is None:
        raise Http404
    if not _may(request, found, asked):
        raise PermissionDenied(Action.PEOPLE_EDIT.value)
    if request.method != "POST":
        return _asked(request, found, asked)
    try:
        asked.make(act_of(request, "page"), found, seen_version(request))
    except (StaleVersion, VersionMissing):
        sentence = _("This person was changed after you opened the page. Read how they stand now, then decide again.")
        found.refresh_from_db()
        return _asked(request, found, asked, refusal=sentence)
    except RuleBroken as broken:
        return _asked(request, found, asked, refusal=str(broken.message))
    messages.success(request, f"{found.name}: {asked.done}")
    return redirect("person", user_id)


def _found(request: HttpRequest, user_id: int) -> User:
    known = with_factor(User.objects.visible_to(reader_of(request)))
    found: User = known.select_related("region", "agency").get(pk=user_id)
    return found


def _may(request: HttpRequest, found: User, asked: Move) -> bool:
    try:
        (require_invited if asked.needs_invitation else require_edit)(reader_of(request), found)
    except PermissionDenied:
        return False
    return True


def _form(found: User, typed: Any = None) -> PersonForm:  # noqa: ANN401 -- Django's dictionary of a request
    # Without a region a person is an analyst, and stays one.
    roles = GRANTABLE if found.region is not None else (Role.READER,)
    return PersonForm(typed, initial=values_of(found), region=found.region, roles=roles)


def _changed(request: HttpRequest, found: User, form: PersonForm) -> HttpResponse:
    values = {name: value for name, value in form.values().items() if name in people.CHANGEABLE}
    try:
        changed = people.change_person(
            act_of(request, "page"), user_id=found.pk, seen_version=seen_version(request), values=values
        )
    except (StaleVersion, VersionMissing):
        found.refresh_from_db()
        return _shown(request, found, form, status=409, stale=differences(form, found))
    except InvalidInput as wrong:
        form.refuse(wrong.field, str(wrong.message))
        return _shown(request, found, form, status=400)
    except RuleBroken as broken:
        form.refuse(broken.field, str(broken.message))
        return _shown(request, found, form, status=409)
    was_invited_anew = changed.invited_at != found.invited_at
    messages.success(request, _("Saved. A new invitation was sent.") if was_invited_anew else _("Saved."))
    return redirect("person", found.pk)


def _shown(
    request: HttpRequest,
    found: User,
    form: PersonForm,
    *,
    status: int = 200,
    stale: list[dict[str, str]] | None = None,
) -> HttpResponse:
    reader = reader_of(request)
    try:
        require_edit(reader, found)
        may_edit = True
    except PermissionDenied:
        may_edit = False
    context = {
        "person": found,
        "form": form if may_edit and not found.is_anonymised else None,
        "moves": [one for one in moves_for(found) if _may(request, found, one)],
        "stale": stale,
        "is_oneself": found.pk == reader.pk,
        "action": reverse("person", args=[found.pk]),
    }
    return render(request, "accounts/person.html", context, status=status)


def _asked(request: HttpRequest, found: User, asked: Move, *, refusal: str = "") -> HttpResponse:
    context = {
        "person": found,
        "move": asked,
        "letters": [found.email] if asked.writes_to_them else [],
        "refusal": refusal,
        "hidden": [{"name": "version", "value": found.version}],
        "action": reverse("person_move", args=[found.pk, asked.name]),
        "back": reverse("person", args=[found.pk]),
    }
    return render(request, "accounts/person_move.html", context, status=409 if refusal else 200)
