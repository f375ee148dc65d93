"""Remarks on a measure: who reads them is plainly marked (ui.md; rules.md §7)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roadmap.choices import Audience
from roadmap.models import Comment
from roadmap.notifications.mentions import mentioned_in, names_in
from roadmap.selectors.comments import COLUMNS, CommentCriteria, comment_rows, comments_asked
from roadmap.selectors.rows import Json
from roadmap.web.desk import Desk


class CommentForm(forms.Form):
    """A remark and its audience; the own region alone unless the writer chooses otherwise."""

    text = forms.CharField(
        label=_("remark"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Write @ and the user name of somebody of your own region, and that person is told."),
    )
    audience = forms.ChoiceField(
        label=_("who reads it"), choices=Audience.choices, initial=Audience.OWN, widget=forms.RadioSelect
    )


def said_after(comment: Comment) -> str:
    """Return what the writer is told after a remark was added: that it stands, and who gets a notice of it."""
    people = mentioned_in(comment)
    if people:
        return gettext("The remark was added. A notice goes to: %(people)s.") % {
            "people": ", ".join(person.name or person.username for person in people)
        }
    if names_in(comment.text):
        return gettext("The remark was added. Nobody of your region who reads it has the user name that you mention.")
    return gettext("The remark was added.")


def remarks_on(desk: Desk, measure_id: int) -> list[Json]:
    """Return the remarks on a measure that the reader may know of, with names of the own side's people."""
    asked = comments_asked(desk.question, desk.reference, CommentCriteria(measure=frozenset({measure_id})))
    rows = list(asked.order_by("id").values_list(*COLUMNS, "author__name"))
    shown = comment_rows(desk.question, desk.reference, [row[:-1] for row in rows])
    for remark, row in zip(shown, rows, strict=True):
        agency = desk.agency(remark["agency"]) if remark["agency"] else ""
        author = row[-1] if remark["region"] == desk.own_region else ""
        remark["who"] = " · ".join(part for part in (desk.region(remark["region"]), agency, author) if part)
    return shown
