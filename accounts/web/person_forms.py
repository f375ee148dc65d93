"""What is typed about a person; the services decide whether it can be (rules.md §7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Region, User
from accounts.roles import Language, Role
from accounts.services.powers import GRANTABLE
from accounts.web.reader import page_language

Pairs = Sequence[tuple[str, Any]]


class PersonForm(forms.Form):
    """A person of a region."""

    mark_optional = True

    email = forms.EmailField(label=_("e-mail"), max_length=254)
    name = forms.CharField(label=_("name"), max_length=200)
    post = forms.CharField(label=_("post"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("role"))
    agency = forms.ChoiceField(label=_("agency"), required=False, help_text=_("An executor belongs to an agency."))
    language = forms.ChoiceField(
        label=_("language"), choices=Language.choices, help_text=_("Pages and letters speak it.")
    )

    def __init__(self, *args: Any, region: Region | None, roles: Sequence[Role] = GRANTABLE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("role", [(role.value, role.label) for role in roles])
        agencies = agencies_of(region)
        self._offer("agency", [("", "—"), *agencies])
        if not agencies:
            del self.fields["agency"]

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the services take it: no agency is None."""
        return {
            **self.cleaned_data,
            **({"agency": self.cleaned_data["agency"] or None} if "agency" in self.fields else {}),
        }

    def refuse(self, field: str | None, message: str) -> None:
        """Say beside its field, or above the form, why a service did not take it."""
        self.add_error(field if field in self.fields else None, message)

    def _offer(self, name: str, pairs: Pairs) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(pairs)


class InvitationForm(PersonForm):
    """Someone to invite into the own region."""

    username = forms.CharField(
        label=_("user name"),
        max_length=64,
        required=False,
        help_text=_("Left empty, one is made of the region and the e-mail."),
    )


class OperatorsInvitationForm(InvitationForm):
    """Whom the operator invites: an analyst of no region, or the first administrator of one."""

    field_order = ("role", "region", "email", "name", "post", "language", "username")

    region = forms.ChoiceField(
        label=_("region"), required=False, help_text=_("For an administrator: a region that has none active.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, region=None, **kwargs)
        named = Region.objects.order_by("code").values_list("code", f"name_{page_language()}")
        self._offer("region", [("", "—"), *named])


def agencies_of(region: Region | None) -> list[tuple[str, str]]:
    """Return code and name of a region's agencies, by their codes."""
    if region is None:
        return []
    rows = Agency.objects.filter(region=region).order_by("code").values_list("code", f"name_{page_language()}")
    return [(code, f"{code} — {name}") for code, name in rows]


def values_of(person: User) -> dict[str, Any]:
    """Return what stands of a person, as the form shows it."""
    return {
        "email": person.email,
        "name": person.name,
        "post": person.post,
        "role": person.role,
        "agency": person.agency.code if person.agency else "",
        "language": person.language,
    }


def differences(form: PersonForm, person: User) -> list[dict[str, str]]:
    """Return what was typed beside what stands by now, where they differ: for a form that came too late."""
    stands = values_of(person)
    rows = []
    for name, field in form.fields.items():
        typed = str(form.data.get(name, ""))
        if name in stands and typed != stands[name]:
            words = dict(getattr(field, "choices", ()))
            shown = [str(words.get(value, value)) for value in (stands[name], typed)]
            rows.append({"label": str(field.label), "stands": shown[0], "typed": shown[1]})
    return rows
