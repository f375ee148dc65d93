"""Regions and their agencies (api.md *Others*)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Agency, Region
from roadmap.rules.words import words_of
from roadmap.selectors.asof import Reader, reader
from roadmap.selectors.criteria import Codes, ids_of
from roadmap.selectors.keyset import Key, Ordering, PageRequest, orderings
from roadmap.selectors.listing import Listing
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference
from roadmap.selectors.rows import Json, Row
from roadmap.selectors.searching import Words

REGION_COLUMNS = ("id", "code", "name_kk", "name_ru", "name_en", "country", "timezone", "language")
AGENCY_COLUMNS = (
    "id",
    "code",
    "region_id",
    "name_kk",
    "name_ru",
    "name_en",
    "level",
    "valid_from",
    "valid_to",
    "successor_id",
    "source",
    "version",
)


@dataclass(frozen=True)
class RegionCriteria:
    """Which regions; None is no condition."""

    country: Codes | None = None
    language: Codes | None = None


@dataclass(frozen=True)
class AgencyCriteria:
    """Which agencies; None is no condition."""

    region: Codes | None = None
    level: Codes | None = None
    valid_on: date | None = None
    search: Words | None = None


def regions_asked(_question: Question, _reference: Reference, criteria: RegionCriteria) -> QuerySet[Region]:
    """Return the regions asked for."""
    lookups = {"country__in": criteria.country, "language__in": criteria.language}
    return Region.objects.filter(**{name: value for name, value in lookups.items() if value is not None})


def agencies_asked(question: Question, reference: Reference, criteria: AgencyCriteria) -> QuerySet[Agency]:
    """Return the agencies asked for. The few there are are searched word by word, as texts are."""
    lookups = {"region_id__in": ids_of(reference.region_ids, criteria.region), "level__in": criteria.level}
    found = Agency.objects.filter(**{name: value for name, value in lookups.items() if value is not None})
    if criteria.valid_on is not None:
        found = found.valid_on(criteria.valid_on)
    if criteria.search is not None:
        names = reader(question, reference).rows(found, ("id", "code", "name_kk", "name_ru", "name_en"))
        stored = {pk: words_of(*texts) for pk, *texts in names}
        wanted = [f" {word}" for word in criteria.search]
        matches = [pk for pk, words in stored.items() if wanted and all(word in words for word in wanted)]
        found = found.filter(Q(pk__in=matches))
    return found


def agency_one(question: Question, reference: Reference, code: str) -> Json:
    """Return one agency.

    :raises Agency.DoesNotExist: where there is none.
    """
    asked = agencies_asked(question, reference, AgencyCriteria()).filter(code=code)
    rows = reader(question, reference).rows(asked, AGENCY_COLUMNS)
    if not rows:
        raise Agency.DoesNotExist
    return agency_rows(question, reference, rows)[0]


def places_reader(
    question: Question, reference: Reference, _criteria: AgencyCriteria, _request: PageRequest | None = None
) -> Reader:
    """Return what reads agencies as they were called and valid on the question's day."""
    return reader(question, reference)


def place_orderings(_question: Question) -> dict[str, Ordering]:
    """Return the orders that lists of regions and of agencies offer."""
    return orderings({"code": Key("code", str)}, ())


def region_rows(
    _question: Question, _reference: Reference, rows: Sequence[Row], _expand: Collection[str] = ()
) -> list[Json]:
    """Return raw rows of `REGION_COLUMNS` as regions."""
    return [
        {
            "code": code,
            "name": {"kk": kk, "ru": ru, "en": en},
            "country": country,
            "timezone": timezone,
            "language": language,
        }
        for _pk, code, kk, ru, en, country, timezone, language in rows
    ]


def agency_rows(
    _question: Question, reference: Reference, rows: Sequence[Row], _expand: Collection[str] = ()
) -> list[Json]:
    """Return raw rows of `AGENCY_COLUMNS` as agencies."""
    return [
        {
            "code": code,
            "region": reference.regions[region_id].code,
            "name": {"kk": kk, "ru": ru, "en": en},
            "level": level,
            "valid_from": valid_from,
            "valid_to": valid_to,
            "successor": reference.agencies[successor_id] if successor_id else None,
            "source": source,
            "version": version,
        }
        for _pk, code, region_id, kk, ru, en, level, valid_from, valid_to, successor_id, source, version in rows
    ]


REGIONS = Listing(
    name="regions",
    columns=REGION_COLUMNS,
    default="code",
    asked=regions_asked,
    orderings=place_orderings,
    shown=region_rows,
)
AGENCIES = Listing(
    name="agencies",
    columns=AGENCY_COLUMNS,
    default="code",
    asked=agencies_asked,
    reads=places_reader,
    orderings=place_orderings,
    shown=agency_rows,
)
