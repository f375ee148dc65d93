"""The region's people (rules.md §7): for its administrators, and for the operator to read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localtime
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.inputs import Choice, Code, StrictSerializer, Text
from accounts.api.lists import Json, ListView
from accounts.api.views import NO_STORE, ApiView, Parameters
from accounts.lists.keyset import Ordering, orders
from accounts.lists.pages import page_parameters
from accounts.lists.people import FILTERS, STATES, people_asked, with_factor
from accounts.lists.time import TIME
from accounts.models import User
from accounts.policy import Action
from accounts.roles import Language, Role
from accounts.services import people
from accounts.services.powers import GRANTABLE, require_edit

ORDERS = orders("username")
COLUMNS = (
    "id",
    "username",
    "email",
    "name",
    "post",
    "role",
    "region__code",
    "agency__code",
    "language",
    "is_active",
    "invited_at",
    "joined_at",
    "has_factor",
    "last_login",
    "version",
)


def granted_roles() -> list[tuple[str, Any]]:
    """Return the roles that can be given, with their names."""
    return [(role.value, role.label) for role in GRANTABLE]


class UserSerializer(serializers.Serializer[User]):
    """A person."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    email = serializers.EmailField()
    name = serializers.CharField()
    post = serializers.CharField(allow_blank=True)
    role = serializers.ChoiceField(choices=Role.choices)
    region = serializers.CharField(allow_null=True)
    agency = serializers.CharField(allow_null=True)
    language = serializers.ChoiceField(choices=Language.choices)
    state = serializers.ChoiceField(choices=STATES)
    second_factor = serializers.BooleanField()
    last_sign_in = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class UserInput(StrictSerializer[User]):
    """Whom to invite. `region` is one's own; the operator names that of a first administrator."""

    email = Text(max_length=254)
    name = Text(max_length=200)
    role = Choice(choices=granted_roles())
    agency = Code(required=False, allow_null=True)
    language = Choice(choices=Language.choices, required=False)
    username = Text(max_length=64, required=False)
    post = Text(max_length=200, required=False, allow_blank=True)
    region = Code(required=False, allow_null=True)


class UserPatch(StrictSerializer[User]):
    """What changes of a person; what is left out stays."""

    email = Text(max_length=254, required=False)
    name = Text(max_length=200, required=False)
    role = Choice(choices=granted_roles(), required=False)
    agency = Code(required=False, allow_null=True)
    language = Choice(choices=Language.choices, required=False)
    post = Text(max_length=200, required=False, allow_blank=True)


class Nothing(StrictSerializer[User]):
    """No fields: the body is empty, or an empty object."""


class UsersView(ListView):
    """The people that one may know of."""

    # Inviting is asked of the service: an administrator invites into the own region, the operator a first one.
    actions: ClassVar[Mapping[str, Action]] = {"GET": Action.PEOPLE_READ, "POST": Action.PEOPLE_READ}
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": FILTERS + TIME + page_parameters(ORDERS)}
    takes: ClassVar[Mapping[str, Any]] = {"POST": UserInput}
    gives: ClassVar[Mapping[str, Any]] = {"POST": {201: UserSerializer}}
    caching = NO_STORE
    name = "users"
    made = "invited_at"
    shape = UserSerializer
    columns = COLUMNS
    orderings: ClassVar[Mapping[str, Ordering]] = ORDERS

    def get(self, request: Request) -> HttpResponseBase:
        """Return a page of people."""
        return self.list_rows(request)

    def post(self, request: Request) -> Response:
        """Invite someone: they get a letter with a link."""
        fields = self.body(UserInput)
        fields["agency_code"], fields["region_code"] = fields.pop("agency", None), fields.pop("region", None)
        person = people.invite_person(self.act, **fields)
        answer = answer_of(person.pk, status=201)
        answer["Location"] = request.build_absolute_uri(reverse("accounts_api:user", args=[person.pk]))
        return answer

    def asked(self) -> QuerySet[User]:
        """Return the people asked for."""
        return people_asked(self.act.person, self.query)

    def shown(self, rows: Iterable[tuple[Any, ...]]) -> list[Json]:
        """Return raw rows as people."""
        return [user_row(row) for row in rows]


class UserView(ApiView):
    """One person."""

    actions: ClassVar[Mapping[str, Action]] = {"GET": Action.PEOPLE_READ, "PATCH": Action.PEOPLE_READ}
    takes: ClassVar[Mapping[str, Any]] = {"PATCH": UserPatch}
    gives: ClassVar[Mapping[str, Any]] = {"PATCH": {200: UserSerializer}}
    shape = UserSerializer
    caching = NO_STORE

    def find(self, request: Request, **kwargs: Any) -> User:
        """Return the person, where one may know of them and write on them."""
        return person_to_write_on(self, kwargs["user_id"])

    def get(self, request: Request, user_id: int) -> Response:
        """Return a person."""
        return answer_of(User.objects.visible_to(self.act.person).get(pk=user_id).pk)

    def patch(self, request: Request, user_id: int) -> Response:
        """Change a person. Another role or agency ends their sessions and tokens."""
        values = self.body(UserPatch)
        people.change_person(self.act, user_id=user_id, seen_version=self.seen_version, values=values)
        return answer_of(user_id)


class MoveView(ApiView):
    """One move on a person."""

    actions: ClassVar[Mapping[str, Action]] = {"POST": Action.PEOPLE_READ}
    takes: ClassVar[Mapping[str, Any]] = {"POST": Nothing}
    gives: ClassVar[Mapping[str, Any]] = {"POST": {200: UserSerializer}}
    versioned: ClassVar[Collection[str]] = ("POST",)
    caching = NO_STORE

    def find(self, request: Request, **kwargs: Any) -> User:
        """Return the person, where one may know of them and write on them."""
        return person_to_write_on(self, kwargs["user_id"])


class DeactivateView(MoveView):
    """Shut someone out."""

    def post(self, request: Request, user_id: int) -> Response:
        """Shut someone out: no sign-in, no session, no token, no open link."""
        self.body(Nothing)
        people.deactivate_person(self.act, user_id=user_id, seen_version=self.seen_version)
        return answer_of(user_id)


class ActivateView(MoveView):
    """Let someone in again."""

    def post(self, request: Request, user_id: int) -> Response:
        """Let someone in again, with the role and agency they had."""
        self.body(Nothing)
        people.activate_person(self.act, user_id=user_id, seen_version=self.seen_version)
        return answer_of(user_id)


class EndSessionsView(MoveView):
    """Sign someone out everywhere."""

    versioned: ClassVar[Collection[str]] = ()

    def post(self, request: Request, user_id: int) -> Response:
        """Sign someone out everywhere."""
        self.body(Nothing)
        people.end_sessions(self.act, user_id=user_id)
        return answer_of(user_id)


class ResetSecondFactorView(MoveView):
    """Take away someone's second factor."""

    versioned: ClassVar[Collection[str]] = ()

    def post(self, request: Request, user_id: int) -> Response:
        """Take away someone's second factor, so that they set a new one; it signs them out everywhere."""
        self.body(Nothing)
        people.reset_second_factor(self.act, user_id=user_id)
        return answer_of(user_id)


def person_to_write_on(view: ApiView, user_id: int) -> User:
    """Return a person, where one may know of them (else 404) and write on them (else 403)."""
    by = view.act.person
    person: User = User.objects.visible_to(by).get(pk=user_id)
    require_edit(by, person)
    return person


def answer_of(user_id: int, *, status: int = 200) -> Response:
    """Answer with a person as they now stand, and with their version as the tag."""
    shown = user_row(with_factor(User.objects.filter(pk=user_id)).values_list(*COLUMNS).get())
    return Response(shown, status=status, headers={"ETag": f'"{shown["version"]}"'})


def user_row(row: tuple[Any, ...]) -> Json:
    """Return a raw row of `COLUMNS` as a person."""
    number, username, email, name, post, role, region, agency, language, *rest = row
    is_active, invited_at, joined_at, second_factor, last_login, version = rest
    state = "deactivated" if not is_active else "invited" if invited_at and not joined_at else "active"
    return {
        "id": number,
        "username": username,
        "email": email,
        "name": name,
        "post": post,
        "role": role,
        "region": region,
        "agency": agency,
        "language": language,
        "state": state,
        "second_factor": second_factor,
        "last_sign_in": localtime(last_login) if last_login else None,
        "version": version,
    }
