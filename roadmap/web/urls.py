"""The addresses of the pages on the road map (api.md *Pages*)."""

from django.urls import path

from roadmap.web import letters, own, report
from roadmap.web.agreement_urls import agreement_paths
from roadmap.web.analysts import analysts
from roadmap.web.autosave import autosave, check
from roadmap.web.calendar import calendar
from roadmap.web.calendar_feed import calendar_feed
from roadmap.web.dashboard import burn_up_picture, dashboard
from roadmap.web.evidence import evidence
from roadmap.web.inbox import accept_chosen, reports
from roadmap.web.measure import comment, measure
from roadmap.web.measures import measures
from roadmap.web.report_form import report_attach, report_detach, report_form
from roadmap.web.styleguide import styleguide
from roadmap.web.timeline import timeline, timeline_picture
from roadmap.web.today import today

urlpatterns = [
    path("", today, name="today"),
    path("measures/", measures, name="measures"),
    path("measures/<int:measure_id>/", measure, name="measure"),
    path("measures/<int:measure_id>/comments/", comment, name="comment"),
    path("measures/<int:measure_id>/report/", report_form, name="report_form"),
    path("measures/<int:measure_id>/report/attach/", report_attach, name="report_attach"),
    path("measures/<int:measure_id>/report/detach/<int:evidence_id>/", report_detach, name="report_detach"),
    path("measures/<int:measure_id>/report/autosave/", autosave, name="report_autosave"),
    path("measures/<int:measure_id>/report/check/", check, name="report_check"),
    path("reports/", reports, name="reports"),
    path("reports/accept/", accept_chosen, name="accept_reports"),
    path("reports/<int:report_id>/", report.report, name="report"),
    path("reports/<int:report_id>/submit/", report.submit, name="submit_report"),
    path("reports/<int:report_id>/withdraw/", report.withdraw, name="withdraw_report"),
    path("reports/<int:report_id>/accept/", report.accept, name="accept_report"),
    path("reports/<int:report_id>/return/", report.give_back, name="return_report"),
    path("reports/<int:report_id>/delete/", report.delete, name="delete_report"),
    path("evidence/<int:evidence_id>/", evidence, name="evidence"),
    *agreement_paths,
    path("dashboard/", dashboard, name="dashboard"),
    path("dashboard/burn-up.svg", burn_up_picture, name="burn_up_picture"),
    path("timeline/", timeline, name="timeline"),
    path("timeline/timeline.svg", timeline_picture, name="timeline_picture"),
    path("analysts/", analysts, name="analysts"),
    path("calendar/", calendar, name="calendar"),
    path("calendar/<str:secret>.ics", calendar_feed, name="calendar_feed"),
    path("account/letters/", letters.letters, name="letters"),
    path("account/letters/rhythm/", letters.choose_rhythm, name="choose_rhythm"),
    path("account/letters/<int:notice_id>/acknowledge/", letters.acknowledge, name="acknowledge_notice"),
    path("account/filters/", own.save_filter, name="save_filter"),
    path("account/filters/<int:filter_id>/remove/", own.remove_filter, name="remove_filter"),
    path("account/filters/<int:filter_id>/restore/", own.restore_filter, name="restore_filter"),
    path("account/first-steps/read/", own.read_steps, name="read_steps"),
    path("account/first-steps/show/", own.show_steps, name="show_steps"),
    path("account/calendar/", letters.make_calendar, name="make_calendar"),
    path("account/calendar/revoke/", letters.revoke_calendar, name="revoke_calendar"),
    path("styleguide/", styleguide, name="styleguide"),
]
