"""What a move of a report does, said before the click (ui.md *Principles*)."""

from __future__ import annotations

from django.utils.translation import gettext as _


def of_submitting() -> list[str]:
    """Return what submitting will do."""
    return [
        _("The report goes to the coordinators of your region; nobody outside your region sees it yet."),
        _("While it waits it cannot be changed; you may take it back."),
        _("A coordinator accepts it as your Party's word, or returns it to you with a reason."),
    ]


def of_accepting() -> list[str]:
    """Return what accepting will do."""
    return [
        _("It becomes your Party's word on this period, at once and for everybody, the other Party included."),
        _("It can no longer be changed; a mistake is mended by a correction."),
    ]


def of_returning() -> list[str]:
    """Return what returning will do."""
    return [
        _("The report goes back to the agency with your reason; nobody outside your region sees either."),
        _("The agency changes it and submits it again."),
    ]


def told_of_submitting() -> list[str]:
    """Return who gets a letter when a report is submitted (roadmap/notifications/occasions.py)."""
    return [_("the coordinators of your region")]


def told_of_accepting() -> list[str]:
    """Return who gets a letter when a report is accepted."""
    return [
        _("those who wrote the report"),
        _("the other Party's coordinators and its responsible executor"),
    ]


def told_of_proposing() -> list[str]:
    """Return who gets a letter when something is proposed to the other Party."""
    return [_("the other Party's coordinators")]


def told_of_deciding() -> list[str]:
    """Return who gets a letter when a proposal is confirmed or declined."""
    return [_("the coordinators of the Party that proposed it")]


def told_of_withdrawing() -> list[str]:
    """Return who gets a letter when a proposal is withdrawn."""
    return [_("the other coordinators of your region")]


def told_of_returning() -> list[str]:
    """Return who gets a letter when a report is returned."""
    return [_("those who wrote the report")]
