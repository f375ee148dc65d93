"""How to take the data along, for people with curl, pandas, R and Power Query."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.http import page
from accounts.policy import Action

EXAMPLES = (
    ("curl", "curl", _("On the command line.")),
    ("pandas", "Python, pandas", _("The same tables as data frames; one list, any day.")),
    ("r", "R", _("With the package httr2.")),
    ("power-query", "Excel, Power BI (Power Query)", _("Paste it into the advanced editor and put your token in.")),
)


@page(Action.PLAN_READ)
@require_safe
def analysts(request: HttpRequest) -> HttpResponse:
    """Show examples that can be copied and run as they are, with this installation's address."""
    examples = [
        {"name": name, "title": title, "words": words, "text": example(name)} for name, title, words in EXAMPLES
    ]
    return render(request, "roadmap/analysts.html", {"examples": examples})


def example(name: str) -> str:
    """Return one example as it is shown."""
    return render_to_string(f"roadmap/examples/{name}.txt", {"base_url": settings.BASE_URL})
