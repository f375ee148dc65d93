"""Closed lists of values (rules.md §1–§5), with the words that people see."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Language

__all__ = [
    "RECURRING_FORMS",
    "Agreement",
    "Audience",
    "Cycle",
    "DeadlineForm",
    "ExecutorRole",
    "Health",
    "Language",
    "LetterRhythm",
    "NoticeKind",
    "PeriodState",
    "ProposalState",
    "Reason",
    "ReportState",
    "RoadmapState",
    "SourceKind",
    "Status",
]


class Status(TextChoices):
    """How a Party says an occurrence stands (rules.md §3), in the order of the lists."""

    NOT_STARTED = "not_started", _("not started")
    IN_PROGRESS = "in_progress", _("in progress")
    DONE = "done", _("done")
    NOT_DONE = "not_done", _("not done")


class Health(TextChoices):
    """How an open standing relates to its dates (rules.md §3), worst first."""

    LATE = "late", _("overdue")
    DUE_SOON = "due_soon", _("due soon")
    SILENT = "silent", _("silent")
    ON_TRACK = "on_track", _("on track")
    CLOSED = "closed", _("closed")


class Agreement(TextChoices):
    """Whether the Parties say the same (rules.md §4)."""

    DIVERGING = "diverging", _("diverging")
    ONE_SIDED = "one_sided", _("one side reported")
    SETTLED = "settled", _("settled")
    AGREED = "agreed", _("agreed")
    UNREPORTED = "unreported", _("not reported")


class ReportState(TextChoices):
    """Where a report stands on its way (rules.md §3)."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    ACCEPTED = "accepted", _("accepted")


class Reason(TextChoices):
    """Why a standing is at risk, late or without result (rules.md §3)."""

    FINANCING = "financing", _("financing")
    LEGAL_OR_BORDER_REGIME = "legal_or_border_regime", _("legal or border regime")
    AWAITING_PARTNER = "awaiting_partner", _("awaiting the partner")
    FEDERAL_OR_NATIONAL_LEVEL = "federal_or_national_level", _("federal or national level")
    AGENCY_REORGANISED = "agency_reorganised", _("agency reorganised")
    PROCUREMENT = "procurement", _("procurement")
    WEATHER_OR_EMERGENCY = "weather_or_emergency", _("weather or emergency")
    OTHER = "other", _("other")


class Cycle(TextChoices):
    """How often a Party reports."""

    QUARTERLY = "quarterly", _("quarterly")
    HALF_YEARLY = "half_yearly", _("half-yearly")
    YEARLY = "yearly", _("yearly")


class DeadlineForm(TextChoices):
    """The forms of a deadline's wording (rules.md §2)."""

    FIXED_DATE = "fixed_date", _("by a date")
    MONTH = "month", _("in a month")
    QUARTER = "quarter", _("in a quarter")
    HALF_YEAR = "half_year", _("in a half-year")
    YEAR = "year", _("in a year")
    YEARS = "years", _("over several years")
    WINDOW = "window", _("in a stretch of months")
    ANNUAL = "annual", _("annually")
    ANNUAL_QUARTER = "annual_quarter", _("annually, in a quarter")
    ANNUAL_WINDOW = "annual_window", _("annually, in certain months")
    ANNUAL_DATE = "annual_date", _("annually, by a date")
    SEMIANNUAL = "semiannual", _("once every half-year")
    QUARTERLY = "quarterly", _("quarterly")
    MONTHLY = "monthly", _("monthly")
    WHOLE_PERIOD = "whole_period", _("throughout the term")
    AS_NEEDED = "as_needed", _("as needed")


RECURRING_FORMS = frozenset(
    {
        DeadlineForm.ANNUAL,
        DeadlineForm.ANNUAL_QUARTER,
        DeadlineForm.ANNUAL_WINDOW,
        DeadlineForm.ANNUAL_DATE,
        DeadlineForm.SEMIANNUAL,
        DeadlineForm.QUARTERLY,
        DeadlineForm.MONTHLY,
    }
)


class RoadmapState(TextChoices):
    """The life of a road map."""

    DRAFT = "draft", pgettext_lazy("road map", "draft")
    IN_FORCE = "in_force", pgettext_lazy("road map", "in force")
    CLOSED = "closed", pgettext_lazy("road map", "closed")


class ProposalState(TextChoices):
    """The life of what one Party proposes and the other confirms (rules.md §4–§6)."""

    PROPOSED = "proposed", _("proposed")
    IN_EFFECT = "in_effect", _("in effect")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class PeriodState(TextChoices):
    """The life of a period's closing (rules.md §6)."""

    PROPOSED = "proposed", _("proposed")
    CLOSED = "closed", pgettext_lazy("reporting period", "closed")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class SourceKind(TextChoices):
    """Where a text of the plan comes from (rules.md §1)."""

    ARTICLE = "article", _("From the article")
    PUBLIC = "public", _("From a public source")
    ILLUSTRATIVE = "illustrative", _("Illustrative, not from a document")


class ExecutorRole(TextChoices):
    """What an agency does in a measure."""

    LEAD = "lead", _("responsible executor")
    CO = "co", _("co-executor")


class Audience(TextChoices):
    """Who reads a comment."""

    OWN = "own", _("own region only")
    BOTH = "both", _("both Parties")


class NoticeKind(TextChoices):
    """What people are told of."""

    DUE = "due", _("due soon")
    LATE = "late", _("overdue")
    SILENT = "silent", _("silent")
    TO_ACCEPT = "to_accept", _("waits for acceptance")
    RETURNED = "returned", _("returned")
    ACCEPTED = "accepted", _("accepted")
    OTHER_REPORTED = "other_reported", _("the other Party reported")
    PROPOSAL = "proposal", _("waits for our word")
    DECIDED = "decided", _("the other Party answered")
    MENTIONED = "mentioned", _("mentioned you")
    CHAIN = "chain", _("audit log")


class LetterRhythm(TextChoices):
    """How often a person gets letters."""

    IMMEDIATE = "immediate", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week, on Mondays")
    NEVER = "never", _("never; only on the page")
