"""What a person keeps for oneself: saved filters of the measures, and the first steps (ui.md *Today*, *Measures*)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.http import act_of, page
from accounts.policy import Action
from roadmap.errors import InvalidInput
from roadmap.filters.lists import list_parameters
from roadmap.filters.parameters import without_blanks
from roadmap.filters.plan import MEASURE_LIST
from roadmap.models.own import LONGEST_ADDRESS, LONGEST_NAME
from roadmap.selectors.measures import MEASURES
from roadmap.selectors.own import saved_filters
from roadmap.services import own
from roadmap.web.desk import Desk
from roadmap.web.lists import Asked

PLACES_OF_A_PAGE = ("cursor", "page_size")


class FilterForm(forms.Form):
    """A name for the filter in force; `address` is its query string without the `?`."""

    name = forms.CharField(label=gettext_lazy("name of the filter"), max_length=LONGEST_NAME)
    address = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_ADDRESS, required=False)


@dataclass(frozen=True)
class SavedLink:
    """A saved filter as a link; `current` where the page shows it."""

    id: int
    name: str
    url: str
    current: bool


def saved_context(desk: Desk, asked: Asked | None = None) -> Mapping[str, Any]:
    """Return the reader's saved filters as links, those just removed, and the form for the one in force."""
    if desk.reader is None:
        return {}
    here = asked.address(*PLACES_OF_A_PAGE) if asked is not None else ""
    found = saved_filters(desk.reader.pk, desk.now)
    return {
        "saved": [
            SavedLink(row.pk, row.name, reverse("measures") + row.address, row.address == here) for row in found.kept
        ],
        "removed": found.removed[:1],
        "filter_form": FilterForm(initial={"address": here.removeprefix("?")}, auto_id="filter_%s") if here else None,
    }


@page(Action.ACCOUNT_OWN)
@require_POST
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep the filter in force under a name."""
    form = FilterForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the filter a short name."))
        return redirect("measures")
    address = ""
    try:
        address = _address(form.cleaned_data["address"])
        saved = own.save_filter(act_of(request, "page"), name=form.cleaned_data["name"], address=address)
    except InvalidInput as wrong:
        messages.error(request, wrong.message)
    else:
        messages.success(request, _("The filter “%(name)s” is saved.") % {"name": saved.name})
    return redirect(reverse("measures") + address)


@page(Action.ACCOUNT_OWN)
@require_POST
def remove_filter(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Take a saved filter away; the page then offers to bring it back."""
    saved = own.remove_filter(act_of(request, "page"), filter_id=filter_id)
    messages.success(request, _("The filter “%(name)s” was removed.") % {"name": saved.name})
    return redirect(f"{reverse('measures')}#saved-filters")


@page(Action.ACCOUNT_OWN)
@require_POST
def restore_filter(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Bring a removed filter back."""
    try:
        saved = own.restore_filter(act_of(request, "page"), filter_id=filter_id)
    except InvalidInput as wrong:
        messages.error(request, wrong.message)
        return redirect("measures")
    messages.success(request, _("The filter “%(name)s” is back.") % {"name": saved.name})
    return redirect(reverse("measures") + saved.address)


@page(Action.ACCOUNT_OWN)
@require_POST
def read_steps(request: HttpRequest) -> HttpResponse:
    """Show the first steps no more."""
    own.read_first_steps(act_of(request, "page"))
    messages.success(request, _("The first steps are put away; your account page shows them again."))
    return redirect("today")


@page(Action.ACCOUNT_OWN)
@require_POST
def show_steps(request: HttpRequest) -> HttpResponse:
    """Show the first steps again."""
    own.show_first_steps(act_of(request, "page"))
    return redirect("today")


def _address(query: str) -> str:
    """Return a query string as the measures page writes it; empty where it asks for nothing.

    :raises InvalidInput: naming the parameter that is unknown or wrong.
    """
    values = without_blanks(dict(QueryDict(query).lists()))
    return Asked(values, list_parameters(MEASURES, MEASURE_LIST).read(values)).address(*PLACES_OF_A_PAGE)
