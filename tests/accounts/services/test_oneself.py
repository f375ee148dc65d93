"""What people do about their own account: each is one entry, and nobody reaches another's."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import AuditEntry
from accounts.services import oneself
from tests.cast import PASSWORD, act_of


def sign_in(person):
    client = Client()
    client.post("/accounts/login/", {"login": person.username, "password": PASSWORD})
    return client


def test_a_sign_in_is_one_entry_with_its_means(analyst):
    sign_in(analyst)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target, entry.actor_id) == ("person.sign_in", f"user:{analyst.pk}", analyst.pk)
    assert (entry.kind, entry.origin, entry.after) == ("people", "page", {"means": "password"})


def test_a_failed_sign_in_is_no_entry(analyst):
    Client().post("/accounts/login/", {"login": analyst.username, "password": "not this one"})
    assert not AuditEntry.objects.exists()


def test_the_regions_administrator_reads_its_sign_ins(aktobe_executor, aktobe_admin, orenburg_admin):
    sign_in(aktobe_executor)
    assert AuditEntry.objects.visible_to(aktobe_admin).count() == 1
    assert AuditEntry.objects.visible_to(orenburg_admin).count() == 0


def test_an_own_password_is_set_and_recorded_without_it(analyst):
    oneself.set_own_password(act_of(analyst), password="several plain words together")
    analyst.refresh_from_db()
    assert analyst.check_password("several plain words together")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.before, entry.after) == ("person.set_password", None, None)


def test_one_ends_one_of_ones_own_sessions(analyst):
    here, there = sign_in(analyst), sign_in(analyst)
    session = UserSession.objects.get(session_key=there.session.session_key)
    oneself.end_own_session(act_of(analyst), session_id=session.pk)
    assert (there.get("/account/").status_code, here.get("/account/").status_code) == (302, 200)
    assert AuditEntry.objects.latest("seq").action == "person.end_own_session"


def test_nobody_ends_anothers_session(analyst, aktobe_executor):
    theirs = sign_in(aktobe_executor)
    session = UserSession.objects.get()
    with pytest.raises(UserSession.DoesNotExist):
        oneself.end_own_session(act_of(analyst), session_id=session.pk)
    assert theirs.get("/account/").status_code == 200


def test_one_ends_all_the_others_but_this(analyst, aktobe_executor):
    here, there, theirs = sign_in(analyst), sign_in(analyst), sign_in(aktobe_executor)
    assert oneself.end_own_other_sessions(act_of(analyst), but=here.session.session_key) == 1
    assert [client.get("/account/").status_code for client in (here, there, theirs)] == [200, 302, 200]
    assert Session.objects.count() == 2


def test_ending_nothing_is_no_entry(analyst):
    here = sign_in(analyst)
    before = AuditEntry.objects.count()
    assert oneself.end_own_other_sessions(act_of(analyst), but=here.session.session_key) == 0
    assert AuditEntry.objects.count() == before
