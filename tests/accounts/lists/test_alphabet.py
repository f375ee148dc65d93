"""Names in the order of the Kazakh alphabet (ui.md *Principles*)."""

import random
import unicodedata

import pytest

from accounts.lists.alphabet import alphabet_key

KAZAKH = (
    "Ауыл шаруашылығы басқармасы", "Әкімдік", "Білім басқармасы", "Вокзал", "Газет", "Ғылым орталығы", "Дене",
    "Еңбек инспекциясы", "Ёлка", "Жер қатынастары басқармасы", "Зауыт", "Индустрия", "Йод", "Кәсіпкерлік басқармасы",
    "Қаржы басқармасы", "Логистика", "Мәдениет басқармасы", "Наурыз", "Ңц", "Облыс", "Өнеркәсіп басқармасы", "Полиция",
    "Сауда", "Туризм басқармасы", "Университет", "Ұлттық парк", "Үкімет", "Фонд", "Хаттама", "Һәм", "Цирк", "Шекара",
    "Ынтымақ", "Іс-шара", "Экономика басқармасы", "Юстиция", "Ярмарка",
)  # fmt: skip


def test_the_kazakh_alphabet() -> None:
    names = list(KAZAKH)
    random.Random(7).shuffle(names)  # noqa: S311 - an order, no secret
    assert sorted(names, key=alphabet_key) == list(KAZAKH)


@pytest.mark.parametrize(("earlier", "later"), [("Е", "Ё"), ("Ёж", "Ж"), ("Щ", "Ы"), ("Ь", "Э")])
def test_russian_letters_keep_their_places(earlier: str, later: str) -> None:
    assert alphabet_key(earlier) < alphabet_key(later)


def test_case_does_not_matter() -> None:
    assert alphabet_key("ҚАРЖЫ Басқармасы") == alphabet_key("қаржы басқармасы")


def test_a_letter_may_be_composed_or_not() -> None:
    assert alphabet_key(unicodedata.normalize("NFD", "Йод, Ёлка")) == alphabet_key("Йод, Ёлка")


def test_a_shorter_name_stands_before_its_continuation() -> None:
    assert sorted(["Сауда үйі", "Сауда"], key=alphabet_key) == ["Сауда", "Сауда үйі"]


def test_figures_and_latin_letters_stand_first() -> None:
    assert sorted(["Әкімдік", "Open", "Аким", "№ 5", "5.1"], key=alphabet_key)[:2] == ["5.1", "Open"]
