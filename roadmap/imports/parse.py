"""JSON of a road map → a `Document`, or everything that is wrong with it (shape: roadmap/data/*.json)."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, AuditEntry, Region
from accounts.roles import AgencyLevel, Language
from roadmap.choices import Cycle, DeadlineForm, SourceKind
from roadmap.errors import InvalidInput
from roadmap.imports.checks import check_document
from roadmap.imports.facts import meta_facts, party_facts, region_facts, roadmap_facts, signatories
from roadmap.imports.reading import read_object
from roadmap.imports.records import Problems, Record, column
from roadmap.models import CompletionForm, Direction, Measure, Roadmap, Source
from roadmap.rules.deadlines import Deadline, Span
from roadmap.rules.document import (
    Document,
    StatedAgency,
    StatedDirection,
    StatedForm,
    StatedMeasure,
    StatedRegion,
    StatedSource,
    StatedTeam,
)
from roadmap.rules.numbers import number_key

SCHEMA_VERSION = 1
LARGEST_NUMBER = 32_767  # of a PositiveSmallIntegerField on every database
LONGEST_ALLOWANCE = 366
NAME_STATUSES = ("exact", "press_form", "ours")
PROVENANCE_FIELDS = ("title", "direction", "agencies", "deadline", "completion_form")


def parse_document(content: bytes) -> Document:
    """Return the road map that a JSON file states, checked in itself.

    Whether it fits what the database holds is the service's question.

    :raises DocumentRefused: with every problem, by record and field.
    """
    problems = Problems()
    root = Record(problems, "", read_object(content))
    meta = root.record("meta")
    _check_version(meta)
    document = check_document(_document(root, meta, hashlib.sha256(content).hexdigest()), problems)
    problems.check()
    return document


def _document(root: Record, meta: Record, sha256: str) -> Document:
    stated = root.record("roadmap")
    cycle, days_after, reporting = _reporting(stated.record("reporting"))
    region_records = root.records("regions")
    regions = tuple(_region(record) for record in region_records)
    parties = {region.code: party_facts(record) for region, record in zip(regions, region_records, strict=True)}
    return Document(
        code=_code(stated),
        title=stated.texts("title", Roadmap),
        short_title=stated.texts("short_title", Roadmap),
        disclaimer=meta.texts("disclaimer", Roadmap),
        starts_on=stated.day("period_start"),
        ends_on=stated.day("period_end"),
        signed_on=stated.day_or_none("signed_on"),
        cycle=cycle,
        days_after=days_after,
        source=stated.choice("source", SourceKind),
        signatories=signatories(stated.records("signatories"), parties),
        regions=regions,
        agencies=tuple(_agency(record) for record in root.records("agencies")),
        forms=tuple(_form(record) for record in meta.records("completion_forms")),
        directions=tuple(_direction(record) for record in root.records("directions")),
        measures=tuple(_measure(record) for record in root.records("measures")),
        sources=tuple(_source(record) for record in root.records("sources")),
        facts={
            **meta_facts(meta),
            **roadmap_facts(stated),
            "reporting": reporting,
            "regions": {
                region.code: {
                    "party": parties[region.code],
                    "languages": list(region.languages),
                    **region_facts(record),
                }
                for region, record in zip(regions, region_records, strict=True)
            },
        },
        sha256=sha256,
    )


def _check_version(meta: Record) -> None:
    version = meta.value("schema_version")
    if version is not None and (type(version) is not int or version != SCHEMA_VERSION):
        meta.wrong("schema_version", _("Only files of version %(known)d can be read.") % {"known": SCHEMA_VERSION})


def _code(stated: Record) -> str:
    """Return the road map's code, short enough to name it in the audit chain as well."""
    code = stated.text("code", column(Roadmap, "code"))
    most = (column(AuditEntry, "target").max_length or 0) - len("roadmap:")
    if len(code) > most and not stated.problems.are_under(stated.at("code")):
        stated.wrong("code", _("The text is longer than %(most)d characters.") % {"most": most})
    return code


def _reporting(record: Record) -> tuple[Cycle, int, dict[str, Any]]:
    cycle = record.choice("cycle", Cycle)
    days_after = record.whole("due_days_after_period", 0, LONGEST_ALLOWANCE)
    source, note = record.choice("source", SourceKind), record.text_or_none("source_note")
    return cycle, days_after, {"cycle": cycle, "days_after": days_after, "source": source, "note": note}


def _region(record: Record) -> StatedRegion:
    languages = record.words("languages")
    if not languages or languages[0] not in Language.values:
        allowed = ", ".join(Language.values)
        record.wrong(
            "languages", _("The first one is the working language, one of: %(allowed)s.") % {"allowed": allowed}
        )
    return StatedRegion(
        code=record.text("code", column(Region, "code")),
        name=record.texts("name", Region),
        country=record.text("country", column(Region, "country")),
        timezone=record.text("tz", column(Region, "timezone")),
        languages=tuple(languages),
    )


def _agency(record: Record) -> StatedAgency:
    return StatedAgency(
        code=record.text("code", column(Agency, "code")),
        region=record.text("region"),
        name=record.texts("name", Agency),
        level=record.choice("level", AgencyLevel),
        name_status=record.one_of("name_status", NAME_STATUSES),
        source=record.choice("source", SourceKind),
        note=record.text_or_none("source_note") or "",
    )


def _form(record: Record) -> StatedForm:
    return StatedForm(
        code=record.text("code", column(CompletionForm, "code")), name=record.texts("", CompletionForm, "name")
    )


def _source(record: Record) -> StatedSource:
    return StatedSource(
        code=record.text("id", column(Source, "code")),
        publisher=record.text_or_none("publisher", column(Source, "publisher")) or "",
        title=record.text("title"),
        date=record.text_or_none("date", column(Source, "date")) or "",
        url=record.text_or_none("url", column(Source, "url")) or "",
    )


def _direction(record: Record) -> StatedDirection:
    return StatedDirection(
        number=record.whole("number", 1, LARGEST_NUMBER),
        code=record.text("code", column(Direction, "code")),
        name=record.texts("name", Direction),
        source=record.choice("source", SourceKind),
        provenance={
            "topic_source": record.choice("topic_source", SourceKind),
            "number_source": record.choice("number_source", SourceKind),
            "title_exact": record.flag("title_exact"),
            "quote": record.text_or_none("source_quote"),
            "note": record.text_or_none("source_note"),
        },
    )


def _measure(record: Record) -> StatedMeasure:
    sources = record.record("provenance")
    deadline = record.record("deadline")
    agencies = record.record("agencies")
    return StatedMeasure(
        number=_number(record),
        direction=record.whole("direction", 1, LARGEST_NUMBER),
        direction_code=record.text("direction_code"),
        title=record.texts("title", Measure),
        wording=deadline.texts("text", Measure, "deadline"),
        deadline=_deadline(deadline),
        form=_form(record.record("completion_form")),
        teams=tuple(_team(region, agencies.record(region)) for region in agencies.keys()),  # noqa: SIM118 -- no dict
        source=record.choice("source", SourceKind),
        sources={name: sources.choice(name, SourceKind) for name in PROVENANCE_FIELDS},
        provenance={
            "ref": record.text_or_none("source_ref"),
            "quote": record.text_or_none("source_quote"),
            "note": record.text_or_none("source_note"),
        },
    )


def _number(record: Record) -> str:
    number = record.text("number", column(Measure, "number"))
    try:
        number_key(number)
    except InvalidInput as error:
        if not record.problems.are_under(record.at("number")):
            record.wrong("number", error.message)
    return number


def _deadline(record: Record) -> Deadline:
    """Return form, days and due periods as the file states them; the wordings are compared with them later."""
    spans = [
        Span(label=one.text("label"), starts_on=one.day("start"), due_on=one.day("end"))
        for one in record.records("occurrences")
    ]
    return Deadline(
        form=record.choice("form", DeadlineForm),
        starts_on=record.day("start"),
        due_on=record.day("end"),
        occurrences=tuple(spans),
    )


def _team(region: str, record: Record) -> StatedTeam:
    lead = "" if record.is_null("lead") else record.text("lead")
    return StatedTeam(region=region, lead=lead, co=tuple(record.words("co")))
