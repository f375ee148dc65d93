"""Reports and their moves: draft → submitted → accepted or returned (rules.md §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Subquery
from django.utils.translation import gettext_lazy as _

from accounts.audit import digest, digests
from accounts.models import Agency, User
from accounts.policy import Action, require
from accounts.prepared import SLOT_ID, PreparedModels
from accounts.services.access import check_version
from roadmap.choices import PeriodState, ReportState, RoadmapState, Status
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.models import Evidence, Measure, Occurrence, OccurrenceDates, PeriodClose, Report, Standing
from roadmap.rules.contents import content_hash
from roadmap.rules.reporting import (
    Missing,
    ReportValues,
    StandingFacts,
    check_acceptance,
    check_draft_values,
    missing_in_report,
)
from roadmap.rules.words import words_of
from roadmap.services import now
from roadmap.services.access import side_of
from roadmap.services.ledger import Changed, finish
from roadmap.services.moments import after
from roadmap.services.todays_text import check_text, meets_todays_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from accounts.audit import Act

CONTENT = (
    "stands_on",
    "status",
    "progress",
    "summary",
    "language",
    "completion_delivered",
    "at_risk",
    "reason",
    "reason_text",
    "correction_reason",
    "signatory_post",
    "signatory_name",
)
TEXTS = ("summary", "reason_text", "correction_reason", "signatory_post", "signatory_name")
OPEN = {ReportState.DRAFT, ReportState.RETURNED}


@meets_todays_text
@transaction.atomic
def start_report(
    act: Act,
    *,
    measure_id: int,
    occurrence: str | None,
    values: Mapping[str, Any],
    agency_code: str | None = None,
    supersedes_id: int | None = None,
    demo: bool = False,
) -> Report:
    """Begin a draft on the own Party's standing; `values` as in `edit_report`.

    `occurrence` is a label, or None where the measure has only one. `agency_code` names the
    agency that a coordinator writes for (else the lead). `supersedes_id` makes it a correction.

    :raises Measure.DoesNotExist: where the person may not know of the measure.
    :raises PermissionDenied: where the person may not write for that standing.
    :raises InvalidInput: for a value that not even a draft may hold.
    :raises RuleBroken: `roadmap_not_in_force`, `measure_cancelled`, `occurrence_retired`,
        `not_accepted`, `already_corrected`.
    """
    by = act.person
    measure = _measure_to_report_on(act, measure_id)
    place, lead_id = side_of(measure, act.home, on=act.today)
    require(by, Action.REPORT_WRITE, place)
    check_text(measure.roadmap, today=act.today)
    standing = _standing(measure, occurrence, act.home)
    _check_lasting(standing.occurrence)
    agency_id = _agency_of(act, agency_code, place.agency_ids, lead_id)
    report = Report(
        standing=standing,
        occurrence=standing.occurrence,
        measure=measure,
        region_id=standing.region_id,
        agency_id=agency_id,
        author=by,
        writers=[by.pk],
        on_behalf=by.agency_id != agency_id,
        language=by.language,
        is_demo=demo,
        created_at=act.at,
        updated_at=act.at,
    )
    if supersedes_id is not None:
        report.supersedes = _corrected(act, supersedes_id, standing)
    _set_content(report, values)
    report.save(force_insert=True)
    _finish_private(act, "report.create", report, after=_audited(report, values)[0])
    return report


@transaction.atomic
def edit_report(act: Act, *, report_id: int, seen_version: int | None, values: Mapping[str, Any]) -> Report:
    """Change a draft or a returned report (which becomes a draft again).

    `values` holds any of `CONTENT`, already of the right types.

    :raises Report.DoesNotExist, PermissionDenied, VersionMissing, StaleVersion: see access.py.
    :raises InvalidInput: for a value that not even a draft may hold.
    :raises RuleBroken: `not_editable`.
    """
    report = _writable(act, report_id, seen_version)
    before = {name: getattr(report, name) for name in values}
    _set_content(report, values)
    _touch(act, report)
    report.save()
    told = _audited(report, before, values)
    _finish_private(act, "report.edit", report, before=told[0], after=told[1])
    return report


@meets_todays_text
@transaction.atomic
def submit_report(act: Act, *, report_id: int, seen_version: int | None) -> Report:
    """Hand a whole draft to the coordinator.

    :raises RuleBroken: `not_draft`; or the code of the first thing that is missing.
    """
    report = _locked(act, report_id)
    require(act.person, Action.REPORT_WRITE, _side_place(act, report))
    check_version(report, seen_version)
    if report.state != ReportState.DRAFT:
        raise RuleBroken("not_draft", _("Only a draft can be submitted."))
    check_text(report.measure.roadmap, today=act.today)
    _check_open_plan(report)
    if lacking := missing(report, act):
        raise Incomplete(lacking)
    report.state = ReportState.SUBMITTED
    report.was_submitted = True
    report.submitted_at = act.at
    report.returned_reason = ""
    report.content_hash = hash_of(report)
    _bump(act, report)
    report.save()
    _finish_private(act, "report.submit", report, before={"state": "draft"}, after={"state": "submitted"})
    return report


@transaction.atomic
def withdraw_report(act: Act, *, report_id: int, seen_version: int | None) -> Report:
    """Take a submitted report back into a draft, before the coordinator decided.

    :raises RuleBroken: `not_submitted`.
    """
    report = _locked(act, report_id)
    require(act.person, Action.REPORT_WRITE, _side_place(act, report))
    check_version(report, seen_version)
    _check_submitted(report)
    report.state = ReportState.DRAFT
    report.submitted_at = None
    _bump(act, report)
    report.save()
    _finish_private(act, "report.withdraw", report, before={"state": "submitted"}, after={"state": "draft"})
    return report


@meets_todays_text
@transaction.atomic
def accept_report(act: Act, *, report_id: int, seen_version: int | None) -> Report:
    """Accept a submitted report as its Party's word, and bring the plan up to date.

    :raises PermissionDenied: where the person may not accept for that Party, or wrote it.
    :raises StaleVersion: where the report was edited after `seen_version`.
    :raises RuleBroken: `not_submitted`, `stands_on_before_newest`, `standing_closed`,
        `occurrence_retired`, `measure_cancelled`, `roadmap_not_in_force`, `already_corrected`.
    """
    report = _locked(act, report_id)
    _require_other_eyes(act, report)
    check_version(report, seen_version)
    _check_submitted(report)
    check_text(report.measure.roadmap, today=act.today)
    _check_open_plan(report)
    standings = _standings_of(report)
    standing = next(one for one in standings if one.pk == report.standing_id)
    act = after(act, standing.closed_at)
    if faults := check_acceptance(_values(report), _facts(report, standing, act, evidence_count=0)):
        raise RuleBroken(faults[0].code, faults[0].message, faults[0].field)
    report.state = ReportState.ACCEPTED
    report.accepted_at = act.at
    report.accepted_by = act.person
    report.after_closing = standing.closed_until is not None and report.stands_on <= standing.closed_until
    if report.supersedes_id is not None:
        _supersede(act, report)
    _bump(act, report)
    report.save(update_fields=_MOVED)
    report.measure.updated_at = act.at
    now.take_in(report, standing, report.measure, standings)
    finish(
        act,
        action="report.accept",
        target=f"report:{report.pk}",
        region_id=report.region_id,
        before={"state": "submitted"},
        after={"state": "accepted", "version": report.version, "content": report.content_hash},
        changed=(
            Changed("report", report.pk, "accepted"),
            Changed("measure", report.measure_id),
        ),
    )
    return report


@transaction.atomic
def return_report(act: Act, *, report_id: int, seen_version: int | None, reason: str) -> Report:
    """Send a submitted report back to its agency with a reason.

    :raises InvalidInput: where no reason is given.
    :raises RuleBroken: `not_submitted`.
    """
    report = _locked(act, report_id)
    _require_other_eyes(act, report)
    check_version(report, seen_version)
    if not reason.strip():
        raise InvalidInput("reason", "required", _("Say why the report is returned."))
    _check_submitted(report)
    report.state = ReportState.RETURNED
    report.returned_reason = reason
    _bump(act, report)
    report.save()
    target = f"report:{report.pk}"
    _finish_private(
        act,
        "report.return",
        report,
        before={"state": "submitted"},
        after={"state": "returned", "reason": digest(target, reason)},
    )
    return report


@transaction.atomic
def delete_report(act: Act, *, report_id: int, seen_version: int | None) -> list[str]:
    """Delete a draft that was never submitted; return the stored names of its files.

    The caller removes the files after the transaction has been committed.

    :raises RuleBroken: `was_submitted`.
    """
    report = _locked(act, report_id)
    require(act.person, Action.REPORT_WRITE, _side_place(act, report))
    check_version(report, seen_version)
    if report.state != ReportState.DRAFT or report.was_submitted:
        raise RuleBroken("was_submitted", _("Only a draft that was never submitted can be deleted."))
    number = report.pk
    files = [name for name in report.evidence.values_list("stored_as", flat=True) if name]
    Evidence.objects.filter(report=report).delete()
    report.delete()
    report.pk = number
    _finish_private(act, "report.delete", report, before={"state": "draft"}, change="deleted")
    return files


class Incomplete(RuleBroken):
    """A report that lacks something cannot be submitted; `missing` lists all of it."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        super().__init__(missing[0].code, missing[0].message, missing[0].field)
        self.missing = missing

    @property
    def all_broken(self) -> Sequence[RuleBroken]:
        """Return each thing that is missing."""
        return [RuleBroken(lack.code, lack.message, lack.field) for lack in self.missing]


def missing(report: Report, act: Act) -> tuple[Missing, ...]:
    """Return what a report lacks before it can be submitted (rules.md §3)."""
    standing = report.standing
    count = Evidence.objects.filter(report=report).count()
    return missing_in_report(_values(report), _facts(report, standing, act, evidence_count=count))


def hash_of(report: Report) -> str:
    """Return the SHA-256 of what the report says, its evidence included."""
    evidence = sorted(report.evidence.values_list("name", "sha256", "link"))
    return content_hash({name: getattr(report, name) for name in CONTENT}, evidence)


_MOVED = (
    "state",
    "accepted_at",
    "accepted_by",
    "after_closing",
    "version",
    "updated_at",
)


def writable_report(act: Act, report_id: int, seen_version: int | None) -> Report:
    """Return a draft or returned report, locked, permitted and of the version that was read.

    For writes that belong to a report, such as its evidence.
    """
    return _writable(act, report_id, seen_version)


def touch_report(act: Act, report: Report, *, action: str, after: Mapping[str, Any]) -> None:
    """Save a report whose belongings changed, and record it."""
    _touch(act, report)
    report.save()
    _finish_private(act, action, report, after=after)


def _measure_to_report_on(act: Act, measure_id: int) -> Measure:
    """Lock the measure: a draft holds its occurrence against an amendment being confirmed (§2)."""
    return (
        Measure.objects.visible_to(act.person)
        .select_for_update(no_key=True, of=("self",))
        .select_related("roadmap", "completion_form")
        .get(pk=measure_id)
    )


def _check_plan(measure: Measure) -> None:
    if measure.roadmap.state != RoadmapState.IN_FORCE:
        raise RuleBroken("roadmap_not_in_force", _("The road map is not in force: it takes no reports."))
    if measure.is_cancelled:
        raise RuleBroken("measure_cancelled", _("The measure is cancelled: it takes no reports."))


def _check_open_plan(report: Report) -> None:
    _check_plan(report.measure)
    if report.occurrence.is_retired:
        raise RuleBroken("occurrence_retired", _("This period was replaced by an amendment: it takes no new report."))


def _standing(measure: Measure, label: str | None, region_id: int) -> Standing:
    rows = Standing.objects.filter(measure=measure, region_id=region_id).select_related("occurrence", "party")
    if label is None:
        live = list(rows.filter(occurrence__is_retired=False)[:2])
        if len(live) != 1:
            raise InvalidInput("occurrence", "required", _("Say which period the report is about."))
        standing = live[0]
    else:
        found = rows.filter(occurrence__label=label).order_by("occurrence__is_retired", "-occurrence_id").first()
        if found is None:
            raise InvalidInput("occurrence", "does_not_exist", _("The measure has no such period."))
        standing = found
    _check_plan(measure)
    return standing


def _check_lasting(occurrence: Occurrence) -> None:
    """Refuse an occurrence that a confirmed amendment retires, also where its day is still to come (§2)."""
    newest = OccurrenceDates.objects.filter(occurrence=occurrence).order_by("-from_on", "-known_at", "-pk").first()
    if occurrence.is_retired or (newest is not None and newest.is_retired):
        raise RuleBroken("occurrence_retired", _("This period was replaced by an amendment: it takes no new report."))


def _agency_of(act: Act, code: str | None, engaged: Any, lead_id: int | None) -> int:  # noqa: ANN401
    by = act.person
    if code is not None:
        agency = Agency.objects.filter(code=code, region_id=act.home, pk__in=engaged).first()
        if agency is None:
            raise InvalidInput("agency", "not_an_executor", _("This agency does not carry out the measure."))
        if agency.pk != by.agency_id:
            require(by, Action.REPORT_ACCEPT, agency)
        return agency.pk
    if by.agency_id in engaged and by.agency_id is not None:
        return by.agency_id
    if lead_id is None:
        raise RuleBroken("no_executor", _("Your Party has no responsible executor in this measure."))
    return lead_id


def _corrected(act: Act, report_id: int, standing: Standing) -> Report:
    corrected = Report.objects.visible_to(act.person).filter(pk=report_id, standing=standing).first()
    if corrected is None:
        raise InvalidInput("supersedes", "does_not_exist", _("There is no such report on this standing."))
    if corrected.state != ReportState.ACCEPTED:
        raise RuleBroken("not_accepted", _("Only an accepted report is corrected."), "supersedes")
    _check_uncorrected(corrected)
    return corrected


def _check_uncorrected(report: Report) -> None:
    if report.superseded_at is not None:
        raise RuleBroken("already_corrected", _("This report has been corrected already."), "supersedes")


def _supersede(act: Act, report: Report) -> None:
    corrected = Report.objects.select_for_update(no_key=True).get(pk=report.supersedes_id or 0)
    _check_uncorrected(corrected)
    Report.objects.filter(pk=corrected.pk).update(superseded_at=act.at)


def _locked(act: Act, report_id: int) -> Report:
    """Lock a report and its measure in one statement; a hidden one does not exist."""
    person = act.person
    if report_id < SLOT_ID:  # no row has a greater one, which the database might not even take
        for found in _TO_LOCK.rows([report_id], person.role, person.region_id, person.agency_id, person.is_active):
            return found
    raise Report.DoesNotExist


def _to_lock(
    report_id: int, role: str, region_id: int | None, agency_id: int | None, is_active: bool
) -> QuerySet[Report]:
    """Return the query of a report to lock, for all people of one role, region and agency.

    It joins what every move needs and no more: from nine tables on, PostgreSQL plans longer than it reads.
    """
    like = User(role=role, region_id=region_id, agency_id=agency_id, is_active=is_active)
    return (
        Report.objects.visible_to(like)
        .select_for_update(no_key=True, of=("self", "measure"))
        .select_related("measure__roadmap", "measure__completion_form", "occurrence", "agency", "region")
        .filter(pk=report_id)
        .order_by()
    )


_TO_LOCK = PreparedModels(_to_lock)


def _side_place(act: Act, report: Report) -> Any:  # noqa: ANN401 -- whatever the policy takes as a place
    """Return the report's place for the policy: its agency must still carry the measure out."""
    place, _lead = side_of(report.measure, report.region_id, on=act.today)
    return place


def _writable(act: Act, report_id: int, seen_version: int | None) -> Report:
    report = _locked(act, report_id)
    require(act.person, Action.REPORT_WRITE, _side_place(act, report))
    check_version(report, seen_version)
    if report.state not in OPEN:
        raise RuleBroken("not_editable", _("Only a draft or a returned report can be changed."))
    return report


def _require_other_eyes(act: Act, report: Report) -> None:
    require(act.person, Action.REPORT_ACCEPT, report)
    if act.person.pk == report.author_id or act.person.pk in report.writers:
        raise PermissionDenied("four_eyes")


def _check_submitted(report: Report) -> None:
    if report.state != ReportState.SUBMITTED:
        raise RuleBroken("not_submitted", _("The report is not waiting for acceptance."))


def _standings_of(report: Report) -> Sequence[Any]:
    """Return the measure's standings with their occurrences, one object an occurrence.

    Each carries until which day periods are closed, and when the last was: read under the measure's
    lock, which closings take, too.
    """
    standings = _STANDINGS.rows([report.measure_id, report.measure.roadmap_id])
    shared: dict[int, Occurrence] = {}
    for standing in standings:
        standing.occurrence = shared.setdefault(standing.occurrence_id, standing.occurrence)
    return standings


def _standings(measure_id: int, roadmap_id: int) -> QuerySet[Standing]:
    """Return the query of a measure's standings."""
    closed = PeriodClose.objects.filter(roadmap=roadmap_id, state=PeriodState.CLOSED)
    return (
        Standing.objects.filter(measure_id=measure_id, occurrence__is_retired=False)
        .select_related("occurrence", "party")
        .annotate(
            closed_until=Subquery(closed.order_by("-ends_on").values("ends_on")[:1]),
            closed_at=Subquery(closed.order_by("-confirmed_at").values("confirmed_at")[:1]),
        )
        .order_by("occurrence_id", "region_id")
    )


_STANDINGS = PreparedModels(_standings)


def _set_content(report: Report, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(report, name, value)
    check_draft_values(_values(report))
    report.words = words_of(report.summary, report.reason_text)


def _values(report: Report) -> ReportValues:
    return ReportValues(
        status=report.status or None,
        progress=report.progress,
        stands_on=report.stands_on,
        at_risk=report.at_risk,
        reason=report.reason or None,
        reason_text=report.reason_text,
        summary=report.summary,
        language=report.language or None,
        completion_delivered=report.completion_delivered,
        signatory_post=report.signatory_post,
        signatory_name=report.signatory_name,
        is_correction=report.supersedes_id is not None,
        correction_reason=report.correction_reason,
    )


def _facts(report: Report, standing: Standing, act: Act, *, evidence_count: int) -> StandingFacts:
    measure = report.measure
    return StandingFacts(
        form=measure.deadline_form,  # type: ignore[arg-type]
        completion_form_code=measure.completion_form.code,
        occurrence_starts_on=report.occurrence.starts_on,
        due_on=report.occurrence.due_on,
        term=now.term_of(measure.roadmap),
        today=act.today,
        newest_stands_on=standing.stands_on,
        newest_status=Status(standing.status) if standing.newest_id else None,
        evidence_count=evidence_count,
    )


def _touch(act: Act, report: Report) -> None:
    """Mark a report's content as changed by this person."""
    if act.person.pk not in report.writers:
        report.writers = [*report.writers, act.person.pk]
    report.state = ReportState.DRAFT
    _bump(act, report)


def _bump(act: Act, report: Report) -> None:
    report.version += 1
    report.updated_at = act.at


def _audited(report: Report, *tellings: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return contents for the chain: codes and days as they are, free texts as digests of one key."""
    texts = {
        f"{place} {name}": values[name] for place, values in enumerate(tellings) for name in TEXTS if values.get(name)
    }
    digested = digests(f"report:{report.pk}", texts) if texts else {}
    shown = []
    for place, values in enumerate(tellings):
        plain = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}
        hidden = {name: digested[f"{place} {name}"] for name in TEXTS if f"{place} {name}" in digested}
        shown.append({**plain, **hidden})
    return shown


def _finish_private(
    act: Act,
    action: str,
    report: Report,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    change: str = "",
) -> None:
    """Record a write that only the report's own region may know of."""
    verb = change or {"report.create": "created"}.get(action, "updated")
    finish(
        act,
        action=action,
        target=f"report:{report.pk}",
        region_id=report.region_id,
        before=before,
        after=after,
        private_to=report.region_id,
        changed=(Changed("report", report.pk, verb, report.region_id, report.agency_id),),
    )
