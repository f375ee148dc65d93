"""The form of a list's filters, rendered once and kept: `{% load filter_forms %}`.

It offers a hundred values, of agencies and directions too, and is the same on most pages (performance.md).
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from roadmap.languages import page_language

register = template.Library()

DIFFERENT_FORMS = 256


@register.simple_tag
def filter_form(form: Hashable, here: str, target: str = "") -> SafeString:
    """Return the form that sends a filter to the page `here`; htmx replaces `target` (empty: the whole page).

    `form` is what `roadmap.web.panel.panel_of` returns as such.
    """
    return _rendered(form, here, target, page_language())


@lru_cache(maxsize=DIFFERENT_FORMS)
def _rendered(form: Hashable, here: str, target: str, language: str) -> SafeString:
    """Return the form; `language` is part of the key, and is the active one."""
    del language
    return render_to_string("roadmap/_filter_form.html", {"form": form, "here": here, "target": target})
