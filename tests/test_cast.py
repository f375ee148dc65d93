"""The small plan is the same whether it is built or put back."""

import pytest

from roadmap.models import Roadmap
from tests.cast import PLAN_AS_BUILT, STATEMENTS, TABLES_OF_PLAN, build_plan, make_measure, put_back, rows_of_plan
from tests.dumps import everything

TABLES = {model._meta.label for model in TABLES_OF_PLAN}


def test_a_plan_that_is_put_back_is_the_one_that_is_built(transport, culture, roads, economy):
    agencies, bare = (transport, culture, roads, economy), everything()
    build_plan(*agencies)
    built = everything()
    PLAN_AS_BUILT.clear()
    STATEMENTS.clear()
    PLAN_AS_BUILT.update(rows_of_plan())
    for model in reversed(TABLES_OF_PLAN[2:]):
        model._base_manager.all().delete()
    assert everything() == bare
    put_back(agencies)
    assert everything() == built
    assert {label for label in built if built[label] != bare[label]} <= TABLES


@pytest.mark.django_db(reset_sequences=True, transaction=True)
def test_what_is_written_after_it_gets_a_number_of_its_own(transport, culture, roads, economy):
    if not PLAN_AS_BUILT:
        build_plan(transport, culture, roads, economy)
        PLAN_AS_BUILT.update(rows_of_plan())
    else:
        put_back((transport, culture, roads, economy))
    make_measure(Roadmap.objects.get(), "9.9", "ежегодно", [transport, roads])
