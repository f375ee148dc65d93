"""What to know at the first visit, in at most four steps for each role (ui.md *Today*)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from accounts.policy import Action, can
from roadmap.selectors.own import needs_first_steps
from roadmap.web.desk import Desk


@dataclass(frozen=True)
class Step:
    """One of the first steps: a sentence, and the page that it speaks of."""

    words: Any
    url_name: str
    label: Any


TODAY = Step(
    gettext_lazy("This page shows what waits for you, the most urgent first."), "today", gettext_lazy("Today")
)
LETTERS = Step(
    gettext_lazy("Choose how often letters come, and put the due dates into your calendar."),
    "letters",
    gettext_lazy("Notices and letters"),
)
EXECUTOR = (
    TODAY,
    Step(
        gettext_lazy("Open a measure and press “Report”. The draft is saved as you type; what is missing is listed."),
        "measures",
        gettext_lazy("Measures"),
    ),
    Step(
        gettext_lazy("A submitted report waits for your coordinator. Until then you can withdraw it."),
        "reports",
        gettext_lazy("Reports"),
    ),
    LETTERS,
)
COORDINATOR = (
    TODAY,
    Step(
        gettext_lazy("Read what was submitted, then accept it or return it with a reason. What is accepted is final."),
        "reports",
        gettext_lazy("Reports"),
    ),
    Step(
        gettext_lazy("Where the Parties diverge, propose a settlement. The text changes by amendments only."),
        "agreements",
        gettext_lazy("Agreements"),
    ),
    LETTERS,
)
ADMINISTRATOR = (
    TODAY,
    Step(gettext_lazy("Invite people of your region and give them a role."), "people", gettext_lazy("People")),
    LETTERS,
)
READER = (
    Step(
        gettext_lazy("Filter the plan; the address of the page keeps the filter."),
        "measures",
        gettext_lazy("Measures"),
    ),
    Step(gettext_lazy("See how each direction stands for both Parties."), "dashboard", gettext_lazy("Dashboard")),
    Step(
        gettext_lazy("Take the figures as files or through the API, for any day."),
        "analysts",
        gettext_lazy("For analysts"),
    ),
    LETTERS,
)


def first_steps(desk: Desk) -> tuple[Step, ...]:
    """Return the first steps of the reader's role; none where they were read already, or for a visitor."""
    reader = desk.reader
    if reader is None or not needs_first_steps(reader.pk):
        return ()
    if can(reader, Action.REPORT_ACCEPT):
        return COORDINATOR
    if can(reader, Action.REPORT_WRITE):
        return EXECUTOR
    return ADMINISTRATOR if can(reader, Action.PEOPLE_EDIT) else READER
