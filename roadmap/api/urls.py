"""Addresses of the road map under `/api/v1/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from roadmap.api import views

app_name = "roadmap_api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("regions/", views.RegionList.as_view(), name="regions"),
    path("agencies/", views.AgencyList.as_view(), name="agencies"),
    path("agencies/<str:code>/", views.AgencyOne.as_view(), name="agency"),
    path("roadmaps/", views.RoadmapList.as_view(), name="roadmaps"),
    path("roadmaps/<str:code>/", views.RoadmapOne.as_view(), name="roadmap"),
    path("directions/", views.DirectionList.as_view(), name="directions"),
    path("directions/<int:direction_id>/", views.DirectionOne.as_view(), name="direction"),
    path("measures/", views.MeasureList.as_view(), name="measures"),
    path("measures/<int:measure_id>/", views.MeasureOne.as_view(), name="measure"),
    path("measures/<int:measure_id>/comments/", views.CommentList.as_view(), name="comments"),
    path("occurrences/", views.OccurrenceList.as_view(), name="occurrences"),
    path("reports/", views.ReportList.as_view(), name="reports"),
    path("reports/<int:report_id>/", views.ReportOne.as_view(), name="report"),
    path("reports/<int:report_id>/evidence/", views.EvidenceList.as_view(), name="report_evidence"),
    path("amendments/", views.AmendmentList.as_view(), name="amendments"),
    path("amendments/<int:amendment_id>/", views.AmendmentOne.as_view(), name="amendment"),
    path("settlements/", views.SettlementList.as_view(), name="settlements"),
    path("settlements/<int:settlement_id>/", views.SettlementOne.as_view(), name="settlement"),
    path("periods/", views.PeriodList.as_view(), name="periods"),
    path("periods/<int:period_id>/", views.PeriodOne.as_view(), name="period"),
    path("summary/", views.Summary.as_view(), name="summary"),
    path("changes/", views.Changes.as_view(), name="changes"),
]
