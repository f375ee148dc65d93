"""Agencies through the API: the administrator's, in the own region (rules.md §7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from accounts.api.inputs import Choice, Code, Day, StrictSerializer, Text
from accounts.models import Agency
from accounts.policy import Action, require
from accounts.roles import AgencyLevel
from accounts.services import places
from accounts.services.access import Place
from roadmap.api import shapes
from roadmap.api.writing.base import WritingView
from roadmap.choices import Language
from roadmap.errors import InvalidInput
from roadmap.selectors.places import agency_one


class NamesBody(StrictSerializer[Any]):
    """A name in the three languages."""

    kk = Text(max_length=300)
    ru = Text(max_length=300)
    en = Text(max_length=300)


class AgencyBody(StrictSerializer[Any]):
    """What may be changed of an agency; what is left out stays. Names hold from the day of the change."""

    name = NamesBody()
    level = Choice(choices=AgencyLevel.choices)
    valid_from = Day(allow_null=True, required=False)
    valid_to = Day(allow_null=True, required=False)
    successor = Code(allow_null=True, required=False)


class NewAgencyBody(AgencyBody):
    """A new agency; `region` is one's own."""

    code = Text(max_length=32)
    region = Code(required=False)


class AgencyListWriting(WritingView):
    """`POST agencies/`."""

    writes: ClassVar[Mapping[str, Action]] = {"POST": Action.AGENCY_EDIT}
    takes: ClassVar[Mapping[str, Any]] = {"POST": NewAgencyBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {201: shapes.Agency}}

    def find(self, request: Request, **kwargs: Any) -> object:
        """Refuse who administers no region, and whoever names another one."""
        person = self.act.person
        require(person, Action.AGENCY_EDIT, Place(person.region_id))
        named = self.given("region")
        if isinstance(named, str) and person.region is not None and named != person.region.code:
            raise PermissionDenied(Action.AGENCY_EDIT.value)
        return None

    def post(self, request: Request) -> HttpResponseBase:
        """Create an agency of the own region."""
        fields = self.body(NewAgencyBody)
        fields.pop("region", None)
        with by_names_of_the_api():
            agency = places.create_agency(self.act, values=columns_of(fields))
        return self.answer(agency_one(*self.asked(), agency.code), created=True)


class AgencyWriting(WritingView):
    """`PATCH agencies/{code}/`."""

    writes: ClassVar[Mapping[str, Action]] = {"PATCH": Action.AGENCY_EDIT}
    takes: ClassVar[Mapping[str, Any]] = {"PATCH": AgencyBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"PATCH": {200: shapes.Agency}}

    def find(self, request: Request, **kwargs: Any) -> Agency:
        """Return the agency, which everybody knows of; refuse who does not administer its region."""
        agency = Agency.objects.get(code=kwargs["code"])
        require(self.act.person, Action.AGENCY_EDIT, agency)
        return agency

    def patch(self, request: Request, code: str) -> HttpResponseBase:
        """Change an agency of the own region."""
        values = columns_of(self.body(AgencyBody, partial=True))
        with by_names_of_the_api():
            places.change_agency(self.act, code=code, seen_version=self.seen_version, values=values)
        return self.answer(agency_one(*self.asked(), code))


def columns_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body's fields as the service takes them: one name a language."""
    values = {name: value for name, value in fields.items() if name != "name"}
    return values | {f"name_{code}": text for code, text in fields.get("name", {}).items()}


@contextmanager
def by_names_of_the_api() -> Iterator[None]:
    """Let the service's refusal of `name_kk` name the API's `name.kk`."""
    try:
        yield
    except InvalidInput as wrong:
        columns = {f"name_{code}": f"name.{code}" for code in Language.values}
        raise InvalidInput(columns.get(wrong.field, wrong.field), wrong.code, wrong.message) from wrong
