"""What a page makes of its address."""

import pytest
from django.test import Client

from accounts.models import User
from tests.cast import Plan

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/measures/", "/timeline/"])
@pytest.mark.parametrize("asked", [{"count": "true"}, {"fields": "number"}, {"expand": "occurrences"}])
def test_what_an_api_shows_of_rows_is_no_filter(
    client: Client, analyst: User, plan: Plan, path: str, asked: dict[str, str]
) -> None:
    client.force_login(analyst)
    answer = client.get(path, asked)
    assert (answer.status_code, answer.context["panel"].chips) == (200, ())


def test_the_timeline_keeps_filters_that_its_form_shows(client: Client, analyst: User, plan: Plan) -> None:
    client.force_login(analyst)
    assert 'name="status" value="done" checked' in client.get("/timeline/", {"status": "done"}).text
