"""What a report must satisfy, while it is written and before it is submitted (rules.md §3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from roadmap.choices import DeadlineForm, Language, Reason, Status
from roadmap.errors import InvalidInput
from roadmap.rules.periods import Term
from roadmap.rules.standing import CLOSED_STATUSES

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DAYS_AFTER_TERM = 90
INFORMATION = "INFO"
WHOLE_PROGRESS = 100
FITTING_PROGRESS = {
    Status.NOT_STARTED: range(1),
    Status.IN_PROGRESS: range(WHOLE_PROGRESS),
    Status.DONE: range(WHOLE_PROGRESS, WHOLE_PROGRESS + 1),
    Status.NOT_DONE: range(WHOLE_PROGRESS),
}


@dataclass(frozen=True)
class ReportValues:
    """What a report says, by the API's names; in a draft each may be None or empty."""

    status: str | None
    progress: int | None
    stands_on: date | None
    at_risk: bool | None
    reason: str | None
    reason_text: str | None
    summary: str | None
    language: str | None
    completion_delivered: bool | None
    signatory_post: str | None
    signatory_name: str | None
    is_correction: bool
    correction_reason: str | None


@dataclass(frozen=True)
class StandingFacts:
    """What the report's standing, road map and day ask of it.

    `today` is the day in the author's region. `newest_stands_on` and `newest_status` are of the
    newest accepted report of the standing, None where there is none.
    """

    form: DeadlineForm
    completion_form_code: str
    occurrence_starts_on: date
    due_on: date
    term: Term
    today: date
    newest_stands_on: date | None
    newest_status: Status | None
    evidence_count: int


@dataclass(frozen=True)
class Missing:
    """One thing a report lacks: the API's field, a stable code, a sentence for the person."""

    field: str
    code: str
    message: "str | _StrPromise"


def missing_in_report(values: ReportValues, facts: StandingFacts) -> tuple[Missing, ...]:
    """Return everything the report lacks before it may be submitted, empty where nothing.

    The order is that of the form: what was said, when it holds, why, who answers for it.
    """
    return (
        *_missing_words(values),
        *_missing_fit(values),
        *check_stands_on(values, facts),
        *_missing_reason(values, facts),
        *_missing_evidence(values, facts),
        *_missing_correction(values, facts),
    )


def check_stands_on(values: ReportValues, facts: StandingFacts) -> tuple[Missing, ...]:
    """Return what is wrong with the day on which the facts hold (rules.md §3).

    It lies inside the road map's term or up to 90 days after it, not in the future of the
    author's region, and, unless the report is a correction, not before the newest accepted one.
    """
    if values.stands_on is None:
        return (Missing("stands_on", "required", _("Say on which day the facts hold.")),)
    return tuple(_faults_of_day(values.stands_on, facts, is_correction=values.is_correction))


def check_acceptance(values: ReportValues, facts: StandingFacts) -> tuple[Missing, ...]:
    """Return what has come since the report was submitted and forbids to accept it (rules.md §3).

    Another report may have been accepted: of a later day, or one that closed the standing.
    """
    return (*check_stands_on(values, facts), *_missing_correction(values, facts))


def is_late(status: str | None, stands_on: date | None, facts: StandingFacts) -> bool:
    """Return whether a report is late: open, and due before the day it speaks of (rules.md §3).

    `as_needed` is never late, `whole_period` only after the term. A draft without status or day
    is not late yet.
    """
    if not status or stands_on is None or status in CLOSED_STATUSES:
        return False
    if facts.form == DeadlineForm.AS_NEEDED:
        return False
    whole = facts.form == DeadlineForm.WHOLE_PERIOD
    return (facts.term.ends_on if whole else facts.due_on) < stands_on


def check_draft_values(values: ReportValues) -> None:
    """Refuse what not even a draft may hold; None and empty are only incomplete (rules.md §3).

    :raises InvalidInput: `invalid` for a wrong type, `out_of_range` for a progress outside
        0 to 100, `unknown_code` for a status, reason or language that is none.
    """
    _check_progress(values.progress)
    _check_code("status", values.status, Status.values)
    _check_code("reason", values.reason, Reason.values)
    _check_code("language", values.language, Language.values)
    _check_day(values.stands_on)
    for field in ("at_risk", "completion_delivered"):
        _check_type(field, getattr(values, field), bool, _("Answer yes or no."))
    for field in ("reason_text", "summary", "correction_reason"):
        _check_type(field, getattr(values, field), str, _("Write a text."))
    for signatory in (values.signatory_post, values.signatory_name):
        _check_type("signatory", signatory, str, _("Write a text."))


def _missing_words(values: ReportValues) -> Iterator[Missing]:
    """Yield what every report must say and this one leaves empty."""
    if not values.status:
        yield Missing("status", "required", _("Choose the status."))
    if values.progress is None:
        yield Missing("progress", "required", _("Give the progress in percent."))
    if _is_blank(values.summary):
        yield Missing("summary", "required", _("Write what has been done."))
    if not values.language:
        yield Missing("language", "required", _("Choose the language of the text."))
    if _is_blank(values.signatory_post) or _is_blank(values.signatory_name):
        yield Missing("signatory", "required", _("Name the signatory: the post and the name."))


def _missing_fit(values: ReportValues) -> Iterator[Missing]:
    """Yield the progress where it contradicts the status."""
    if not values.status or values.progress is None:
        return
    if values.progress not in FITTING_PROGRESS[Status(values.status)]:
        message = _(
            "The progress does not fit the status: not started is 0, in progress and not done are "
            "0 to 99, done is 100."
        )
        yield Missing("progress", "progress_does_not_fit_status", message)


def _faults_of_day(stands_on: date, facts: StandingFacts, *, is_correction: bool) -> Iterator[Missing]:
    """Yield each bound that the day breaks."""
    too_late = stands_on - facts.term.ends_on > timedelta(days=DAYS_AFTER_TERM)
    if stands_on < facts.term.starts_on or too_late:
        message = _("The day must lie in the term of the road map or in the 90 days after it.")
        yield Missing("stands_on", "stands_on_outside_term", message)
    if stands_on > facts.today:
        message = _("The day must not lie in the future.")
        yield Missing("stands_on", "stands_on_in_future", message)
    newest = facts.newest_stands_on
    if not is_correction and newest is not None and stands_on < newest:
        message = _(
            "The day must not lie before that of the newest accepted report; "
            "only a correction may speak of an earlier day."
        )
        yield Missing("stands_on", "stands_on_before_newest", message)


def _missing_reason(values: ReportValues, facts: StandingFacts) -> Iterator[Missing]:
    """Yield the reason, or the words of another reason, where they are asked for."""
    wanted = values.status != Status.DONE and (
        values.at_risk or values.status == Status.NOT_DONE or is_late(values.status, values.stands_on, facts)
    )
    if wanted and not values.reason:
        message = _("Choose the reason: the measure is at risk, overdue or not done.")
        yield Missing("reason", "reason_required", message)
    if values.reason == Reason.OTHER and _is_blank(values.reason_text):
        message = _("Describe the reason in words.")
        yield Missing("reason_text", "reason_text_required", message)


def _missing_evidence(values: ReportValues, facts: StandingFacts) -> Iterator[Missing]:
    """Yield the evidence where the completion form is said to be delivered and is none."""
    needed = values.completion_delivered and facts.completion_form_code != INFORMATION
    if needed and facts.evidence_count == 0:
        message = _("Attach the evidence: you say that the form of completion was delivered.")
        yield Missing("evidence", "evidence_required", message)


def _missing_correction(values: ReportValues, facts: StandingFacts) -> Iterator[Missing]:
    """Yield why a correction is made, and that a closed standing takes nothing else."""
    if values.is_correction and _is_blank(values.correction_reason):
        message = _("Say why the accepted report is corrected.")
        yield Missing("correction_reason", "required", message)
    if not values.is_correction and facts.newest_status in CLOSED_STATUSES:
        message = _("The accepted report says done or not done; only a correction may follow.")
        yield Missing("supersedes", "standing_closed", message)


def _is_blank(text: str | None) -> bool:
    """Return whether nothing can be read in `text`."""
    return not (text or "").strip()


def _check_progress(progress: object) -> None:
    """Refuse a progress that is no whole number from 0 to 100 (True is no number here)."""
    if progress is None:
        return
    if isinstance(progress, bool) or not isinstance(progress, int):
        raise InvalidInput("progress", "invalid", _("Write a whole number."))
    if not 0 <= progress <= WHOLE_PROGRESS:
        raise InvalidInput("progress", "out_of_range", _("Write a number from 0 to 100."))


def _check_code(field: str, code: object, known: list[str]) -> None:
    """Refuse a code that is not in the closed list; None and empty are incomplete."""
    if code is not None and code != "" and code not in known:
        raise InvalidInput(field, "unknown_code", _("Choose one of the listed values."))


def _check_day(day: object) -> None:
    """Refuse what is no day; an instant is none (rules.md §6)."""
    if day is not None and (isinstance(day, datetime) or not isinstance(day, date)):
        raise InvalidInput("stands_on", "invalid", _("Write a date."))


def _check_type(field: str, value: object, wanted: type, message: "str | _StrPromise") -> None:
    """Refuse a value that is not of the wanted type; None is incomplete."""
    if value is not None and not isinstance(value, wanted):
        raise InvalidInput(field, "invalid", message)
