"""Files with one fault each, and the place that the refusal must name."""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.roadmap.imports.shipped import CONTENT, DATA, measure_of, written

Data = dict[str, Any]


@dataclass(frozen=True)
class Broken:
    """A file, and the place that its problem must be at."""

    name: str
    content: bytes
    place: str
    spreads: bool = False


def broken(name: str, place: str, change: Callable[[Data], object], *, spreads: bool = False) -> Broken:
    """Return the shipped file with one change; `spreads`: what refers to the broken record is at fault as well."""
    data = copy.deepcopy(DATA)
    change(data)
    return Broken(name, written(data), place, spreads)


def put(value: Any, *path: str | int) -> Callable[[Data], None]:
    """Return a change that sets what `path` names."""

    def change(data: Data) -> None:
        target: Any = data
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = value

    return change


def drop(*path: str | int) -> Callable[[Data], None]:
    """Return a change that takes out what `path` names."""

    def change(data: Data) -> None:
        target: Any = data
        for step in path[:-1]:
            target = target[step]
        del target[path[-1]]

    return change


def alone(data: Data) -> None:
    """Take the second Party out, as signatory and wherever it carries a measure out."""
    other = data["roadmap"]["signatories"].pop(1)["region"]
    for measure in data["measures"]:
        measure["agencies"].pop(other, None)


def index(number: str) -> int:
    return [measure["number"] for measure in DATA["measures"]].index(number)


def deadline(number: str, **values: Any) -> Callable[[Data], None]:
    return lambda data: measure_of(data, number)["deadline"].update(values)


def team(number: str, region: str, **values: Any) -> Callable[[Data], None]:
    return lambda data: measure_of(data, number)["agencies"][region].update(values)


def says(number: str, kk: str, ru: str, en: str) -> Callable[[Data], None]:
    return deadline(number, text_kk=kk, text_ru=ru, text_en=en)


def repeat(records: str, position: int, key: str) -> Callable[[Data], None]:
    return lambda data: data[records][position].update({key: data[records][0][key]})


def nested(levels: int) -> bytes:
    return b'{"meta":' + b"[" * levels + b"]" * levels + b"}"


LONG = "ы" * 6000
M = "measures[{}] ({})"
AT_41 = M.format(index("4.1"), "4.1")  # the whole term
AT_42 = M.format(index("4.2"), "4.2")  # annual_quarter, Q2
AT_43 = M.format(index("4.3"), "4.3")  # in the course of 2024
AT_51 = M.format(index("5.1"), "5.1")  # by 31 December 2025
AGENCY = "agencies[2] (AKT-IND)"
TERM = "roadmap"

UNREADABLE = [
    Broken("nothing", b"", ""),
    Broken("no JSON", b"road map", ""),
    Broken("cut short", CONTENT[:-2], ""),
    Broken("not UTF-8", CONTENT.decode().encode("cp1251", "replace"), ""),
    Broken("UTF-16", CONTENT.decode().encode("utf-16"), ""),
    Broken("a list", b"[]", ""),
    Broken("a word", b'"road map"', ""),
    Broken("null", b"null", ""),
    Broken("deep", nested(60), ""),
    Broken("very deep", nested(200_000), ""),
    Broken("huge", b" " * (10 * 1024 * 1024 + 1), ""),
    Broken("a number without end", b'{"meta": ' + b"9" * 5000 + b"}", ""),
    Broken("NaN", CONTENT.replace(b'"directions_total": 13', b'"directions_total": NaN'), "roadmap.directions_total"),
    Broken(
        "infinity",
        CONTENT.replace(b'"directions_total": 13', b'"directions_total": -Infinity'),
        "roadmap.directions_total",
    ),
    Broken(
        "a key twice", CONTENT.replace(b'"AKT-ORB-2023-2025",', b'"AKT-ORB-2023-2025", "code": "X1",'), "roadmap.code"
    ),
    Broken(
        "a key twice in a measure",
        CONTENT.replace(b'"direction_code": "AGRI",', b'"direction_code": "AGRI", "direction_code": "AGRI",', 1),
        f"{AT_41}.direction_code",
    ),
]

SHAPES = [
    broken("version", "meta.schema_version", put(2, "meta", "schema_version")),
    broken("version as text", "meta.schema_version", put("1", "meta", "schema_version")),
    broken("version as yes", "meta.schema_version", put(True, "meta", "schema_version")),
    broken("no meta", "meta", drop("meta")),
    broken("a long code", "roadmap.code", put("A" * 60, "roadmap", "code")),
    broken("no road map", "roadmap", drop("roadmap")),
    broken("no measures", "measures", drop("measures")),
    broken("measures by number", "measures", put({}, "measures")),
    broken("a measure that is a text", "measures[3]", put("1.4", "measures", 3)),
    broken("a road map that is a list", "roadmap", put([], "roadmap")),
    broken("an unknown key", "colour", put("red", "colour")),
    broken("an unknown key in a measure", f"{AT_51}.cost", put(5, "measures", index("5.1"), "cost")),
    broken("an unknown key with a broken name", "roadmap.\\ud800", put(1, "roadmap", "\ud800")),
    broken("a missing title", f"{AT_51}.title_kk", drop("measures", index("5.1"), "title_kk")),
    broken(
        "a missing provenance",
        f"{AT_51}.provenance.deadline",
        drop("measures", index("5.1"), "provenance", "deadline"),
    ),
    broken("a number as title", f"{AT_51}.title_ru", put(51, "measures", index("5.1"), "title_ru")),
    broken("null as title", f"{AT_51}.title_en", put(None, "measures", index("5.1"), "title_en")),
    broken("a direction as text", f"{AT_51}.direction", put("5", "measures", index("5.1"), "direction")),
    broken("a direction as yes", f"{M.format(0, '1.1')}.direction", put(True, "measures", 0, "direction")),
    broken("a direction with a point", f"{AT_51}.direction", put(5.0, "measures", index("5.1"), "direction")),
    broken("a direction of many digits", f"{AT_51}.direction", put(10**30, "measures", index("5.1"), "direction")),
    broken("an agency list that is a text", f"{AT_51}.agencies.aktobe.co", team("5.1", "aktobe", co="AKT-KAZ")),
    broken(
        "a team that is a text",
        f"{AT_51}.agencies.aktobe",
        put("AKT-TRN", "measures", index("5.1"), "agencies", "aktobe"),
    ),
    broken("a flag as a number", "directions[0] (TRADE).title_exact", put(0, "directions", 0, "title_exact")),
    broken("a head without a name", "regions[0] (aktobe).heads[1].name_kk", drop("regions", 0, "heads", 1, "name_kk")),
    broken("notes as a text", "meta.notes", put("none", "meta", "notes")),
]

TEXTS = [
    broken("an empty title", f"{AT_51}.title_ru", put("", "measures", index("5.1"), "title_ru")),
    broken("a blank title", f"{AT_51}.title_ru", put(" \u00a0", "measures", index("5.1"), "title_ru")),
    broken("a padded title", f"{AT_51}.title_ru", put(" Дорога", "measures", index("5.1"), "title_ru")),
    broken("NUL", f"{AT_51}.title_ru", put("До\x00рога", "measures", index("5.1"), "title_ru")),
    broken("a new line", f"{AT_51}.title_ru", put("До\nрога", "measures", index("5.1"), "title_ru")),
    broken("a separator of lines", f"{AT_51}.title_ru", put("До\u2028рога", "measures", index("5.1"), "title_ru")),
    broken("half a character", f"{AT_51}.title_ru", put("До\ud83dрога", "measures", index("5.1"), "title_ru")),
    broken("a turned text", f"{AT_51}.title_ru", put("До\u202eрога", "measures", index("5.1"), "title_ru")),
    broken("an overlong title", f"{AT_51}.title_ru", put(LONG, "measures", index("5.1"), "title_ru")),
    broken("an overlong name", f"{AGENCY}.name_ru", put("ы" * 301, "agencies", 2, "name_ru")),
    broken("an overlong short title", "roadmap.short_title_en", put("x" * 201, "roadmap", "short_title_en")),
    broken("an overlong direction", "directions[0] (TRADE).name_kk", put("ы" * 301, "directions", 0, "name_kk")),
    broken("an overlong wording", f"{AT_51}.deadline.text_ru", deadline("5.1", text_ru="ежегодно" * 70)),
    broken("an overlong note", f"{AT_51}.source_note", put(LONG, "measures", index("5.1"), "source_note")),
    broken("NUL in a note", "sources[0] (S01).title", put("a\x00", "sources", 0, "title")),
    broken("no address", "sources[0] (S01).url", put("javascript:alert(1)", "sources", 0, "url")),
]

CODES = [
    broken("a code in small letters", "roadmap.code", put("akt-orb", "roadmap", "code")),
    broken("a code that leaves no room", "roadmap.code", put("A" * 65, "roadmap", "code")),
    broken("a code in Cyrillic", "agencies[2] (АКТ-ИНД).code", put("АКТ-ИНД", "agencies", 2, "code"), spreads=True),
    broken(
        "a region with a blank", "regions[1] (oren burg).code", put("oren burg", "regions", 1, "code"), spreads=True
    ),
    broken("an unknown time zone", "regions[0] (aktobe).tz", put("Asia/Aktobe", "regions", 0, "tz")),
    broken("a country in words", "regions[0] (aktobe).country", put("Kazakhstan", "regions", 0, "country")),
    broken("an unknown language", "regions[0] (aktobe).languages", put(["tt"], "regions", 0, "languages")),
    broken("no language", "regions[0] (aktobe).languages", put([], "regions", 0, "languages")),
    broken("an unknown level", f"{AGENCY}.level", put("federal", "agencies", 2, "level")),
    broken("an unknown name status", f"{AGENCY}.name_status", put("sure", "agencies", 2, "name_status")),
    broken("an unknown kind of source", f"{AGENCY}.source", put("rumour", "agencies", 2, "source")),
    broken(
        "an unknown kind of a field",
        f"{AT_51}.provenance.title",
        put("rumour", "measures", index("5.1"), "provenance", "title"),
    ),
    broken(
        "an unknown kind in the list",
        "meta.source_kinds.rumour",
        lambda data: data["meta"]["source_kinds"].update(rumour=DATA["meta"]["source_kinds"]["public"]),
    ),
    broken("an unknown cycle", "roadmap.reporting.cycle", put("monthly", "roadmap", "reporting", "cycle")),
    broken(
        "too many days",
        "roadmap.reporting.due_days_after_period",
        put(367, "roadmap", "reporting", "due_days_after_period"),
    ),
    broken(
        "a number in words",
        f"{M.format(index('5.1'), 'five')}.number",
        put("five", "measures", index("5.1"), "number"),
    ),
    broken("a number as a number", f"measures[{index('5.1')}].number", put(5.1, "measures", index("5.1"), "number")),
    broken(
        "a number in other digits",
        f"{M.format(index('5.1'), '٥.١')}.number",
        put("٥.١", "measures", index("5.1"), "number"),
    ),
    broken("a form of a deadline that is none", "meta.deadline_forms", put(["soon"], "meta", "deadline_forms")),
    broken("a direction below one", "directions[0] (TRADE).number", put(0, "directions", 0, "number")),
]

REPEATS = [
    broken("a measure twice", "measures[1] (1.1).number", repeat("measures", 1, "number")),
    broken("a number that sorts as another", "measures[1] (01.1).number", put("01.1", "measures", 1, "number")),
    broken("an agency twice", "agencies[1] (AKT-APP).code", repeat("agencies", 1, "code"), spreads=True),
    broken("a source twice", "sources[1] (S01).id", repeat("sources", 1, "id")),
    broken(
        "a form twice",
        "meta.completion_forms[1] (INFO).code",
        lambda data: data["meta"]["completion_forms"].insert(1, data["meta"]["completion_forms"][0]),
    ),
    broken(
        "a signatory twice",
        "roadmap.signatories[1] (aktobe).region",
        put("aktobe", "roadmap", "signatories", 1, "region"),
    ),
    broken("a co-executor twice", f"{AT_51}.agencies.aktobe.co", team("5.1", "aktobe", co=["AKT-KAZ", "AKT-KAZ"])),
    broken("a language twice", "regions[1] (orenburg).languages", put(["ru", "ru"], "regions", 1, "languages")),
]

REFERENCES = [
    broken("a direction that is not there", f"{AT_51}.direction", put(77, "measures", index("5.1"), "direction")),
    broken(
        "a direction's other code", f"{AT_51}.direction_code", put("TRADE", "measures", index("5.1"), "direction_code")
    ),
    broken(
        "a form that is not there",
        f"{AT_51}.completion_form.code",
        put("FILM", "measures", index("5.1"), "completion_form", "code"),
    ),
    broken(
        "a form called otherwise",
        f"{AT_51}.completion_form.ru",
        put("акт", "measures", index("5.1"), "completion_form", "ru"),
    ),
    broken(
        "an agency of no region", "agencies[2] (AKT-IND).region", put("mars", "agencies", 2, "region"), spreads=True
    ),
    broken(
        "a team of no region",
        f"{AT_51}.agencies.mars",
        put({"lead": "AKT-TRN", "co": []}, "measures", index("5.1"), "agencies", "mars"),
    ),
    broken("a lead that is not there", f"{AT_51}.agencies.aktobe.lead", team("5.1", "aktobe", lead="AKT-XXX")),
    broken("a co-executor that is not there", f"{AT_51}.agencies.aktobe.co", team("5.1", "aktobe", co=["AKT-XXX"])),
    broken("the other side's lead", f"{AT_51}.agencies.aktobe.lead", team("5.1", "aktobe", lead="ORB-TRN")),
    broken("the other side's co-executor", f"{AT_51}.agencies.orenburg.co", team("5.1", "orenburg", co=["AKT-KAZ"])),
    broken("a lead that helps itself", f"{AT_51}.agencies.aktobe.co", team("5.1", "aktobe", co=["AKT-TRN"])),
    broken("no lead", f"{AT_51}.agencies.aktobe.lead", team("5.1", "aktobe", lead=None)),
    broken("a single Party", "roadmap.signatories", alone),
    broken("no regions", "regions", drop("regions"), spreads=True),
    broken("nobody", f"{AT_51}.agencies", put({}, "measures", index("5.1"), "agencies")),
    broken(
        "a signatory of no region",
        "roadmap.signatories[1] (mars).region",
        put("mars", "roadmap", "signatories", 1, "region"),
    ),
]

DAYS = [
    broken("a day of Russia", "roadmap.period_start", put("01.01.2023", "roadmap", "period_start")),
    broken("a day without signs", "roadmap.period_start", put("20230101", "roadmap", "period_start")),
    broken("a day of the week", "roadmap.period_start", put("2023-W01-1", "roadmap", "period_start")),
    broken("a day in other digits", "roadmap.period_start", put("２０２３-01-01", "roadmap", "period_start")),
    broken("a moment", "roadmap.signed_on", put("2022-11-28T00:00:00", "roadmap", "signed_on")),
    broken("30 February", "roadmap.period_end", put("2025-02-30", "roadmap", "period_end")),
    broken("the year 1", "roadmap.signed_on", put("0001-01-01", "roadmap", "signed_on")),
    broken("the year 9999", "roadmap.period_end", put("9999-12-31", "roadmap", "period_end")),
    broken("no end", "roadmap.period_end", put(None, "roadmap", "period_end")),
    broken("an end before the start", "roadmap.period_end", put("2022-12-31", "roadmap", "period_end")),
    broken(
        "a head who left before coming",
        "regions[0] (aktobe).heads[0].to",
        put("2022-08-30", "regions", 0, "heads", 0, "to"),
    ),
    broken("a deadline's day in words", f"{AT_51}.deadline.end", deadline("5.1", end="December")),
]

DEADLINES = [
    broken("an unreadable wording", f"{AT_42}.deadline.text_ru", deadline("4.2", text_ru="три раза в год")),
    broken("an unreadable wording in Kazakh", f"{AT_42}.deadline.text_kk", deadline("4.2", text_kk="жылына үш рет")),
    broken("an unreadable wording in English", f"{AT_42}.deadline.text_en", deadline("4.2", text_en="thrice a year")),
    broken("one wording against two", f"{AT_42}.deadline.text_ru", deadline("4.2", text_ru="ежегодно, III квартал")),
    broken("an unknown form", f"{AT_42}.deadline.form", deadline("4.2", form="soon")),
    broken("another form", f"{AT_43}.deadline.form", deadline("4.3", form="years")),
    broken("another start", f"{AT_43}.deadline.start", deadline("4.3", start="2024-01-02")),
    broken("another end", f"{AT_51}.deadline.end", deadline("5.1", end="2025-12-30")),
    broken(
        "one due period too few",
        f"{AT_42}.deadline.occurrences",
        lambda data: measure_of(data, "4.2")["deadline"]["occurrences"].pop(),
    ),
    broken(
        "another due period",
        f"{AT_42}.deadline.occurrences",
        lambda data: measure_of(data, "4.2")["deadline"]["occurrences"][0].update(label="2023"),
    ),
    broken(
        "a due period of a one-off",
        f"{AT_43}.deadline.occurrences",
        lambda data: measure_of(data, "4.3")["deadline"]["occurrences"].append(
            {"label": "2024", "start": "2024-01-01", "end": "2024-12-31"}
        ),
    ),
]

FILES = [*UNREADABLE, *SHAPES, *TEXTS, *CODES, *REPEATS, *REFERENCES, *DAYS, *DEADLINES]

# Several faults, or one that has to be named in several places.
MANY = [
    (
        "outside the term in all languages",
        says("4.3", "2027 жыл ішінде", "в течение 2027 года", "during 2027"),
        [f"{AT_43}.deadline.text_{language}" for language in ("kk", "ru", "en")],
    ),
    (
        "three wordings, three meanings",
        says("4.3", "2023 жыл ішінде", "в течение 2024 года", "during 2025"),
        [f"{AT_43}.deadline.text_{language}" for language in ("ru", "en")],
    ),
    (
        "faults all over the file",
        lambda data: [
            put("nowhere", "regions", 0, "tz")(data),
            put("", "agencies", 5, "name_en")(data),
            team("1.1", "aktobe", lead="AKT-XXX")(data),
            put("2025-02-30", "roadmap", "signed_on")(data),
            deadline("5.1", text_en="some day")(data),
            put(1, "sources", 81, "publisher")(data),
        ],
        [
            "regions[0] (aktobe).tz",
            "agencies[5] (AKT-TRN).name_en",
            "measures[0] (1.1).agencies.aktobe.lead",
            "roadmap.signed_on",
            f"{AT_51}.deadline.text_en",
            f"sources[81] ({json.dumps(DATA['sources'][81]['id'])[1:-1]}).publisher",
        ],
    ),
]
