"""A draft loaded again: rows follow the file, and nothing else moves."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import Act
from accounts.models import Agency, AgencyFact, AuditEntry, DigestKey, Ledger, Region, User
from accounts.roles import Role
from roadmap.errors import RuleBroken
from roadmap.imports.apply import load_file
from roadmap.imports.parse import parse_document
from roadmap.models import (
    Change,
    Comment,
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
    RoadmapProposal,
    Source,
    Standing,
)
from roadmap.rules.document import DocumentRefused
from roadmap.rules.facts import ALWAYS_KNOWN, ALWAYS_ON
from roadmap.services.loading import load_roadmap
from tests.cast import make_user
from tests.roadmap.imports.shipped import CONTENT, DATA, changed, dump, measure_of, written

FIRST = datetime(2022, 12, 1, 12, tzinfo=UTC)
AGAIN = datetime(2022, 12, 2, 12, tzinfo=UTC)

pytestmark = [pytest.mark.walk("postgresql"), pytest.mark.django_db]

Data = dict[str, Any]


def load(data: Data | bytes = CONTENT, *, at: datetime = AGAIN, **options: bool) -> Any:
    return load_file(Act(by=None, at=at), data if isinstance(data, bytes) else written(data), **options)


@pytest.fixture
def draft() -> Roadmap:
    load(at=FIRST)
    return Roadmap.objects.get()


def problems_of(data: Data, *, in_force: bool = False) -> list[str]:
    with pytest.raises(DocumentRefused) as refused:
        load(data, in_force=in_force)
    return [problem.path for problem in refused.value.problems]


def plan() -> list[Any]:
    """Return all rows of the plan, without the chain and the feed."""
    models = (
        Roadmap, Party, PartyFact, Region, Agency, AgencyFact, Source, CompletionForm, Direction, Measure,
        MeasureText, MeasureSide, Executor, Occurrence, OccurrenceDates, Standing,
    )  # fmt: skip
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_the_same_file_again_changes_nothing(draft: Roadmap) -> None:
    before = plan()
    load()
    assert plan() == before
    assert Change.objects.filter(at=AGAIN).count() == 0
    assert list(AuditEntry.objects.values_list("action", "before", "at")) == [
        ("roadmap.load", None, FIRST),
        ("roadmap.load", {"state": "draft"}, AGAIN),
    ]


def test_a_draft_is_its_parties_alone(draft: Roadmap) -> None:
    regions = list(Region.objects.values_list("pk", flat=True))
    rows = Counter(Change.objects.filter(kind="measure").values_list("change", "region_id"))
    assert rows == {("created", region_id): 52 for region_id in regions}
    assert set(Change.objects.filter(kind="agency").values_list("region_id", flat=True)) == {None}


def test_only_what_changed_counts_a_version(draft: Roadmap) -> None:
    data = changed()
    measure_of(data, "4.1")["title_kk"] = "Басқа атау"
    measure_of(data, "5.1")["agencies"]["aktobe"]["co"] = []
    measure_of(data, "4.3")["source_note"] = None
    load(data)
    later = Measure.objects.exclude(version=1)
    assert dict(later.values_list("number", "version")) == {"4.1": 2, "4.3": 2, "5.1": 2}
    assert set(later.values_list("updated_at", flat=True)) == {AGAIN}
    assert set(Measure.objects.filter(version=1).values_list("updated_at", flat=True)) == {FIRST}
    assert (
        Measure.objects.get(number="4.1").title_kk
        == MeasureText.objects.get(measure__number="4.1").title_kk
        == "Басқа атау"
    )
    assert MeasureText.objects.count() == 52
    assert MeasureSide.objects.get(measure__number="5.1", region__code="aktobe").co == []
    assert "akt-kaz" not in Measure.objects.get(number="5.1").words
    verbs = Change.objects.filter(at=AGAIN, region_id=Region.objects.get(code="aktobe").pk)
    numbers = {str(pk): number for pk, number in Measure.objects.values_list("pk", "number")}
    assert {(row.kind, numbers[row.object_id], row.change) for row in verbs} == {
        ("measure", number, "updated") for number in ("4.1", "4.3", "5.1")
    }


def test_a_new_deadline_replaces_the_due_periods(draft: Roadmap) -> None:
    data = changed()
    measure_of(data, "5.3")["deadline"] = {
        "form": "fixed_date",
        "start": "2023-01-01",
        "end": "2024-07-01",
        "text_kk": "2024 жылғы 1 шілдеге дейін",
        "text_ru": "до 1 июля 2024 года",
        "text_en": "by 1 July 2024",
        "occurrences": [],
    }
    load(data)
    measure = Measure.objects.get(number="5.3")
    assert (measure.deadline_form, measure.due_on, measure.original_due_on) == (
        "fixed_date",
        date(2024, 7, 1),
        date(2024, 7, 1),
    )
    rows = Occurrence.objects.filter(measure=measure).values_list("label", "starts_on", "due_on")
    assert list(rows) == [("1", date(2023, 1, 1), date(2024, 7, 1))]
    assert OccurrenceDates.objects.filter(occurrence__measure=measure).count() == 1
    assert Standing.objects.filter(measure=measure, late_from=date(2024, 7, 2)).count() == 2
    assert Occurrence.objects.count() == 114 - 11


def test_measures_directions_and_parties_come_and_go(draft: Roadmap) -> None:
    data = changed()
    gone = measure_of(data, "13.4")
    data["measures"].remove(gone)
    moved = {**gone, "number": "13.5"}
    data["measures"].append(moved)
    load(data)
    assert not Measure.objects.filter(number="13.4").exists()
    assert Measure.objects.get(number="13.5").direction.code == "ECOLOGY"
    assert Measure.objects.count() == 52
    assert Standing.objects.count() == 2 * 114

    data["measures"] = [one for one in data["measures"] if one["direction"] != 13]
    del data["directions"][12]
    load(data)
    assert (Measure.objects.count(), Direction.objects.count()) == (48, 12)


def test_comments_on_a_measure_go_with_it(draft: Roadmap) -> None:
    measure = Measure.objects.get(number="13.4")
    region = Region.objects.get(code="aktobe")
    person = make_user("aktobe-coordinator", Role.COORDINATOR, region)
    Comment.objects.create(measure=measure, region=region, author=person, text="?", audience="both", at=FIRST)
    data = changed()
    data["measures"].remove(measure_of(data, "13.4"))
    load(data)
    assert not Comment.objects.exists()


def test_directions_change_their_codes_among_themselves(draft: Roadmap) -> None:
    data = changed()
    first, last = data["directions"][0], data["directions"][12]
    first["code"], last["code"] = last["code"], first["code"]
    codes = {"TRADE": "ECOLOGY", "ECOLOGY": "TRADE"}
    for measure in data["measures"]:
        measure["direction_code"] = codes.get(measure["direction_code"], measure["direction_code"])
    load(data)
    assert Direction.objects.get(number=1).code == "ECOLOGY"
    assert dict(Direction.objects.exclude(version=1).values_list("code", "version")) == {"ECOLOGY": 2, "TRADE": 2}


def test_a_third_region_is_a_row(draft: Roadmap) -> None:
    data = changed()
    ural = {**data["regions"][0], "code": "west-kazakhstan", "tz": "Asia/Oral"}
    data["regions"].append(ural)
    data["agencies"].append({**data["agencies"][0], "code": "WKO-APP", "region": "west-kazakhstan"})
    measure_of(data, "1.4")["agencies"]["west-kazakhstan"] = {"lead": "WKO-APP", "co": []}
    load(data)
    assert list(Party.objects.values_list("region__code", flat=True)) == ["aktobe", "orenburg", "west-kazakhstan"]
    assert Party.objects.get(region__code="west-kazakhstan").signatory.keys() == {"party"}
    assert MeasureSide.objects.filter(measure__number="1.4").count() == 3
    assert Standing.objects.filter(region__code="west-kazakhstan", has_executor=True).count() == 3

    load()
    assert list(Party.objects.values_list("region__code", flat=True)) == ["aktobe", "orenburg"]
    assert not Standing.objects.filter(region__code="west-kazakhstan").exists()
    assert Agency.objects.filter(code="WKO-APP").exists()  # an agency is its region's, not the road map's


def test_a_party_that_signs_and_does_nothing_is_a_party_all_the_same() -> None:
    data = changed()
    for measure in data["measures"]:
        measure["agencies"].pop("orenburg")
    load(data)
    assert list(Party.objects.values_list("region__code", flat=True)) == ["aktobe", "orenburg"]
    assert set(MeasureSide.objects.values_list("region__code", flat=True)) == {"aktobe"}


def test_an_unsigned_draft_has_no_first_day() -> None:
    load(changed(signed_on=None))
    assert set(Measure.objects.values_list("holds_from", flat=True)) == {ALWAYS_ON}
    assert problems_of(changed(signed_on=None), in_force=True) == ["roadmap.signed_on"]


def test_a_text_stands_from_its_term_where_it_was_signed_later() -> None:
    load(changed(signed_on="2023-05-01"), in_force=True)
    assert set(MeasureText.objects.values_list("from_on", flat=True)) == {date(2023, 1, 1)}


def test_shared_rows_follow_a_draft(draft: Roadmap) -> None:
    data = changed()
    data["agencies"][2]["name_ru"] = "Управление промышленности"
    data["regions"][0]["name_en"] = "Aktobe Oblast"
    data["sources"].pop()
    load(data)
    agency = Agency.objects.get(code="AKT-IND")
    assert (agency.name_ru, agency.version) == ("Управление промышленности", 2)
    [fact] = agency.facts.all()
    assert (fact.name_ru, fact.known_at) == ("Управление промышленности", ALWAYS_KNOWN)
    assert Region.objects.get(code="aktobe").name_en == "Aktobe Oblast"
    assert Source.objects.count() == 81
    assert " промышленности" in Measure.objects.get(number="2.1").words
    told = AuditEntry.objects.latest("seq").after
    assert told is not None
    assert (told["regions"], told["agencies"]) == (["aktobe"], ["AKT-IND"])


def test_an_agency_that_its_region_changed_keeps_its_past(draft: Roadmap) -> None:
    agency = Agency.objects.get(code="AKT-IND")
    known = datetime(2022, 12, 1, 15, tzinfo=UTC)
    AgencyFact.objects.create(
        agency=agency, name_kk="а", name_ru="б", name_en="c", level="regional", from_on=known.date(), known_at=known
    )
    Agency.objects.filter(pk=agency.pk).update(name_ru="б")
    load()
    assert list(agency.facts.order_by("known_at").values_list("name_ru", "from_on")) == [
        (DATA["agencies"][2]["name_ru"], ALWAYS_ON),
        ("б", known.date()),
        (DATA["agencies"][2]["name_ru"], AGAIN.date()),
    ]


def second(**roadmap: Any) -> Data:
    return changed(code="AKT-ORB-2026-2028", **roadmap)


def _call_form_otherwise(data: Data) -> None:
    data["meta"]["completion_forms"][0]["ru"] = "справка"
    for measure in data["measures"]:
        if measure["completion_form"]["code"] == "INFO":
            measure["completion_form"]["ru"] = "справка"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda data: data["agencies"][2].update(name_ru="Иначе"), "agencies[2] (AKT-IND).name_ru"),
        (lambda data: data["agencies"][2].update(source_note="Иначе"), "agencies[2] (AKT-IND).source_note"),
        (lambda data: data["regions"][0].update(name_kk="Басқаша"), "regions[0] (aktobe).name_kk"),
        (lambda data: data["regions"][0].update(tz="Asia/Oral"), "regions[0] (aktobe).tz"),
        (lambda data: data["sources"][3].update(title="Иначе"), "sources[3] (S04).title"),
        (_call_form_otherwise, "meta.completion_forms[0] (INFO).ru"),
    ],
)
def test_what_another_road_map_stands_on_is_not_rewritten(change: Callable[[Data], Any], place: str) -> None:
    load(at=FIRST, in_force=True)
    data = second()
    change(data)
    before = dump()
    assert problems_of(data) == [place]
    assert dump() == before


def test_road_maps_share_what_they_say_alike() -> None:
    load(at=FIRST, in_force=True)
    load(second(), in_force=True)
    assert (Roadmap.objects.count(), Measure.objects.count(), Agency.objects.count(), Source.objects.count()) == (
        2,
        104,
        39,
        82,
    )
    assert set(Agency.objects.values_list("version", flat=True)) == {1}


def test_an_agency_does_not_move_to_another_region(draft: Roadmap) -> None:
    data = changed()
    data["agencies"][39 - 1]["region"] = "aktobe"
    code = data["agencies"][39 - 1]["code"]
    for measure in data["measures"]:
        measure["agencies"]["orenburg"]["co"] = [one for one in measure["agencies"]["orenburg"]["co"] if one != code]
    assert problems_of(data) == [f"agencies[38] ({code}).region"]


@pytest.mark.parametrize(("state", "code"), [("in_force", "roadmap_in_force"), ("closed", "roadmap_closed")])
def test_only_a_draft_is_loaded_again(draft: Roadmap, state: str, code: str) -> None:
    Roadmap.objects.update(state=state)
    before = dump()
    with pytest.raises(RuleBroken) as broken:
        load()
    assert broken.value.code == code
    assert dump() == before


def test_a_draft_is_put_in_force(draft: Roadmap) -> None:
    region = Region.objects.get(code="aktobe")
    RoadmapProposal.objects.create(roadmap=draft, to_state="in_force", proposed_by=region, proposed_at=FIRST)
    load(in_force=True)
    roadmap = Roadmap.objects.get()
    assert (roadmap.state, roadmap.in_force_at, roadmap.version) == ("in_force", AGAIN, 2)
    assert list(RoadmapProposal.objects.values_list("state", "decided_at", "version")) == [("withdrawn", AGAIN, 2)]
    everybody = Change.objects.filter(at=AGAIN, region_id__isnull=True)
    assert Counter(everybody.values_list("kind", "change")) == {
        ("roadmap", "updated"): 1,
        ("party", "updated"): 2,
        ("direction", "updated"): 13,
        ("measure", "updated"): 52,
    }


def test_unless_loaded_leaves_what_is_there(draft: Roadmap) -> None:
    before = dump()
    outcome = load(changed(title_note="other"), unless_loaded=True)
    assert (outcome.code, outcome.loaded) == ("AKT-ORB-2023-2025", None)
    assert dump() == before


def test_a_number_of_another_direction_is_unusual_but_taken() -> None:
    data = changed()
    measure_of(data, "5.1")["number"] = "6.9"
    [warning] = load(data).warnings
    assert warning.path == f"measures[{DATA['measures'].index(measure_of(DATA, '5.1'))}] (6.9).number"
    assert Measure.objects.get(number="6.9").direction.number == 5


def test_loading_is_the_operators(draft: Roadmap, operator: User) -> None:
    aktobe_admin = make_user("aktobe-admin", Role.ADMINISTRATOR, Region.objects.get(code="aktobe"))
    document = parse_document(CONTENT)
    load_roadmap(Act(by=operator, at=AGAIN), document=document)
    with pytest.raises(PermissionDenied):
        load_roadmap(Act(by=aktobe_admin, at=AGAIN), document=document)


def test_a_byte_order_mark_is_no_fault() -> None:
    load(b"\xef\xbb\xbf" + CONTENT)
    assert Measure.objects.count() == 52


def queries(data: Data) -> int:
    with CaptureQueriesContext(connection) as captured:
        load(data)
    return len(captured)


def test_as_many_queries_for_few_measures_as_for_more() -> None:
    few, more = changed(code="FEW"), changed(code="MORE")
    few["measures"], more["measures"] = few["measures"][:2], more["measures"][:6]
    load(changed(code="ANY"))
    assert queries(few) == queries(more)
    assert DigestKey.objects.count() == 0
    assert Ledger.objects.get().shared == 3
