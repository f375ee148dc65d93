"""What is unclear, impossible or outside the term is refused, and quoted (rules.md §2)."""

import time
from datetime import date

import pytest
from django.utils import translation

from roadmap.errors import RuleBroken
from roadmap.rules.deadlines import read_deadline
from roadmap.rules.periods import Term
from tests.roadmap.rules.deadlines.readings import TERM, read, wordings

UNREADABLE = {
    "no form says so often": """
        три раза в год | пять раз в год | жылына үш рет | three times a year | раз в два года | раз в 2 года
        каждые два года | раз в неделю | раз в 2 месяца | every two years | weekly | daily | еженедельно | ежедневно
        1 (два) раза в год | раз в 24 месяца | 0 раз в год | 2 раза в квартал
        апта сайын | күн сайын | екі жылда бір рет | biennially
    """,
    "it could be either": """
        biannually | каждый IV квартал | every fourth quarter | до 2025 года | к 2025 году | by 2025
        до июля 2024 года | 2025 жылға дейін | by July 2024 | до II квартала 2024 года | 2024 жылғы шілдеге дейін
        by Q4 2024 | с июня до августа 2024 года | 01/07/2024 | 01.07.24 | до 01.07.24 г. | 2010-12
        бессрочно | конец 2024 года | в конце 2024 года | начало 2024 года | середина мая 2024
        mid-2024 | лето 2024 года | end of 2024 | 1V квартал 2024 года | 11 квартал 2024 года
    """,
    "several due dates in one phrase": """
        до 1 июля и до 1 декабря 2024 года | до 1 июля 2024 года и до 1 декабря 2024 года
        1 июля и 1 декабря 2024 года | до 1 июля, 1 декабря 2024 года | 2024 жылғы 1 шілдеге және 1 желтоқсанға дейін
        by 1 July and 1 December 2024 | ежегодно, до 20 января и 20 июля | два раза в год, до 20 января и 20 июля
        IV квартал 2023–2025 годов | 2023–2025 годы, IV квартал | 2023, 2024, 2025 годы
        I и III кварталы 2024 года | II и III кварталы 2024 года
        май, август 2024 года | май и июнь 2024
        ежегодно, II и IV кварталы | 2023 и 2024 годы | 2024 год или 2025 год | 2023 год; 2024 год | Q2 and Q3 2024
        до 1 июля 2024 года; до 1 декабря 2024 года | 1 июля 2024 года / 1 декабря 2024 года | 2024/2025
    """,
    "a window over New Year": """
        ноябрь–февраль | ноябрь–февраль 2024 года | ежегодно, ноябрь–февраль | жыл сайын, қараша–ақпан
        annually, November–February | ноябрь 2023 – февраль 2024 года | IV–I кварталы 2024 года
        с 1 ноября 2023 года по 28 февраля 2024 года | 2024 жылғы қараша–ақпан | November–February 2024
        ежегодно, с 15 ноября по 15 марта | 15.12.2023–15.01.2024 | 2023 жылғы 1 қарашадан 2024 жылғы 1 ақпанға дейін
    """,
    "a stretch that ends before it begins": """
        август–июнь 2024 года | с 30 июня по 1 мая 2024 года | 15–1 мая 2024 года | 2024–2023 годы | 2024–2024 годы
        май–май 2024 года | III–II кварталы 2024 года | II–I полугодия 2024 года | 2024-23 гг. | 30.06.2024–01.05.2024
        1 June to 1 May 2024 | 2024 жылғы тамыз–маусым | с 5 по 5 мая 2024 года | 01.05.2024–01.05.2024
    """,
    "no such day": """
        31 июня 2024 года | до 30 февраля 2024 года | до 29 февраля 2023 года | 31.06.2024 | 30.02.2024 | 01.13.2024
        2024-13-01 | 2024-02-30 | 29.02.2023 | 00.05.2024 | 0 мая 2024 года | 32 мая 2024 года | by 31 June 2024
        2024 жылғы 31 маусымға дейін | ежегодно, до 30 февраля | ежегодно, 31.06 | жыл сайын, 31 сәуірге дейін
        с 1 по 31 июня 2024 года | 13.2024 | 2024-13 | 00.2024 | с 1 мая по 31 июня 2024 года | 1–29 февраля 2025 года
    """,
    "no such part of a year": """
        V квартал 2024 года | 5 квартал 2024 | 0 квартал 2024 | Q5 2024 | Q0 2024 | III полугодие 2024 года | H3 2024
        ежегодно, V квартал | 2024 жылғы V тоқсан | 2024 жылғы 5-тоқсан | 2024 жылғы III жартыжылдық | 3Q5 2024
        четвёртая декада мая 2024 года | II–V кварталы 2024 года | fifth quarter of 2024 | 2024-Q5 | 13-й месяц 2024
    """,
    "no such year": """
        0 год | 0000 год | 10000 год | 10000 | до 1 июля 10000 года | до 1 июля 0000 года | 01.07.0000 | 024 год
        24 год | 0001-00-01 | 999 год | 2024 2024 | 2024 год 2025 год | 2024-2025-2026 | 20 24 год | 202 4
    """,
    "no year": """
        1 июля | до 15 января | май | IV квартал | II полугодие | май–июнь | 01.07 | до конца года | в течение года
        жыл ішінде | IV тоқсан | 15 қаңтарға дейін | by 15 January | Q4 | throughout the year | до конца июня
    """,
    "no end, or only one": """
        с 1 июля 2024 года | from 1 July 2024 | 2024 жылғы 1 шілдеден | после 1 июля 2024 года | начиная с 2024 года
        since 2024 | 2024 жылдан бастап | after 1 July 2024 | ранее 1 июля 2024 года
    """,
    "words that contradict one another": """
        ежегодно, до 1 июля 2024 года | ежегодно, IV квартал 2024 года | ежегодно в 2024 году | ежегодно, ежеквартально
        ежеквартально, ежемесячно | ежегодно, постоянно | постоянно, по мере необходимости | постоянно, 2024 год
        ежегодно, по мере необходимости | по мере необходимости в 2024 году | постоянно, 2023–2024 годы
        ежегодно, начиная со II квартала 2024 года | IV квартал 2024 года (по согласованию) | 2024 год, по согласованию
        по мере необходимости, начиная с 2024 года
        ежегодно, раз в полугодие | ежеквартально, до конца года | ежемесячно, до конца квартала
        раз в год (2 раза в год)
        ежегодно, IV квартал соответствующего года 2024 | на 1 июля 2024 года | IV квартал соответствующего года
    """,
    "words that no form holds": """
        ежемесячно, до 10 числа | ежеквартально, до 10 числа | до 15 января года, следующего за отчетным | скоро
        как можно скорее | в ближайшее время | до особого распоряжения | регулярно | ориентировочно 2024 год
        2024 год (примерно) | ежегодно, примерно в мае | не 2024 год | до 1 июля 2024 года не включительно | Q4 FY2023
        по согласованию сроков | по отдельному графику | asap | TBD | н/д | нет | 2O24 | З квартал 2024 | May '24
        1 сентября 2024 года (для школ) | к 9 Мая | 2024 год № 5 | <b>2024</b> | 2024 год! | 2024? | =2024 | 2024*
    """,
    "half a phrase": """
        квартал | полугодие | год | до | в | раз | 1 раз | жылы | Сторон | Дорожной карты | не реже | term | the | of
        срок исполнения | орындалу мерзімі | половина 2024 | 1.2 | 5.1 | 12 | 2 | . | , | - | : | ; | () | ) | ( | «»
        2024) | (2024 | )2024( | 2024 () | до до 1 июля 2024 | 1 1 июля 2024 | I II квартал 2024 | год 2024 год
        1. ежегодно | а) 2024
    """,
    "digits that are not ASCII": """
        ٠١.٠٧.٢٠٢٤ | ０１.０７.２０２４ | ２０２４ | ٢٠٢٤ | до 1 июля ２０２４ года | ２ квартал 2024 | 2024²
        ½ 2024 | Ⅴ квартал 2024 | ① квартал 2024 | ежегодно, до ١٥ января | २०२४
    """,
}
OUTSIDE = """
    2026 год | 2022 год | 1999 | 9999 | 2022–2024 годы | 2024–2026 годы | до 1 января 2026 года | by 1 January 2026
    до 31 декабря 2022 года | 01.07.0999 | IV квартал 2022 года | 2026 жылғы I тоқсан | H1 2026 | декабрь 2022 года
    до конца 2026 года | с 1 мая по 30 июня 2026 года | 2026 жыл ішінде | ежегодно, начиная с 2026 года
    ежегодно, 2022–2024 годы | ежеквартально в 2026 году | постоянно, 2022–2024 годы | 2022–2026 жылдар
    по мере необходимости, 2023–2026 годы | 2024 жылдан бастап 2026 жылға дейін
"""
SIGNS = [
    *(
        "",
        " ",
        "\u00a0",
        "\n",
        "\u200b",
        "\ufeff",
        "2024\x00",
        "\x00",
        "2024\x07",
        "ежегодно\x1b[31m",
        "2024\x85",
        "2024\x1c",
    ),
    *(
        "\ud800",
        "2024\udcff",
        "2024 год\u202e",
        "\u200e2024",
        "2024\u0301",
        "2024\u20e3",
        "2024\ue000",
        "2024 год\U0001f600",
    ),
]


@pytest.mark.parametrize(("why", "phrase"), [*wordings(UNREADABLE), *(("sign", sign) for sign in SIGNS)])
def test_what_is_unclear_is_refused(why: str, phrase: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        read(phrase)
    assert (caught.value.code, caught.value.field) == ("deadline_unreadable", "deadline"), why


@pytest.mark.parametrize(("name", "phrase"), wordings({"": OUTSIDE}))
def test_one_off_dates_outside_the_term_are_refused(name: str, phrase: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        read(phrase)
    assert (caught.value.code, caught.value.field) == ("deadline_outside_term", "deadline")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("phrase", ["три раза в год", "до {1} июля", "100 % (%s)", "“2024”!", "2027 год"])
def test_the_phrase_is_quoted(phrase: str, language: str) -> None:
    with translation.override(language), pytest.raises(RuleBroken) as caught:
        read(phrase)
    assert phrase in str(caught.value)


@pytest.mark.parametrize("phrase", ["2024\x00", "\ud800", "ежегодно\x1b[31m", "2024\u202e"])
def test_a_sign_that_cannot_be_shown_is_replaced(phrase: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        read(phrase)
    sentence = str(caught.value)
    assert "\ufffd" in sentence
    assert sentence.encode().decode().replace("\ufffd", "").isprintable()


def test_500_characters_are_read_and_more_are_not() -> None:
    assert read("ежегодно" + " " * 492).form == "annual"
    with pytest.raises(RuleBroken) as caught:
        read("ежегодно" + " " * 493)
    assert caught.value.code == "deadline_unreadable"


@pytest.mark.parametrize(
    "phrase",
    [
        *("1-" * 250, "с 1 по " * 60, "ежегодно, " * 50, "(" * 500, "до " * 166, "1." * 250, "2024 " * 100, "'" * 500),
        *("по мере необходимости " * 20, "май-" * 14, "1 " * 29, "the " * 59, "IV-" * 19, "а" * 500, "x" * 10_000_000),
    ],
    ids=lambda phrase: phrase[:12],
)
def test_an_absurd_phrase_is_refused_quickly_and_shortly(phrase: str) -> None:
    began = time.process_time()
    with pytest.raises(RuleBroken) as caught:
        read(phrase)
    assert len(str(caught.value)) < 1_000
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("phrase", "term"),
    [
        ("2023 год", Term(date(2023, 1, 2), date(2025, 12, 31))),
        ("2023–2025 годы", Term(date(2023, 3, 1), date(2025, 12, 31))),
        ("2025 год", Term(date(2023, 1, 1), date(2025, 12, 30))),
        ("I квартал 2023 года", Term(date(2023, 2, 1), date(2025, 12, 31))),
        ("до 1 июля 2025 года", Term(date(2023, 1, 1), date(2025, 6, 30))),
        ("июнь–июль 2025 года", Term(date(2023, 1, 1), date(2025, 6, 30))),
        ("ежегодно, IV квартал", Term(date(2024, 1, 1), date(2024, 9, 30))),
        ("ежегодно, до 15 января", Term(date(2024, 1, 16), date(2024, 12, 31))),
        ("ежегодно, май", Term(date(2024, 6, 1), date(2025, 4, 30))),
    ],
)
def test_what_does_not_fit_into_a_term_that_begins_or_ends_inside_a_year(phrase: str, term: Term) -> None:
    with pytest.raises(RuleBroken) as caught:
        read_deadline(phrase, term=term)
    assert caught.value.code == "deadline_outside_term"


def test_the_sentence_names_the_term() -> None:
    with translation.override("en"), pytest.raises(RuleBroken) as caught:
        read("2026 год")
    assert TERM.starts_on.isoformat() in str(caught.value)
    assert TERM.ends_on.isoformat() in str(caught.value)
