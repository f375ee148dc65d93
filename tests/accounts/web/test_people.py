"""The pages of people: who opens them, what they show, what they let be done (rules.md §7)."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from accounts.models import ApiToken, AuditEntry, User
from accounts.roles import Role
from accounts.services import people
from tests.cast import act_of, make_agency, make_user
from tests.dumps import everything
from tests.html_forms import fields_of

PATHS = ("/people/", "/people/invite/", "/people/audit/")
MOVES = ("send-password-link", "end-sessions", "reset-second-factor", "deactivate")
GUEST = {"email": "guest@example.org", "name": "Қонақ", "role": "coordinator", "language": "kk"}
every_move = pytest.mark.parametrize("move", MOVES)


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def page_of(person):
    return f"/people/{person.pk}/"


def names_on(answer):
    return re.findall(r'href="/people/(\d+)/"', answer.text)


@pytest.mark.parametrize("path", [*PATHS, "/people/invite/sheet/", "/people/1/", "/people/1/deactivate/"])
def test_a_stranger_is_led_to_the_sign_in(client, db, path):
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={path}")


@pytest.mark.parametrize("path", [*PATHS, "/people/invite/sheet/", "/people/1/", "/people/1/deactivate/"])
@pytest.mark.parametrize("who", ["aktobe_executor", "aktobe_coordinator", "analyst"])
def test_nobody_without_the_power_opens_a_page(request, client, who, path):
    client.force_login(request.getfixturevalue(who))
    assert client.get(path).status_code == 403
    assert client.post(path).status_code == 403


@pytest.mark.parametrize("path", [*PATHS, "/people/invite/sheet/"])
def test_an_administrator_opens_every_page(door, path):
    assert door.get(path).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_the_operator_opens_what_is_the_operators(client, operator, aktobe, path):
    client.force_login(operator)
    assert client.get(path).status_code == 200


def test_the_operator_invites_nobody_from_a_sheet(client, operator):
    client.force_login(operator)
    assert client.get("/people/invite/sheet/").status_code == 403


def test_the_list_holds_the_own_regions_people_only(door, own, other, colleague, stranger, analyst, operator):
    answer = door.get("/people/")
    assert set(names_on(answer)) == {str(own.pk), str(colleague.pk)}
    for hidden in (other, stranger, analyst, operator):
        assert hidden.email not in answer.text


def test_the_operator_reads_everybody(client, operator, own, other, analyst):
    client.force_login(operator)
    assert set(names_on(client.get("/people/"))) == {str(one.pk) for one in (own, other, analyst, operator)}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=ӘСЕЛ", ["asel"]),
        ("search=нұрл", ["asel"]),
        ("search=asel%40example", ["asel"]),
        ("search=нободи", []),
        ("role=executor", ["asel"]),
        ("role=executor,administrator", ["asel", "own"]),
        ("role=reader", []),
        ("agency=OWN-1", ["asel"]),
        ("state=deactivated", ["gone"]),
        ("state=active&role=", ["asel", "own"]),
        ("second_factor=true", ["own"]),
        ("second_factor=false&state=active", ["asel"]),
    ],
)
def test_the_list_is_filtered_and_searched_with_kazakh_letters(door, own, own_agency, query, found):
    asel = make_user("asel", Role.EXECUTOR, own.region, own_agency)
    gone = make_user("gone", Role.COORDINATOR, own.region)
    User.objects.filter(pk=asel.pk).update(name="Әсел Нұрланқызы")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    Authenticator.objects.create(user=own, type="totp", data={})
    known = {"asel": asel.pk, "gone": gone.pk, "own": own.pk}
    assert set(names_on(door.get(f"/people/?{query}"))) == {str(known[name]) for name in found}


@pytest.mark.parametrize("query", ["nonsense=1", "role=king", "state=", "cursor=x"])
def test_an_address_that_cannot_be_read_says_which_part(door, query):
    answer = door.get(f"/people/?{query}")
    assert answer.status_code == (200 if query == "state=" else 400)


@pytest.mark.parametrize("path", ["/people/", "/people/audit/"])
def test_the_number_of_queries_is_constant(door, own, own_agency, path):
    def asked_with(count):
        with zeal_ignore():
            for number in range(count):
                person = make_user(f"person-{count}-{number}", Role.EXECUTOR, own.region, own_agency)
                people.end_sessions(act_of(own), user_id=person.pk)
        door.get(path)
        with CaptureQueriesContext(connection) as queries:
            door.get(path)
        return len(queries)

    assert asked_with(1) == asked_with(3)


def test_a_person_of_the_other_region_is_not_there(door, stranger):
    assert door.get(page_of(stranger)).status_code == 404
    assert door.post(page_of(stranger), {"name": "Ours"}).status_code == 404
    assert door.get(f"{page_of(stranger)}deactivate/").status_code == 404


def test_a_person_is_changed_in_the_version_that_was_read(door, own, colleague):
    typed = fields_of(door.get(page_of(colleague)), "person-form")
    answer = door.post(page_of(colleague), typed | {"name": "Жаңа Есім", "language": "kk"})
    assert (answer.status_code, answer["Location"]) == (302, page_of(colleague))
    colleague.refresh_from_db()
    assert (colleague.name, colleague.language, colleague.version) == ("Жаңа Есім", "kk", 2)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.origin, entry.actor_id) == ("person.change", "page", own.pk)


def test_a_stale_form_saves_nothing_and_keeps_what_was_typed(door, own, colleague):
    typed = fields_of(door.get(page_of(colleague)), "person-form") | {"name": "Typed Slowly"}
    people.change_person(act_of(own), user_id=colleague.pk, seen_version=1, values={"name": "Meanwhile"})
    answer = door.post(page_of(colleague), typed)
    assert answer.status_code == 409
    assert fields_of(answer, "person-form")["name"] == "Typed Slowly"
    assert "Meanwhile" in answer.text
    colleague.refresh_from_db()
    assert colleague.name == "Meanwhile"
    again = fields_of(answer, "person-form")
    assert door.post(page_of(colleague), again).status_code == 302


def test_a_form_without_its_version_saves_nothing(door, colleague):
    typed = fields_of(door.get(page_of(colleague)), "person-form")
    del typed["version"]
    assert door.post(page_of(colleague), typed | {"name": "Other"}).status_code == 409


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"email": "nobody"}, 400),
        ({"role": "operator"}, 400),
        ({"role": "executor", "agency": ""}, 400),
        ({"agency": "OTH-1"}, 400),
        ({"name": "a\x00b"}, 400),
        ({"name": "x" * 300}, 400),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(door, colleague, other_agency, values, status):
    typed = fields_of(door.get(page_of(colleague)), "person-form")
    before = everything()
    answer = door.post(page_of(colleague), typed | values)
    assert answer.status_code == status
    assert everything() == before


def test_somebodys_address_is_refused_without_a_word_of_whose(door, colleague, stranger):
    typed = fields_of(door.get(page_of(colleague)), "person-form")
    answer = door.post(page_of(colleague), typed | {"email": stranger.email})
    assert answer.status_code == 409
    assert stranger.name not in answer.text


def test_nobody_changes_themselves(door, own):
    answer = door.get(page_of(own))
    assert fields_of(answer, "person-form") == {}
    before = everything()
    assert door.post(page_of(own), {"role": "reader", "version": "1"}).status_code == 403
    for move in MOVES:
        assert door.get(f"{page_of(own)}{move}/").status_code == 403
        assert door.post(f"{page_of(own)}{move}/", {"version": "1"}).status_code == 403
    assert everything() == before


@every_move
def test_a_move_asks_first_and_is_made_once_confirmed(door, own, colleague, move):
    address = f"{page_of(colleague)}{move}/"
    asked = door.get(address)
    assert (asked.status_code, AuditEntry.objects.count()) == (200, 0)
    assert 'name="version" value="1"' in asked.text
    answer = door.post(address, {"version": "1"})
    assert (answer.status_code, answer["Location"]) == (302, page_of(colleague))
    entry = AuditEntry.objects.get()
    assert (entry.target, entry.origin) == (f"user:{colleague.pk}", "page")


def test_a_move_on_a_stale_version_is_not_made(door, colleague):
    answer = door.post(f"{page_of(colleague)}deactivate/", {"version": "7"})
    assert (answer.status_code, AuditEntry.objects.count()) == (409, 0)


def test_the_last_administrator_stays(door, own):
    second = make_user("second", Role.ADMINISTRATOR, own.region)
    User.objects.filter(pk=own.pk).update(invited_at="2024-01-01T00:00:00Z")
    answer = door.post(f"{page_of(second)}deactivate/", {"version": "1"})
    assert (answer.status_code, User.objects.get(pk=second.pk).is_active) == (409, True)


def test_a_deactivated_person_is_out_at_once(door, colleague):
    theirs = Client()
    theirs.force_login(colleague)
    ApiToken.objects.create(colleague, name="script")
    door.post(f"{page_of(colleague)}deactivate/", {"version": "1"})
    assert (theirs.get("/account/").status_code, ApiToken.objects.count()) == (302, 0)
    answer = door.get(page_of(colleague))
    assert f"{page_of(colleague)}activate/" in answer.text
    door.post(f"{page_of(colleague)}activate/", {"version": "2"})
    assert User.objects.get(pk=colleague.pk).state == "active"


def test_there_is_no_other_move(door, colleague):
    assert door.get(f"{page_of(colleague)}promote/").status_code == 404


def test_the_operator_reads_a_person_and_moves_nobody(client, operator, own):
    client.force_login(operator)
    answer = client.get(page_of(own))
    assert (answer.status_code, fields_of(answer, "person-form")) == (200, {})
    for move in MOVES:
        assert client.post(f"{page_of(own)}{move}/", {"version": "1"}).status_code == 403


def test_someone_is_invited_and_gets_a_letter(door, own, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = door.post("/people/invite/", GUEST)
    guest = User.objects.get(email=GUEST["email"])
    assert (answer.status_code, answer["Location"], guest.state) == (302, page_of(guest), "invited")
    assert (guest.region, [letter.to for letter in mail.outbox]) == (own.region, [[GUEST["email"]]])
    shown = door.get(page_of(guest)).text
    assert f"{page_of(guest)}renew-invitation/" in shown
    assert f"{page_of(guest)}cancel-invitation/" in shown
    assert f"{page_of(guest)}send-password-link/" not in shown


@pytest.mark.parametrize("move", ["renew-invitation", "cancel-invitation"])
def test_an_invitation_is_sent_again_and_cancelled(door, move):
    door.post("/people/invite/", GUEST)
    guest = User.objects.get(email=GUEST["email"])
    assert door.get(f"{page_of(guest)}{move}/").status_code == 200
    assert door.post(f"{page_of(guest)}{move}/", {"version": "1"}).status_code == 302
    assert AuditEntry.objects.latest("seq").action == f"person.{move.replace('-', '_')}"


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"email": ""}, 400),
        ({"role": "operator"}, 400),
        ({"role": "executor"}, 400),
        ({"username": "a@b"}, 400),
        ({"email": "aktobe-admin@example.org"}, 409),
    ],
)
def test_a_wrong_invitation_is_refused_and_keeps_what_was_typed(client, aktobe_admin, values, status):
    client.force_login(aktobe_admin)
    before = everything()
    answer = client.post("/people/invite/", {**GUEST, **values})
    assert (answer.status_code, everything()) == (status, before)
    assert "Қонақ" in answer.text


def test_a_region_that_is_sent_along_is_not_looked_at(door, own, other):
    door.post("/people/invite/", {**GUEST, "region": other.region.code})
    assert User.objects.get(email=GUEST["email"]).region == own.region


def test_the_operator_invites_a_first_administrator_and_an_analyst(client, operator, aktobe):
    client.force_login(operator)
    first = {**GUEST, "role": "administrator", "region": "aktobe"}
    assert client.post("/people/invite/", first).status_code == 302
    assert client.post("/people/invite/", {**GUEST, "role": "reader", "email": "free@example.org"}).status_code == 302
    assert client.post("/people/invite/", {**first, "role": "reader", "email": "x@example.org"}).status_code == 403
    assert User.objects.get(email="free@example.org").region is None


def test_the_operator_invites_no_second_administrator(client, operator, aktobe_admin):
    client.force_login(operator)
    answer = client.post("/people/invite/", {**GUEST, "role": "administrator", "region": "aktobe"})
    assert answer.status_code == 409
    assert not User.objects.filter(email=GUEST["email"]).exists()


def test_the_audit_page_shows_what_was_done_to_the_own_people(door, own, other, colleague, stranger):
    people.end_sessions(act_of(own), user_id=colleague.pk)
    people.end_sessions(act_of(other), user_id=stranger.pk)
    shown = door.get("/people/audit/").text
    assert f"user:{colleague.pk}" in shown
    assert f"user:{stranger.pk}" not in shown


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("action=person.end_sessions", True),
        ("action=person.invite", False),
        ("kind=people", True),
        ("kind=work", False),
        ("origin=api", True),
        ("at_after=2024-07-10", True),
        ("at_after=2024-07-11", False),
        ("at_before=2024-07-10", True),
        ("at_before=2024-07-09", False),
        ("at_after=2024-07-10T17%3A00%3A00%2B05%3A00", False),
    ],
)
def test_the_audit_page_is_filtered_by_days_of_the_own_zone(door, own, colleague, query, is_there):
    people.end_sessions(act_of(own), user_id=colleague.pk)
    assert (f"<code>user:{colleague.pk}</code>" in door.get(f"/people/audit/?{query}").text) == is_there


def test_the_exports_of_the_audit_page_hold_the_same_entries(door, own, colleague):
    people.end_sessions(act_of(own), user_id=colleague.pk)
    page = door.get("/people/audit/?at_after=2024-07-10&action=person.end_sessions").text
    address = re.findall(r'href="(/api/v1/audit/\?[^"]*format=csv[^"]*)"', page)[0].replace("&amp;", "&")
    lines = b"".join(door.get(address).streaming_content).decode("utf-8-sig").splitlines()
    assert (len(lines), f"user:{colleague.pk}" in lines[1]) == (2, True)


def test_an_agency_of_the_other_region_is_not_offered(door, own, other):
    make_agency(own.region, "OWN-9")
    make_agency(other.region, "OTH-9")
    for path in ("/people/", "/people/invite/"):
        shown = door.get(path).text
        assert ("OWN-9" in shown, "OTH-9" in shown) == (True, False)


def test_the_audit_page_refuses_the_first_day_there_is(door):
    assert door.get("/people/audit/?at_after=0001-01-01").status_code == 400


def test_the_audit_page_says_in_words_what_was_done(door, own, colleague):
    people.end_sessions(act_of(own), user_id=colleague.pk)
    door.cookies["django_language"] = "kk"
    assert "Адамның сеанстарын аяқтады" in door.get("/people/audit/").text


def test_an_analyst_without_a_region_is_offered_no_other_role(client, operator, analyst):
    client.force_login(operator)
    form = client.get(f"/people/{analyst.pk}/").context["form"]
    assert [value for value, _label in form.fields["role"].choices] == ["reader"]


def test_the_form_of_the_invited_says_that_a_new_invitation_goes(door, django_capture_on_commit_callbacks):
    door.post("/people/invite/", GUEST)
    guest = User.objects.get(email=GUEST["email"])
    page = door.get(page_of(guest)).text
    assert "a new invitation goes at once" in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = door.post(page_of(guest), {**GUEST, "email": "moved@example.org", "version": 1}, follow=True)
    assert "Saved. A new invitation was sent." in answer.text
    assert mail.outbox[-1].to == ["moved@example.org"]
