import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import translation

from accounts.audit import verify_chain
from accounts.errors import InvalidInput, RuleBroken, StaleVersion, VersionMissing
from accounts.models import ApiToken, AuditEntry, Ledger, User
from accounts.models.people import UserQuerySet
from accounts.roles import Role
from accounts.services import people
from tests.cast import NOON, PASSWORD, act_of, make_agency, make_user

GUEST = {"email": "New.Person@Example.org", "name": "Әсел Нұрлан", "role": "coordinator"}


@pytest.fixture
def agency(own):
    return make_agency(own.region, "OWN-1")


@pytest.fixture
def colleague(own, agency):
    return make_user("colleague", Role.EXECUTOR, own.region, agency)


@pytest.fixture
def stranger(other):
    return make_user("stranger", Role.COORDINATOR, other.region)


def invite(by, **values):
    return people.invite_person(act_of(by), **{**GUEST, **values})


def change(by, person, seen=1, **values):
    return people.change_person(act_of(by), user_id=person.pk, seen_version=seen, values=values)


def refused(code, call, *args, **kwargs):
    with pytest.raises(RuleBroken) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code


def misread(field, code, call, *args, **kwargs):
    with pytest.raises(InvalidInput) as caught:
        call(*args, **kwargs)
    assert (caught.value.field, caught.value.code) == (field, code)


MOVES = {
    "change": lambda by, person: change(by, person, name="Other Name"),
    "deactivate": lambda by, person: people.deactivate_person(act_of(by), user_id=person.pk, seen_version=1),
    "end_sessions": lambda by, person: people.end_sessions(act_of(by), user_id=person.pk),
    "reset_second_factor": lambda by, person: people.reset_second_factor(act_of(by), user_id=person.pk),
    "send_password_link": lambda by, person: people.send_password_link(act_of(by), user_id=person.pk),
}
every_move = pytest.mark.parametrize("move", list(MOVES))


def test_an_administrator_invites_into_the_own_region(own, agency):
    guest = invite(own, role="executor", agency_code="OWN-1")
    assert (guest.region, guest.agency, guest.role, guest.state) == (own.region, agency, "executor", "invited")
    assert (guest.email, guest.username) == ("new.person@example.org", f"{own.region.code}-new.person")
    assert (guest.language, guest.invited_at, guest.has_usable_password()) == (own.region.language, NOON, False)


def test_an_invitation_is_one_entry_without_names(own):
    guest = invite(own)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target, entry.kind, entry.region_id) == (
        "person.invite",
        f"user:{guest.pk}",
        "people",
        own.region_id,
    )
    assert entry.after is not None
    assert (entry.after["role"], entry.after["email"][:7]) == ("coordinator", "digest:")
    assert not re.search("person@|Әсел|new.person", str(entry.after))
    assert verify_chain() == []


def test_a_write_on_people_moves_only_the_own_regions_counter(own):
    before = Ledger.objects.get().shared
    invite(own)
    ledger = Ledger.objects.get()
    assert (ledger.shared, ledger.private) == (before, {str(own.region_id): 1})


def test_the_invited_person_gets_a_letter_in_their_language(
    orenburg_admin, django_capture_on_commit_callbacks, client
):
    with django_capture_on_commit_callbacks(execute=True):
        guest = invite(orenburg_admin, language="en")
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["new.person@example.org"], "Invitation to the road map")
    link = re.findall(r"http://\S+", str(letter.body))[0]
    path = link.split("/", maxsplit=3)[3]
    client.post(f"/{path}", {"password": "a very long passphrase", "again": "a very long passphrase"})
    guest.refresh_from_db()
    assert guest.check_password("a very long passphrase")


def test_a_refused_invitation_sends_no_letter(own, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        misread("email", "invalid", invite, own, email="nobody")
    assert (callbacks, mail.outbox, User.objects.filter(name=GUEST["name"]).exists()) == ([], [], False)


@pytest.mark.parametrize("who", ["aktobe_executor", "aktobe_coordinator", "analyst"])
def test_nobody_else_invites(request, who):
    with pytest.raises(PermissionDenied):
        invite(request.getfixturevalue(who))


def test_an_administrator_does_not_invite_into_another_region(own, other):
    with pytest.raises(PermissionDenied):
        invite(own, region_code=other.region.code)
    assert invite(own, region_code=own.region.code).region == own.region


def test_an_administrator_invites_an_administrator(own):
    assert invite(own, role="administrator").role == "administrator"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("role", "operator", "unknown_code"),
        ("role", "root", "unknown_code"),
        ("role", None, "unknown_code"),
        ("email", "", "required"),
        ("email", "no-at-sign", "invalid"),
        ("email", "x@example.org\nBcc: y@example.org", "invalid"),
        ("name", " ", "required"),
        ("name", "a\x00", "invalid"),
        ("name", "n" * 201, "max_length"),
        ("language", "de", "unknown_code"),
        ("username", "a@b", "invalid"),
        ("username", "имя", "invalid"),
        ("username", "u" * 65, "max_length"),
    ],
)
def test_a_wrong_value_is_refused_by_its_field(aktobe_admin, field, value, code):
    misread(field, code, invite, aktobe_admin, **{field: value})


def test_an_executor_belongs_to_an_agency(own):
    misread("agency", "required", invite, own, role="executor")


def test_an_agency_is_of_the_own_region(own, other):
    make_agency(other.region, "FOR-1")
    misread("agency", "does_not_exist", invite, own, role="executor", agency_code="FOR-1")
    misread("agency", "does_not_exist", invite, own, role="executor", agency_code="NO-SUCH")


def test_an_agency_that_has_ended_takes_nobody_new(own):
    make_agency(own.region, "OLD-1", valid_to=dt.date(2024, 7, 9))
    make_agency(own.region, "OLD-2", valid_to=dt.date(2024, 7, 10))
    refused("agency_ended", invite, own, role="executor", agency_code="OLD-1")
    assert invite(own, role="executor", agency_code="OLD-2").agency.code == "OLD-2"


def test_someone_known_is_refused_without_a_word_of_who(own, colleague, stranger, operator):
    said = set()
    for values in (
        {"email": colleague.email},
        {"email": stranger.email.upper()},
        {"email": operator.email},
        {"username": colleague.username},
        {"username": stranger.username.upper()},
    ):
        with pytest.raises(RuleBroken) as caught:
            invite(own, **values)
        said.add((caught.value.code, str(caught.value.message), caught.value.field))
    assert [code for code, _message, _field in said] == ["not_available"]


def test_of_two_invited_at_the_same_moment_with_one_address_one_is_refused(own, colleague, monkeypatch):
    """Between looking and writing another process may take the address: the database has the last word."""
    monkeypatch.setattr(UserQuerySet, "exists", lambda _rows: False)
    with pytest.raises(RuleBroken) as refused:
        invite(own, email=colleague.email)
    assert refused.value.code == "not_available"
    assert User.objects.filter(email=colleague.email).count() == 1


def test_a_user_name_is_found_where_two_would_share_one(own):
    first = invite(own)
    second = invite(own, email="new.person@example.com")
    assert second.username == f"{first.username}-2"


def test_the_operator_makes_a_regions_first_administrator(operator, aktobe):
    first = invite(operator, role="administrator", region_code="aktobe")
    assert (first.region, first.role) == (aktobe, "administrator")
    assert AuditEntry.objects.get().region_id == aktobe.pk


def test_the_operator_makes_no_second_administrator(operator, own):
    refused("has_administrator", invite, operator, role="administrator", region_code=own.region.code)
    User.objects.filter(pk=own.pk).update(is_active=False)
    invite(operator, role="administrator", region_code=own.region.code)


@pytest.mark.parametrize("role", ["reader", "executor", "coordinator", "operator"])
def test_the_operator_makes_nobody_else_in_a_region(operator, aktobe, role):
    with pytest.raises(PermissionDenied):
        invite(operator, role=role, region_code="aktobe")


def test_the_operator_keeps_the_analysts_of_no_region(operator):
    free = invite(operator, role="reader")
    assert (free.region, free.username) == (None, "new.person")
    changed = change(operator, free, name="Other")
    people.deactivate_person(act_of(operator), user_id=free.pk, seen_version=changed.version)
    misread("role", "needs_a_region", change, operator, free, seen=3, role="coordinator")


def test_no_administrator_has_the_analysts_of_no_region(own, analyst):
    with pytest.raises(User.DoesNotExist):
        change(own, analyst, name="Ours")
    with pytest.raises(PermissionDenied):
        people.invite_person(act_of(make_user("free", Role.READER, None)), **GUEST)


def test_the_operator_names_a_region_that_is(operator):
    misread("region", "does_not_exist", invite, operator, role="administrator", region_code="no-such\x00")


@every_move
def test_an_administrator_moves_the_own_people(own, colleague, move):
    MOVES[move](own, colleague)
    assert AuditEntry.objects.values_list("target", "actor_id", "region_id").get() == (
        f"user:{colleague.pk}",
        own.pk,
        own.region_id,
    )


@every_move
def test_an_administrator_does_not_know_the_other_regions_people(own, stranger, move):
    before = User.objects.filter(pk=stranger.pk).values().get()
    with pytest.raises(User.DoesNotExist):
        MOVES[move](own, stranger)
    assert User.objects.filter(pk=stranger.pk).values().get() == before


@every_move
def test_nobody_moves_themselves(own, colleague, move):
    with pytest.raises(PermissionDenied):
        MOVES[move](own, own)


@every_move
def test_an_administrator_moves_another_administrator_of_the_region(own, move):
    second = make_user("second", Role.ADMINISTRATOR, own.region)
    MOVES[move](own, second)
    assert AuditEntry.objects.count() == 1


@every_move
@pytest.mark.parametrize("who", ["aktobe_executor", "aktobe_coordinator", "analyst", "operator"])
def test_nobody_else_moves_people(request, aktobe, who, move):
    person = make_user("person", Role.COORDINATOR, aktobe)
    with pytest.raises(PermissionDenied):
        MOVES[move](request.getfixturevalue(who), person)
    assert not AuditEntry.objects.exists()


@every_move
def test_nobody_moves_an_operator(operator, move):
    second = make_user("second", Role.OPERATOR, None)
    with pytest.raises(PermissionDenied):
        MOVES[move](operator, second)


def test_permission_is_asked_before_the_version_and_the_version_before_the_values(own, colleague):
    with pytest.raises(PermissionDenied):
        change(own, own, seen=None, nonsense=1)
    with pytest.raises(VersionMissing):
        change(own, colleague, seen=None, nonsense=1)
    with pytest.raises(StaleVersion) as stale:
        change(own, colleague, seen=9, nonsense=1)
    assert stale.value.current == 1
    misread("nonsense", "unknown_field", change, own, colleague, nonsense=1)


@pytest.mark.parametrize(
    "field", ["region", "region_id", "is_active", "username", "password", "session_epoch", "version", "is_superuser"]
)
def test_nothing_else_of_a_person_can_be_set(aktobe_admin, aktobe, field):
    person = make_user("person", Role.COORDINATOR, aktobe)
    before = User.objects.filter(pk=person.pk).values().get()
    misread(field, "unknown_field", change, aktobe_admin, person, **{field: "1"})
    assert User.objects.filter(pk=person.pk).values().get() == before


def test_a_change_is_recorded_with_what_it_changed(own, colleague):
    change(own, colleague, name="Жаңа Есім", language="en", role="executor")
    entry = AuditEntry.objects.get()
    assert entry.before is not None
    assert entry.after is not None
    assert set(entry.before) == set(entry.after) == {"name", "language"}
    assert (entry.after["language"], entry.after["name"][:7]) == ("en", "digest:")


def test_another_role_takes_sessions_and_tokens_with_it(own, colleague, client):
    client.force_login(colleague)
    ApiToken.objects.create(colleague, name="script")
    change(own, colleague, role="coordinator", agency=None)
    assert (ApiToken.objects.count(), client.get("/accounts/sessions/").status_code) == (0, 302)
    colleague.refresh_from_db()
    assert (colleague.role, colleague.agency, colleague.session_epoch, colleague.version) == (
        "coordinator",
        None,
        1,
        2,
    )


def test_another_name_leaves_sessions_and_tokens(own, colleague, client):
    client.force_login(colleague)
    ApiToken.objects.create(colleague, name="script")
    change(own, colleague, name="Other", role="executor", agency="OWN-1")
    assert (ApiToken.objects.count(), client.get("/accounts/sessions/").status_code) == (1, 200)


def test_another_agency_takes_sessions_and_tokens_with_it(own, colleague, client):
    make_agency(own.region, "OWN-2")
    client.force_login(colleague)
    ApiToken.objects.create(colleague, name="script")
    change(own, colleague, agency="OWN-2")
    assert (ApiToken.objects.count(), client.get("/accounts/sessions/").status_code) == (0, 302)


def test_an_old_address_opens_nothing_any_more(own, colleague):
    EmailAddress.objects.create(user=colleague, email=colleague.email, verified=True, primary=True)
    change(own, colleague, email="Moved@example.org")
    colleague.refresh_from_db()
    assert (colleague.email, EmailAddress.objects.count()) == ("moved@example.org", 0)


def test_a_changed_address_must_be_ones_own(own, colleague, stranger):
    refused("not_available", change, own, colleague, email=stranger.email)


def test_a_deactivated_person_is_out_at_the_next_request(own, colleague, client):
    client.post("/accounts/login/", {"login": colleague.username, "password": PASSWORD})
    assert client.get("/accounts/sessions/").status_code == 200
    ApiToken.objects.create(colleague, name="script")
    people.deactivate_person(act_of(own), user_id=colleague.pk, seen_version=1)
    assert client.get("/accounts/sessions/").status_code == 302
    assert (ApiToken.objects.count(), Session.objects.count()) == (0, 0)
    colleague.refresh_from_db()
    assert (colleague.state, colleague.version) == ("deactivated", 2)


def test_an_open_link_goes_with_the_right(own, colleague, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        people.send_password_link(act_of(own), user_id=colleague.pk)
    path = re.findall(r"http://[^/]+(\S+)", str(mail.outbox[0].body))[0]
    people.deactivate_person(act_of(own), user_id=colleague.pk, seen_version=1)
    people.activate_person(act_of(own), user_id=colleague.pk, seen_version=2)
    page = client.get(path, follow=True)
    client.post(
        page.request["PATH_INFO"], {"password1": "a very long passphrase", "password2": "a very long passphrase"}
    )
    colleague.refresh_from_db()
    assert colleague.check_password(PASSWORD)


def test_an_activated_person_may_sign_in_again(own, colleague, client):
    people.deactivate_person(act_of(own), user_id=colleague.pk, seen_version=1)
    people.activate_person(act_of(own), user_id=colleague.pk, seen_version=2)
    client.post("/accounts/login/", {"login": colleague.username, "password": PASSWORD})
    assert client.get("/accounts/sessions/").status_code == 200


def test_moves_are_refused_where_nothing_would_move(own, colleague):
    refused("active", people.activate_person, act_of(own), user_id=colleague.pk, seen_version=1)
    people.deactivate_person(act_of(own), user_id=colleague.pk, seen_version=1)
    refused("deactivated", people.deactivate_person, act_of(own), user_id=colleague.pk, seen_version=2)
    refused("deactivated", people.send_password_link, act_of(own), user_id=colleague.pk)


@pytest.mark.parametrize("move", [people.deactivate_person, people.activate_person])
def test_moves_need_the_version_that_was_read(own, colleague, move):
    with pytest.raises(VersionMissing):
        move(act_of(own), user_id=colleague.pk, seen_version=None)
    with pytest.raises(StaleVersion):
        move(act_of(own), user_id=colleague.pk, seen_version=5)


def test_the_last_administrator_stays(own):
    second = make_user("second", Role.ADMINISTRATOR, own.region)
    User.objects.filter(pk=own.pk).update(invited_at=NOON)  # invited, not come: does not count
    refused("last_administrator", people.deactivate_person, act_of(own), user_id=second.pk, seen_version=1)
    refused("last_administrator", change, own, second, role="reader")
    User.objects.filter(pk=own.pk).update(joined_at=NOON)
    change(own, second, role="reader")


def test_two_administrators_do_not_put_each_other_out(own):
    second = make_user("second", Role.ADMINISTRATOR, own.region)
    waiting = act_of(User.objects.get(pk=second.pk))
    people.deactivate_person(act_of(own), user_id=second.pk, seen_version=1)
    with pytest.raises(PermissionDenied):
        people.deactivate_person(waiting, user_id=own.pk, seen_version=1)


def test_ending_sessions_leaves_tokens(own, colleague, client):
    client.force_login(colleague)
    ApiToken.objects.create(colleague, name="script")
    people.end_sessions(act_of(own), user_id=colleague.pk)
    assert (ApiToken.objects.count(), client.get("/accounts/sessions/").status_code) == (1, 302)


def test_a_reset_second_factor_is_gone_and_its_sessions_too(own, colleague, client):
    client.force_login(colleague)
    Authenticator.objects.create(user=colleague, type="totp", data={})
    people.reset_second_factor(act_of(own), user_id=colleague.pk)
    assert (Authenticator.objects.count(), client.get("/accounts/sessions/").status_code) == (0, 302)
    assert AuditEntry.objects.get().before == {"second_factors": 1}


def test_an_invited_person_joins_once(own):
    guest = invite(own)
    people.join(act_of(guest))
    people.join(act_of(guest))
    guest.refresh_from_db()
    assert (guest.state, guest.joined_at) == ("active", NOON)
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["person.invite", "person.join"]


def test_everybody_sets_their_own_language(analyst):
    people.change_own_language(act_of(analyst), language="kk")
    people.change_own_language(act_of(analyst), language="kk")
    analyst.refresh_from_db()
    assert (analyst.language, analyst.version, AuditEntry.objects.count()) == ("kk", 2, 1)
    misread("language", "unknown_code", people.change_own_language, act_of(analyst), language="de")


def test_whoever_was_deactivated_sets_nothing(analyst):
    User.objects.filter(pk=analyst.pk).update(is_active=False)
    with pytest.raises(PermissionDenied):
        people.change_own_language(act_of(analyst), language="kk")


def test_audit_entries_of_a_regions_people_are_its_administrators_to_read(own, other, colleague, stranger, operator):
    people.end_sessions(act_of(own), user_id=colleague.pk)
    people.end_sessions(act_of(other), user_id=stranger.pk)
    seen = {
        user: set(AuditEntry.objects.visible_to(user).values_list("target", flat=True))
        for user in (own, other, operator, colleague)
    }
    assert seen == {
        own: {f"user:{colleague.pk}"},
        other: {f"user:{stranger.pk}"},
        operator: {f"user:{colleague.pk}", f"user:{stranger.pk}"},
        colleague: set(),
    }


class NoPost(BaseEmailBackend):
    """A server of letters that is not there."""

    def send_messages(self, email_messages):
        raise OSError("no post today")


def test_a_letter_that_cannot_go_undoes_nothing(
    own, aktobe, operator, settings, caplog, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = f"{__name__}.NoPost"
    with django_capture_on_commit_callbacks(execute=True):
        guest = invite(own)
    assert User.objects.get(pk=guest.pk).state == "invited"
    assert [record.getMessage() for record in caplog.records] == ["a letter could not be sent"]


def test_a_wrong_user_name_is_explained_in_kazakh(own):
    with pytest.raises(InvalidInput) as refused:
        invite(own, username="a b")
    with translation.override("kk"):
        assert "латын әріптерінен" in str(refused.value.message)
