"""Forms on the text of the plan: titles and deadlines in three languages, executors of the Parties (rules.md §5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from accounts.lists.alphabet import alphabet_key
from roadmap.choices import Language
from roadmap.selectors.choosing import Choice, agencies_to_choose, directions_to_choose, forms_to_choose
from roadmap.selectors.rows import Json
from roadmap.services.amended import LONGEST
from roadmap.web.desk import Desk
from roadmap.web.proposal_forms import ProtocolForm, newlines
from roadmap.web.report_forms import Day

NOBODY = ("", "—")
CO, CO_BY_AGREEMENT = "co", "co_by_agreement"
PARTS = (NOBODY, (CO, _("co-executor")), (CO_BY_AGREEMENT, _("co-executor by agreement")))
TITLES: Mapping[str, Any] = {
    Language.KK: _("title in Kazakh"),
    Language.RU: _("title in Russian"),
    Language.EN: _("title in English"),
}
DEADLINES: Mapping[str, Any] = {
    Language.KK: _("deadline in Kazakh"),
    Language.RU: _("deadline in Russian"),
    Language.EN: _("deadline in English"),
}


@dataclass(frozen=True)
class SideChoices:
    """One Party and the agencies among which its executors are chosen; `co` are today's, in their order."""

    region: str
    name: str
    agencies: Sequence[tuple[str, str]]
    co: Sequence[str] = ()

    @property
    def lead_field(self) -> str:
        """Return the name of the field of the responsible executor."""
        return f"lead_{self.region}"

    @staticmethod
    def part_field(agency: str) -> str:
        """Return the name of the field that says what part an agency has besides."""
        return f"part_{agency}"


@dataclass(frozen=True)
class SideFields:
    """The fields of one Party's executors; `taken` are the co-executors, which show first."""

    name: str
    lead: BoundField
    taken: Sequence[BoundField]
    free: Sequence[BoundField]


class TeamsForm(forms.Form):
    """Executors of some Parties: a responsible one each, and a part for each other agency."""

    mark_optional = False

    def __init__(self, *args: Any, sides: Sequence[SideChoices], **options: Any) -> None:
        super().__init__(*args, **options)
        self.sides = sides
        for side in sides:
            self.fields[side.lead_field] = forms.ChoiceField(
                label=_("responsible executor"), choices=[NOBODY, *side.agencies], required=False
            )
            for code, name in side.agencies:
                self.fields[side.part_field(code)] = forms.ChoiceField(label=name, choices=PARTS, required=False)

    def side_fields(self) -> Iterator[SideFields]:
        """Yield the fields of each Party's executors."""
        for side in self.sides:
            parts = [self[side.part_field(code)] for code, _name in side.agencies]
            taken = [part for part in parts if part.value()]
            yield SideFields(side.name, self[side.lead_field], taken, [part for part in parts if part not in taken])

    def teams(self) -> dict[str, Json]:
        """Return the executors that were chosen, by region, as protocols keep them."""
        return {side.region: self._team(side) for side in self.sides}

    def _team(self, side: SideChoices) -> Json:
        lead = self.cleaned_data[side.lead_field] or None
        parts = {code: self.cleaned_data[side.part_field(code)] for code, _name in side.agencies}
        chosen = [code for code, part in parts.items() if part and code != lead]
        chosen.sort(key=lambda code: (side.co.index(code) if code in side.co else len(side.co), code))
        return {
            "lead": lead,
            "co": [{"agency": code, "by_agreement": parts[code] == CO_BY_AGREEMENT} for code in chosen],
        }


class TextForm(TeamsForm):
    """Title and deadline in three languages, and the executors of all Parties."""

    def __init__(self, *args: Any, sides: Sequence[SideChoices], **options: Any) -> None:
        super().__init__(*args, sides=sides, **options)
        texts = {f"title_{code}": _text(label, LONGEST["title"]) for code, label in TITLES.items()}
        texts |= {f"deadline_{code}": _line(label, LONGEST["deadline"]) for code, label in DEADLINES.items()}
        self.fields = {**texts, **self.fields}

    def texts(self, name: str) -> dict[str, str]:
        """Return the three texts that were typed for `title` or `deadline`; empty where there are none."""
        return {code: newlines(self.cleaned_data.get(f"{name}_{code}", "")) for code in Language.values}

    def title_fields(self) -> list[BoundField]:
        """Return the fields of the title."""
        return [self[f"title_{code}"] for code in Language.values]

    def deadline_fields(self) -> list[BoundField]:
        """Return the fields of the deadline."""
        return [self[f"deadline_{code}"] for code in Language.values]


class EffectForm(ProtocolForm):
    """The protocol of an amendment, and the day from which it holds."""

    effective_on = Day(label=_("in effect from"), help_text=_("A day inside the road map's term."))

    def protocol_fields(self) -> list[BoundField]:
        """Return the fields of the protocol."""
        return [self["protocol_number"], self["protocol_date"], self["effective_on"]]


class AmendForm(EffectForm, TextForm):
    """Changes of one measure's text, or its cancelling."""

    cancel = forms.BooleanField(
        label=_("cancel the measure"),
        required=False,
        help_text=_("It stays visible as cancelled; nothing that was reported is lost."),
    )


class NewMeasureForm(TextForm):
    """Everything that a new measure needs."""

    def __init__(self, *args: Any, desk: Desk, roadmap: str, **options: Any) -> None:
        super().__init__(*args, **options)
        directions = directions_to_choose(desk.reference, roadmap)
        forms_known = forms_to_choose(desk.reference)
        head: dict[str, forms.Field] = {
            "direction": forms.TypedChoiceField(
                label=_("direction"),
                coerce=int,
                choices=[(number, f"{number}. {desk.text(name)}") for number, name in directions],
            ),
            "number": forms.CharField(
                label=_("number"), max_length=32, help_text=_("Such as 5.12; 5.1-1 for one inserted after 5.1.")
            ),
            "completion_form": forms.ChoiceField(
                label=_("form of completion"), choices=[(one.code, desk.text(one.name)) for one in forms_known]
            ),
        }
        self.fields = {**head, **self.fields}

    def head_fields(self) -> list[BoundField]:
        """Return the fields that stand before the texts."""
        return [self["direction"], self["number"], self["completion_form"]]

    def value(self) -> Json:
        """Return the measure that was typed, as amendments and drafts take it."""
        head = {name: self.cleaned_data[name] for name in ("direction", "number", "completion_form")}
        return {**head, "title": self.texts("title"), "deadline": self.texts("deadline"), "executors": self.teams()}


class AddForm(EffectForm, NewMeasureForm):
    """A measure to be added by an amendment."""


def side_choices(desk: Desk, roadmap: str, row: Json | None = None, *, own_only: bool = False) -> list[SideChoices]:
    """Return the Parties with their agencies; of a measure (`row`), those engaged in it are among them.

    Own Party first; `own_only` leaves the others out.
    """
    regions = [code for code in desk.parties_of(roadmap) if not own_only or code == desk.own_region]
    known = agencies_to_choose(desk.reference, regions, desk.today)
    sides = {side["region"]: side for side in row["sides"]} if row is not None else {}
    return [_side(desk, code, known[code], sides.get(code)) for code in regions]


def team_of_side(side: Json | None) -> Json:
    """Return one Party's executors as protocols keep them, from its side of a measure."""
    if side is None or side["lead"] is None:
        return {"lead": None, "co": []}
    co = [{"agency": code, "by_agreement": code in side["by_agreement"]} for code in side["co"]]
    return {"lead": side["lead"], "co": co}


def initial_teams(row: Json) -> dict[str, str]:
    """Return what the fields of the executors begin with."""
    initial: dict[str, str] = {}
    for side in row["sides"]:
        team = team_of_side(side)
        initial[f"lead_{side['region']}"] = team["lead"] or ""
        initial |= {f"part_{one['agency']}": CO_BY_AGREEMENT if one["by_agreement"] else CO for one in team["co"]}
    return initial


def initial_texts(row: Json) -> dict[str, str]:
    """Return what the fields of the texts begin with."""
    titles = {f"title_{code}": text for code, text in row["title"].items()}
    return titles | {f"deadline_{code}": text for code, text in row["deadline"]["wording"].items()}


def _side(desk: Desk, region: str, known: Sequence[Choice], side: Json | None) -> SideChoices:
    named = {one.code: desk.text(one.name) for one in known}
    engaged = [side["lead"], *side["co"]] if side is not None and side["lead"] is not None else []
    named |= {code: desk.agency(code) for code in engaged if code not in named}
    agencies = sorted(named.items(), key=lambda pair: alphabet_key(pair[1]))
    return SideChoices(region, desk.region(region), agencies, side["co"] if side is not None else ())


def _text(label: Any, longest: int) -> forms.CharField:  # noqa: ANN401 -- a lazy text
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": 3}))


def _line(label: Any, longest: int) -> forms.CharField:  # noqa: ANN401 -- a lazy text
    return forms.CharField(label=label, max_length=longest)
