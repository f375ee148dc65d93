"""Badges, days and texts in the reader's language, for templates: `{% load presentation %}`.

Badges are rendered by their partial once for each state and language, and kept: a table of fifty rows has
four hundred of them, and a partial each would cost more than all the rest of the page.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache, partial

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from roadmap import days
from roadmap.choices import Health, SourceKind
from roadmap.languages import page_language
from roadmap.rules.standing import DAYS_OF_WARNING
from roadmap.templatetags.differences import Comparison, compare
from roadmap.templatetags.looks import LOOKS, SHAPES, look_of

register = template.Library()

FULL = 100
# On track and closed say nothing new beside a status.
TELLING = frozenset({Health.LATE, Health.DUE_SOON, Health.SILENT})


# --- Texts in three languages ---------------------------------------------------------------------


@register.filter
def localized(holder: object, field: str = "") -> str:
    """Return the text of `holder` in the page's language.

    `{{ measure|localized:"title" }}` reads `title_kk`, `title_ru` or `title_en`, or the `title` that is a
    mapping of languages; `{{ title|localized }}` reads such a mapping itself.

    :raises LookupError: where there is no such text.
    """
    language = page_language()
    if not field:
        return str(_read(holder, language))
    own = _read_or_none(holder, f"{field}_{language}")
    return str(own if own is not None else _read(_read(holder, field), language))


def _read_or_none(holder: object, name: str) -> object | None:
    """Return the key or attribute `name` of `holder`, or None where it has neither."""
    if isinstance(holder, Mapping):
        return holder.get(name)
    return getattr(holder, name, None)


def _read(holder: object, name: str) -> object:
    """Return the key or attribute `name` of `holder`.

    :raises LookupError: where it has neither.
    """
    found = _read_or_none(holder, name)
    if found is None:
        raise LookupError(f"{type(holder).__name__} has no {name!r}")
    return found


# --- Days -----------------------------------------------------------------------------------------


register.filter("short_day", days.short_day)


@register.filter
def day(value: date | None) -> SafeString:
    """Return `31.12.2025` as a <time>; nothing for None."""
    if value is None:
        return mark_safe("")
    return format_html('<time datetime="{}">{}</time>', value.isoformat()[:10], days.short_day(value))


@register.filter
def day_long(value: date | None) -> SafeString:
    """Return `2025 ж. 31 желтоқсан`, `31 декабря 2025 г.` as a <time>; nothing for None."""
    if value is None:
        return mark_safe("")
    words = days.long_day(value, page_language())
    return format_html('<time datetime="{}">{}</time>', value.isoformat()[:10], words)


@register.filter(expects_localtime=True)
def moment(value: datetime | None) -> SafeString:
    """Return `31.12.2025 14:05` in the page's time zone, as a <time>; nothing for None."""
    if value is None:
        return mark_safe("")
    words = f"{days.short_day(value)} {value:%H:%M}"
    return format_html('<time datetime="{}">{}</time>', value.isoformat(timespec="minutes"), words)


@register.filter
def clock(value: datetime | None) -> str:
    """Return `14:05` in the page's time zone; nothing for None."""
    return "" if value is None else f"{timezone.localtime(value):%H:%M}"


@register.filter
def period_words(label: str) -> str:
    """Return an occurrence's label in words: `2024-Q2` is `II квартал 2024 года`; `1` is nothing."""
    return days.period_words(label, page_language())


@register.filter
def signed(value: int) -> str:
    """Return a difference with its sign: `+184`, `−12` with a true minus, `0`."""
    return f"+{value}" if value > 0 else f"−{-value}" if value < 0 else "0"


register.filter("lateness", days.lateness)
register.filter("silence", days.silence)
register.filter("nearness", days.nearness)


# --- Badges and marks -----------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _badge(family: str, code: str, detail: str, language: str) -> SafeString:
    """Return the badge of a state, rendered once; `language` is part of the key, and is the active one."""
    del language
    look = look_of(family, code)
    context = {"look": look, "path": SHAPES[look.shape], "detail": detail}
    return mark_safe(render_to_string("components/badge.html", context).strip())  # noqa: S308 - our own template


@register.simple_tag
def badge(family: str, code: str, detail: str = "") -> SafeString:
    """Return the badge of `code` in `family` (a key of `LOOKS`), with a detail after its word."""
    return _badge(family, str(code), detail, page_language())


@register.simple_tag
def every_look() -> dict[str, tuple[str, ...]]:
    """Return the states of each family that has badges, for the gallery."""
    return {family: tuple(states) for family, states in LOOKS.items()}


@register.simple_tag
def status_badge(status: str) -> SafeString:
    """Return a status: word, shape and colour."""
    return _badge("status", str(status), "", page_language())


@register.simple_tag
def agreement_badge(agreement: str) -> SafeString:
    """Return whether the Parties say the same."""
    return _badge("agreement", str(agreement), "", page_language())


@register.simple_tag
def health_badge(
    health: str,
    today: date | None = None,
    *,
    due_on: date | None = None,
    late_from: date | None = None,
    days_silent: int | None = None,
    never_reported: bool = False,
) -> SafeString:
    """Return a health that says how late, how near or how long silent.

    `late_from` is the first late day where it is known, else the day after `due_on`. Silence needs
    `days_silent`, or `never_reported` where there is no report to count from.
    """
    silence = None if never_reported else days_silent
    known = never_reported or days_silent is not None
    detail = _detail(health, today, due_on, late_from, silence) if health != Health.SILENT or known else ""
    return _badge("health", str(health), detail, page_language())


def _detail(
    health: str, today: date | None, due_on: date | None, late_from: date | None, days_silent: int | None
) -> str:
    """Return how late, how near or how long silent; the empty string where there is nothing to say."""
    if health == Health.SILENT:
        return days.silence(days_silent)
    if today is None:
        return ""
    if health == Health.LATE:
        late = (today - late_from).days + 1 if late_from else (today - due_on).days if due_on else 0
        return days.lateness(late) if late > 0 else ""
    # The last due date of a measure can lie far behind the occurrence that is due soon: then no number.
    if health == Health.DUE_SOON and due_on and 0 <= (due_on - today).days <= DAYS_OF_WARNING:
        return days.nearness((due_on - today).days)
    return ""


# --- Rows of the table of measures: one tag a cell, because a page has hundreds ---------------------


@register.simple_tag
def side_cell(side: object, today: date | None, due_on: date | None) -> SafeString:
    """Return one Party's cell: who leads, its status, and progress and health where they say something new.

    `side` has lead, status, progress, health, late_from, days_silent and never_reported (keys or attributes);
    None where the Party has no executor.
    """
    if side is None:
        return _cell("", "", "", 0, "", "", page_language())
    read = side.get if isinstance(side, Mapping) else partial(getattr, side)
    health = read("health", "")
    silence = None if read("never_reported", False) else read("days_silent", None)
    detail = _detail(health, today, due_on, read("late_from", None), silence) if health in TELLING else ""
    lead, status, progress = read("lead", ""), read("status", ""), read("progress", 0)
    return _cell(lead, "", status, progress, health, detail, page_language())


@register.simple_tag
def joint_cell(joint: object) -> SafeString:
    """Return what both agree on: agreement, status and progress (keys or attributes of `joint`)."""
    read = joint.get if isinstance(joint, Mapping) else partial(getattr, joint)
    return _cell("", read("agreement", ""), read("status", ""), read("progress", 0), "", "", page_language())


@lru_cache(maxsize=8192)
def _cell(
    lead: str, agreement: str, status: str, progress: int, health: str, detail: str, language: str
) -> SafeString:
    """Return the states of one cell, rendered once for each mixture."""
    del language
    context = {
        "lead": lead,
        "agreement": agreement,
        "status": status,
        "progress": progress if 0 < progress < FULL else 0,
        "health": health if health in TELLING else "",
        "detail": detail,
    }
    return mark_safe(render_to_string("components/measure_cell.html", context).strip())  # noqa: S308 - our own


@register.simple_tag
def deadline_cell(wording: str, due_on: date) -> SafeString:
    """Return a deadline as it is worded, with the computed day on hover and for screen readers (ui.md)."""
    return _deadline(wording, due_on, page_language())


@lru_cache(maxsize=4096)
def _deadline(wording: str, due_on: date, language: str) -> SafeString:
    """Return a deadline, rendered once."""
    del language
    context = {"wording": wording, "due_on": days.short_day(due_on)}
    return mark_safe(render_to_string("components/deadline.html", context).strip())  # noqa: S308 - our own template


@lru_cache(maxsize=1024)
def _shape(family: str, code: str, language: str) -> SafeString:
    """Return a state's shape alone, with its word for those who do not see it."""
    del language
    look = look_of(family, code)
    context = {"look": look, "path": SHAPES[look.shape]}
    return mark_safe(render_to_string("components/shape.html", context).strip())  # noqa: S308 - our own template


@register.simple_tag
def shape(family: str, code: str) -> SafeString:
    """Return a state's shape without its word, for strips of many occurrences."""
    return _shape(family, str(code), page_language())


@lru_cache(maxsize=64)
def _provenance(kind: str, short: bool, language: str) -> SafeString:
    """Return the mark of where a text comes from, rendered once."""
    del language
    context = {"kind": kind, "label": SourceKind(kind).label, "short": short}
    return mark_safe(render_to_string("components/provenance_mark.html", context).strip())  # noqa: S308 - our own


@register.simple_tag
def provenance_mark(kind: str, *, short: bool = False) -> SafeString:
    """Return the mark of where a text comes from: an illustrative one never looks official (rules.md §1)."""
    return _provenance(str(kind), short, page_language())


@register.simple_tag
def progress_bar(value: int, *, compact: bool = False) -> SafeString:
    """Return whole percent as a bar with its figure; prints and needs no inline style."""
    return _progress(max(0, min(FULL, int(value))), compact)


@lru_cache(maxsize=256)
def _progress(value: int, compact: bool) -> SafeString:
    """Return the bar of `value` percent, rendered once."""
    context = {"value": value, "compact": compact}
    return mark_safe(render_to_string("components/progress.html", context).strip())  # noqa: S308 - our own template


@register.simple_tag
def compare_texts(before: str, after: str) -> Comparison:
    """Return both texts with what differs marked: `{% compare_texts a b as comparison %}`."""
    return compare(before, after)
