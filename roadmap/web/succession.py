"""Drafting the road map that follows one (rules.md §1, §7): the operator begins it, its coordinators edit it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.http import act_of, page
from accounts.policy import Action
from accounts.web.address import says_what_is_wrong
from roadmap.choices import Language
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.selectors.roadmaps import roadmap_one
from roadmap.selectors.rows import Json
from roadmap.services.succeeding import draft_successor
from roadmap.web.desk import desk_of
from roadmap.web.proposal_forms import blame, values_of
from roadmap.web.report_forms import Day

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
TITLES: Mapping[str, Any] = {
    Language.KK: gettext_lazy("title in Kazakh"),
    Language.RU: gettext_lazy("title in Russian"),
    Language.EN: gettext_lazy("title in English"),
}
SHORT_TITLES: Mapping[str, Any] = {
    Language.KK: gettext_lazy("short title in Kazakh"),
    Language.RU: gettext_lazy("short title in Russian"),
    Language.EN: gettext_lazy("short title in English"),
}


class SuccessorForm(forms.Form):
    """Code, term and titles of a new draft."""

    code = forms.CharField(
        label=gettext_lazy("code"),
        max_length=64,
        help_text=gettext_lazy("In capital Latin letters, digits and hyphens, such as AKT-ORB-2026-2028."),
    )
    starts_on = Day(label=gettext_lazy("first day of the term"))
    ends_on = Day(label=gettext_lazy("last day of the term"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code in Language.values:
            self.fields[f"title_{code}"] = forms.CharField(
                label=TITLES[code], max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
            )
            self.fields[f"short_title_{code}"] = forms.CharField(label=SHORT_TITLES[code], max_length=200)


@page(Action.ROADMAP_LOAD)
@says_what_is_wrong
def succeed(request: HttpRequest, code: str) -> HttpResponse:
    """Show the form of a road map's successor, or draft it."""
    desk = desk_of(request)
    row = roadmap_one(desk.question, desk.reference, code)
    form = SuccessorForm(request.POST or None, initial=_initial(row))
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                made = draft_successor(act_of(request, "page"), predecessor_code=code, values=values_of(form))
            except (InvalidInput, RuleBroken) as refused:
                status = blame(form, refused)
            else:
                messages.success(request, _("The draft was begun. The coordinators of its Parties edit it."))
                return redirect("roadmap", made.code)
    context = {"row": row, "short_title": desk.text(row["short_title"]), "form": form}
    return render(request, "roadmap/successor.html", context, status=status)


def _initial(row: Json) -> dict[str, Any]:
    """Return a term of the same length that follows, and titles with their years moved by it."""
    starts_on = row["ends_on"] + timedelta(days=1)
    years = starts_on.year - row["starts_on"].year
    texts = {
        f"{name}_{code}": moved(row[name][code], years)
        for name in ("title", "short_title")
        for code in Language.values
    }
    ends_on = _years_later(row["ends_on"], years)
    return {"code": moved(row["code"], years), "starts_on": starts_on, "ends_on": ends_on, **texts}


def moved(text: str, years: int) -> str:
    """Return a text with each year in it moved by so many."""
    return YEAR.sub(lambda found: str(int(found[0]) + years), text)


def _years_later(day: date, years: int) -> date:
    """Return the day so many years later; 29 February becomes the last of the month."""
    following = day + timedelta(days=1)
    return date(following.year + years, following.month, min(following.day, 28)) - timedelta(days=1)
