"""The pages that invite many people from a sheet: a preview first, then all of them or none."""

import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from zeal import zeal_ignore

from accounts.models import User
from tests.dumps import everything

PATH = "/people/invite/sheet/"
GOOD = "E-mail;Аты-жөні;Роль;agency;Язык\none@example.org;Бір;координатор;;kk\ntwo@example.org;Екі;executor;OWN-1;\n"


@pytest.fixture(autouse=True)
def _each_row_asks_for_itself(client):
    client.cookies["django_language"] = "en"
    with zeal_ignore():
        yield


def sent(door, text, name="people.csv"):
    return door.post(PATH, {"file": SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())})


def sheet_of(answer):
    return re.findall(r'name="sheet" value="([^"]+)"', answer.text)[0]


def test_a_preview_shows_the_rows_and_writes_nothing(door, own_agency):
    before = everything()
    answer = sent(door, GOOD)
    assert answer.status_code == 200
    assert "one@example.org" in answer.text
    assert everything() == before


def test_confirmed_everybody_is_invited(door, own, own_agency, django_capture_on_commit_callbacks):
    sheet = sheet_of(sent(door, GOOD))
    with django_capture_on_commit_callbacks(execute=True):
        assert door.post(PATH, {"sheet": sheet})["Location"] == "/people/"
    found = User.objects.filter(email__in=["one@example.org", "two@example.org"])
    assert {(one.role, one.language, one.region) for one in found} == {
        ("coordinator", "kk", own.region),
        ("executor", own.region.language, own.region),
    }
    assert len(mail.outbox) == 2


def test_what_is_wrong_is_named_by_row_of_the_sheet(door):
    answer = sent(door, "email,name,role\n\none@example.org,Бір,coordinator\nnobody,Екі,operator\n")
    assert answer.status_code == 400
    rows = re.findall(r'<th scope="row">(\d+)</th>.*?</tr>', answer.text)
    assert rows == ["3", "4"]
    assert 'name="sheet"' not in answer.text
    assert "role:" in answer.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name,role\nX,coordinator\n",
        "email,name,role,nonsense\n",
        "email,name,role,E-mail\na@example.org,X,reader,b@example.org\n",
        "email,name,role\n",
        b"PK\x03\x04broken",
        b"\x00\x01\x02",
    ],
)
def test_a_sheet_that_cannot_be_read_is_refused(door, text):
    before = everything()
    answer = sent(door, text)
    assert (answer.status_code, "errorlist" in answer.text, everything()) == (400, True, before)


def test_what_became_impossible_meanwhile_invites_nobody(door, own_agency):
    sheet = sheet_of(sent(door, GOOD))
    User.objects.create_user("taken", "two@example.org", None, name="Taken", role="reader")
    before = everything()
    answer = door.post(PATH, {"sheet": sheet})
    assert (answer.status_code, everything()) == (409, before)


@pytest.mark.parametrize("forge", ["", "x", "{sheet}x"])
def test_a_preview_that_is_not_ours_invites_nobody(door, own_agency, forge):
    sheet = sheet_of(sent(door, GOOD))
    before = everything()
    answer = door.post(PATH, {"sheet": forge.format(sheet=sheet)})
    assert (answer.status_code, everything()) == (400, before)


def test_a_preview_of_somebody_else_invites_nobody(door, other, own_agency, client):
    sheet = sheet_of(sent(door, GOOD))
    client.force_login(other)
    before = everything()
    assert client.post(PATH, {"sheet": sheet}).status_code == 400
    assert everything() == before
