"""Many invitations: all of them or none, and a preview that is the real run undone (hardening G22)."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from zeal import zeal_ignore

from accounts.models import AuditEntry, DigestKey, Ledger, User
from accounts.services.inviting_many import NotAll, check_invitations, invite_all
from tests.cast import act_of

PEOPLE = [
    {"email": "one@example.org", "name": "Бір", "role": "coordinator"},
    {"email": "two@example.org", "name": "Екі", "role": "executor", "agency": "OWN-1", "language": "kk"},
]


@pytest.fixture(autouse=True)
def _each_row_asks_for_itself():
    with zeal_ignore():
        yield


def counted():
    return User.objects.count(), AuditEntry.objects.count(), DigestKey.objects.count(), Ledger.objects.get().seq


def test_all_are_invited_each_with_an_entry_and_a_letter(own, own_agency, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        invited = invite_all(act_of(own), PEOPLE)
    assert [person.state for person in invited] == ["invited", "invited"]
    assert AuditEntry.objects.filter(action="person.invite").count() == 2
    assert [letter.to for letter in mail.outbox] == [["one@example.org"], ["two@example.org"]]


def test_a_preview_writes_nothing_and_sends_nothing(own, own_agency, django_capture_on_commit_callbacks):
    before = counted()
    with django_capture_on_commit_callbacks(execute=True):
        assert check_invitations(act_of(own), PEOPLE) == []
    assert (counted(), mail.outbox) == (before, [])


WRONG = [
    PEOPLE[0],
    {"email": "nobody", "name": "X", "role": "coordinator"},
    {"email": "three@example.org", "name": "X", "role": "operator"},
    {"email": "four@example.org", "name": "X", "role": "executor"},
    {"email": "five@example.org", "name": "X", "role": "executor", "agency": "OTH-1"},
    {"email": "ONE@example.org", "name": "again", "role": "coordinator"},
]
PROBLEMS = [(2, "email"), (3, "role"), (4, "agency"), (5, "agency"), (6, None)]


def test_a_preview_names_what_is_wrong_by_row(own, other_agency):
    problems = check_invitations(act_of(own), WRONG)
    assert [(problem.row, problem.field) for problem in problems] == PROBLEMS


def test_one_wrong_row_and_nobody_is_invited(own, other_agency, django_capture_on_commit_callbacks):
    before = counted()
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(NotAll) as refused:
        invite_all(act_of(own), WRONG)
    assert [(problem.row, problem.field) for problem in refused.value.problems] == PROBLEMS
    assert (counted(), mail.outbox) == (before, [])


@pytest.mark.parametrize("who", ["aktobe_executor", "aktobe_coordinator", "analyst", "operator"])
@pytest.mark.parametrize("call", [check_invitations, invite_all])
def test_nobody_but_an_administrator_invites_many(request, who, call):
    with pytest.raises(PermissionDenied):
        call(act_of(request.getfixturevalue(who)), PEOPLE)
