"""Every page for every person: strangers sign in, who lacks the power is refused, what is hidden is not there.

Pages are taken from the resolver with their `action`, so that a new one is asked the same questions
(rules.md §7; hardening G1, G2). Of a kind of thing that is not named here, one is asked that is not there.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from accounts.policy import scope_of
from tests.architecture.cells import OFFICIALS, OWN, PEOPLE, SHUT_OUT
from tests.architecture.test_doors import ADDRESSES
from tests.architecture.test_matrix import BACKEND, undone
from tests.dumps import everything

PAGES = [(address, pattern) for address, pattern in ADDRESSES if not address.startswith("api")]
# What an address names: a thing of the world, and who may know of it (None: everybody).
KNOWN_TO: dict[str, tuple[tuple[str, ...], str | None]] = {
    "measure_id": (("measure",), None),
    "direction_id": (("direction",), None),
    "report_id": (("draft",), OWN),
    "evidence_id": (("file",), OWN),
    "code": (("roadmap",), None),
    "number": (("amendment",), OFFICIALS),
    "user_id": (("person",), "admin operator"),
    "token_id": (("token",), "executor"),
    "session_id": ((), ""),
    "provider": ((), ""),
    "notice_id": ((), ""),
    "filter_id": ((), ""),
}
WORDS = {
    "kind": ("amendments", "settlements", "periods"),
    "verb": ("confirm", "decline", "withdraw", "propose"),
    "name": ("deactivate", "activate", "end-sessions", "reset-second-factor", "send-password-link", "anonymise"),
}
NUMBER_OF = {"amendments": "amendment", "settlements": "settlement", "periods": "period"}
GONE = 999_999
REFUSED, HIDDEN = {403, 405}, {403, 404, 405}
# Keeps what was typed on the own side, whatever becomes of the piece of evidence that is named.
KEEPS_FIRST = "measures/<int:measure_id>/report/detach/<int:evidence_id>/"


def addresses(world: Any, address: str) -> list[tuple[str, set[str] | None]]:
    """Return what an address can be, with who may know of what it names (None: everybody)."""
    names = re.findall(r"<(?:\w+:)?(\w+)>", address)
    found: list[tuple[str, set[str] | None]] = [(address, None)]
    for name in names:
        place = re.compile(rf"<(?:\w+:)?{name}>")
        if name in WORDS:
            found = [(place.sub(word, one), known) for one, known in found for word in WORDS[name]]
        else:
            found = [_numbered(world, name, place, one, known) for one, known in found]
    return found


def _numbered(
    world: Any, name: str, place: re.Pattern[str], address: str, known: set[str] | None
) -> tuple[str, set[str] | None]:
    things, to = KNOWN_TO.get(name, ((), None))
    thing = next((NUMBER_OF[kind] for kind in NUMBER_OF if name == "number" and f"/{kind}/" in address), None)
    chosen = thing or (things[0] if things else None)
    number = world.things[chosen] if chosen else GONE
    those = None if to is None else set(to.split())
    return place.sub(str(number), address), those if known is None else known if those is None else known & those


def is_right(method: str, answer: Any, person: Any, name: str, action: Any, known: set[str] | None) -> bool:
    """Return whether a page answers a person as their role and what they may know of say."""
    if name in SHUT_OUT:
        return leads_to_sign_in(answer)
    if scope_of(person, action) is None:
        return int(answer.status_code) in REFUSED
    if known is not None and name not in known:
        # a move has nothing to show: it leads to the thing's page, also where there is none
        return bool(answer.status_code in HIDDEN or (method == "get" and answer.status_code == 302))
    return int(answer.status_code) < 500 and not leads_to_sign_in(answer)


def leads_to_sign_in(answer: Any) -> bool:
    return bool(answer.status_code == 302 and answer["Location"].startswith("/accounts/login/"))


@pytest.mark.walk("sqlite3")
@pytest.mark.parametrize("name", PEOPLE)
def test_every_page_answers_as_the_policy_says(world, name):
    person, client, wrong = world.people[name], Client(), []
    if person is not None:
        client.force_login(person, backend=BACKEND)
    before = everything()
    for template, pattern in PAGES:
        action: Any = getattr(pattern.callback, "action", None)
        for address, known in addresses(world, template):
            known = None if template == KEEPS_FIRST else known  # noqa: PLW2901 -- as said there
            for method in ("get", "post"):
                with undone() as written:
                    answer = getattr(client, method)(f"/{address}")
                    if answer.streaming:
                        b"".join(answer.streaming_content)
                denied = (
                    name in SHUT_OUT or scope_of(person, action) is None or (known is not None and name not in known)
                )
                writes = written if denied or method == "get" else set()
                if not is_right(method, answer, person, name, action, known) or writes:
                    wrong.append((method, address, answer.status_code, writes))
    assert not wrong, "\n".join(map(str, wrong))
    assert everything() == before


def test_the_pages_are_many(world):
    assert len(PAGES) >= 30
