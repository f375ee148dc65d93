"""A browser's session writes through the API only with its CSRF token (api.md *Access*)."""

import pytest
from django.test import Client

from roadmap.models import Report

SAID = {"kk": "Бұл әрекетті орындауға құқығыңыз жоқ.", "ru": "У вас нет прав на это действие."}


@pytest.mark.parametrize("language", SAID)
def test_a_session_without_its_token_is_refused_in_the_callers_language(plan, aktobe_coordinator, language):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(aktobe_coordinator)
    body = {"measure": plan["4.2"].pk, "occurrence": "2024-Q2"}
    headers = {"Accept-Language": language}
    answer = browser.post("/api/v1/reports/", body, content_type="application/json", headers=headers)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["detail"]) == (403, "csrf_failed", SAID[language])
    assert not Report.objects.exists()
