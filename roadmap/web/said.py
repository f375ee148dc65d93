"""What a report says, in words: to be shown, compared with the one before, and with what was read (ui.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from roadmap.choices import Language, Status
from roadmap.days import short_day
from roadmap.selectors.history import ReportLine
from roadmap.web.rows import reason_words

# Forms carry what the person read under these names, so that a changed report can be shown beside it.
SEEN = "seen_"
LONGEST_SEEN = 100_000


@dataclass(frozen=True)
class Said:
    """One thing that a report says: its name, its label and its words (empty: it does not say it)."""

    name: str
    label: str
    words: str

    @property
    def field(self) -> str:
        """Return the name of the hidden field that carries it."""
        return f"{SEEN}{self.name}"


@dataclass(frozen=True)
class Changed:
    """One thing that differs between two tellings, in words."""

    name: str
    label: str
    before: str
    after: str

    @property
    def is_text(self) -> bool:
        """Return whether it is long enough to be compared word by word."""
        return self.name in {"summary", "reason_text", "correction_reason"}


def said(line: ReportLine) -> list[Said]:
    """Return everything that a report says, in the order of its form."""
    yes, no = _("yes"), _("no")
    return [
        Said("stands_on", _("on which day the facts hold"), short_day(line.stands_on) if line.stands_on else ""),
        Said("status", _("status"), str(Status(line.status).label) if line.status else ""),
        Said("progress", _("progress, %"), "" if line.progress is None else str(line.progress)),
        Said("summary", _("what has been done"), line.summary),
        Said("language", _("language of the text"), str(Language(line.language).label) if line.language else ""),
        Said(
            "completion_delivered", _("the form of completion was handed in"), yes if line.completion_delivered else no
        ),
        Said("at_risk", _("at risk of non-fulfilment"), yes if line.at_risk else no),
        Said("reason", _("reason"), reason_words(line.reason)),
        Said("reason_text", _("the reason in words"), line.reason_text),
        Said(
            "signatory", _("signatory"), ", ".join(part for part in (line.signatory_post, line.signatory_name) if part)
        ),
        Said("correction_reason", _("why the accepted report is corrected"), line.correction_reason),
    ]


def changed_since(before: ReportLine, after: ReportLine) -> list[Changed]:
    """Return what a report says otherwise than the one before it; why it corrects it is its own."""
    pairs = [pair for pair in zip(said(before), said(after), strict=True) if pair[1].name != "correction_reason"]
    return [Changed(new.name, new.label, old.words, new.words) for old, new in pairs if old.words != new.words]


def changed_since_read(sent: Mapping[str, str], line: ReportLine) -> Sequence[Changed]:
    """Return what a report says otherwise than the person read, as the sent form carries it; no form, nothing."""
    found = [(one, sent[one.field][:LONGEST_SEEN].replace("\r\n", "\n")) for one in said(line) if one.field in sent]
    return [Changed(one.name, one.label, read, one.words) for one, read in found if read != one.words]
