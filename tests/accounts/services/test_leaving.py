"""Someone who left: their data are handed out, then taken away, and every hash still verifies (docs/privacy.md)."""

import json
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.core.serializers.json import DjangoJSONEncoder

from accounts.audit import verify_chain
from accounts.errors import RuleBroken, StaleVersion
from accounts.models import ApiToken, AuditEntry, DigestKey, User
from accounts.roles import Role
from accounts.services import leaving, people, tokens
from roadmap.models import Comment, PeriodClose, Report
from roadmap.services import closing, commenting, notices, reporting
from tests.cast import NOON, act_of, write_report
from tests.dumps import everything

NAME = "Гүлнәр Сапарова"
MAIL = "canary-gulnar@example.org"


@pytest.fixture
def leaver(plan, aktobe_executor, aktobe_coordinator, orenburg_coordinator, aktobe_admin):
    """An executor with a name, a token, a factor, an accepted report in a closed period, a remark, a calendar."""
    people.change_person(
        act_of(aktobe_admin),
        user_id=aktobe_executor.pk,
        seen_version=1,
        values={"name": NAME, "email": MAIL, "post": "Бас маман"},
    )
    aktobe_executor.refresh_from_db()
    report = write_report(aktobe_executor, plan["5.1"], signatory_name=NAME, signatory_post="Басшы")
    reporting.accept_report(act_of(aktobe_coordinator), report_id=report.pk, seen_version=report.version)
    tokens.create_token(act_of(aktobe_executor), name=NAME)
    commenting.add_comment(act_of(aktobe_executor), measure_id=plan["5.1"].pk, text="Пікір", audience="own")
    notices.make_calendar(act_of(aktobe_executor))
    Authenticator.objects.create(user=aktobe_executor, type="totp", data={"secret": "canary"})
    row = closing.propose_close(act_of(aktobe_coordinator), roadmap_code=plan.roadmap.code, period="2023-Q1")
    closing.confirm_close(act_of(orenburg_coordinator, NOON), period_id=row.pk, seen_version=1)
    return aktobe_executor


@pytest.fixture
def left(leaver, aktobe_admin):
    """The same, deactivated and anonymised."""
    people.deactivate_person(act_of(aktobe_admin), user_id=leaver.pk, seen_version=2)
    return leaving.anonymise_person(act_of(aktobe_admin), user_id=leaver.pk, seen_version=3)


def written(value):
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, default=str)


def test_who_they_were_is_in_no_row_any_more(left):
    kept = repr(everything())
    for trace in (NAME, MAIL, "Бас маман", "aktobe-executor", "canary"):
        assert trace not in kept, trace


def test_what_they_did_stays_signed_by_post(left):
    report = Report.objects.get(author=left)
    assert (report.state, report.signatory_post, report.signatory_name) == ("accepted", "Басшы", "")
    assert report.summary
    assert Comment.objects.get(author=left).text == "Пікір"


def test_every_hash_still_verifies(left):
    assert verify_chain() == []
    closed = PeriodClose.objects.get()
    assert closing.recompute(closed) == closed.sha256


def test_the_keys_of_their_digests_are_gone_and_others_stay(leaver, aktobe_admin):
    other = people.invite_person(act_of(aktobe_admin), email="o@example.org", name="Басқа", role=Role.COORDINATOR)
    report, token = Report.objects.get(author=leaver), ApiToken.objects.get(user=leaver)
    mine = {f"user:{leaver.pk}", f"report:{report.pk}", f"token:{token.pk}"}
    assert set(DigestKey.objects.values_list("target", flat=True)) >= mine
    people.deactivate_person(act_of(aktobe_admin), user_id=leaver.pk, seen_version=2)
    leaving.anonymise_person(act_of(aktobe_admin), user_id=leaver.pk, seen_version=3)
    kept = set(DigestKey.objects.values_list("target", flat=True))
    assert not kept & mine
    assert f"user:{other.pk}" in kept


def test_it_is_one_entry_without_a_value(left, aktobe_admin):
    entry = AuditEntry.objects.get(action="person.anonymise")
    assert (entry.target, entry.actor_id, entry.before, entry.after) == (
        f"user:{left.pk}",
        aktobe_admin.pk,
        None,
        None,
    )


def test_nothing_more_can_be_done_with_them(left, aktobe_admin):
    act = act_of(aktobe_admin)
    for refused in (
        lambda: people.activate_person(act, user_id=left.pk, seen_version=left.version),
        lambda: people.change_person(act, user_id=left.pk, seen_version=left.version, values={"name": "Қайта"}),
        lambda: leaving.anonymise_person(act, user_id=left.pk, seen_version=left.version),
    ):
        with pytest.raises(RuleBroken) as broken:
            refused()
        assert broken.value.code == "anonymised"


def test_who_is_active_is_deactivated_first(leaver, aktobe_admin):
    with pytest.raises(RuleBroken) as broken:
        leaving.anonymise_person(act_of(aktobe_admin), user_id=leaver.pk, seen_version=2)
    assert broken.value.code == "active"


def test_a_stale_version_is_refused(leaver, aktobe_admin):
    people.deactivate_person(act_of(aktobe_admin), user_id=leaver.pk, seen_version=2)
    with pytest.raises(StaleVersion):
        leaving.anonymise_person(act_of(aktobe_admin), user_id=leaver.pk, seen_version=2)


@pytest.mark.parametrize(
    ("who", "refusal"), [("orenburg_admin", User.DoesNotExist), ("aktobe_coordinator", PermissionDenied)]
)
def test_nobody_else_may(leaver, aktobe_admin, request, who, refusal):
    people.deactivate_person(act_of(aktobe_admin), user_id=leaver.pk, seen_version=2)
    with pytest.raises(refusal):
        leaving.anonymise_person(act_of(request.getfixturevalue(who)), user_id=leaver.pk, seen_version=3)


def test_a_name_of_the_other_region_stays(left, orenburg_executor, plan):
    report = write_report(orenburg_executor, plan["5.1"], signatory_name=NAME)
    assert leaving.memories[-1].forget(left) == []
    report.refresh_from_db()
    assert report.signatory_name == NAME


def test_all_that_is_kept_is_told_but_no_secret(leaver):
    told = leaving.data_of(leaver)
    assert told["person"]["email"] == MAIL
    assert [row["signatory_name"] for row in told["reports"]] == [NAME]
    assert {row["action"] for row in told["audit"]} >= {"report.create", "token.create"}
    assert len(told["tokens"]) == len(told["comments"]) == len(told["second_factors"]) == len(told["letters"]) == 1
    text = written(told)
    assert "canary" not in text.replace(MAIL, "")
    assert leaver.password not in text
    assert ApiToken.objects.get().digest not in text


def test_the_command_tells_and_forgets(leaver, aktobe_admin):
    out = StringIO()
    call_command("export_person", leaver.username, stdout=out)
    assert json.loads(out.getvalue())["person"]["name"] == NAME
    with pytest.raises(CommandError):
        call_command("anonymise_person", leaver.username)
    people.deactivate_person(act_of(aktobe_admin), user_id=leaver.pk, seen_version=2)
    call_command("anonymise_person", leaver.username, stdout=out)
    assert User.objects.get(pk=leaver.pk).name == f"left-{leaver.pk}"
    assert verify_chain() == []


@pytest.mark.parametrize("command", ["export_person", "anonymise_person"])
def test_the_command_says_that_there_is_nobody(db, command):
    with pytest.raises(CommandError, match="no such person"):
        call_command(command, "nobody")


def test_failed_sign_ins_go_by_either_name_in_any_case(leaver, aktobe_admin):
    for typed in (leaver.username.upper(), MAIL.title(), "somebody.else"):
        AccessAttempt.objects.create(username=typed, ip_address="192.0.2.1", failures_since_start=1)
    assert len(leaving.data_of(leaver)["failed_sign_ins"]) == 2
    people.deactivate_person(act_of(aktobe_admin), user_id=leaver.pk, seen_version=2)
    leaving.anonymise_person(act_of(aktobe_admin), user_id=leaver.pk, seen_version=3)
    assert list(AccessAttempt.objects.values_list("username", flat=True)) == ["somebody.else"]
