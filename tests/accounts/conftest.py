"""Both administrations, seen from each: `own` administers one region, `other` the other one."""

import pytest

from accounts.roles import Role
from tests.cast import make_agency, make_user


@pytest.fixture(params=["aktobe", "orenburg"])
def own(request, aktobe_admin, orenburg_admin):
    return {"aktobe": aktobe_admin, "orenburg": orenburg_admin}[request.param]


@pytest.fixture
def other(own, aktobe_admin, orenburg_admin):
    return orenburg_admin if own == aktobe_admin else aktobe_admin


@pytest.fixture
def own_agency(own):
    return make_agency(own.region, "OWN-1")


@pytest.fixture
def other_agency(other):
    return make_agency(other.region, "OTH-1")


@pytest.fixture
def colleague(own, own_agency):
    return make_user("colleague", Role.EXECUTOR, own.region, own_agency)


@pytest.fixture
def stranger(other, other_agency):
    return make_user("stranger", Role.EXECUTOR, other.region, other_agency)


@pytest.fixture
def door(client, own):
    """The browser of the own region's administrator."""
    client.force_login(own)
    return client
