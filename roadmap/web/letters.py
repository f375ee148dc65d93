"""What one is told, how often by letter, and the calendar's address (ui.md *Account*)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import StaleVersion
from accounts.http import act_of, page
from accounts.policy import Action
from roadmap.choices import LetterRhythm
from roadmap.models import Correspondence, Notice
from roadmap.notifications.letters import line_of
from roadmap.services import notices
from roadmap.web.desk import reader_of

NEWEST_SHOWN = 100


class RhythmForm(forms.Form):
    """How often letters come."""

    rhythm = forms.ChoiceField(
        label=gettext_lazy("letters come"), choices=LetterRhythm.choices, widget=forms.RadioSelect
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


@page(Action.ACCOUNT_OWN)
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Show the newest notices, how often letters come, and whether there is a calendar address."""
    return _shown(request)


@page(Action.ACCOUNT_OWN)
@require_POST
def choose_rhythm(request: HttpRequest) -> HttpResponse:
    """Set how often letters come."""
    form = RhythmForm(request.POST)
    if not form.is_valid():
        return _shown(request, form=form, status=400)
    try:
        notices.choose_rhythm(act_of(request, "page"), **form.cleaned_data)
    except StaleVersion:
        form.add_error(None, _("Someone changed this meanwhile. Your text is kept; read what stands now."))
        return _shown(request, form=form, status=409)
    messages.success(request, _("From now on letters come as you chose."))
    return redirect("letters")


@page(Action.ACCOUNT_OWN)
@require_POST
def acknowledge(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Take note of a reminder."""
    notices.acknowledge(act_of(request, "page"), notice_id=notice_id)
    messages.success(request, _("Taken note of: it goes no further up."))
    return redirect("letters")


@page(Action.ACCOUNT_OWN)
@require_POST
def make_calendar(request: HttpRequest) -> HttpResponse:
    """Make a new calendar address and show it, this once."""
    secret = notices.make_calendar(act_of(request, "page"))
    return _shown(request, calendar_url=settings.BASE_URL + reverse("calendar_feed", args=[secret]))


@page(Action.ACCOUNT_OWN)
@require_POST
def revoke_calendar(request: HttpRequest) -> HttpResponse:
    """Shut the calendar address."""
    notices.revoke_calendar(act_of(request, "page"))
    messages.success(request, _("The calendar's address opens no more."))
    return redirect("letters")


def _shown(request: HttpRequest, *, form: RhythmForm | None = None, status: int = 200, **more: Any) -> HttpResponse:
    reader = reader_of(request)
    own = Correspondence.objects.filter(user=reader).first() or Correspondence(version=0)
    rows = Notice.objects.filter(user=reader).select_related("measure", "occurrence", "user__region")[:NEWEST_SHOWN]
    context = {
        "form": form or RhythmForm(initial={"rhythm": own.rhythm, "seen_version": own.version}),
        "calendar_made_at": own.calendar_made_at,
        "notices": [{"row": row, "line": line_of(row)} for row in rows],
        **more,
    }
    return render(request, "roadmap/letters.html", context, status=status)
