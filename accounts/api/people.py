"""The region's people (rules.md §7): for its administrators, and for the operator to read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
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
from accounts.lists.parameters import Parameters as Declared
from accounts.lists.parameters import choices, codes, flag, search
from accounts.lists.words import words_of
from accounts.models import User
from accounts.policy import Action
from accounts.roles import Language, Role
from accounts.services import people
from accounts.services.powers import GRANTABLE, require_edit

ORDERS = orders("username")
STATES = ("invited", "active", "deactivated")
INVITED = Q(is_active=True, invited_at__isnull=False, joined_at__isnull=True)
IN_STATE: Mapping[str, Q] = {
    "invited": INVITED,
    "active": Q(is_active=True) & ~INVITED,
    "deactivated": Q(is_active=False),
}
FACTORS = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
FILTERS = Declared(
    (
        choices("role", Role.values, "What people are in the product."),
        codes("region", "Codes of regions."),
        codes("agency", "Codes of agencies."),
        choices("language", Language.values, "Their languages."),
        choices("state", STATES, "Whether they may sign in."),
        flag("second_factor", "Whether they have one."),
        search("Words of names, user names and e-mails, each as the beginning of a word."),
    )
)
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
    role = Choice(choices=[(role.value, role.label) for role in GRANTABLE])
    agency = Code(required=False, allow_null=True)
    language = Choice(choices=Language.choices, required=False)
    username = Text(max_length=64, required=False)
    post = Text(max_length=200, required=False, allow_blank=True)
    region = Code(required=False, allow_null=True)


class UserPatch(StrictSerializer[User]):
    """What changes of a person; what is left out stays."""

    email = Text(max_length=254, required=False)
    name = Text(max_length=200, required=False)
    role = Choice(choices=[(role.value, role.label) for role in GRANTABLE], required=False)
    agency = Code(required=False, allow_null=True)
    language = Choice(choices=Language.choices, required=False)
    post = Text(max_length=200, required=False, allow_blank=True)


class Nothing(StrictSerializer[User]):
    """No fields: the body is empty, or an empty object."""


class UsersView(ListView):
    """The people that one may know of."""

    # Inviting is asked of the service: an administrator invites into the own region, the operator a first one.
    actions: ClassVar[Mapping[str, Action]] = {"GET": Action.PEOPLE_READ, "POST": Action.PEOPLE_READ}
    parameters: ClassVar[Mapping[str, Parameters]] = {"GET": FILTERS + page_parameters(ORDERS)}
    takes: ClassVar[Mapping[str, Any]] = {"POST": UserInput}
    gives: ClassVar[Mapping[str, Any]] = {"POST": {201: UserSerializer}}
    caching = NO_STORE
    name = "users"
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
        found = with_factor(User.objects.visible_to(self.act.person))
        lookups = {"role": "role__in", "region": "region__code__in", "agency": "agency__code__in"}
        lookups |= {"language": "language__in", "second_factor": "has_factor"}
        for name, lookup in lookups.items():
            if name in self.query:
                found = found.filter(Q(**{lookup: self.query[name]}))
        if "state" in self.query:
            among = Q(pk__in=[])
            for state in self.query["state"]:
                among |= IN_STATE[state]
            found = found.filter(among)
        return found.filter(pk__in=matching(found, self.query["search"])) if self.query.get("search") else found

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


def with_factor(found: QuerySet[User]) -> QuerySet[User]:
    """Return people with whether they have a second factor."""
    return found.annotate(has_factor=Exists(FACTORS))


def matching(found: QuerySet[User], asked: Iterable[str]) -> list[int]:
    """Return the people in whose names every word begins a word; a region's people are few."""
    stored = {pk: words_of(*texts) for pk, *texts in found.values_list("pk", "name", "username", "email")}
    return [pk for pk, words in stored.items() if all(f" {word}" in words for word in asked)]


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
