"""The gallery of components, each in every state (ui.md *Look*); in a demonstration only."""

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.http import page
from accounts.policy import Action
from roadmap.choices import Reason, Status
from roadmap.web.samples import samples

THEMES = ("light", "dark")
TONES = ("good", "active", "idle", "failed", "alarm", "warn", "quiet", "clash")


class SampleForm(forms.Form):
    """One field of each kind, for the gallery."""

    mark_optional = True

    status = forms.ChoiceField(label=_("status"), choices=Status.choices, widget=forms.RadioSelect)
    progress = forms.IntegerField(
        label=_("progress"), min_value=0, max_value=100, help_text=_("Whole percent, from 0 to 100.")
    )
    stands_on = forms.DateField(
        label=_("the facts hold on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    reason = forms.ChoiceField(label=_("reason"), choices=[("", "—"), *Reason.choices], required=False)
    at_risk = forms.BooleanField(
        label=_("at risk of non-fulfilment"), required=False, help_text=_("Then a reason is needed.")
    )
    summary = forms.CharField(label=_("summary"), widget=forms.Textarea(attrs={"rows": 4}))


@page(Action.ACCOUNT_OWN)
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in every state; `?theme=dark` or `light` sets the theme.

    :raises Http404: outside a demonstration.
    """
    if not settings.DEMO:
        raise Http404
    asked = request.GET.get("theme", "")
    context = {
        "tones": TONES,
        "theme": asked if asked in THEMES else "",
        "form": SampleForm(initial={"progress": 60, "status": Status.IN_PROGRESS}, auto_id="good_%s"),
        "lone_form": SampleForm(auto_id="lone_%s"),
        "wrong_form": _wrong_form(),
        **samples(),
    }
    return render(request, "styleguide.html", context)


def _wrong_form() -> SampleForm:
    """Return the sample form as it comes back: one field missing, one out of its range, one refused as a whole."""
    form = SampleForm({"status": Status.DONE, "progress": "140", "summary": "", "stands_on": "2025-06-30"})
    form.add_error(None, _("A finished measure has a progress of 100 %."))
    return form
