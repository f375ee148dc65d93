"""Attacks on, and honest use of, the admin's page of people; the rows of hardening's table by name."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from accounts.models import ApiToken, AuditEntry, User
from accounts.roles import Role
from accounts.services.people import deactivate_person, end_sessions
from tests.cast import PASSWORD, act_of, make_agency, make_user
from tests.dumps import all_of, everything
from tests.html_forms import fields_of

pytestmark = pytest.mark.walk("sqlite3")

LIST = "/admin/accounts/user/"
ADD = f"{LIST}add/"
GUEST = {"email": "guest@example.org", "name": "Қонақ", "role": "coordinator", "language": "kk"}
MOVES = ["send_password_link", "end_sessions", "reset_second_factor", "deactivate"]
every_move = pytest.mark.parametrize("move", MOVES)


def change_of(person):
    return f"{LIST}{person.pk}/change/"


def typed(door, person, **values):
    return fields_of(door.get(change_of(person)), "user_form") | values


def chosen(move, *people, **more):
    versions = {f"seen-{person.pk}": str(person.version) for person in people}
    return {
        "action": move,
        "select_across": "0",
        "_selected_action": [str(person.pk) for person in people],
        "confirmed": "yes",
        **versions,
        **more,
    }


def test_an_administrator_sees_the_own_people_only(door, own, other, colleague, stranger, analyst, operator):
    page = door.get(LIST).content.decode()
    assert set(re.findall(r"/admin/accounts/user/(\d+)/change/", page)) == {str(own.pk), str(colleague.pk)}
    for hidden in (other, stranger, analyst, operator):
        assert hidden.email not in page


def test_the_operator_sees_all_people(client, operator, own, other, analyst):
    client.force_login(operator)
    page = client.get(LIST).content.decode()
    for person in (own, other, analyst, operator):
        assert change_of(person) in page


def test_the_other_regions_person_is_not_there(door, colleague, stranger, operator, analyst):
    """Trap: the change and history page of another region's object."""
    sent = typed(door, colleague, name="Захват")
    before = everything()
    for hidden in (stranger, operator, analyst):
        for path in (change_of(hidden), f"{LIST}{hidden.pk}/history/"):
            assert door.get(path).status_code == 404
        assert door.post(change_of(hidden), sent).status_code == 404
    assert everything() == before


def test_an_administrator_changes_someone_of_the_own_region(door, own, other, colleague, stranger):
    before = all_of(other.region)
    response = door.post(change_of(colleague), typed(door, colleague, name="Жаңа есім", role="coordinator"))
    assert (response.status_code, response["Location"]) == (302, LIST)
    colleague.refresh_from_db()
    assert (colleague.name, colleague.role, colleague.version) == ("Жаңа есім", "coordinator", 2)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.origin, entry.actor_id) == ("person.change", "admin", own.pk)
    assert all_of(other.region) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("is_superuser", "on"),
        ("is_staff", "on"),
        ("groups", "1"),
        ("user_permissions", "1"),
        ("region", "OTHER"),
        ("password", "x"),
        ("password1", "x"),
        ("username", "root"),
        ("is_active", ""),
        ("session_epoch", "0"),
        ("version", "99"),
        ("is_demo", "on"),
    ],
)
def test_what_is_not_in_the_form_is_not_written(door, own, other, colleague, field, value):
    """Trap: the stock form still has is_superuser, groups, region …"""
    sent = typed(door, colleague)
    assert field not in sent
    expected = User.objects.filter(pk=colleague.pk).values().get() | {"name": "Честное имя", "version": 2}
    before = all_of(other.region)
    forged = str(other.region_id) if value == "OTHER" else value
    assert door.post(change_of(colleague), sent | {"name": "Честное имя", field: forged}).status_code == 302
    assert User.objects.filter(pk=colleague.pk).values().get() == expected
    assert all_of(other.region) == before


@pytest.mark.parametrize("role", ["operator", "root", ""])
def test_a_role_above_ones_own_is_not_given(door, colleague, role):
    before = everything()
    response = door.post(change_of(colleague), typed(door, colleague) | {"role": role})
    assert (response.status_code, everything()) == (200, before)
    assert 'value="operator"' not in response.content.decode()
    assert door.post(ADD, GUEST | {"role": role}).status_code == 200
    assert everything() == before


def test_nobody_changes_themselves_their_equals_or_the_operator(client, own, operator):
    """Trap (a): self, staff of equal rank, superusers."""
    equal = make_user("equal", Role.ADMINISTRATOR, own.region)
    second = make_user("second", Role.OPERATOR, None)
    for by, people in ((own, (own, equal)), (operator, (operator, second, own))):
        client.force_login(by)
        before = everything()
        for person in people:
            page = client.get(change_of(person))
            assert (page.status_code, set(fields_of(page, "user_form"))) == (200, {"csrfmiddlewaretoken"})
            assert client.post(change_of(person), GUEST | {"seen_version": "1"}).status_code == 403
        assert everything() == before


def test_an_agency_is_of_the_own_region(door, own, colleague, other_agency):
    """Trap: FK choices not re-checked."""
    second = make_agency(own.region, "OWN-2")
    page = door.get(change_of(colleague)).content.decode()
    assert f'<option value="{second.pk}">' in page
    assert f'<option value="{other_agency.pk}">' not in page
    before = everything()
    assert door.post(change_of(colleague), typed(door, colleague, agency=str(other_agency.pk))).status_code == 200
    assert door.post(ADD, GUEST | {"role": "executor", "agency": str(other_agency.pk)}).status_code == 200
    assert everything() == before
    assert door.post(change_of(colleague), typed(door, colleague, agency=str(second.pk))).status_code == 302


def test_a_filter_lists_nobody_elses_agencies(door, own_agency, other_agency, colleague, stranger):
    """Trap: list_filter on a FK."""
    make_user("third", Role.EXECUTOR, own_agency.region, make_agency(own_agency.region, "OWN-2"))
    page = door.get(LIST).content.decode()
    assert f"agency__id__exact={own_agency.pk}" in page
    assert f"agency__id__exact={other_agency.pk}" not in page
    assert other_agency.code not in page


@pytest.mark.parametrize(
    "query",
    [
        "password__startswith=md5",
        "email__startswith=s",
        "session_epoch=0",
        "region__people__email=x",
        "agency__region__code=orenburg",
        "reports__id=1",
        "auth_token_set__digest__startswith=a",
        "role=reader",
        "username=stranger",
    ],
)
def test_an_address_asks_nothing_of_hidden_columns(door, colleague, query):
    """Trap: lookup by query string, a hash oracle."""
    assert door.get(f"{LIST}?{query}").status_code == 400


def test_the_filters_offered_work(door, own, colleague):
    page = door.get(f"{LIST}?role__exact=executor").content.decode()
    assert re.findall(r"/admin/accounts/user/(\d+)/change/", page) == [str(colleague.pk)]


def test_a_search_finds_nobody_elsewhere(door, stranger, colleague):
    page = door.get(LIST, {"q": "STRANGER"}).content.decode()
    assert change_of(stranger) not in page
    assert change_of(colleague) in door.get(LIST, {"q": "COLLEAGUE"}).content.decode()


def test_an_administrator_invites(door, own, other, django_capture_on_commit_callbacks):
    before = all_of(other.region)
    with django_capture_on_commit_callbacks(execute=True):
        response = door.post(ADD, GUEST)
    guest = User.objects.get(email="guest@example.org")
    assert (response.status_code, guest.region, guest.role, guest.state) == (302, own.region, "coordinator", "invited")
    assert (mail.outbox[0].to, all_of(other.region)) == (["guest@example.org"], before)
    assert AuditEntry.objects.get().action == "person.invite"


def test_the_region_of_the_request_counts_for_nothing(door, own, other):
    door.post(f"{ADD}?region={other.region_id}", GUEST | {"region": str(other.region_id)})
    assert User.objects.get(email="guest@example.org").region == own.region


def test_an_address_fills_in_no_field(door, other):
    page = door.get(f"{ADD}?email=evil@example.org&role=administrator&region={other.region_id}")
    fields = fields_of(page, "user_form")
    assert (fields["email"], fields["role"], "region" in fields) == ("", "", False)


def test_someone_known_is_refused_alike(door, colleague, stranger, operator):
    """Trap: the uniqueness error confirms the other region's people."""
    said = set()
    for taken in ({"email": colleague.email}, {"email": stranger.email}, {"username": operator.username}):
        response = door.post(ADD, GUEST | taken)
        assert response.status_code == 409
        said.add(response.context["adminform"].form.errors.as_json())
    assert len(said) == 1


def test_the_operator_makes_first_administrators_and_free_analysts(client, operator, own, orenburg, aktobe):
    client.force_login(operator)
    before = everything()
    new = GUEST | {"role": "administrator", "region": str(own.region_id)}
    assert client.post(ADD, new).status_code == 409
    # Such a role is not offered: the form comes back with what was typed.
    assert client.post(ADD, GUEST | {"region": str(own.region_id)}).status_code == 200
    assert client.post(ADD, GUEST).status_code == 200
    assert everything() == before
    assert client.post(ADD, GUEST | {"role": "reader"}).status_code == 302
    User.objects.filter(pk=own.pk).update(is_active=False)
    assert client.post(ADD, new | {"email": "first@example.org"}).status_code == 302
    assert User.objects.get(email="first@example.org").region == own.region


def test_the_operator_changes_free_analysts_only(client, operator, analyst, colleague):
    client.force_login(operator)
    assert client.post(change_of(colleague), GUEST | {"seen_version": "1"}).status_code == 403
    sent = fields_of(client.get(change_of(analyst)), "user_form") | {"name": "Жаңа"}
    assert client.post(change_of(analyst), sent).status_code == 302
    analyst.refresh_from_db()
    assert analyst.name == "Жаңа"


def test_no_password_is_seen_or_set(door, colleague):
    """Trap: the password page."""
    page = door.get(change_of(colleague)).content.decode()
    assert "password" not in page.replace("/accounts/password/change/", "")
    assert colleague.password not in page
    before = everything()
    for path in (
        f"{LIST}{colleague.pk}/password/",
        f"{LIST}{colleague.pk}/change/password/",
        "/admin/password_change/",
    ):
        assert door.get(path).status_code == 404
        assert door.post(path, {"password1": "x" * 14, "password2": "x" * 14}).status_code == 404
    assert everything() == before


def test_a_stale_form_is_refused_and_keeps_what_was_typed(door, colleague):
    """Trap (f): no optimistic lock."""
    sent = typed(door, colleague, name="Мой текст")
    assert door.post(change_of(colleague), typed(door, colleague, name="Чужой текст")).status_code == 302
    before = everything()
    response = door.post(change_of(colleague), sent)
    assert (response.status_code, everything()) == (409, before)
    page = response.content.decode()
    assert 'value="Мой текст"' in page
    assert "Чужой текст" in page


def test_a_form_without_its_version_is_refused(door, colleague):
    before = everything()
    sent = {name: value for name, value in typed(door, colleague, name="Вслепую").items() if name != "seen_version"}
    assert door.post(change_of(colleague), sent).status_code == 428
    assert everything() == before


@every_move
def test_a_move_asks_first(door, colleague, move):
    before = everything()
    sent = {"action": move, "index": "0", "select_across": "0", "_selected_action": [str(colleague.pk)]}
    response = door.post(LIST, sent)
    assert (response.status_code, everything()) == (200, before)
    form = response.content.decode()
    assert f'name="seen-{colleague.pk}" value="1"' in form
    assert f'name="action" value="{move}"' in form


@every_move
def test_an_administrator_moves_the_own_people(door, own, other, colleague, stranger, move):
    before = all_of(other.region)
    response = door.post(LIST, chosen(move, colleague))
    assert response.status_code == 302
    entry = AuditEntry.objects.get()
    assert (entry.target, entry.origin, entry.actor_id) == (f"user:{colleague.pk}", "admin", own.pk)
    assert all_of(other.region) == before


@every_move
@pytest.mark.parametrize("more", [{}, {"select_across": "1"}, {"index": "0"}])
def test_a_move_of_someone_out_of_sight_is_refused_whole(door, colleague, stranger, move, more):
    """Traps: actions on rows outside the scope; select_across."""
    before = everything()
    response = door.post(LIST, chosen(move, colleague, stranger, **more))
    assert (response.status_code, everything()) == (400 if "select_across" in more else 404, before)


@pytest.mark.parametrize(
    "ids", [["x"], ["0"], ["-1"], ["9" * 40], ["1 OR 1=1"], ["٣"], [str(n) for n in range(1, 200)]]
)
def test_a_forged_choice_of_rows_is_refused(door, colleague, ids):
    before = everything()
    response = door.post(LIST, chosen("deactivate") | {"_selected_action": ids})
    assert (response.status_code, everything()) == (400 if len(ids) > 100 else 404, before)


@every_move
def test_nobody_moves_themselves(door, own, colleague, move):
    before = everything()
    assert door.post(LIST, chosen(move, colleague, own)).status_code == 403
    assert everything() == before


@every_move
def test_the_operator_moves_nobody(client, operator, colleague, analyst, move):
    client.force_login(operator)
    before = everything()
    assert client.post(LIST, chosen(move, colleague)).status_code == 200
    assert everything() == before


def test_a_move_forged_by_position_is_no_other_move(client, operator, colleague):
    client.force_login(operator)
    before = everything()
    sent = chosen("deactivate", colleague) | {"action": ["", "deactivate"], "index": "1"}
    assert client.post(LIST, sent).status_code == 200
    assert everything() == before


def test_a_move_needs_the_version_that_was_shown(door, colleague):
    before = everything()
    for version, status in (("", 428), ("0", 409), ("2", 409), ("9" * 40, 428), ("x", 428)):
        sent = chosen("deactivate", colleague) | {f"seen-{colleague.pk}": version}
        assert door.post(LIST, sent).status_code == status
    assert everything() == before


def test_a_move_is_made_for_all_or_for_none(door, own, own_agency, colleague):
    second = make_user("second", Role.READER, own.region)
    User.objects.filter(pk=second.pk).update(is_active=False)
    before = everything()
    with zeal_ignore():  # one service call a row, on purpose
        response = door.post(LIST, chosen("deactivate", colleague, second))
    assert (response.status_code, everything()) == (409, before)
    assert "second" in response.content.decode()


def test_a_move_takes_what_it_says(door, colleague, django_capture_on_commit_callbacks):
    ApiToken.objects.create(colleague, name="script")
    Authenticator.objects.create(user=colleague, type="totp", data={})
    with django_capture_on_commit_callbacks(execute=True):
        door.post(LIST, chosen("send_password_link", colleague))
        door.post(LIST, chosen("reset_second_factor", colleague))
        door.post(LIST, chosen("deactivate", colleague))
    colleague.refresh_from_db()
    assert (colleague.state, colleague.check_password(PASSWORD)) == ("deactivated", True)
    assert (mail.outbox[0].to, ApiToken.objects.count(), Authenticator.objects.count()) == ([colleague.email], 0, 0)
    colleague.refresh_from_db()
    door.post(LIST, chosen("activate", colleague))
    colleague.refresh_from_db()
    assert colleague.state == "active"


def test_an_invitation_is_sent_again_and_cancelled(door, django_capture_on_commit_callbacks):
    door.post(ADD, GUEST)
    guest = User.objects.get(email=GUEST["email"])
    with django_capture_on_commit_callbacks(execute=True):
        assert door.post(LIST, chosen("renew_invitation", guest)).status_code == 302
    assert [letter.to for letter in mail.outbox] == [[guest.email]]
    guest.refresh_from_db()
    assert door.post(LIST, chosen("cancel_invitation", guest)).status_code == 302
    guest.refresh_from_db()
    assert (guest.state, guest.version) == ("deactivated", 3)


def test_who_has_come_has_no_invitation_to_send_or_cancel(door, colleague):
    before = everything()
    for move in ("renew_invitation", "cancel_invitation"):
        assert door.post(LIST, chosen(move, colleague)).status_code == 409
    assert everything() == before


def test_an_administrator_moves_an_equal(door, own):
    equal = make_user("equal", Role.ADMINISTRATOR, own.region)
    assert door.post(LIST, chosen("deactivate", equal)).status_code == 302
    equal.refresh_from_db()
    assert not equal.is_active


def test_nobody_is_deleted(door, colleague):
    """Trap: delete_selected and cascade."""
    before = everything()
    sent = {"action": "delete_selected", "post": "yes", "index": "0", "_selected_action": [str(colleague.pk)]}
    assert door.post(LIST, sent).status_code == 302
    assert door.post(f"{LIST}{colleague.pk}/delete/", {"post": "yes"}).status_code == 404
    assert "delete" not in door.get(LIST).content.decode()
    assert everything() == before


def test_entries_are_those_about_the_own_people(door, client, own, other, colleague, stranger, operator):
    """Trap: LogEntry; our entries are read only and scoped."""
    door.post(LIST, chosen("end_sessions", colleague))
    entry = AuditEntry.objects.get()
    path = "/admin/accounts/auditentry/"
    assert f"{path}{entry.pk}/change/" in door.get(path).content.decode()
    page = door.get(f"{path}{entry.pk}/change/").content.decode()
    assert own.username in page
    for by, status in ((own, 403), (operator, 403), (other, 403)):
        client.force_login(by)
        before = everything()
        assert client.get(f"{path}{entry.pk}/change/").status_code == (404 if by == other else 200)
        assert client.post(f"{path}{entry.pk}/change/", {"action": "forged"}).status_code == status
        assert client.post(f"{path}add/", {"action": "forged"}).status_code == status
        assert everything() == before
    client.force_login(other)
    assert f"{path}{entry.pk}/change/" not in client.get(path).content.decode()


def test_who_acted_is_not_told_across_the_border(client, own):
    """The operator's name is of no region: administrators see that someone acted, and not who."""
    operator = make_user("machinist", Role.OPERATOR, None)
    User.objects.filter(pk=own.pk).update(is_active=False)
    client.force_login(operator)
    client.post(ADD, GUEST | {"role": "administrator", "region": str(own.region_id)})
    User.objects.filter(pk=own.pk).update(is_active=True)
    entry = AuditEntry.objects.get()
    client.force_login(User.objects.get(pk=own.pk))
    page = client.get(f"/admin/accounts/auditentry/{entry.pk}/change/").content.decode()
    assert (operator.username in page, "person.invite" in page) == (False, True)


@pytest.mark.parametrize("rows", [LIST, "/admin/accounts/auditentry/"])
def test_a_list_asks_as_much_for_three_rows_as_for_one(door, own, own_agency, rows):
    def queries():
        with CaptureQueriesContext(connection) as made:
            door.get(rows)
        return len(made)

    queries()
    one = queries()
    for number in range(2):
        person = make_user(f"more-{number}", Role.EXECUTOR, own.region, own_agency)
        door.post(LIST, chosen("end_sessions", person))
    door.get(rows)
    assert queries() == one


def test_the_operator_is_offered_whom_the_operator_invites(client, operator):
    client.force_login(operator)
    roles = client.get("/admin/accounts/user/add/").context["adminform"].form.fields["role"].choices
    assert [value for value, _label in roles] == ["", "reader", "administrator"]


def test_the_admin_leads_to_the_sheet_the_data_and_the_exports(door, colleague):
    assert 'href="/people/invite/sheet/"' in door.get("/admin/accounts/user/").text
    assert f'href="/people/{colleague.pk}/data/"' in door.get(change_of(colleague)).text
    entries = door.get("/admin/accounts/auditentry/").text
    assert all(f'href="/api/v1/audit/?format={form}"' in entries for form in ("csv", "xlsx"))


def test_the_operator_is_not_led_where_nothing_opens(client, operator, colleague):
    client.force_login(operator)
    assert "/people/invite/sheet/" not in client.get("/admin/accounts/user/").text
    assert f"/people/{colleague.pk}/data/" not in client.get(change_of(colleague)).text


@pytest.mark.parametrize(
    ("query", "is_there"), [("kind=people", True), ("kind=work", False), ("origin=api", True), ("origin=page", False)]
)
def test_entries_are_filtered(door, own, colleague, query, is_there):
    end_sessions(act_of(own), user_id=colleague.pk)
    shown = [row.target for row in door.get(f"/admin/accounts/auditentry/?{query}").context["cl"].result_list]
    assert (f"user:{colleague.pk}" in shown) == is_there


def test_who_left_is_anonymised(door, own, colleague):
    deactivate_person(act_of(own), user_id=colleague.pk, seen_version=1)
    colleague.refresh_from_db()
    assert door.post(LIST, chosen("anonymise", colleague)).status_code == 302
    colleague.refresh_from_db()
    assert colleague.is_anonymised
