"""Attacks on, and honest use of, the admin's page of agencies; the rows of hardening's table by name."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Agency, AgencyFact, AuditEntry
from tests.cast import make_agency
from tests.dumps import all_of, everything
from tests.html_forms import fields_of

pytestmark = pytest.mark.walk("sqlite3")

LIST = "/admin/accounts/agency/"
ADD = f"{LIST}add/"
NEW = {"code": "NEW-1", "name_kk": "Жаңа", "name_ru": "Новое", "name_en": "New", "level": "regional"}


def change_of(agency):
    return f"{LIST}{agency.pk}/change/"


def typed(door, agency, **values):
    return fields_of(door.get(change_of(agency)), "agency_form") | values


def test_an_administrator_changes_an_agency_of_the_own_region(door, own, other, own_agency, other_agency):
    before = all_of(other.region)
    response = door.post(change_of(own_agency), typed(door, own_agency, name_ru="Новое имя"))
    assert (response.status_code, response["Location"]) == (302, LIST)
    own_agency.refresh_from_db()
    assert (own_agency.name_ru, own_agency.version) == ("Новое имя", 2)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.origin, entry.actor_id, entry.after) == (
        "agency.change",
        "admin",
        own.pk,
        {"name_ru": "Новое имя"},
    )
    assert all_of(other.region) == before


def test_an_administrator_adds_an_agency_of_the_own_region(door, own, other):
    before = all_of(other.region)
    response = door.post(ADD, NEW)
    made = Agency.objects.get(code="NEW-1")
    assert (response.status_code, made.region, AgencyFact.objects.get().agency) == (302, own.region, made)
    assert all_of(other.region) == before


def test_the_other_regions_agencies_are_there_to_read(door, own_agency, other_agency):
    page = door.get(LIST).content.decode()
    assert own_agency.code in page
    assert other_agency.code in page
    shown = door.get(change_of(other_agency))
    assert (shown.status_code, set(fields_of(shown, "agency_form"))) == (
        200,
        {"csrfmiddlewaretoken"} | {name for name in fields_of(shown, "agency_form") if name.startswith("facts-")},
    )
    assert 'name="_save"' not in shown.content.decode()


def test_the_other_regions_agency_is_not_changed(door, own_agency, other_agency):
    sent = typed(door, own_agency, name_ru="Захват")
    before = everything()
    assert door.post(change_of(other_agency), sent).status_code == 403
    assert everything() == before


def test_the_operator_changes_no_agency(client, operator, own_agency):
    client.force_login(operator)
    before = everything()
    assert client.get(change_of(own_agency)).status_code == 200
    assert client.post(change_of(own_agency), NEW).status_code == 403
    assert client.post(ADD, NEW).status_code == 403
    assert everything() == before


@pytest.mark.parametrize("field", ["region", "region_id", "code", "version", "source", "id", "pk"])
def test_what_is_not_in_the_form_is_not_written(door, own, other, own_agency, field):
    """Trap: the form still has region; region is never from the request."""
    value = "HACK-1" if field == "code" else str(other.region_id)
    before = all_of(other.region)
    response = door.post(change_of(own_agency), typed(door, own_agency, name_ru="Честное имя") | {field: value})
    assert response.status_code == 302
    agency = Agency.objects.get()
    assert (agency.pk, agency.region, agency.code, agency.version, agency.source, agency.name_ru) == (
        own_agency.pk,
        own.region,
        "OWN-1",
        2,
        "public",
        "Честное имя",
    )
    assert all_of(other.region) == before


def test_a_new_agency_never_gets_the_region_of_the_request(door, own, other):
    door.post(f"{ADD}?region={other.region_id}", NEW | {"region": str(other.region_id)})
    assert Agency.objects.get(code="NEW-1").region == own.region


def test_an_address_fills_in_no_field(door):
    page = door.get(f"{ADD}?name_ru=Подставлено&code=EVIL&successor=1")
    assert (page.status_code, "Подставлено" in page.content.decode()) == (200, False)


def test_choices_are_of_the_own_region(door, own, own_agency, other_agency):
    """Trap: FK choices not re-checked."""
    second = make_agency(own.region, "OWN-2")
    page = door.get(change_of(own_agency)).content.decode()
    assert f'<option value="{second.pk}">' in page
    assert f'<option value="{other_agency.pk}">' not in page
    before = everything()
    response = door.post(change_of(own_agency), typed(door, own_agency, successor=str(other_agency.pk)))
    assert (response.status_code, everything()) == (200, before)
    assert "successor" in response.context["adminform"].form.errors
    assert door.post(change_of(own_agency), typed(door, own_agency, successor=str(second.pk))).status_code == 302


@pytest.mark.parametrize("value", ["0", "-1", "99999999999999999999999", "abc", "1 OR 1=1"])
def test_a_forged_choice_is_no_choice(door, own_agency, value):
    before = everything()
    response = door.post(change_of(own_agency), typed(door, own_agency, successor=value))
    assert (response.status_code, everything()) == (200, before)


def test_a_field_has_no_links_to_add_or_change_what_it_points_to(door, own_agency):
    page = door.get(change_of(own_agency)).content.decode()
    assert "related-widget-wrapper" not in page
    assert "_to_field" not in page


@pytest.mark.parametrize("trick", ["_popup=1", "_to_field=id", "_to_field=code", "_saveasnew=1", "_source_model=x"])
def test_there_is_no_second_way_into_a_form(door, own_agency, trick):
    """Traps: save_as, `?_popup=1`, to_field."""
    sent = typed(door, own_agency, name_ru="Копия")
    name, value = trick.split("=")
    before = everything()
    for path in (LIST, ADD, change_of(own_agency)):
        assert door.get(f"{path}?{trick}").status_code == 400
        assert door.post(path, sent | {name: value}).status_code == 400
    assert everything() == before
    assert door.post(change_of(own_agency), sent).status_code == 302


def test_a_stale_form_is_refused_and_keeps_what_was_typed(door, own_agency):
    """Trap (f): no optimistic lock."""
    sent = typed(door, own_agency, name_ru="Мой текст", name_en="Mine")
    first = typed(door, own_agency, name_ru="Чужой текст")
    assert door.post(change_of(own_agency), first).status_code == 302
    before = everything()
    response = door.post(change_of(own_agency), sent)
    assert (response.status_code, everything()) == (409, before)
    page = response.content.decode()
    assert 'value="Мой текст"' in page
    assert 'value="Mine"' in page
    assert "Чужой текст" in page
    again = fields_of(response, "agency_form")
    assert (again["name_ru"], again["seen_version"]) == ("Мой текст", "2")
    assert door.post(change_of(own_agency), again).status_code == 302
    own_agency.refresh_from_db()
    assert (own_agency.name_ru, own_agency.version) == ("Мой текст", 3)


@pytest.mark.parametrize(
    ("version", "status"), [("", 428), ("7", 409), ("0", 409), ("-1", 200), ("x", 200), ("9" * 40, 409)]
)
def test_the_version_is_asked_for(door, own_agency, version, status):
    before = everything()
    response = door.post(change_of(own_agency), typed(door, own_agency, name_ru="Вслепую") | {"seen_version": version})
    assert (response.status_code, everything()) == (status, before)
    assert 'value="Вслепую"' in response.content.decode()


def test_a_broken_rule_is_said_beside_its_field(door, own_agency):
    days = {"valid_from": "02.05.2024", "valid_to": "01.05.2024"}
    before = everything()
    response = door.post(change_of(own_agency), typed(door, own_agency, **days))
    assert (response.status_code, everything()) == (409, before)
    assert list(response.context["adminform"].form.errors) == ["valid_to"]
    assert 'value="02.05.2024"' in response.content.decode()


def test_a_code_that_is_somebodys_is_refused_alike(door, own_agency, other_agency):
    """Trap: the uniqueness error confirms the other region's rows."""
    answers = []
    for taken in (own_agency, other_agency):
        response = door.post(ADD, NEW | {"code": taken.code})
        assert response.status_code == 409
        answers.append(response.context["adminform"].form.errors.as_json())
    assert answers[0] == answers[1]
    assert "code_taken" not in answers[0]


@pytest.mark.parametrize("text", ["a\x00b", "a\u202eb", "x" * 301, ""])
def test_a_text_that_cannot_be_is_refused(door, own_agency, text):
    before = everything()
    response = door.post(change_of(own_agency), typed(door, own_agency) | {"name_ru": text})
    assert (response.status_code in {200, 400}, everything()) == (True, before)
    assert "name_ru" in response.context["adminform"].form.errors


@pytest.mark.parametrize(
    "query",
    [
        "region__people__password__startswith=md5",
        "people__email__startswith=a",
        "people__role=operator",
        "predecessors__code=A",
        "code__startswith=A",
        "region__code=aktobe",
        "id__in=1,2",
        "nonsense=1",
        "name_ru__regex=.*",
        "valid_from__year=0",
        "level__exact__in=1",
    ],
)
def test_an_address_filters_by_nothing_else(door, own_agency, query):
    """Trap: lookup by query string."""
    assert door.get(f"{LIST}?{query}").status_code == 400


@pytest.mark.parametrize("query", ["level__exact=regional", "q=ЖАҢА", "o=1.-2", "p=1", "all=1", "_facets=True"])
def test_a_list_is_filtered_by_what_it_offers(door, own_agency, query):
    assert door.get(f"{LIST}?{query}").status_code == 200


@pytest.mark.parametrize("query", ["q=a%00b", "level__exact=%00", "%00=1", "o=%00"])
def test_a_character_that_is_none_is_refused(door, own_agency, query):
    assert door.get(f"{LIST}?{query}").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "p=99999999999999999999",
        "p=x",
        "o=99",
        "o=x",
        "region__id__exact=99999999999999999999",
        "region__id__exact=x",
        "level__exact=x",
        "q=" + "a%20" * 2000,
    ],
)
def test_a_wrong_value_in_an_address_breaks_nothing(door, own_agency, query):
    assert door.get(f"{LIST}?{query}", follow=True).status_code == 200


def test_cyrillic_is_found_in_any_case(door, own):
    make_agency(own.region, "OWN-1", name_kk="Ғылым басқармасы")
    make_agency(own.region, "OWN-2", name_kk="Көлік басқармасы")
    page = door.get(LIST, {"q": "ҒЫЛЫМ БАСҚАРМАСЫ"}).content.decode()
    assert ("OWN-1" in page, "OWN-2" in page) == (True, False)


def test_counts_beside_filters_are_not_made(door, own_agency):
    assert "(1)" not in door.get(f"{LIST}?_facets=True").content.decode()


def test_nothing_is_edited_in_the_list(door, own_agency, other_agency):
    """Trap: list_editable POST."""
    sent = {
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "2",
        "form-0-id": str(own_agency.pk),
        "form-0-name_ru": "Захват",
        "form-1-id": str(other_agency.pk),
        "form-1-name_ru": "Захват",
        "_save": "1",
    }
    before = everything()
    assert door.post(LIST, sent).status_code == 200
    assert everything() == before


@pytest.mark.parametrize("action", ["delete_selected", "deactivate", "__class__", ""])
@pytest.mark.parametrize("more", [{}, {"select_across": "1"}, {"post": "yes"}])
def test_there_is_no_action_on_agencies(door, own_agency, other_agency, action, more):
    before = everything()
    sent = {"action": action, "index": "0", "_selected_action": [own_agency.pk, other_agency.pk], **more}
    assert door.post(LIST, sent).status_code == 200
    assert everything() == before


def test_rows_below_a_row_are_only_shown(door, own_agency, other_agency):
    """Trap: inlines; forged ids and new rows are ignored."""
    other_fact, own_fact = AgencyFact.objects.get(agency=other_agency), AgencyFact.objects.get(agency=own_agency)
    before = all_of(other_agency.region), list(AgencyFact.objects.values())
    for forged in (other_fact, own_fact):
        sent = typed(door, own_agency) | {
            "facts-TOTAL_FORMS": "2",
            "facts-0-id": str(forged.pk),
            "facts-0-agency": str(own_agency.pk),
            "facts-0-name_ru": "Захват",
            "facts-0-DELETE": "on",
            "facts-1-id": "",
            "facts-1-agency": str(other_agency.pk),
            "facts-1-name_ru": "Новый факт",
            "facts-1-from_on": "01.01.2024",
        }
        door.post(change_of(own_agency), sent)
    facts = [fact for fact in AgencyFact.objects.values() if fact["id"] in {other_fact.pk, own_fact.pk}]
    assert (all_of(other_agency.region), facts) == before
    assert not AgencyFact.objects.filter(name_ru__in=["Захват", "Новый факт"]).exists()


def test_a_history_tells_what_one_may_know(door, own, own_agency, other, other_agency, client):
    """Trap: the history page shows old values of the other region."""
    door.post(change_of(own_agency), typed(door, own_agency, name_ru="Новое имя"))
    page = door.get(f"{LIST}{own_agency.pk}/history/").content.decode()
    assert "agency.change" in page
    assert own.username in page
    client.force_login(other)
    page = client.get(f"{LIST}{own_agency.pk}/history/").content.decode()
    assert "agency.change" not in page
    assert own.username not in page


@pytest.mark.parametrize("pk", ["999999", "0", "x", "99999999999999999999999", "1_2F2", "_00"])
def test_what_is_not_there_answers_404(door, own_agency, pk):
    for path in (f"{LIST}{pk}/change/", f"{LIST}{pk}/history/"):
        assert door.get(path).status_code == 404
    assert door.post(f"{LIST}{pk}/change/", NEW).status_code == 404


def test_the_list_asks_as_much_for_three_rows_as_for_one(door, own):

    def queries():
        with CaptureQueriesContext(connection) as made:
            door.get(LIST)
        return len(made)

    make_agency(own.region, "OWN-1")
    queries()
    one = queries()
    second = make_agency(own.region, "OWN-2")
    make_agency(own.region, "OWN-3", successor=second)
    assert queries() == one
