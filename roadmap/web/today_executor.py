"""An executor's day: what to report now, what waits for the coordinator, what the other Party said (ui.md *Today*)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from roadmap.choices import ReportState
from roadmap.selectors.inbox import measures_by_id
from roadmap.selectors.rows import Json
from roadmap.selectors.signing_in import came_before
from roadmap.selectors.today import OPEN_STATES, due_days, own_reports, reported_by_others, standings_waiting
from roadmap.web.desk import Desk
from roadmap.web.report_view import ReportView, views_of

MOST = 50
MOST_NEWS = 20
# since when the other Party's reports are new to somebody who comes for the first time
FIRST_VISIT = timedelta(days=30)


def for_executor(desk: Desk) -> Mapping[str, Any]:
    """Return what the executor's part of the page shows."""
    region, agency = desk.own_region or "", desk.own_agency or ""
    question, reference = desk.question, desk.reference
    waiting = standings_waiting(question, reference, agency=agency, region=region, most=MOST)
    under_way = own_reports(question, reference, region=region, states=OPEN_STATES, most=2 * MOST)
    views = views_of(desk, under_way.rows)
    since = came_before(question.asker.pk) or desk.now - FIRST_VISIT
    news = reported_by_others(question, reference, region=region, agency=agency, since=since, most=MOST_NEWS)
    return {
        "to_report": _to_report(desk, waiting.rows, views),
        "more_url": _more(agency, region) if waiting.more else "",
        "submitted": [view for view in views if view.line.state == ReportState.SUBMITTED],
        "news": views_of(desk, news.rows),
        "news_more": news.more,
        "since": since,
        "news_url": f"{reverse('reports')}?{urlencode({'state': 'accepted', 'ordering': '-accepted_at'})}",
        "agency_url": f"{reverse('measures')}?{urlencode({'agency': agency})}",
    }


def _to_report(desk: Desk, waiting: list[Json], views: list[ReportView]) -> list[Json]:
    """Return the standings to report on now and the reports to go on with, in due order."""
    open_ones = {(view.row["measure"], view.line.occurrence): view for view in views}
    measures = measures_by_id(desk.question, desk.reference, {row["measure"] for row in waiting})
    found = []
    for row in waiting:
        view = open_ones.pop((row["measure"], row["label"]), None)
        if view is None or view.line.state != ReportState.SUBMITTED:
            found.append(_standing(desk, row, measures[row["measure"]], view))
    rest = [view for view in open_ones.values() if view.line.state != ReportState.SUBMITTED]
    found += _others(rest)
    return sorted(found, key=lambda one: (one["due_on"], one["number"]))


def _standing(desk: Desk, row: Json, measure: Json, view: ReportView | None) -> Json:
    side = next(side for side in row["sides"] if side["region"] == desk.own_region)
    form = f"{reverse('report_form', args=[row['measure']])}?{urlencode({'occurrence': row['label']})}"
    return {
        "number": row["measure_number"],
        "title": desk.text(measure["title"]),
        "measure_url": reverse("measure", args=[row["measure"]]),
        "label": row["label"],
        "due_on": row["due_on"],
        "side": side,
        "never_reported": side["stands_on"] is None,
        "view": view,
        "url": view.edit_url if view is not None else form,
    }


def _others(views: Iterable[ReportView]) -> list[Json]:
    """Return drafts and returned reports on standings that are neither late nor due soon nor silent."""
    views = list(views)
    due = due_days([view.line.occurrence_id for view in views]) if views else {}
    return [
        {
            "number": view.row["measure_number"],
            "title": view.title,
            "measure_url": reverse("measure", args=[view.row["measure"]]),
            "label": view.line.occurrence,
            "due_on": due.get(view.line.occurrence_id, date.max),
            "side": None,
            "view": view,
            "url": view.edit_url,
        }
        for view in views
    ]


def _more(agency: str, region: str) -> str:
    filters = {"agency": agency, "side": region, "health": "late,due_soon,silent", "ordering": "due_on"}
    return f"{reverse('measures')}?{urlencode(filters)}"
