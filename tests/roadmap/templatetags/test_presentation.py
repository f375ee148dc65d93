"""What templates load."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from roadmap.choices import Status
from roadmap.templatetags import presentation

TODAY = date(2025, 7, 1)
DUE = date(2025, 12, 31)


@dataclass(frozen=True)
class Text:
    """A text in three languages, as a row holds it."""

    title_kk: str = "Жол"
    title_ru: str = "Дорога"
    title_en: str = "Road"


@pytest.fixture(autouse=True)
def _in_english() -> None:
    translation.activate("en")


def shown(source: str, **context: object) -> str:
    return Template("{% load presentation %}" + source).render(Context(context))


@pytest.mark.parametrize(("language", "title"), [("kk", "Жол"), ("ru", "Дорога"), ("en", "Road")])
def test_a_text_is_in_the_language_of_the_page(language: str, title: str) -> None:
    with translation.override(language):
        assert presentation.localized(Text(), "title") == title
        assert presentation.localized({"title": {"kk": "Жол", "ru": "Дорога", "en": "Road"}}, "title") == title
        assert presentation.localized({"kk": "Жол", "ru": "Дорога", "en": "Road"}) == title


def test_a_text_that_is_not_there_is_a_mistake() -> None:
    with pytest.raises(LookupError, match="wording"):
        presentation.localized(Text(), "wording")


def test_an_empty_text_stays_empty() -> None:
    assert presentation.localized(Text(title_en=""), "title") == ""


def test_days_are_machine_readable_too() -> None:
    assert shown("{{ day|day }}", day=DUE) == '<time datetime="2025-12-31">31.12.2025</time>'
    assert shown("{{ day|day_long }}", day=DUE) == '<time datetime="2025-12-31">31 December 2025</time>'
    assert shown("{{ day|day }}{{ day|day_long }}{{ day|moment }}{{ day|clock }}", day=None) == ""


def test_a_moment_is_in_the_zone_of_the_page() -> None:
    at = datetime(2025, 7, 1, 19, 30, tzinfo=UTC)
    assert (
        shown("{{ at|moment }} {{ at|clock }}", at=at)
        == '<time datetime="2025-07-02T00:30+05:00">02.07.2025 00:30</time> 00:30'
    )


def test_a_badge_says_its_state_by_word_shape_and_colour() -> None:
    badge = shown('{% status_badge "done" %}')
    assert 'class="badge badge--good"' in badge
    assert '<svg class="shape"' in badge
    assert "<span>done</span>" in badge


def test_a_badge_is_in_the_language_of_the_page_each_time() -> None:
    presentation._badge.cache_clear()
    for language in ("kk", "ru", "en", "kk", "ru", "en"):
        with translation.override(language):
            assert str(Status.DONE.label) in shown('{% status_badge "done" %}')
    assert (presentation._badge.cache_info().misses, presentation._badge.cache_info().hits) == (3, 3)


def test_only_the_divergence_is_filled() -> None:
    assert "badge--filled" in shown('{% agreement_badge "diverging" %}')
    assert "badge--filled" not in shown('{% agreement_badge "agreed" %}')


@pytest.mark.parametrize(
    ("tag", "detail"),
    [
        ('"late" today late_from=late', "by 12 days"),
        ('"late" today due_on=yesterday', "by 1 day"),
        ('"due_soon" today due_on=today', "today"),
        ('"silent" days_silent=91', "for 91 days"),
        ('"silent" never_reported=True', "never reported"),
    ],
)
def test_a_health_says_how_much(tag: str, detail: str) -> None:
    context = {"today": TODAY, "late": date(2025, 6, 20), "yesterday": date(2025, 6, 30)}
    assert f'<span class="badge__detail">{detail}</span>' in shown("{% health_badge " + tag + " %}", **context)


@pytest.mark.parametrize(
    "tag",
    [
        '"late" today',
        '"late" today due_on=far',
        '"due_soon" today due_on=far',
        '"silent"',
        '"closed" today due_on=today',
    ],
)
def test_a_health_says_no_number_that_it_does_not_know(tag: str) -> None:
    assert "badge__detail" not in shown("{% health_badge " + tag + " %}", today=TODAY, far=DUE)


def test_an_illustrative_text_never_looks_official() -> None:
    assert "Illustrative, not from a document" in shown('{% provenance_mark "illustrative" %}')
    short = shown('{% provenance_mark "illustrative" short=True %}')
    assert (
        short == '<span class="mark mark--illustrative" title="Illustrative, not from a document">illustrative</span>'
    )


@pytest.mark.parametrize(("value", "width"), [(0, "0"), (60, "60"), (100, "100"), (140, "100"), (-5, "0")])
def test_a_bar_is_as_wide_as_its_percent(value: int, width: str) -> None:
    bar = shown("{% progress_bar value %}", value=value)
    assert f'class="progress__done" width="{width}"' in bar
    assert f"{width}&nbsp;%" in bar


def test_a_cell_takes_rows_and_objects_alike() -> None:
    side = {"lead": "<b>", "status": "in_progress", "progress": 40, "health": "silent", "days_silent": 91}
    cell = shown("{% side_cell side today due %}", side=side, today=TODAY, due=DUE)
    assert '<span class="measures__lead">&lt;b&gt;</span>' in cell
    assert "for 91 days" in cell
    assert "40&nbsp;%" in cell


def test_a_cell_leaves_out_what_says_nothing_new() -> None:
    side = {"lead": "AKT", "status": "done", "progress": 100, "health": "closed"}
    cell = shown("{% side_cell side today due %}", side=side, today=TODAY, due=DUE)
    assert "done" in cell
    assert "closed" not in cell
    assert "progress" not in cell


def test_a_party_without_executor_says_so() -> None:
    assert "no executor" in shown("{% side_cell side today due %}", side=None, today=TODAY, due=DUE)


def test_the_joint_cell_shows_the_agreement_first() -> None:
    joint = {"agreement": "diverging", "status": "in_progress", "progress": 60, "health": "late"}
    cell = shown("{% joint_cell joint %}", joint=joint)
    assert cell.index("diverging") < cell.index("in progress")
    assert "overdue" not in cell


def test_a_deadline_keeps_its_wording_and_tells_the_day() -> None:
    cell = shown("{% deadline_cell wording due %}", wording="до 31 декабря", due=DUE)
    assert '<span title="31.12.2025">до 31 декабря</span>' in cell
    assert "due on 31.12.2025" in cell
