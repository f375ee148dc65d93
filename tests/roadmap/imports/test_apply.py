"""The shipped road map as rows: nothing of the file is lost, nothing added."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction

from accounts.audit import Act, verify_chain
from accounts.models import Agency, AgencyFact, AuditEntry, Ledger, Region
from roadmap.imports.apply import load_file
from roadmap.models import (
    Change,
    CompletionForm,
    Direction,
    Executor,
    Measure,
    MeasureSide,
    MeasureText,
    Occurrence,
    OccurrenceDates,
    Party,
    PartyFact,
    Roadmap,
    Source,
    Standing,
)
from roadmap.rules.facts import ALWAYS_KNOWN, ALWAYS_ON
from roadmap.rules.numbers import number_key
from roadmap.services.words import refresh_words
from tests.roadmap.imports.shipped import CONTENT, DATA

NOW = datetime(2025, 7, 1, 12, tzinfo=UTC)
SIGNED = date(2022, 11, 28)


def load(content: bytes = CONTENT, *, at: datetime = NOW, **options: bool) -> Any:
    return load_file(Act(by=None, at=at), content, **options)


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load once for all tests of this module, which only look; take it back in the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(in_force=True)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def roadmap(_loaded: None, db: None) -> Roadmap:
    return Roadmap.objects.get()


def three(row: Any, prefix: str) -> dict[str, str]:
    return {f"{prefix}_{language}": getattr(row, f"{prefix}_{language}") for language in ("kk", "ru", "en")}


def of(record: dict[str, Any], *prefixes: str) -> dict[str, str]:
    return {
        f"{prefix}_{language}": record[f"{prefix}_{language}"]
        for prefix in prefixes
        for language in ("kk", "ru", "en")
    }


def test_counts(roadmap: Roadmap) -> None:
    counts = {
        model.__name__: model.objects.count()
        for model in (Region, Agency, Party, Direction, Measure, Source, CompletionForm, AgencyFact, PartyFact)
    }
    assert counts == {
        "Region": 2,
        "Agency": 39,
        "Party": 2,
        "Direction": 13,
        "Measure": 52,
        "Source": 82,
        "CompletionForm": 9,
        "AgencyFact": 39,
        "PartyFact": 2,
    }
    assert Executor.objects.count() == sum(
        1 + len(team["co"]) for measure in DATA["measures"] for team in measure["agencies"].values()
    )
    assert MeasureText.objects.count() == 52
    assert OccurrenceDates.objects.count() == Occurrence.objects.count() == 114
    assert Standing.objects.count() == 2 * 114
    assert MeasureSide.objects.count() == 2 * 52


def test_occurrences_by_form(roadmap: Roadmap) -> None:
    assert Counter(Occurrence.objects.values_list("measure__deadline_form", flat=True)) == {
        "whole_period": 10,
        "quarter": 9,
        "annual_quarter": 24,
        "annual": 21,
        "year": 4,
        "semiannual": 18,
        "half_year": 3,
        "annual_window": 9,
        "as_needed": 3,
        "fixed_date": 1,
        "quarterly": 12,
    }


def test_recurring_occurrences_are_those_of_the_file(roadmap: Roadmap) -> None:
    rows = Occurrence.objects.values_list("measure__number", "label", "starts_on", "due_on")
    recurring = {tuple(map(str, row)) for row in rows if row[1] != "1" and _lists_occurrences(row[0])}
    assert recurring == {
        (measure["number"], one["label"], one["start"], one["end"])
        for measure in DATA["measures"]
        for one in measure["deadline"]["occurrences"]
    }


def _lists_occurrences(number: str) -> bool:
    return bool(next(one for one in DATA["measures"] if one["number"] == number)["deadline"]["occurrences"])


def test_one_off_occurrences_are_the_deadline(roadmap: Roadmap) -> None:
    for measure in DATA["measures"]:
        if not measure["deadline"]["occurrences"]:
            [row] = Occurrence.objects.filter(measure__number=measure["number"])
            assert (str(row.starts_on), str(row.due_on)) == (measure["deadline"]["start"], measure["deadline"]["end"])


def test_fifteen_titles_come_from_the_article(roadmap: Roadmap) -> None:
    fields = Counter(
        (field, kind)
        for sources in Measure.objects.values_list("source_fields", flat=True)
        for field, kind in sources.items()
    )
    assert fields == {
        ("title", "article"): 15,
        ("title", "illustrative"): 37,
        ("direction", "illustrative"): 52,
        ("agencies", "illustrative"): 52,
        ("deadline", "illustrative"): 52,
        ("completion_form", "illustrative"): 52,
    }
    assert Measure.objects.filter(source="article").count() == 15


def test_measures_say_what_the_file_says(roadmap: Roadmap) -> None:
    rows = {row.number: row for row in Measure.objects.select_related("direction", "completion_form")}
    for measure in DATA["measures"]:
        row = rows.pop(measure["number"])
        deadline = measure["deadline"]
        assert three(row, "title") == of(measure, "title")
        assert three(row, "deadline") == {
            f"deadline_{language}": deadline[f"text_{language}"] for language in ("kk", "ru", "en")
        }
        assert (row.direction.number, row.direction.code) == (measure["direction"], measure["direction_code"])
        assert row.completion_form.code == measure["completion_form"]["code"]
        assert row.deadline_form == deadline["form"]
        assert (str(row.starts_on), str(row.due_on)) == (deadline["start"], deadline["end"])
        assert row.original_due_on == row.due_on
        assert row.source == measure["source"]
        assert row.source_fields == measure["provenance"]
        assert row.provenance == {
            "ref": measure["source_ref"],
            "quote": measure["source_quote"],
            "note": measure["source_note"],
        }
        assert row.number_key == number_key(row.number)
        assert (row.postponements, row.is_cancelled, row.version, row.holds_from) == (0, False, 1, SIGNED)
        assert (row.status, row.progress, row.agreement, row.updated_at) == ("not_started", 0, "unreported", NOW)
    assert rows == {}


def test_executors_are_those_of_the_file(roadmap: Roadmap) -> None:
    rows = Executor.objects.order_by("measure", "party", "position").values_list(
        "measure__number", "region__code", "agency__code", "role", "position", "from_on", "known_at", "until_on"
    )
    expected = [
        (measure["number"], region, code, "co" if position else "lead", position, SIGNED, ALWAYS_KNOWN, None)
        for measure in DATA["measures"]
        for region, team in measure["agencies"].items()
        for position, code in enumerate([team["lead"], *team["co"]])
    ]
    assert sorted(rows) == sorted(expected)
    sides = MeasureSide.objects.values_list("measure__number", "region__code", "lead_code", "co")
    assert sorted((number, region, lead, tuple(co)) for number, region, lead, co in sides) == sorted(
        (measure["number"], region, team["lead"], tuple(team["co"]))
        for measure in DATA["measures"]
        for region, team in measure["agencies"].items()
    )


def test_co_executors_that_no_region_orders_take_part_by_agreement(roadmap: Roadmap) -> None:
    invited = Executor.objects.filter(by_agreement=True)
    assert set(invited.values_list("role", "agency__level")) == {("co", "national"), ("co", "organisation")}
    assert not Executor.objects.filter(by_agreement=False, role="co").exclude(agency__level="regional").exists()
    assert MeasureSide.objects.get(measure__number="5.1", region__code="aktobe").by_agreement == ["AKT-KAZ"]


def test_first_texts_are_the_texts_as_signed(roadmap: Roadmap) -> None:
    columns = [
        *(f"{name}_{language}" for name in ("title", "deadline") for language in ("kk", "ru", "en")),
        *("deadline_form", "starts_on", "due_on", "postponements", "is_cancelled", "words"),
    ]
    for text in MeasureText.objects.select_related("measure"):
        assert [getattr(text, name) for name in columns] == [getattr(text.measure, name) for name in columns]
        assert (text.from_on, text.known_at, text.amendment_id) == (SIGNED, ALWAYS_KNOWN, None)
    assert set(OccurrenceDates.objects.values_list("from_on", "known_at", "is_retired")) == {
        (SIGNED, ALWAYS_KNOWN, False)
    }


def test_words_are_those_that_services_keep(roadmap: Roadmap) -> None:
    loaded = dict(Measure.objects.values_list("number", "words"))
    assert " сағаршын" in loaded["5.1"]
    assert " akt-trn" not in loaded["5.1"]
    assert " 5.1" in loaded["5.1"]
    refresh_words(Measure.objects.values_list("pk", flat=True), today=NOW.date())
    assert dict(Measure.objects.values_list("number", "words")) == loaded


def test_agencies_say_what_the_file_says(roadmap: Roadmap) -> None:
    rows = {row.code: row for row in Agency.objects.select_related("region")}
    for agency in DATA["agencies"]:
        row = rows.pop(agency["code"])
        assert three(row, "name") == of(agency, "name")
        assert row.region.code == agency["region"]
        assert (row.level, row.name_status, row.source) == (agency["level"], agency["name_status"], agency["source"])
        assert row.source_note == agency["source_note"]
        [fact] = row.facts.all()
        assert three(fact, "name") == of(agency, "name")
        assert (fact.level, fact.from_on, fact.known_at) == (row.level, ALWAYS_ON, ALWAYS_KNOWN)
    assert rows == {}


def test_directions_and_sources_say_what_the_file_says(roadmap: Roadmap) -> None:
    for record in DATA["directions"]:
        row = Direction.objects.get(number=record["number"])
        assert (row.code, row.source, three(row, "name")) == (record["code"], record["source"], of(record, "name"))
        assert row.provenance == {
            "topic_source": record["topic_source"],
            "number_source": record["number_source"],
            "title_exact": record["title_exact"],
            "quote": record["source_quote"],
            "note": record["source_note"],
        }
    rows = Source.objects.values_list("code", "publisher", "title", "date", "url")
    assert list(rows) == [
        tuple(one[key] for key in ("id", "publisher", "title", "date", "url")) for one in DATA["sources"]
    ]


def test_regions_and_parties(roadmap: Roadmap) -> None:
    rows = Region.objects.values_list("code", "country", "timezone", "language", "holiday_calendar")
    assert list(rows) == [
        ("aktobe", "KZ", "Asia/Aqtobe", "kk", "KZ"),
        ("orenburg", "RU", "Asia/Yekaterinburg", "ru", "RU"),
    ]
    for party in Party.objects.select_related("region"):
        [region] = [one for one in DATA["regions"] if one["code"] == party.region.code]
        [signatory] = [one for one in DATA["roadmap"]["signatories"] if one["region"] == party.region.code]
        languages = ("kk", "ru", "en")
        assert three(party.region, "name") == of(region, "name")
        assert party.signatory == {
            "name": {language: signatory[f"name_{language}"] for language in languages},
            "post": {language: signatory[f"position_{language}"] for language in languages},
            "party": {language: region[f"party_{language}"] for language in languages},
            "source": signatory["source"],
            "ref": signatory["source_ref"],
            "quote": signatory["source_quote"],
            "note": signatory["source_note"],
        }
        assert (party.cycle, party.days_after) == ("quarterly", 10)
        [fact] = party.facts.all()
        assert (fact.cycle, fact.days_after, fact.from_on, fact.known_at) == ("quarterly", 10, SIGNED, ALWAYS_KNOWN)


def test_the_road_map_itself(roadmap: Roadmap) -> None:
    stated = DATA["roadmap"]
    assert three(roadmap, "title") == of(stated, "title")
    assert three(roadmap, "short_title") == of(stated, "short_title")
    assert three(roadmap, "disclaimer") == of(DATA["meta"], "disclaimer")
    assert (str(roadmap.starts_on), str(roadmap.ends_on)) == (stated["period_start"], stated["period_end"])
    assert (roadmap.signed_on, roadmap.source) == (SIGNED, "article")
    assert (roadmap.state, roadmap.in_force_at, roadmap.version) == ("in_force", NOW, 1)


def test_every_word_of_the_file_is_kept(roadmap: Roadmap) -> None:
    """Whatever the columns hold and do not hold, each text of the file stands somewhere."""
    kept: set[str] = set()
    for model in (Roadmap, Party, Region, Agency, Direction, Measure, Occurrence, Source, CompletionForm, Executor):
        for values in model.objects.values():
            kept.update(_texts(values))
    kept.update(Executor.objects.values_list("region__code", flat=True))
    assert _texts(DATA) - kept == set()


def _texts(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        return {text for item in value.values() for text in _texts(item)}
    if isinstance(value, list):
        return {text for item in value for text in _texts(item)}
    return {value.isoformat()} if isinstance(value, date) and not isinstance(value, datetime) else set()


def test_one_audit_entry_tells_of_a_load(roadmap: Roadmap) -> None:
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target, entry.origin) == ("roadmap.load", "roadmap:AKT-ORB-2023-2025", "command")
    assert entry.before is None
    assert entry.after == {
        "state": "in_force",
        "sha256": hashlib.sha256(CONTENT).hexdigest(),
        "counts": {
            "parties": 2,
            "agencies": 39,
            "directions": 13,
            "measures": 52,
            "occurrences": 114,
            "executors": 172,
            "sources": 82,
        },
    }
    assert verify_chain() == []


def test_the_feed_tells_everybody_of_what_is_in_force(roadmap: Roadmap) -> None:
    assert Counter(Change.objects.values_list("kind", "change", "region_id")) == {
        ("agency", "created", None): 39,
        ("roadmap", "created", None): 1,
        ("party", "created", None): 2,
        ("direction", "created", None): 13,
        ("measure", "created", None): 52,
    }
    assert Ledger.objects.get().shared == 1
