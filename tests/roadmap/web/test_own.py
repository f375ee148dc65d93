"""Saved filters, the first steps, and people mentioned in remarks, as pages show them."""

import datetime as dt

import pytest

from accounts.errors import InvalidInput
from accounts.models import AuditEntry
from roadmap.models import FirstSteps, SavedFilter
from roadmap.services import own
from roadmap.services.leaving import WorkMemory
from roadmap.services.own import MOST_FILTERS
from tests.cast import NOON, act_of

LATE = {"name": "Late ones", "address": "health=late&cursor="}


@pytest.fixture
def saved(aktobe_executor):
    return own.save_filter(act_of(aktobe_executor), name="Late ones", address="?health=late")


def test_the_filter_in_force_can_be_saved_and_is_a_link_on_both_pages(enter, plan, aktobe_executor):
    client = enter(aktobe_executor)
    assert 'name="address" value="health=late"' in client.get("/measures/?health=late").text
    answer = client.post("/account/filters/", LATE)
    assert answer["Location"] == "/measures/?health=late"
    for address in ("/", "/measures/"):
        assert (
            '<a class="button button--small" href="/measures/?health=late">Late ones</a>' in client.get(address).text
        )
    assert AuditEntry.objects.filter(action="filter.save").count() == 1


def test_a_name_stands_for_its_newest_filter(saved, aktobe_executor):
    own.save_filter(act_of(aktobe_executor), name=" Late  ones ", address="?health=silent")
    assert SavedFilter.objects.get().address == "?health=silent"


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "", "address": "health=late"},
        {"name": "x", "address": ""},
        {"name": "x", "address": "health=purple"},
        {"name": "x", "address": "nonsense=1"},
        {"name": "x" * 81, "address": "health=late"},
    ],
)
def test_what_is_no_filter_is_not_saved(enter, plan, aktobe_executor, sent):
    answer = enter(aktobe_executor).post("/account/filters/", sent, follow=True)
    assert "notice--error" in answer.text
    assert not SavedFilter.objects.exists()


def test_there_is_an_end_to_saved_filters(enter, plan, aktobe_executor):
    for number in range(MOST_FILTERS):
        own.save_filter(act_of(aktobe_executor), name=str(number), address="?health=late")
    answer = enter(aktobe_executor).post("/account/filters/", LATE, follow=True)
    assert "notice--error" in answer.text
    assert SavedFilter.objects.count() == MOST_FILTERS


def test_a_removed_filter_can_be_brought_back(enter, plan, saved, aktobe_executor):
    client = enter(aktobe_executor)
    page = client.post(f"/account/filters/{saved.pk}/remove/", follow=True).text
    assert "Removed: Late ones" in page
    assert 'href="/measures/?health=late">Late ones' not in page
    page = client.post(f"/account/filters/{saved.pk}/restore/", follow=True).text
    assert 'href="/measures/?health=late" aria-current="true">Late ones' in page
    assert list(AuditEntry.objects.order_by("seq").values_list("action", flat=True)) == [
        "filter.save",
        "filter.remove",
        "filter.restore",
    ]


def test_a_filter_whose_name_was_given_away_stays_removed(enter, plan, saved, aktobe_executor):
    own.remove_filter(act_of(aktobe_executor, NOON), filter_id=saved.pk)
    own.save_filter(act_of(aktobe_executor), name="Late ones", address="?health=silent")
    answer = enter(aktobe_executor).post(f"/account/filters/{saved.pk}/restore/", follow=True)
    assert "notice--error" in answer.text
    saved.refresh_from_db()
    assert saved.removed_at is not None


@pytest.mark.parametrize("move", ["remove", "restore"])
def test_another_persons_filter_is_not_there(enter, plan, saved, orenburg_executor, move):
    client = enter(orenburg_executor)
    assert client.post(f"/account/filters/{saved.pk}/{move}/").status_code == 404
    assert "Late ones" not in client.get("/measures/").text


PEOPLE = ["aktobe_executor", "aktobe_coordinator", "aktobe_admin", "analyst"]


@pytest.mark.parametrize("who", PEOPLE)
def test_the_first_steps_are_four_at_most_and_are_put_away(enter, plan, request, who):
    client = enter(request.getfixturevalue(who))
    answer = client.get("/")
    assert 1 < len(answer.context["steps"]) <= 4
    assert "First steps" in answer.text
    assert 'id="first-steps"' not in client.post("/account/first-steps/read/", follow=True).text
    assert 'id="first-steps"' not in client.get("/").text
    assert 'id="first-steps"' in client.post("/account/first-steps/show/", follow=True).text


def test_putting_away_twice_is_one_write(enter, plan, analyst):
    for _turn in range(2):
        own.read_first_steps(act_of(analyst, dt.datetime(2025, 1, 1, tzinfo=dt.UTC)))
    assert AuditEntry.objects.filter(action="first_steps.read").count() == 1


def test_saved_filters_are_among_what_is_told_and_go_with_the_person(saved, aktobe_executor):
    own.read_first_steps(act_of(aktobe_executor))
    memory = WorkMemory()
    assert [row["name"] for row in memory.told(aktobe_executor)["saved_filters"]] == ["Late ones"]
    assert memory.forget(aktobe_executor) == [f"filter:{saved.pk}"]
    assert not SavedFilter.objects.exists()
    assert not FirstSteps.objects.exists()


@pytest.mark.parametrize(("name", "address", "field"), [(" ", "?health=late", "name"), ("a" * 1000, "?a=b", "name")])
def test_a_filter_has_a_short_name(aktobe_executor, name, address, field):
    with pytest.raises(InvalidInput) as caught:
        own.save_filter(act_of(aktobe_executor), name=name, address=address)
    assert caught.value.field == field


def test_removing_or_restoring_twice_changes_nothing_more(saved, aktobe_executor):
    act = act_of(aktobe_executor)
    for move in (own.restore_filter, own.remove_filter, own.remove_filter, own.restore_filter, own.restore_filter):
        move(act, filter_id=saved.pk)
    assert list(AuditEntry.objects.order_by("seq").values_list("action", flat=True)) == [
        "filter.save",
        "filter.remove",
        "filter.restore",
    ]
