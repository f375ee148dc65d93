"""Values of an amendment in words: texts in one language, executors by their names."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from roadmap.web.desk import Desk


def change_words(desk: Desk, field: str, value: Any, language: str = "") -> str:  # noqa: ANN401 -- each field has a form of its own
    """Return what stood, or shall stand, in one amended field; nothing for what was not there.

    `language` is that of the texts; left out, the page's.
    """
    if value is None:
        return ""
    language = language or desk.language
    if field in {"title", "deadline"}:
        return str(value[language])
    if field == "executors":
        return "\n".join(_team(desk, region, value[region]) for region in desk.in_order(tuple(value)))
    if field == "cancelled":
        return _("cancelled") if value else _("in the plan")
    parts = (value["number"], value["title"][language], value["deadline"][language])
    return "\n".join([" · ".join(str(part) for part in parts), change_words(desk, "executors", value["executors"])])


def _team(desk: Desk, region: str, team: Any) -> str:  # noqa: ANN401 -- as protocols keep it
    lead = _agency(desk, team["lead"]) if team.get("lead") else _("no executor")
    members = team.get("co") or ()
    others = [_agency(desk, one["agency"], by_agreement=one.get("by_agreement", False)) for one in members]
    return f"{_region(desk, region)}: {'; '.join([lead, *others])}"


def _region(desk: Desk, code: str) -> str:
    return desk.region(code) if code in desk.names.regions else code


def _agency(desk: Desk, code: str, *, by_agreement: bool = False) -> str:
    name = desk.agency(code) if code in desk.names.agencies else code
    return f"{name} ({_('by agreement')})" if by_agreement else name
