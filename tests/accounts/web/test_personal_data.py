"""What is kept about a person, as a file, and anonymising on the pages (docs/privacy.md)."""

import pytest

from accounts.models import User
from accounts.services import people
from tests.cast import act_of


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def gone(own, colleague):
    return people.deactivate_person(act_of(own), user_id=colleague.pk, seen_version=1)


def test_everybody_downloads_what_is_kept_about_them(client, analyst):
    client.force_login(analyst)
    answer = client.get("/account/data/")
    assert answer["Content-Disposition"] == f'attachment; filename="person-{analyst.pk}.json"'
    assert answer.json()["person"]["email"] == analyst.email
    assert '"/account/data/"' in client.get("/account/").text


def test_an_administrator_downloads_it_of_the_own_region_only(door, colleague, stranger):
    assert door.get(f"/people/{colleague.pk}/data/").json()["person"]["username"] == colleague.username
    assert f'"/people/{colleague.pk}/data/"' in door.get(f"/people/{colleague.pk}/").text
    assert door.get(f"/people/{stranger.pk}/data/").status_code == 404


def test_the_operator_reads_people_but_not_all_that_they_did(client, operator, colleague):
    client.force_login(operator)
    assert client.get(f"/people/{colleague.pk}/data/").status_code == 403


def test_who_left_is_anonymised_after_a_question(door, gone):
    asked = door.get(f"/people/{gone.pk}/anonymise/")
    assert "nobody can bring them back" in asked.text
    assert door.post(f"/people/{gone.pk}/anonymise/", {"version": gone.version}).status_code == 302
    assert User.objects.get(pk=gone.pk).is_anonymised
    page = door.get(f"/people/{gone.pk}/").text
    assert "taken away for good" in page
    assert "/activate/" not in page
    assert door.get(f"/people/{gone.pk}/data/").status_code == 403


def test_who_is_active_is_not(door, colleague):
    assert "/anonymise/" not in door.get(f"/people/{colleague.pk}/").text
    assert door.post(f"/people/{colleague.pk}/anonymise/", {"version": "1"}).status_code == 409
