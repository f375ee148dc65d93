"""The part of loading that writes what road maps share: regions, agencies, forms of completion, sources.

A document may bring them up to date, but never rewrite what another road map that was signed stands on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, AgencyFact, Region
from roadmap.choices import RoadmapState
from roadmap.models import CompletionForm, Executor, Measure, Party, Roadmap, Source
from roadmap.rules.document import DocumentRefused, Problem, place
from roadmap.rules.facts import ALWAYS_KNOWN, ALWAYS_ON
from roadmap.services.ledger import Changed
from roadmap.services.rows import BATCH, Synced, differences, rewrite, sync
from roadmap.services.words import refresh_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from accounts.audit import Act
    from roadmap.rules.document import Document

M = TypeVar("M", bound=Model)

AGENCY_FACT = ("name_kk", "name_ru", "name_en", "level", "valid_from", "valid_to", "successor_id")


@dataclass(frozen=True)
class Places:
    """Rows by the codes of a document, and the feed's rows about them.

    `overwritten` tells the audit entry which codes had other values before.
    """

    regions: dict[str, Region]
    agencies: dict[str, Agency]
    forms: dict[str, CompletionForm]
    feed: tuple[Changed, ...]
    overwritten: dict[str, list[str]]


@dataclass(frozen=True)
class _Kind(Generic[M]):
    """One kind of shared rows: what stands and what the document wants, by code.

    `records` and `keys` are what the file calls them; `used` are ids that signed road maps stand on.
    """

    model: type[M]
    records: str
    standing: dict[str, M]
    wanted: dict[str, dict[str, Any]]
    used: Collection[int]
    keys: dict[str, str] = field(default_factory=dict)

    def conflicts(self) -> Iterator[Problem]:
        """Return the values that the document would rewrite and may not."""
        for index, (code, values) in enumerate(self.wanted.items()):
            row = self.standing.get(code)
            if row is None:
                continue
            for name in differences(row, values):
                where = place(self.records, index, code, self.keys.get(name, name))
                if row.pk in self.used:
                    yield Problem(where, _("Another road map that was signed stands on another value."))
                elif name == "region_id":
                    yield Problem(where, _("The agency of this code is another region's."))

    def sync(self) -> Synced[str, M]:
        """Create and update the rows."""
        return sync(self.model, self.standing, self.wanted)


def load_places(act: Act, roadmap: Roadmap, document: Document) -> Places:
    """Create and update what the document shares with other road maps.

    :raises DocumentRefused: where another road map that was signed stands on other values.
    """
    others = list(Roadmap.objects.exclude(pk=roadmap.pk).exclude(state=RoadmapState.DRAFT))
    regions = _regions(document, others)
    forms, sources = _forms(document, others), _sources(document, others)
    problems = [*regions.conflicts(), *forms.conflicts(), *sources.conflicts()]
    region_rows = regions.sync()
    agencies = _agencies(document, others, region_rows.rows)
    problems += agencies.conflicts()
    if problems:
        raise DocumentRefused(problems)
    agency_rows, form_rows, source_rows = agencies.sync(), forms.sync(), sources.sync()
    _state_agencies(act, agency_rows)
    _drop_sources()
    updated = {
        "regions": region_rows.updated,
        "agencies": agency_rows.updated,
        "forms": form_rows.updated,
        "sources": source_rows.updated,
    }
    return Places(
        regions=region_rows.rows,
        agencies=agency_rows.rows,
        forms=form_rows.rows,
        feed=(
            *(Changed("agency", code, "created") for code in agency_rows.created),
            *(Changed("agency", code) for code in agency_rows.updated),
        ),
        overwritten={name: list(codes) for name, codes in updated.items() if codes},
    )


def _regions(document: Document, others: list[Roadmap]) -> _Kind[Region]:
    wanted = {
        region.code: {
            "code": region.code,
            **region.name.columns("name"),
            "country": region.country,
            "timezone": region.timezone,
            "language": region.languages[0],
        }
        for region in document.regions
    }
    standing = {row.code: row for row in Region.objects.filter(code__in=wanted)}
    for code, values in wanted.items():
        if code not in standing:  # an operator may have chosen another calendar since
            values["holiday_calendar"] = values["country"]
    used = set(Party.objects.filter(roadmap__in=others).values_list("region", flat=True))
    return _Kind(Region, "regions", standing, wanted, used, {"timezone": "tz", "language": "languages"})


def _agencies(document: Document, others: list[Roadmap], regions: dict[str, Region]) -> _Kind[Agency]:
    wanted = {
        agency.code: {
            "code": agency.code,
            "region_id": regions[agency.region].pk,
            **agency.name.columns("name"),
            "level": agency.level,
            "name_status": agency.name_status,
            "source": agency.source.value,
            "source_note": agency.note,
        }
        for agency in document.agencies
    }
    standing = {row.code: row for row in Agency.objects.filter(code__in=wanted)}
    used = set(Executor.objects.filter(measure__roadmap__in=others).values_list("agency", flat=True))
    return _Kind(Agency, "agencies", standing, wanted, used, {"region_id": "region"})


def _forms(document: Document, others: list[Roadmap]) -> _Kind[CompletionForm]:
    wanted = {form.code: {"code": form.code, **form.name.columns("name")} for form in document.forms}
    standing = {row.code: row for row in CompletionForm.objects.filter(code__in=wanted)}
    used = set(Measure.objects.filter(roadmap__in=others).values_list("completion_form", flat=True))
    keys = {f"name_{language}": language for language in ("kk", "ru", "en")}
    return _Kind(CompletionForm, "meta.completion_forms", standing, wanted, used, keys)


def _sources(document: Document, others: list[Roadmap]) -> _Kind[Source]:
    wanted = {
        source.code: {
            "code": source.code,
            "publisher": source.publisher,
            "title": source.title,
            "date": source.date,
            "url": source.url,
        }
        for source in document.sources
    }
    standing = {row.code: row for row in Source.objects.filter(code__in=wanted)}
    cited = {code for other in others for code in other.facts.get("sources", ())}
    used = {row.pk for code, row in standing.items() if code in cited}
    return _Kind(Source, "sources", standing, wanted, used)


def _drop_sources() -> None:
    """Take out sources that no road map cites any more; the loaded one's `facts` name its own already."""
    cited = {code for facts in Roadmap.objects.values_list("facts", flat=True) for code in facts.get("sources", ())}
    Source.objects.exclude(code__in=cited).delete()


def _state_agencies(act: Act, agencies: Synced[str, Agency]) -> None:
    """State what new agencies were always called, and what changed ones are called now.

    An agency that nobody has touched since it was loaded was never called otherwise. One that its
    administrator made or changed keeps its past: the document's values hold from today.
    """
    created = [agencies.rows[code] for code in agencies.created]
    updated = {agencies.rows[code].pk: agencies.rows[code] for code in agencies.updated}
    facts = list(AgencyFact.objects.filter(agency__in=updated))
    touched = {fact.agency_id for fact in facts if fact.known_at != ALWAYS_KNOWN}
    for fact in facts:
        if fact.agency_id not in touched:
            for name in AGENCY_FACT:
                setattr(fact, name, getattr(updated[fact.agency_id], name))
    rewrite([fact for fact in facts if fact.agency_id not in touched], AGENCY_FACT)
    AgencyFact.objects.bulk_create(
        [
            *(_fact(agency, from_on=ALWAYS_ON, known_at=ALWAYS_KNOWN) for agency in created),
            *(_fact(updated[pk], from_on=act.today, known_at=act.at) for pk in sorted(touched)),
        ],
        batch_size=BATCH,
    )
    if updated:
        measures = Executor.objects.filter(agency__in=updated).values_list("measure", flat=True)
        refresh_words(set(measures), today=act.today)


def _fact(agency: Agency, **since: Any) -> AgencyFact:
    return AgencyFact(agency=agency, **{name: getattr(agency, name) for name in AGENCY_FACT}, **since)
