"""Kazakh, Russian and English are complete, well formed and compiled (issue 5 §6; domain/DOMAIN.md, the glossary).

After a change of words: `make messages`, translate what is new, `make messages` again, commit .po and .mo.
"""

import re
from html.parser import HTMLParser
from pathlib import Path

import allauth
import django
import django_filters
import polib
import pytest
import rest_framework
from django.template.base import Lexer, TokenType

from tests.catalogues import (
    LANGUAGES,
    ROOT,
    Message,
    catalogue,
    compiled,
    message_of,
    messages,
    messages_in,
    sources,
    texts_of,
)

OURS = ("kk", "ru")
CATALOGUES = [*((language, "django") for language in LANGUAGES), ("kk", "djangojs")]
PLURALS = {"kk": 2, "ru": 4, "en": 2}

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdr]|%%|\{\w*(?::\w+)?\}|</?\w+[^>]*>")
WORD = re.compile(r"[^\W\d_]+")
WITH_FIGURES = re.compile(r"\S*\d\S*")
LATIN, CYRILLIC = re.compile(r"[A-Za-z]"), re.compile(r"[\u0400-\u04ff]")
# Latin letters that look like Cyrillic ones: alone among Cyrillic words they are a slip of the keyboard.
TWINS = re.compile(r"[ABCEHKMOPTXYaceiopxy]")
ONLY_KAZAKH = re.compile(r"[әғқңөұүһі]", re.IGNORECASE)
# Russian words that are not Kazakh ones as well, and slip in first.
RUSSIAN_IN_KAZAKH = frozenset({
    "и", "в", "из", "или", "для", "что", "это", "нет", "был", "если", "когда", "уже", "все", "всё", "только",
    "также", "чтобы", "сторона", "стороны", "мероприятие", "мероприятия", "направление", "исполнитель",
    "соисполнитель", "срок", "отчёт", "отчет", "пароль", "пользователь", "страница", "ссылка", "ошибка",
    "почта", "письмо", "вход", "выход", "войти", "выйти", "сохранить", "удалить", "изменить", "изменение",
    "черновик", "протокол", "приложение", "пункт", "информация", "управление", "министерство", "правительство",
    "согласование", "подтвердить", "отклонить",
})  # fmt: skip
# Words that Kazakh and Russian share, and names.
SHARED = frozenset({"оператор", "браузер", "токен", "хеш", "масштаб", "байт", "кб", "мб", "гб"})
NAMES_OF_THINGS = frozenset({"SHA-256", "WebAuthn"})

GLOSSARY = {
    "road map": ("жол картасы", "дорожная карта"),
    "direction": ("бағыт", "направление"),
    "measure": ("іс-шара", "мероприятие"),
    "Party": ("Тарап", "Сторона"),
    "Parties": ("Тараптар", "Стороны"),
    "responsible executor": ("жауапты орындаушы", "ответственный исполнитель"),
    "co-executor": ("бірлесіп орындаушы", "соисполнитель"),
    "by agreement": ("келісу бойынша", "по согласованию"),
    "deadline": ("орындалу мерзімі", "срок исполнения"),
    "annually": ("жыл сайын", "ежегодно"),
    "quarterly": ("тоқсан сайын", "ежеквартально"),
    "once every half-year": ("жарты жылда бір рет", "один раз в полугодие"),
    "throughout the term": ("қолданылу мерзімі ішінде", "в течение срока действия"),
    "as needed": ("қажеттілігіне қарай", "по мере необходимости"),
    "form of completion": ("аяқталу нысаны", "форма завершения"),
    "reporting period": ("есепті кезең", "отчётный период"),
    "evidence": ("растайтын құжаттар", "подтверждающие документы"),
    "amendments": ("өзгерістер мен толықтырулар", "изменения и дополнения"),
    "done": ("орындалды", "исполнено"),
    "in progress": ("орындалуда", "на исполнении"),
    "not done": ("орындалмады", "не исполнено"),
    "overdue": ("мерзімі өткен", "просрочено"),
    "at risk of non-fulfilment": ("орындалмау қаупі бар", "с риском неисполнения"),
}

HELD = messages()


@pytest.fixture(scope="module")
def catalogues() -> dict[str, polib.POFile]:
    return {language: catalogue(language) for language in LANGUAGES}


def by_message(entries: polib.POFile | polib.MOFile) -> dict[Message, list[str]]:
    return {message_of(entry): texts_of(entry) for entry in entries if not getattr(entry, "obsolete", False)}


# --- Complete, and nothing left over --------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_what_the_product_says(catalogues: dict[str, polib.POFile], language: str) -> None:
    missing = HELD - set(by_message(catalogues[language]))
    assert not missing, f"run `make messages` and translate: {sorted(missing)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_nothing_else(catalogues: dict[str, polib.POFile], language: str) -> None:
    assert not catalogues[language].obsolete_entries()
    assert sorted(set(by_message(catalogues[language])) - HELD) == []


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_everything_is_translated(language: str, domain: str) -> None:
    entries = catalogue(language, domain)
    assert [entry.msgid for entry in entries if entry.fuzzy] == []
    assert [entry.msgid for entry in entries if not all(texts_of(entry))] == []


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_every_plural_form_is_there(language: str, domain: str) -> None:
    entries = catalogue(language, domain)
    assert entries.metadata["Plural-Forms"].startswith(f"nplurals={PLURALS[language]};")
    counted = [entry for entry in entries if entry.msgid_plural]
    assert counted
    assert [entry.msgid for entry in counted if sorted(entry.msgstr_plural) != list(range(PLURALS[language]))] == []


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_what_is_compiled_is_what_is_written(language: str, domain: str) -> None:
    written, read = by_message(catalogue(language, domain)), by_message(compiled(language, domain))
    assert {message: texts for message, texts in written.items() if read.get(message) != texts} == {}, "make messages"
    assert sorted(set(read) - set(written)) == []


def test_the_admins_scripts_speak_kazakh() -> None:
    admin = Path(django.__file__).parent / "contrib" / "admin" / "locale" / "en" / "LC_MESSAGES" / "djangojs.po"
    assert set(by_message(polib.pofile(str(admin)))) == set(by_message(catalogue("kk", "djangojs")))


# --- The words of libraries -----------------------------------------------------------------------


def known_to_libraries() -> set[tuple[str | None, str]]:
    """Return what libraries say: their sources of translation, which hold each message untranslated."""
    core = Path(django.__file__).parent
    folders = [core / "conf", core / "contrib" / "auth", core / "contrib" / "admin"]
    files = [folder / "locale" / "en" / "LC_MESSAGES" / "django.po" for folder in folders]
    files.append(Path(allauth.__file__).parent / "locale" / "ru" / "LC_MESSAGES" / "django.po")
    entries = [entry for file in files for entry in polib.pofile(str(file))]
    for package, language in ((rest_framework, "kk"), (django_filters, "ru")):
        file = Path(package.__path__[0]) / "locale" / language / "LC_MESSAGES" / "django.mo"
        entries += polib.mofile(str(file))
    return {(entry.msgctxt or None, entry.msgid) for entry in entries}


def test_the_words_of_libraries_are_still_theirs() -> None:
    kept = {
        (message.context, message.id)
        for path in sorted((ROOT / "config" / "library_words").glob("*.py"))
        for message in messages_in(path)
    }
    assert kept
    assert kept - known_to_libraries() == set()


# --- Well formed ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_placeholders_stay(language: str, domain: str) -> None:
    wrong = [
        (entry.msgid, text)
        for entry in catalogue(language, domain)
        for text in texts_of(entry)
        if sorted(PLACEHOLDER.findall(text))
        not in [sorted(PLACEHOLDER.findall(source)) for source in (entry.msgid, entry.msgid_plural) if source]
    ]
    assert wrong == []


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_edges_stay(language: str, domain: str) -> None:
    """A blank or a line's end at the edge, and the mark that ends a sentence, are part of the message."""
    wrong = [
        (entry.msgid, text)
        for entry in catalogue(language, domain)
        for text in texts_of(entry)
        if (text[:1].isspace(), text[-1:].isspace()) != (entry.msgid[:1].isspace(), entry.msgid[-1:].isspace())
        or "  " in text.strip()
        or (entry.msgid[-1:] in ":…" and text[-1:] != entry.msgid[-1:])
    ]
    assert wrong == []


def words_of(text: str) -> list[str]:
    """Return the words of a text; what holds a figure, such as 2024-H1, is a code."""
    return WORD.findall(WITH_FIGURES.sub(" ", PLACEHOLDER.sub(" ", text)))


@pytest.mark.parametrize(("language", "domain"), [pair for pair in CATALOGUES if pair[0] in OURS])
def test_no_word_mixes_alphabets(language: str, domain: str) -> None:
    wrong = [
        word
        for entry in catalogue(language, domain)
        for text in texts_of(entry)
        for word in words_of(text)
        if (LATIN.search(word) and CYRILLIC.search(word)) or TWINS.fullmatch(word)
    ]
    assert wrong == []


def test_russian_has_no_kazakh_letters(catalogues: dict[str, polib.POFile]) -> None:
    assert [text for entry in catalogues["ru"] for text in texts_of(entry) if ONLY_KAZAKH.search(text)] == []


def test_kazakh_has_no_russian_words(catalogues: dict[str, polib.POFile]) -> None:
    wrong = [
        (word, text)
        for entry in catalogues["kk"]
        for text in texts_of(entry)
        for word in words_of(text.lower())
        if word in RUSSIAN_IN_KAZAKH
    ]
    assert wrong == []


def test_kazakh_is_no_copy_of_the_russian(catalogues: dict[str, polib.POFile]) -> None:
    russian = by_message(catalogues["ru"])
    same = [texts[0] for message, texts in by_message(catalogues["kk"]).items() if texts[0] == russian[message][0]]
    words = {word.lower() for text in same for word in words_of(text) if CYRILLIC.search(word)}
    assert words - SHARED == set()


@pytest.mark.parametrize("language", OURS)
def test_nothing_stays_english(catalogues: dict[str, polib.POFile], language: str) -> None:
    same = {message.id for message, texts in by_message(catalogues[language]).items() if texts[0] == message.id}
    assert {text for text in same if words_of(text)} - NAMES_OF_THINGS == set()


def test_english_is_the_words_of_the_code(catalogues: dict[str, polib.POFile]) -> None:
    wrong = [
        message
        for message, texts in by_message(catalogues["en"]).items()
        if texts != ([message.id, message.plural] if message.plural else [message.id])
    ]
    assert wrong == []


@pytest.mark.parametrize(("english", "kazakh", "russian"), [(key, *words) for key, words in GLOSSARY.items()])
def test_the_glossary_is_kept(catalogues: dict[str, polib.POFile], english: str, kazakh: str, russian: str) -> None:
    found = {language: by_message(catalogues[language]).get(Message(english)) for language in OURS}
    assert found == {"kk": [kazakh], "ru": [russian]}


# --- Nothing visible outside the catalogues -------------------------------------------------------

VISIBLE_ATTRIBUTES = frozenset({"alt", "title", "placeholder", "aria-label", "aria-description", "label"})
UNREAD = frozenset({"script", "style", "code", "pre", "kbd"})
VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "path", "source", "wbr"})
# Names that are the same in every language.
NAMES = frozenset({"API", "CSV", "DOCX", "JSON", "NDJSON", "OpenAPI", "PDF", "PNG", "SHA", "SVG", "XLSX", "iCalendar"})
ADDRESS = re.compile(r"https?://\S*|\w+\.html")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


class Visible(HTMLParser):
    """Collects what a reader sees or hears of a page, save code and what names its own language."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def is_read(self) -> bool:
        return not any(unread for _tag, unread in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.is_read():
            self.found += [value for name, value in attrs if name in VISIBLE_ATTRIBUTES and value]
        if tag not in VOID:
            self.open.append((tag, tag in UNREAD or dict(attrs).get("lang") in LANGUAGES))

    def handle_endtag(self, tag: str) -> None:
        for place in reversed(range(len(self.open))):
            if self.open[place][0] == tag:
                del self.open[place:]
                break

    def handle_data(self, data: str) -> None:
        if self.is_read():
            self.found.append(data)


def without_tags(path: Path) -> str:
    """Return a template without its tags, values, comments and what is translated."""
    kept: list[str] = []
    skipped = 0
    in_class = False
    for token in Lexer(path.read_text(encoding="utf-8")).tokenize():
        name, *rest = token.contents.split() if token.token_type is TokenType.BLOCK else [""]
        if name in {"blocktranslate", "blocktrans", "comment"}:
            skipped += 1
        elif name in {"endblocktranslate", "endblocktrans", "endcomment"}:
            skipped -= 1
        elif name in {"block", "endblock"}:
            in_class = name == "block" and rest[0].endswith(("class", "coltype"))
        elif token.token_type is TokenType.TEXT and not skipped and not in_class:
            kept.append(token.contents)
    return "".join(kept)


def untranslated(path: Path) -> list[str]:
    visible = Visible()
    visible.feed(without_tags(path))
    found = (ADDRESS.sub("", text) for text in visible.found)
    return [text for text in found if set(LATIN_WORD.findall(text)) - NAMES or CYRILLIC.search(text)]


TEMPLATES = [path for path in sources(".html", ".txt") if path.parent.name != "examples"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_says_nothing_untranslated(path: Path) -> None:
    assert untranslated(path) == []


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("<p>{% translate 'Save' %}</p>", []),
        ("<p>Save {{ name }}</p>", ["Save "]),
        ("{% blocktranslate %}Save {{ name }}{% endblocktranslate %}", []),
        ('<input placeholder="Search here">', ["Search here"]),
        ('<input class="search">', []),
        ("{# Save #}{% comment %}Save{% endcomment %}<code>as_of</code> CSV", []),
        ("<p>Сохранить</p>", ["Сохранить"]),
        ('<b lang="ru">Сохранить</b><p>Save</p>', ["Save"]),
    ],
)
def test_the_search_for_untranslated_words_finds_them(tmp_path: Path, template: str, expected: list[str]) -> None:
    path = tmp_path / "page.html"
    path.write_text(template, encoding="utf-8")
    assert untranslated(path) == expected


STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`")
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)
SENTENCE = re.compile(r"[A-Z][a-z]+ [a-z]+|[\u0400-\u04ff]|[a-z]{2,} [a-z]{2,} [a-z]{2,}")


@pytest.mark.parametrize("path", sorted((ROOT / "static" / "js").glob("*.js")), ids=lambda path: path.name)
def test_a_script_says_nothing_itself(path: Path) -> None:
    """Words come with the page, in attributes and templates: scripts know no language."""
    code = COMMENT.sub("", path.read_text(encoding="utf-8"))
    assert [text for text in STRING.findall(code) if SENTENCE.search(text)] == []


# --- What is collected here is what makemessages collects ------------------------------------------


def test_messages_are_found_in_code_and_templates(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        "{% translate 'One' %}{{ value|default:_('Two') }}{% translate 'May' context 'month' %}"
        "{% blocktranslate count n=n trimmed %}\n  {{ n }} day\n{% plural %}\n  {{ n }} days\n{% endblocktranslate %}"
    )
    (tmp_path / "code.py").write_text(
        "_('Three'); gettext_lazy('Fo' 'ur'); npgettext('late', 'by %(n)d day', 'by %(n)d days', n); other('Five')"
    )
    found = messages_in(tmp_path / "page.html") | messages_in(tmp_path / "code.py")
    assert found == {
        Message("One"),
        Message("Two"),
        Message("May", "month"),
        Message("%(n)s day", None, "%(n)s days"),
        Message("Three"),
        Message("Four"),
        Message("by %(n)d day", "late", "by %(n)d days"),
    }
