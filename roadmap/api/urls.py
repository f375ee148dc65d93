"""Addresses of the road map under `/api/v1/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from roadmap.api import views
from roadmap.api.writing import evidence, plan, proposals, reports

app_name = "roadmap_api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("regions/", views.RegionList.as_view(), name="regions"),
    path("agencies/", views.AgencyList.as_view(), name="agencies"),
    path("agencies/<str:code>/", views.AgencyOne.as_view(), name="agency"),
    path("roadmaps/", views.RoadmapList.as_view(), name="roadmaps"),
    path("roadmaps/<str:code>/", views.RoadmapOne.as_view(), name="roadmap"),
    path("roadmaps/<str:code>/propose/", plan.ProposeState.as_view(), name="roadmap_propose"),
    path("roadmaps/<str:code>/confirm/", plan.ConfirmState.as_view(), name="roadmap_confirm"),
    path("roadmaps/<str:code>/decline/", plan.DeclineState.as_view(), name="roadmap_decline"),
    path("roadmaps/<str:code>/withdraw/", plan.WithdrawState.as_view(), name="roadmap_withdraw"),
    path("parties/<str:roadmap>/<str:region>/", plan.PartyView.as_view(), name="party"),
    path("directions/", views.DirectionList.as_view(), name="directions"),
    path("directions/<int:direction_id>/", views.DirectionOne.as_view(), name="direction"),
    path("measures/", views.MeasureList.as_view(), name="measures"),
    path("measures/<int:measure_id>/", views.MeasureOne.as_view(), name="measure"),
    path("measures/<int:measure_id>/executors/", plan.ExecutorsView.as_view(), name="executors"),
    path("measures/<int:measure_id>/comments/", views.CommentList.as_view(), name="comments"),
    path("occurrences/", views.OccurrenceList.as_view(), name="occurrences"),
    path("reports/", views.ReportList.as_view(), name="reports"),
    path("reports/<int:report_id>/", views.ReportOne.as_view(), name="report"),
    path("reports/<int:report_id>/evidence/", views.EvidenceList.as_view(), name="report_evidence"),
    path("reports/<int:report_id>/check/", reports.CheckReport.as_view(), name="report_check"),
    path("reports/<int:report_id>/submit/", reports.SubmitReport.as_view(), name="report_submit"),
    path("reports/<int:report_id>/withdraw/", reports.WithdrawReport.as_view(), name="report_withdraw"),
    path("reports/<int:report_id>/accept/", reports.AcceptReport.as_view(), name="report_accept"),
    path("reports/<int:report_id>/return/", reports.ReturnReport.as_view(), name="report_return"),
    path("evidence/<int:evidence_id>/", evidence.EvidenceView.as_view(), name="evidence"),
    path("amendments/", views.AmendmentList.as_view(), name="amendments"),
    path("amendments/<int:amendment_id>/", views.AmendmentOne.as_view(), name="amendment"),
    path("amendments/<int:pk>/confirm/", proposals.ConfirmAmendment.as_view(), name="amendment_confirm"),
    path("amendments/<int:pk>/decline/", proposals.DeclineAmendment.as_view(), name="amendment_decline"),
    path("amendments/<int:pk>/withdraw/", proposals.WithdrawAmendment.as_view(), name="amendment_withdraw"),
    path("settlements/", views.SettlementList.as_view(), name="settlements"),
    path("settlements/<int:settlement_id>/", views.SettlementOne.as_view(), name="settlement"),
    path("settlements/<int:pk>/confirm/", proposals.ConfirmSettlement.as_view(), name="settlement_confirm"),
    path("settlements/<int:pk>/decline/", proposals.DeclineSettlement.as_view(), name="settlement_decline"),
    path("settlements/<int:pk>/withdraw/", proposals.WithdrawSettlement.as_view(), name="settlement_withdraw"),
    path("periods/", views.PeriodList.as_view(), name="periods"),
    path("periods/<int:period_id>/", views.PeriodOne.as_view(), name="period"),
    path("periods/<int:pk>/confirm/", proposals.ConfirmPeriod.as_view(), name="period_confirm"),
    path("periods/<int:pk>/decline/", proposals.DeclinePeriod.as_view(), name="period_decline"),
    path("periods/<int:pk>/withdraw/", proposals.WithdrawPeriod.as_view(), name="period_withdraw"),
    path("periods/<int:pk>/verify/", proposals.VerifyPeriod.as_view(), name="period_verify"),
    path("summary/", views.Summary.as_view(), name="summary"),
    path("punctuality/", views.Punctuality.as_view(), name="punctuality"),
    path("changes/", views.Changes.as_view(), name="changes"),
]
