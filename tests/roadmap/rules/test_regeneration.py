"""What becomes of occurrences when a deadline is amended (rules.md §2)."""

from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.choices import RECURRING_FORMS
from roadmap.rules.deadlines import Deadline, Span, read_deadline
from roadmap.rules.periods import Term
from roadmap.rules.regeneration import Regeneration, Standing, regenerate

TERM = Term(date(2023, 1, 1), date(2025, 12, 31))
WORDINGS = (
    *("ежегодно", "ежеквартально", "один раз в полугодие", "ежемесячно", "ежегодно, IV квартал", "ежегодно, май"),
    *("ежегодно, до 15 января", "до 1 июля 2024 года", "до 31 декабря 2025 года", "2023–2024 годы", "постоянно"),
    *("по мере необходимости", "2024 год", "II квартал 2024 года", "июнь–август 2025 года"),
)


def read(wording: str) -> Deadline:
    return read_deadline(wording, term=TERM)


def standing(deadline: Deadline, reported: Iterable[str] = ()) -> list[Standing]:
    """Return a deadline's occurrences as rows, numbered from 1."""
    labels = set(reported)
    return [
        Standing(number, one.label, one.starts_on, one.due_on, one.label in labels)
        for number, one in enumerate(deadline.occurrences, start=1)
    ]


def amend(old: str, new: str, *reported: str) -> Regeneration:
    return regenerate(read(old).form, standing(read(old), reported), read(new))


@pytest.mark.parametrize("reported", [(), ("1",)])
def test_a_one_off_occurrence_moves_whether_reported_or_not(reported: tuple[str, ...]) -> None:
    found = amend("до 1 июля 2024 года", "IV квартал 2025 года", *reported)
    span = Span("2025-Q4", date(2025, 10, 1), date(2025, 12, 31))
    assert found == Regeneration(moved=((1, span),), retired=(), made=())


def test_of_a_recurring_measure_what_was_reported_stays_and_the_rest_is_made_anew() -> None:
    found = amend("ежегодно", "ежеквартально", "2023")
    assert (found.moved, found.retired) == ((), (2, 3))
    assert [span.label for span in found.made] == [
        f"{year}-Q{quarter}" for year in (2024, 2025) for quarter in range(1, 5)
    ]


def test_new_occurrences_begin_after_the_last_kept_one_is_due() -> None:
    found = amend("ежеквартально", "один раз в полугодие", "2024-Q1")
    assert [span.label for span in found.made] == ["2024-H2", "2025-H1", "2025-H2"]


def test_an_occurrence_that_stays_the_same_stays_the_same_row() -> None:
    found = amend("ежегодно", "ежегодно", "2023")
    assert found == Regeneration(moved=(), retired=(), made=())


def test_from_one_off_to_recurring_the_reported_one_is_kept() -> None:
    found = amend("до 1 июля 2024 года", "ежегодно", "1")
    assert (found.moved, found.retired) == ((), ())
    assert [span.label for span in found.made] == ["2025"]


def test_from_one_off_to_recurring_an_unreported_one_is_replaced() -> None:
    found = amend("до 1 июля 2024 года", "ежегодно")
    assert found.retired == (1,)
    assert [span.label for span in found.made] == ["2023", "2024", "2025"]


def test_from_recurring_to_one_off_the_new_one_begins_after_the_last_kept_one() -> None:
    found = amend("ежегодно", "до 30 июня 2025 года", "2023")
    assert found.retired == (2, 3)
    assert found.made == (Span("1", date(2024, 1, 1), date(2025, 6, 30)),)


def test_from_recurring_to_a_one_off_that_is_past_already_nothing_is_made() -> None:
    found = amend("ежегодно", "до 1 июля 2024 года", "2024")
    assert (found.retired, found.made) == ((1, 3), ())


def test_a_second_occurrence_1_gets_the_next_free_number() -> None:
    kept = [Standing(1, "1", date(2023, 1, 1), date(2023, 6, 30), has_report=True)]
    yearly = [Standing(2, "2024", date(2024, 1, 1), date(2024, 12, 31), has_report=False)]
    found = regenerate(read("ежегодно").form, [*kept, *yearly], read("до 31 декабря 2025 года"))
    assert found.made == (Span("2", date(2023, 7, 1), date(2025, 12, 31)),)


@given(old=st.sampled_from(WORDINGS), new=st.sampled_from(WORDINGS), data=st.data())
def test_nothing_with_a_report_is_dropped_and_labels_stay_apart(old: str, new: str, data: st.DataObject) -> None:
    before, after = read(old), read(new)
    rows = standing(before, data.draw(st.sets(st.sampled_from([one.label for one in before.occurrences]))))
    found = regenerate(before.form, rows, after)
    assert not {one.id for one in rows if one.has_report} & set(found.retired)
    live = {one.id: one.label for one in rows if one.id not in found.retired} | {
        number: span.label for number, span in found.moved
    }
    labels = [*live.values(), *(span.label for span in found.made)]
    assert len(labels) == len(set(labels))
    assert labels, "a measure has an occurrence"
    last = max((one.due_on for one in rows if one.has_report), default=date.min)
    if RECURRING_FORMS & {before.form, after.form}:
        assert all(span.starts_on > last for span in found.made)
