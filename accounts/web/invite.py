"""Inviting someone: into the own region, or for the operator an analyst or a region's first administrator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.errors import InvalidInput, RuleBroken
from accounts.http import act_of, page
from accounts.models import User
from accounts.policy import Action, can
from accounts.roles import Language
from accounts.services.people import invite_person
from accounts.services.powers import roles_given_by
from accounts.web.person_forms import InvitationForm, OperatorsInvitationForm
from accounts.web.reader import reader_of


@page(Action.PEOPLE_READ)
def invite(request: HttpRequest) -> HttpResponse:
    """Show the form, or invite; the person gets a letter in their language with a link that works for 72 hours."""
    reader = reader_of(request)
    if request.method != "POST":
        return _shown(request, _form(reader))
    form = _form(reader, request.POST)
    if not form.is_valid():
        return _shown(request, form, status=400)
    try:
        invited = invite_person(act_of(request, "page"), **_arguments(form))
    except PermissionDenied:
        form.refuse("role", _("You cannot invite a person of this role there."))
        return _shown(request, form, status=403)
    except InvalidInput as wrong:
        form.refuse(wrong.field, str(wrong.message))
        return _shown(request, form, status=400)
    except RuleBroken as broken:
        form.refuse(broken.field, str(broken.message))
        return _shown(request, form, status=409)
    sentence = _("%(name)s is invited. A letter went to %(email)s; the link in it works for 72 hours.")
    messages.success(request, sentence % {"name": invited.name, "email": invited.email})
    return redirect("person", invited.pk)


def _form(reader: User, typed: Any = None) -> InvitationForm:  # noqa: ANN401 -- Django's dictionary of a request
    if can(reader, Action.PEOPLE_EDIT):
        language = reader.region.language if reader.region is not None else Language.RU
        return InvitationForm(typed, region=reader.region, initial={"language": language})
    return OperatorsInvitationForm(typed, roles=roles_given_by(reader), initial={"language": Language.RU})


def _arguments(form: InvitationForm) -> dict[str, Any]:
    values = form.values()
    codes = {"agency_code": values.pop("agency", None), "region_code": values.pop("region", None) or None}
    return {**values, "username": values["username"] or None, **codes}


def _shown(request: HttpRequest, form: InvitationForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "is_operator": isinstance(form, OperatorsInvitationForm)}
    return render(request, "accounts/invite.html", context, status=status)
