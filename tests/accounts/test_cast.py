"""The cast itself: each account holds what its name says, and nothing else."""

from typing import Any

import pytest

from coa_portal.access.grants import read_grants
from coa_portal.access.roles import ROLES, WallRole
from coa_portal.access.wall import wall_role_of

CAST = {
    "casemanager_luttelgeest": "casemanager",
    "casemanager_elders": "casemanager",
    "regievoerder_coa": "regievoerder_coa",
    "programmabegeleider": "programmabegeleider",
    "woonbegeleider_luttelgeest": "woonbegeleider",
    "regievoerder_utrecht": "regievoerder_gemeente",
    "regievoerder_zeist": "regievoerder_gemeente",
    "contactpersoon_extern": "contactpersoon_extern",
    "accountbeheerder_utrecht": "accountbeheerder_gemeente",
    "regiocoordinator": "regiocoordinator",
    "beheerder": "beheerder",
    "fg": "functionaris_gegevensbescherming",
    "systeem_utrecht": "lezer_gemeente",
}


@pytest.mark.parametrize(("name", "rol"), CAST.items())
def test_member_holds_its_role_alone(request: pytest.FixtureRequest, name: str, rol: str) -> None:
    account = request.getfixturevalue(name)
    assert set(read_grants(account).parents) == ROLES[rol].capabilities
    assert wall_role_of(account) == ROLES[rol].wall


def test_reader_of_tier_0_holds_tier_0_alone(lezer_utrecht: Any) -> None:
    assert set(read_grants(lezer_utrecht).parents) == {"view_tier0"}
    assert wall_role_of(lezer_utrecht) == WallRole.GEMEENTE
