"""The addresses of what the Parties agree on: proposals of all kinds, and the own side's settings."""

from django.urls import URLPattern, path

from roadmap.web.agreements import agreements, proposals
from roadmap.web.amend import add_measure, amend, read_wordings
from roadmap.web.divergences import divergences
from roadmap.web.own_executors import own_executors
from roadmap.web.periods import period_document, propose_period, verify_period
from roadmap.web.proposal import move, proposal
from roadmap.web.roadmaps import change_cycle, move_roadmap, roadmap
from roadmap.web.settle import settle

agreement_paths: list[URLPattern] = [
    path("measures/<int:measure_id>/settle/", settle, name="propose_settlement"),
    path("measures/<int:measure_id>/amend/", amend, name="propose_amendment"),
    path("measures/<int:measure_id>/executors/", own_executors, name="own_executors"),
    path("agreements/", agreements, name="agreements"),
    path("agreements/divergences/", divergences, name="divergences"),
    path("agreements/roadmaps/<str:code>/", roadmap, name="roadmap"),
    path("agreements/roadmaps/<str:code>/add/", add_measure, name="propose_measure"),
    path("agreements/roadmaps/<str:code>/wordings/", read_wordings, name="read_wordings"),
    path("agreements/roadmaps/<str:code>/periods/", propose_period, name="propose_period"),
    path("agreements/roadmaps/<str:code>/cycle/", change_cycle, name="change_cycle"),
    path("agreements/roadmaps/<str:code>/<slug:verb>/", move_roadmap, name="move_roadmap"),
    path("agreements/periods/<int:number>/verify/", verify_period, name="verify_period"),
    path("agreements/periods/<int:number>/document/", period_document, name="period_document"),
    path("agreements/<slug:kind>/", proposals, name="proposals"),
    path("agreements/<slug:kind>/<int:number>/", proposal, name="proposal"),
    path("agreements/<slug:kind>/<int:number>/<slug:verb>/", move, name="move_proposal"),
]
