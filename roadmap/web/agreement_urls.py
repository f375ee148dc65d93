"""The addresses of what the Parties agree on: proposals of all kinds, and the own side's settings."""

from django.urls import URLPattern, path

from roadmap.web.agreements import agreements, proposals
from roadmap.web.amend import add_measure, amend, read_wordings
from roadmap.web.divergences import divergences
from roadmap.web.drafts import draft, edit_direction, edit_measure
from roadmap.web.own_executors import own_executors
from roadmap.web.periods import period_document, propose_period, verify_period
from roadmap.web.proposal import move, proposal
from roadmap.web.punctuality import punctuality_page
from roadmap.web.roadmaps import change_cycle, move_roadmap, roadmap
from roadmap.web.settle import settle
from roadmap.web.succession import succeed

agreement_paths: list[URLPattern] = [
    path("measures/<int:measure_id>/settle/", settle, name="propose_settlement"),
    path("measures/<int:measure_id>/amend/", amend, name="propose_amendment"),
    path("measures/<int:measure_id>/executors/", own_executors, name="own_executors"),
    path("agreements/", agreements, name="agreements"),
    path("agreements/divergences/", divergences, name="divergences"),
    path("agreements/punctuality/", punctuality_page, name="punctuality"),
    path("agreements/roadmaps/<str:code>/", roadmap, name="roadmap"),
    path("agreements/roadmaps/<str:code>/add/", add_measure, name="propose_measure"),
    path("agreements/roadmaps/<str:code>/wordings/", read_wordings, name="read_wordings"),
    path("agreements/roadmaps/<str:code>/periods/", propose_period, name="propose_period"),
    path("agreements/roadmaps/<str:code>/cycle/", change_cycle, name="change_cycle"),
    path("agreements/roadmaps/<str:code>/successor/", succeed, name="draft_successor"),
    path("agreements/roadmaps/<str:code>/draft/", draft, name="draft"),
    path("agreements/roadmaps/<str:code>/draft/directions/", edit_direction, name="new_direction"),
    path("agreements/roadmaps/<str:code>/draft/directions/<int:direction_id>/", edit_direction, name="edit_direction"),
    path("agreements/roadmaps/<str:code>/draft/measures/", edit_measure, name="new_measure"),
    path("agreements/roadmaps/<str:code>/draft/measures/<int:measure_id>/", edit_measure, name="edit_measure"),
    path("agreements/roadmaps/<str:code>/<slug:verb>/", move_roadmap, name="move_roadmap"),
    path("agreements/periods/<int:number>/verify/", verify_period, name="verify_period"),
    path("agreements/periods/<int:number>/document/", period_document, name="period_document"),
    path("agreements/<slug:kind>/", proposals, name="proposals"),
    path("agreements/<slug:kind>/<int:number>/", proposal, name="proposal"),
    path("agreements/<slug:kind>/<int:number>/<slug:verb>/", move, name="move_proposal"),
]
