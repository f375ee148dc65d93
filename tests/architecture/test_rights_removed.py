"""A right taken away is gone at the next request, whatever was open (rules.md §7; hardening G6)."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from accounts.services import invitations, people, tokens
from roadmap.models import Report
from roadmap.services import notices
from tests.architecture.test_matrix import BACKEND
from tests.cast import act_of

GONE = 410


class Open:
    """Everything that an executor has open: a session, a token, a form, a file's link, a calendar's address."""

    def __init__(self, world):
        self.person = world.people["executor"]
        self.browser = Client()
        self.browser.force_login(self.person, backend=BACKEND)
        act = act_of(self.person, timezone.now())
        self.token = tokens.create_token(act, name="кесте", scope="write").text
        self.calendar = notices.make_calendar(act)
        self.file, self.draft = world.things["file"], world.things["bare"]
        self.form = f"/measures/{world.things['measure']}/report/"
        assert self.statuses() == {
            "session": 200,
            "token": 200,
            "form": 200,
            "file": 200,
            "calendar": 200,
            "write": 200,
        }

    def statuses(self):
        """Return the status of the next request through each."""
        bearer = {"Authorization": f"Bearer {self.token}"}
        file = self.browser.get(f"/evidence/{self.file}/")
        if file.streaming:
            file.getvalue()
        write = Client().patch(
            f"/api/v1/reports/{self.draft}/",
            {"progress": 1},
            content_type="application/json",
            headers={**bearer, "If-Match": f'"{Report.objects.get(pk=self.draft).version}"'},
        )
        return {
            "session": self.browser.get("/api/v1/me/").status_code,
            "token": Client().get("/api/v1/me/", headers=bearer).status_code,
            "form": self.browser.get(self.form).status_code,
            "file": file.status_code,
            "calendar": Client().get(f"/calendar/{self.calendar}.ics").status_code,
            "write": write.status_code,
        }


@pytest.fixture
def open_doors(world):
    return Open(world)


def test_deactivated(world, open_doors):
    people.deactivate_person(act_of(world.people["admin"]), user_id=open_doors.person.pk, seen_version=1)
    assert open_doors.statuses() == {
        "session": 401,
        "token": 401,
        "form": 302,
        "file": 302,
        "calendar": 404,
        "write": 401,
    }
    sent = open_doors.browser.post(open_doors.form, {"summary": "Терілген сөз"})
    assert sent.status_code in {302, 403}
    assert not Report.objects.filter(summary="Терілген сөз").exists()


@pytest.mark.parametrize("change", [{"role": "reader", "agency": None}, {"agency": "AKT-CUL"}])
def test_demoted_or_moved_to_another_agency(world, open_doors, change):
    people.change_person(act_of(world.people["admin"]), user_id=open_doors.person.pk, seen_version=1, values=change)
    got = open_doors.statuses()
    assert {name: got[name] for name in ("session", "token", "form", "file", "write")} == {
        "session": 401,
        "token": 401,
        "form": 302,
        "file": 302,
        "write": 401,
    }
    again = Client()
    again.force_login(User.objects.get(pk=open_doors.person.pk), backend=BACKEND)
    assert again.get(f"/evidence/{open_doors.file}/").status_code == 404
    assert again.get(f"/reports/{open_doors.draft}/").status_code == 404


def test_an_invitation_taken_back(world):
    mail.outbox.clear()
    admin = world.people["admin"]
    invitations.renew_invitation(act_of(admin, timezone.now()), user_id=world.things["person"], seen_version=1)
    person = User.objects.get(pk=world.things["person"])
    from accounts.services.letters import send_invitation  # noqa: PLC0415 -- the letter goes after the commit

    send_invitation(person.pk)
    link = re.findall(r"https?://[^/\s]+(/\S+)", str(mail.outbox[-1].body))[0]
    assert Client().get(link, follow=True).status_code == 200
    invitations.cancel_invitation(act_of(admin), user_id=person.pk, seen_version=person.version)
    assert Client().get(link, follow=True).status_code == GONE
    assert person.role == Role.COORDINATOR
