"""Every state has a look, and no two of a family the same."""

import pytest

from roadmap.choices import (
    Agreement,
    Audience,
    Health,
    PeriodState,
    ProposalState,
    ReportState,
    RoadmapState,
    Status,
)
from roadmap.templatetags.looks import LOOKS, SHAPES, look_of

CLOSED_LISTS = {
    "status": Status,
    "health": Health,
    "agreement": Agreement,
    "report": ReportState,
    "proposal": ProposalState,
    "period": PeriodState,
    "roadmap": RoadmapState,
    "audience": Audience,
}


@pytest.mark.parametrize("family", CLOSED_LISTS)
def test_every_state_has_a_look(family: str) -> None:
    assert list(LOOKS[family]) == list(CLOSED_LISTS[family])


@pytest.mark.parametrize("family", CLOSED_LISTS)
def test_states_of_a_family_differ_by_more_than_colour(family: str) -> None:
    shapes = [look.shape for look in LOOKS[family].values()]
    assert sorted(set(shapes)) == sorted(shapes)


def test_every_shape_is_drawn_and_used() -> None:
    assert {look.shape for states in LOOKS.values() for look in states.values()} == set(SHAPES)


def test_an_unknown_state_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        look_of("status", "finished")
