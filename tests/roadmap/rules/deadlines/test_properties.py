"""What holds of every deadline and of every text (rules.md §2)."""

import unicodedata
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.choices import RECURRING_FORMS
from roadmap.errors import RuleBroken
from roadmap.rules.deadlines import Deadline, read_deadline
from roadmap.rules.deadlines.english import ENGLISH
from roadmap.rules.deadlines.kazakh import KAZAKH
from roadmap.rules.deadlines.russian import RUSSIAN
from roadmap.rules.deadlines.words import variants
from roadmap.rules.periods import Term
from tests.roadmap.rules.deadlines import english, kazakh, russian
from tests.roadmap.rules.deadlines.readings import read, wordings
from tests.roadmap.rules.deadlines.renderings import Rendering, renderings

PHRASES = [
    phrase
    for table in (russian.RUSSIAN, kazakh.KAZAKH, english.ENGLISH)
    for _, phrase in wordings(table)
    # A small l for a Roman one is no l any more in capitals.
    if "l" not in phrase.replace("ll", "l").split()
]
SPELLINGS = [
    next(variants(pattern.strip())) for word in (*KAZAKH, *RUSSIAN, *ENGLISH) for pattern in word.spellings.split("|")
]
LOOKALIKES = dict(zip("аеорсухіАВЕКМНОРСТХІ", "aeopcyxiABEKMHOPCTXI", strict=True))
DASHES = "-–—−‐‑‒―"
SPACES = [" ", "  ", "\u00a0", "\u202f", "\u2009", "\t", "\n"]

phrases = st.sampled_from(PHRASES)
days = st.dates(date(2022, 1, 1), date(2026, 12, 31))
terms = st.tuples(days, days).map(sorted).map(lambda ends: Term(*ends))
pieces = st.one_of(
    st.sampled_from(SPELLINGS),
    st.sampled_from(["2024", "2023", "1", "4", "31", "II", "-", ",", "01.07.2024", "15.01", ".", "(", ")"]),
)
word_salads = st.lists(pieces, max_size=12).map(" ".join)


def read_in(phrase: str, term: Term) -> Deadline | None:
    """Read a phrase, or return None where it is refused as it may be."""
    refusal = None
    try:
        return read_deadline(phrase, term=term)
    except RuleBroken as broken:
        refusal = broken
    assert refusal.code in {"deadline_unreadable", "deadline_outside_term"}
    assert refusal.field == "deadline"
    str(refusal).encode()
    return None


def must_hold(found: Deadline, term: Term) -> None:
    """Occurrences are in order, apart, inside the term, and each has a name of its own."""
    spans = found.occurrences
    assert (found.starts_on, found.due_on) == (spans[0].starts_on, spans[-1].due_on)
    assert term.starts_on <= found.starts_on
    assert found.due_on <= term.ends_on
    assert all(span.starts_on <= span.due_on for span in spans)
    assert all(one.due_on < other.starts_on for one, other in pairwise(spans))
    assert len({span.label for span in spans}) == len(spans)
    assert len(spans) == 1 or found.form in RECURRING_FORMS


@settings(max_examples=300, deadline=None)
@given(phrase=phrases, term=terms)
def test_occurrences_are_in_order_apart_and_inside_any_term(phrase: str, term: Term) -> None:
    found = read_in(phrase, term)
    if found:
        must_hold(found, term)


@settings(max_examples=300, deadline=None)
@given(rendering=renderings)
def test_three_wordings_of_one_deadline_agree(rendering: Rendering) -> None:
    assert [read(wording) for wording in rendering.wordings] == [rendering.deadline] * 3


@settings(max_examples=300, deadline=None)
@given(phrase=phrases, data=st.data())
def test_case_dashes_spaces_and_forms_of_letters_change_nothing(phrase: str, data: st.DataObject) -> None:
    dash, space = data.draw(st.sampled_from(DASHES)), data.draw(st.sampled_from(SPACES))
    case = data.draw(st.sampled_from(["upper", "lower", "title", "strip"]))
    form: Literal["NFC", "NFD"] = data.draw(st.sampled_from(["NFC", "NFD"]))
    around = data.draw(st.sampled_from(["{}", " {} ", "«{}»", "“{}”", '"{}"', "{}.", "{};", "({})", "\ufeff{}"]))
    varied = str(getattr(phrase, case)()).replace("–", "-").replace("-", dash).replace(" ", space)
    assert read(around.format(unicodedata.normalize(form, varied))) == read(phrase)


@settings(max_examples=300, deadline=None)
@given(phrase=phrases, data=st.data())
def test_latin_letters_that_look_alike_change_nothing(phrase: str, data: st.DataObject) -> None:
    swapped = data.draw(st.sets(st.sampled_from(sorted(LOOKALIKES))))
    varied = "".join(LOOKALIKES[sign] if sign in swapped else sign for sign in phrase.replace("ё", "е"))
    if "мау" not in phrase.lower().replace("маусым", ""):
        assert read(varied) == read(phrase)


@settings(max_examples=500, deadline=None)
@given(text=st.text(max_size=600), term=terms)
def test_any_text_is_read_or_refused(text: str, term: Term) -> None:
    found = read_in(text, term)
    if found:
        must_hold(found, term)


@settings(max_examples=500, deadline=None)
@given(text=word_salads, term=terms)
def test_any_salad_of_known_words_is_read_or_refused(text: str, term: Term) -> None:
    found = read_in(text, term)
    if found:
        must_hold(found, term)


@settings(max_examples=200, deadline=None)
@given(
    phrase=phrases,
    word=st.sampled_from(["не", "кроме", "примерно", "except", "емес", "xyz", "№", "по пятницам"]),
    data=st.data(),
)
def test_no_word_is_passed_over(phrase: str, word: str, data: st.DataObject) -> None:
    words = phrase.split(" ")
    at = data.draw(st.integers(0, len(words)))
    assert read_in(" ".join([*words[:at], word, *words[at:]]), Term(date(2000, 1, 1), date(2030, 12, 31))) is None


@settings(max_examples=200, deadline=None)
@given(phrase=phrases, term=terms)
def test_what_recurs_fills_its_term_without_a_gap(phrase: str, term: Term) -> None:
    found = read_in(phrase, term)
    if found and found.form in {"annual", "semiannual", "quarterly", "monthly", "annual_date"}:
        gaps = [other.starts_on - one.due_on for one, other in pairwise(found.occurrences)]
        assert set(gaps) <= {timedelta(days=1)}
