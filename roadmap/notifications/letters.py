"""What a notice says, on a page and in a letter: a sentence and the address where the thing is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from roadmap.choices import NoticeKind
from roadmap.days import long_day, period_words
from roadmap.languages import page_language
from roadmap.models import Notice
from roadmap.notifications.heads import CHAIN, head_in
from roadmap.rules.reminders import AGENCY
from roadmap.selectors.workdays import working_day

LONGEST_LETTER = 30
# The worst and what only this person can do comes first.
ORDER: Sequence[NoticeKind] = (
    NoticeKind.RETURNED,
    NoticeKind.LATE,
    NoticeKind.DUE,
    NoticeKind.TO_ACCEPT,
    NoticeKind.PROPOSAL,
    NoticeKind.MENTIONED,
    NoticeKind.SILENT,
    NoticeKind.DECIDED,
    NoticeKind.OTHER_REPORTED,
    NoticeKind.ACCEPTED,
    NoticeKind.CHAIN,
)


@dataclass(frozen=True)
class Line:
    """One notice as it is read; `path` leads to the very form where something is to be done."""

    kind: str
    subject: str
    words: str
    path: str

    @property
    def url(self) -> str:
        """Return the whole address, for a letter."""
        return f"{settings.BASE_URL}{self.path}"


def send_letter(user: User, notices: Sequence[Notice]) -> None:
    """Send one letter about `notices` in the person's language, as text and HTML.

    :raises OSError: where the mail server does not take it.
    """
    with translation.override(user.language):
        lines = [line_of(notice) for notice in sorted(notices, key=_place)]
        count = len(lines)
        subject = ngettext("Road map: %(count)d notice", "Road map: %(count)d notices", count) % {"count": count}
        context = {
            "person": user,
            "lines": lines[:LONGEST_LETTER],
            "more": max(count - LONGEST_LETTER, 0),
            "all_url": settings.BASE_URL + reverse("letters"),
        }
        letter = EmailMultiAlternatives(subject, render_to_string("emails/notices.txt", context), to=[user.email])
        letter.attach_alternative(render_to_string("emails/notices.html", context), "text/html")
        letter.send()


def line_of(notice: Notice) -> Line:
    """Return a notice in the language in force; the notice's measure, occurrence and region are asked for."""
    return Line(notice.kind, _subject(notice), SENTENCES[NoticeKind(notice.kind)](notice), _path(notice))


def _place(notice: Notice) -> tuple[int, int]:
    return ORDER.index(NoticeKind(notice.kind)), notice.pk or 0


def _subject(notice: Notice) -> str:
    """Return what it is about: the measure's number and title, and the period; of a proposal its kind."""
    if notice.measure is None:
        return str(PLACES.get(notice.place, lambda: "")())
    title = getattr(notice.measure, f"title_{page_language()}")
    period = period_words(notice.occurrence.label, page_language()) if notice.occurrence is not None else ""
    return f"{notice.measure.number} {title}" + (f" ({period})" if period else "")


PLACES: Mapping[str, Callable[[], Any]] = {
    "amendment": lambda: _("amendment of the road map"),
    "settlement": lambda: _("settlement of a divergence"),
    "period": lambda: _("closing of a reporting period"),
    "roadmap": lambda: _("state of the road map"),
    CHAIN: lambda: _("Audit log: the last entry before this week"),
}


def _due(notice: Notice) -> str:
    assert notice.due_on is not None  # noqa: S101 -- reminders have a day
    day = long_day(notice.due_on, page_language())
    said = ngettext("Due on %(day)s, in %(count)d day.", "Due on %(day)s, in %(count)d days.", notice.days)
    words = (said if notice.days else _("Due today, %(day)s.")) % {"day": day, "count": notice.days}
    region = notice.user.region
    shown = working_day(notice.due_on, region.holiday_calendar) if region is not None else notice.due_on
    if shown == notice.due_on:
        return words
    return (
        words
        + " "
        + _("That is a day off; the next working day is %(day)s.") % {"day": long_day(shown, page_language())}
    )


def _late(notice: Notice) -> str:
    said = ngettext("Overdue by %(count)d day.", "Overdue by %(count)d days.", notice.days) % {"count": notice.days}
    return said if notice.level == AGENCY else f"{said} {_escalated()}"


def _silent(notice: Notice) -> str:
    said = _("Nothing was reported on the last reporting period.")
    return said if notice.level == AGENCY else f"{said} {_escalated()}"


def _escalated() -> str:
    return _("The agency was reminded and has not taken note.")


def _head(notice: Notice) -> str:
    return _("Keep this line: with it one can check later that nothing written before was changed. %(entry)s") % {
        "entry": head_in(notice)
    }


SENTENCES: Mapping[NoticeKind, Callable[[Notice], str]] = {
    NoticeKind.DUE: _due,
    NoticeKind.LATE: _late,
    NoticeKind.SILENT: _silent,
    NoticeKind.TO_ACCEPT: lambda _notice: _("A report waits for your acceptance."),
    NoticeKind.RETURNED: lambda _notice: _("Your report came back with a reason; amend it and submit it again."),
    NoticeKind.ACCEPTED: lambda _notice: _("Your report was accepted and is now your Party's word."),
    NoticeKind.OTHER_REPORTED: lambda _notice: _("The other Party has reported."),
    NoticeKind.PROPOSAL: lambda _notice: _("The other Party proposes; confirm or decline."),
    NoticeKind.DECIDED: lambda _notice: _("The other Party answered your proposal."),
    NoticeKind.MENTIONED: lambda _notice: _("A colleague mentions you in a remark."),
    NoticeKind.CHAIN: _head,
}


def _path(notice: Notice) -> str:
    if notice.place == CHAIN:
        return reverse("letters")
    if notice.place == "report":
        return reverse("report", args=[notice.place_id])
    if notice.place == "comment":
        return f"{reverse('measure', args=[notice.measure_id])}#remark-{notice.place_id}"
    if notice.place:
        return f"{reverse('agreements')}#{notice.place}-{notice.place_id}"
    label = notice.occurrence.label if notice.occurrence is not None else ""
    return f"{reverse('report_form', args=[notice.measure_id])}?occurrence={label}"
