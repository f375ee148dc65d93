"""What is to be translated, read from the code and the templates without gettext's own programs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("kk", "ru", "en")
FOLDERS = ("accounts", "config", "roadmap", "templates")
# Which argument is what; the names that makemessages knows.
PLAIN, PLURAL, CONTEXT, BOTH = ("id",), ("id", "plural"), ("context", "id"), ("context", "id", "plural")
CALLS = {"_": PLAIN} | {
    f"{name}{lazy}": parts
    for name, parts in (("gettext", PLAIN), ("ngettext", PLURAL), ("pgettext", CONTEXT), ("npgettext", BOTH))
    for lazy in ("", "_lazy", "_noop")
}
# What templatize leaves of a template: calls with literals, and nothing else that is readable.
LITERAL = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
CALL_IN_TEMPLATE = re.compile(
    rf"(?<!\w)(?P<name>_|n?p?gettext)\(\s*(?P<literals>{LITERAL}(?:\s*,\s*{LITERAL})*)", re.DOTALL
)


class Message(NamedTuple):
    """What a catalogue finds a translation by."""

    id: str
    context: str | None = None
    plural: str | None = None


def _message(name: str, texts: list[str]) -> Message:
    found = dict(zip(CALLS[name], texts, strict=False))
    return Message(found["id"], found.get("context"), found.get("plural"))


def _in_python(path: Path) -> Iterator[Message]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in CALLS:
            continue
        given = node.args[: len(CALLS[name])]
        texts = [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if len(texts) == len(CALLS[name]):
            yield _message(name, texts)


def _in_template(path: Path) -> Iterator[Message]:
    for found in CALL_IN_TEMPLATE.finditer(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        texts = list(ast.literal_eval(f"({found['literals']},)"))
        yield _message(found["name"], texts)


def sources(*suffixes: str) -> list[Path]:
    """Return the files of the product with these suffixes, in order."""
    found = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in suffixes)
    return sorted(path for path in found if "migrations" not in path.parts)


def messages_in(path: Path) -> set[Message]:
    """Return the messages of a module or of a template."""
    return set(_in_python(path) if path.suffix == ".py" else _in_template(path))


def messages() -> set[Message]:
    """Return every message that the code and the templates hold."""
    return {message for path in sources(".py", ".html", ".txt") for message in messages_in(path)}


def catalogue(language: str, domain: str = "django") -> polib.POFile:
    """Return the catalogue of a language as it is written."""
    return polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / f"{domain}.po"))


def compiled(language: str, domain: str = "django") -> polib.MOFile:
    """Return the catalogue of a language as it is read when the product runs."""
    return polib.mofile(str(ROOT / "locale" / language / "LC_MESSAGES" / f"{domain}.mo"))


def texts_of(entry: polib.POEntry | polib.MOEntry) -> list[str]:
    """Return the translations of an entry: one, or one for each plural form."""
    forms = entry.msgstr_plural
    return [forms[number] for number in sorted(forms)] if entry.msgid_plural else [entry.msgstr]


def message_of(entry: polib.POEntry | polib.MOEntry) -> Message:
    """Return what an entry translates."""
    return Message(entry.msgid, entry.msgctxt or None, entry.msgid_plural or None)
