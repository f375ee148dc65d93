"""Who is told of being mentioned in a remark: people of the own region who may read it, and nobody else."""

import pytest

from accounts.models import User
from accounts.roles import Role
from roadmap.models import Notice
from roadmap.notifications.letters import line_of
from roadmap.notifications.mentions import names_in
from roadmap.services.commenting import add_comment
from tests.cast import act_of, make_user


@pytest.fixture
def say(plan, aktobe_executor, django_capture_on_commit_callbacks):
    def said(text, audience="own"):
        with django_capture_on_commit_callbacks(execute=True):
            return add_comment(act_of(aktobe_executor), measure_id=plan["5.1"].pk, text=text, audience=audience)

    return said


def told():
    return set(Notice.objects.filter(kind="mentioned").values_list("user__username", flat=True))


def test_a_colleague_who_is_mentioned_is_told_once(say, aktobe_coordinator):
    say("@aktobe-coordinator, @Aktobe-Coordinator. Please look")
    assert told() == {"aktobe-coordinator"}


def test_the_notice_leads_to_the_remark(say, plan, aktobe_coordinator):
    remark = say("@aktobe-coordinator")
    line = line_of(Notice.objects.get(kind="mentioned"))
    assert line.path == f"/measures/{plan['5.1'].pk}/#remark-{remark.pk}"


@pytest.mark.parametrize("audience", ["own", "both"])
def test_nobody_of_the_other_region_can_be_mentioned(say, orenburg_coordinator, analyst, audience):
    say("@orenburg-coordinator @analyst", audience)
    assert told() == set()


def test_who_may_not_read_an_internal_remark_is_not_told(say, culture, aktobe_admin):
    make_user("aktobe-culture", Role.EXECUTOR, culture.region, culture)
    say("@aktobe-culture @aktobe-admin", "own")
    assert told() == set()
    say("@aktobe-culture @aktobe-admin", "both")
    assert told() == {"aktobe-culture", "aktobe-admin"}


def test_a_deactivated_colleague_is_not_told(say, aktobe_coordinator):
    User.objects.filter(pk=aktobe_coordinator.pk).update(is_active=False)
    say("@aktobe-coordinator")
    assert told() == set()


def test_one_does_not_tell_oneself(say, aktobe_executor):
    say("@aktobe-executor")
    assert told() == set()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("write to someone@example.org", set()),
        ("(@a.b-c), @D_e.", {"a.b-c", "d_e"}),
        ("@ and @@", set()),
        ("ә@kk", set()),
    ],
)
def test_what_is_a_mention(text, names):
    assert names_in(text) == names


def test_the_page_says_who_is_told(client, plan, aktobe_executor, aktobe_coordinator):
    client.force_login(aktobe_executor)
    client.cookies["django_language"] = "en"
    address = f"/measures/{plan['5.1'].pk}/comments/"
    answer = client.post(address, {"text": "@aktobe-coordinator", "audience": "own"}, follow=True)
    assert "A notice goes to: aktobe-coordinator name." in answer.text
    answer = client.post(address, {"text": "@orenburg-coordinator", "audience": "both"}, follow=True)
    assert "Nobody of your region" in answer.text
