"""Drawings as pictures to keep: files that are called by what they show, and of which day (ui.md *Dashboard*)."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from roadmap.selectors.rows import Json


def picture_name(what: str, day: date, kind: str) -> str:
    """Return what a picture is called as a file."""
    return f"{what}-{day}.{kind}"


def picture(request: HttpRequest, template: str, context: Json, name: str) -> HttpResponse:
    """Return a drawing as an SVG to save under its name."""
    answer = render(request, template, context, content_type="image/svg+xml")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
