"""Inviting many people from a sheet: first a preview that writes nothing, then all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.errors import InvalidInput
from accounts.http import act_of, page
from accounts.policy import Action
from accounts.services.inviting_many import NotAll, Problem, check_invitations, invite_all
from accounts.tables import MOST_BYTES, read_table
from accounts.web.people_sheet import COLUMNS, NUMBER, Row, people_of
from accounts.web.person_forms import agencies_of
from accounts.web.reader import reader_of

_SALT = "accounts.invite_many"
PREVIEW_LASTS = 3600


class SheetForm(forms.Form):
    """The sheet."""

    file = forms.FileField(label=gettext_lazy("Sheet (CSV or XLSX)"), allow_empty_file=True)


@page(Action.PEOPLE_EDIT)
def invite_many(request: HttpRequest) -> HttpResponse:
    """Take a sheet and show what would happen; once that is confirmed, invite everybody in it."""
    if request.method != "POST":
        return _asked(request, SheetForm())
    if "sheet" in request.POST:
        return _confirmed(request)
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return _asked(request, form)
    try:
        rows = people_of(read_table(form.cleaned_data["file"].read(MOST_BYTES + 1)))
    except InvalidInput as wrong:
        form.add_error("file", str(wrong.message))
        return _asked(request, form)
    return _previewed(request, rows, check_invitations(act_of(request, "page"), rows))


def _confirmed(request: HttpRequest) -> HttpResponse:
    try:
        owner, rows = signing.loads(request.POST["sheet"], salt=_SALT, max_age=PREVIEW_LASTS)
    except signing.BadSignature:
        owner, rows = None, []
    if owner != request.user.pk:
        form = SheetForm({})
        form.is_valid()
        form.errors["file"] = form.error_class([_("The preview is too old. Choose the file again.")])
        return _asked(request, form)
    try:
        invited = invite_all(act_of(request, "page"), rows)
    except NotAll as refused:
        return _previewed(request, rows, refused.problems, status=409)
    sentence = ngettext(
        "%(count)d person is invited; a letter went to them.",
        "%(count)d people are invited; a letter went to each of them.",
        len(invited),
    )
    messages.success(request, sentence % {"count": len(invited)})
    return redirect("people")


def _previewed(
    request: HttpRequest, rows: Sequence[Row], problems: Sequence[Problem], *, status: int | None = None
) -> HttpResponse:
    by_row: dict[int, list[Problem]] = {}
    for problem in problems:
        by_row.setdefault(problem.row, []).append(problem)
    shown: list[dict[str, Any]] = [
        {"number": row[NUMBER], "cells": [row.get(name, "") for name in COLUMNS], "problems": by_row.get(number, [])}
        for number, row in enumerate(rows, start=1)
    ]
    context = {
        "rows": shown,
        "columns": COLUMNS,
        "wrong": len(by_row),
        "sheet": "" if problems else signing.dumps([request.user.pk, list(rows)], salt=_SALT, compress=True),
        "form": SheetForm(),
    }
    return render(request, "accounts/invite_many_preview.html", context, status=status or (400 if problems else 200))


def _asked(request: HttpRequest, form: SheetForm) -> HttpResponse:
    context = {"form": form, "agencies": agencies_of(reader_of(request).region), "columns": COLUMNS}
    return render(request, "accounts/invite_many.html", context, status=400 if form.errors else 200)
