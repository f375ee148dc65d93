"""The addresses of the pages on the road map (api.md *Pages*)."""

from django.urls import path

from roadmap.web.measure import comment, measure
from roadmap.web.measures import measures
from roadmap.web.styleguide import styleguide

urlpatterns = [
    path("measures/", measures, name="measures"),
    path("measures/<int:measure_id>/", measure, name="measure"),
    path("measures/<int:measure_id>/comments/", comment, name="comment"),
    path("measures/<int:measure_id>/report/", measure, name="report_form"),
    path("measures/<int:measure_id>/settle/", measure, name="propose_settlement"),
    path("measures/<int:measure_id>/amend/", measure, name="propose_amendment"),
    path("reports/<int:report_id>/", measure, name="report"),
    path("agreements/", measures, name="agreements"),
    path("styleguide/", styleguide, name="styleguide"),
]
