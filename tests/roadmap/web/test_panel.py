"""The form of the filters, which is kept from one request to the next (ui.md *Measures*)."""

import pytest
from django.test import Client

from accounts.models import Agency, User
from accounts.services.places import change_agency
from tests.cast import Plan, act_of

pytestmark = pytest.mark.django_db


def form_of(client: Client, path: str, **asked: str) -> str:
    return client.get(path, asked).text.split('class="filters"', 1)[1].split("</form>", 1)[0]


@pytest.mark.parametrize(("language", "word"), [("kk", "Қолдану"), ("ru", "Применить"), ("en", "Apply")])
def test_it_speaks_the_language_of_each_reader(
    client: Client, analyst: User, plan: Plan, language: str, word: str
) -> None:
    client.force_login(analyst)
    client.get("/measures/")
    User.objects.update(language=language)
    client.cookies["django_language"] = language
    assert word in form_of(client, "/measures/")


def test_it_shows_what_was_asked_and_not_what_was_asked_before(client: Client, analyst: User, plan: Plan) -> None:
    client.force_login(analyst)
    bare = form_of(client, "/measures/")
    asked = form_of(
        client, "/measures/", status="done", search="жол", ordering="-due_on", updated_after="2024-01-01T00:00:00Z"
    )
    assert 'value="done" checked' in asked
    assert 'value="жол"' in asked
    assert '<option value="-due_on" selected>' in asked
    assert '<input type="hidden" name="updated_after" value="2024-01-01T00:00:00Z">' in asked
    assert form_of(client, "/measures/") == bare


def test_several_values_of_a_select_stay_one_choice(client: Client, analyst: User, plan: Plan) -> None:
    client.force_login(analyst)
    assert '<option value="AKT-TRN,ORB-ROAD" selected>' in form_of(client, "/measures/", agency="AKT-TRN,ORB-ROAD")


def test_a_renamed_agency_has_its_new_name_at_once(
    client: Client, analyst: User, aktobe_admin: User, plan: Plan, transport: Agency
) -> None:
    client.force_login(analyst)
    client.cookies["django_language"] = "kk"
    assert transport.name_kk in form_of(client, "/measures/")
    change_agency(act_of(aktobe_admin), code=transport.code, seen_version=1, values={"name_kk": "Көлік басқармасы"})
    assert ">Көлік басқармасы<" in form_of(client, "/measures/")
