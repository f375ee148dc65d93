"""Invitations: single use, 72 hours, sent again, cancelled; and who hears of a first administrator."""

import datetime as dt
import re
import time

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from accounts.audit import Act
from accounts.errors import InvalidInput, RuleBroken, StaleVersion, VersionMissing
from accounts.links import read_invitation
from accounts.models import AuditEntry, User
from accounts.roles import Role
from accounts.services import invitations, people
from tests.cast import NOON, act_of, make_user

GUEST = {"email": "guest@example.org", "name": "Әсел Нұрлан", "role": "coordinator"}
PASSPHRASE = "several plain words together"
NOBODY = Act(by=None, at=NOON, origin="page")


@pytest.fixture
def sent(django_capture_on_commit_callbacks):
    """Return the key of the link that a call sends."""

    def key_of(call, *args, **kwargs):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            person = call(*args, **kwargs)
        return person, re.findall(r"/accounts/invitation/(\S+)/", str(mail.outbox[0].body))[0]

    return key_of


@pytest.fixture
def invited(sent, own):
    return sent(people.invite_person, act_of(own), **GUEST)


def accept(key):
    return invitations.accept_invitation(NOBODY, key=key, password=PASSPHRASE)


def test_an_invited_person_comes_with_their_own_password(invited):
    person, key = invited
    accept(key)
    person.refresh_from_db()
    assert (person.state, person.joined_at, person.check_password(PASSPHRASE)) == ("active", NOON, True)
    entry = AuditEntry.objects.latest("seq")
    assert (entry.action, entry.actor_id, entry.origin) == ("person.join", person.pk, "page")


def test_a_link_works_once(invited):
    accept(invited[1])
    with pytest.raises(User.DoesNotExist):
        accept(invited[1])


@pytest.mark.parametrize(("hours", "opens"), [(71, True), (73, False)])
def test_a_link_works_for_72_hours(invited, monkeypatch, hours, opens):
    later = time.time() + hours * 3600
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert (read_invitation(invited[1]) is not None) == opens


@pytest.mark.parametrize("key", ["", "x", "W10:abc:def", "\x00", "я" * 300])
def test_what_is_no_link_opens_nothing(db, key):
    with pytest.raises(User.DoesNotExist):
        accept(key)


def test_a_weak_password_is_refused_and_the_link_stays(invited):
    person, key = invited
    with pytest.raises(InvalidInput) as weak:
        invitations.accept_invitation(NOBODY, key=key, password="aktobe2024")
    assert weak.value.field == "password"
    person.refresh_from_db()
    assert person.state == "invited"
    accept(key)


def test_an_invitation_sent_again_ends_the_links_before(invited, sent, own):
    person, first = invited
    later = act_of(own, NOON + dt.timedelta(hours=1))
    renewed, second = sent(invitations.renew_invitation, later, user_id=person.pk, seen_version=1)
    assert (renewed.version, AuditEntry.objects.latest("seq").action) == (2, "person.renew_invitation")
    with pytest.raises(User.DoesNotExist):
        accept(first)
    accept(second)


def test_an_invitation_is_cancelled_once(invited, own):
    person, _key = invited
    invitations.cancel_invitation(act_of(own), user_id=person.pk, seen_version=1)
    with pytest.raises(RuleBroken) as caught:
        invitations.cancel_invitation(act_of(own), user_id=person.pk, seen_version=2)
    assert caught.value.code == "deactivated"
    assert AuditEntry.objects.filter(action="person.cancel_invitation").count() == 1


def test_who_came_later_cancels_an_earlier_invitation(invited, own):
    later = make_user("later", Role.ADMINISTRATOR, own.region)
    cancelled = invitations.cancel_invitation(act_of(later), user_id=invited[0].pk, seen_version=1)
    assert cancelled.state == "deactivated"


def test_nobody_is_invited_anew_by_themselves(own):
    for move in (invitations.renew_invitation, invitations.cancel_invitation):
        with pytest.raises(PermissionDenied):
            move(act_of(own), user_id=own.pk, seen_version=own.version)


def test_a_cancelled_invitation_opens_nothing_and_can_be_sent_again(invited, sent, own):
    person, first = invited
    cancelled = invitations.cancel_invitation(act_of(own), user_id=person.pk, seen_version=1)
    assert cancelled.state == "deactivated"
    with pytest.raises(User.DoesNotExist):
        accept(first)
    renewed, second = sent(invitations.renew_invitation, act_of(own), user_id=person.pk, seen_version=2)
    assert renewed.state == "invited"
    with pytest.raises(User.DoesNotExist):
        accept(first)
    accept(second)


def test_another_address_ends_the_link_to_the_old_one(invited, own):
    person, key = invited
    people.change_person(act_of(own), user_id=person.pk, seen_version=1, values={"email": "moved@example.org"})
    with pytest.raises(User.DoesNotExist):
        accept(key)


MOVES = pytest.mark.parametrize("move", [invitations.renew_invitation, invitations.cancel_invitation])


@MOVES
def test_who_has_come_has_no_invitation(move, invited, own):
    person, key = invited
    accept(key)
    with pytest.raises(RuleBroken) as refused:
        move(act_of(own), user_id=person.pk, seen_version=1)
    assert refused.value.code == "joined"


@MOVES
def test_the_version_that_was_read_goes_along(move, invited, own):
    with pytest.raises(VersionMissing):
        move(act_of(own), user_id=invited[0].pk, seen_version=None)
    with pytest.raises(StaleVersion):
        move(act_of(own), user_id=invited[0].pk, seen_version=7)


@MOVES
def test_the_other_region_knows_of_no_invitation(move, invited, other):
    with pytest.raises(User.DoesNotExist):
        move(act_of(other), user_id=invited[0].pk, seen_version=1)


@MOVES
def test_nobody_else_touches_an_invitation(move, invited, operator, own):
    coordinator = make_user("someone", Role.COORDINATOR, own.region)
    with pytest.raises(PermissionDenied):
        move(act_of(operator), user_id=invited[0].pk, seen_version=1)
    with pytest.raises(User.DoesNotExist):
        move(act_of(coordinator), user_id=invited[0].pk, seen_version=1)


def test_the_operator_keeps_the_invitation_of_a_first_administrator(operator, aktobe, sent):
    first, _key = sent(
        people.invite_person, act_of(operator), **{**GUEST, "role": "administrator"}, region_code="aktobe"
    )
    sent(invitations.renew_invitation, act_of(operator), user_id=first.pk, seen_version=1)
    make_user("second", Role.ADMINISTRATOR, aktobe)
    with pytest.raises(RuleBroken) as refused:
        invitations.renew_invitation(act_of(operator), user_id=first.pk, seen_version=2)
    assert refused.value.code == "has_administrator"


def test_the_coordinators_of_both_regions_hear_of_a_first_administrator(
    operator, aktobe, aktobe_coordinator, orenburg_coordinator, aktobe_executor, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        people.invite_person(act_of(operator), **{**GUEST, "role": "administrator"}, region_code="aktobe")
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert set(letters) == {GUEST["email"], aktobe_coordinator.email, orenburg_coordinator.email}
    assert GUEST["name"] in letters[aktobe_coordinator.email]
    # A person's name is shown to their own region alone.
    assert GUEST["name"] not in letters[orenburg_coordinator.email]
    assert aktobe.name_ru in letters[orenburg_coordinator.email]


def test_no_letter_to_coordinators_where_an_administrator_invites_another(
    own, aktobe_coordinator, orenburg_coordinator, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        people.invite_person(act_of(own), **{**GUEST, "role": "administrator"})
    assert [letter.to for letter in mail.outbox] == [[GUEST["email"]]]


def test_no_password_link_for_who_has_an_invitation(invited, own):
    with pytest.raises(RuleBroken) as refused:
        people.send_password_link(act_of(own), user_id=invited[0].pk)
    assert refused.value.code == "invited"


@pytest.mark.parametrize("values", [{"email": "moved@example.org"}, {"role": "administrator"}])
def test_who_was_invited_is_invited_anew_where_the_link_ends(invited, own, sent, values):
    person, first = invited
    changed, second = sent(people.change_person, act_of(own), user_id=person.pk, seen_version=1, values=values)
    assert mail.outbox[0].to == [changed.email]
    with pytest.raises(User.DoesNotExist):
        accept(first)
    accept(second)


def test_another_name_leaves_the_link(invited, own, django_capture_on_commit_callbacks):
    person, key = invited
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        people.change_person(act_of(own), user_id=person.pk, seen_version=1, values={"name": "Әсел Н."})
    assert callbacks == []
    accept(key)


def test_who_was_invited_and_is_activated_is_invited_anew(invited, own, sent):
    person, first = invited
    people.deactivate_person(act_of(own), user_id=person.pk, seen_version=1)
    renewed, second = sent(people.activate_person, act_of(own), user_id=person.pk, seen_version=2)
    assert renewed.state == "invited"
    with pytest.raises(User.DoesNotExist):
        accept(first)
    accept(second)


def test_of_two_first_administrators_one_comes(operator, aktobe, sent):
    keys = [
        sent(
            people.invite_person,
            act_of(operator),
            **{**GUEST, "email": f"{name}@example.org", "role": "administrator"},
            region_code="aktobe",
        )[1]
        for name in ("one", "two")
    ]
    accept(keys[1])
    with pytest.raises(User.DoesNotExist):
        accept(keys[0])


def test_a_second_administrator_comes_by_the_firsts_invitation(own, sent):
    accept(sent(people.invite_person, act_of(own), **{**GUEST, "role": "administrator"})[1])
    assert User.objects.get(email=GUEST["email"]).state == "active"
