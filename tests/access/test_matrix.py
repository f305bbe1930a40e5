"""R2, R3: who gets which answer from every address, for every role (see `matrix.py` and `world.py`)."""

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from coa_portal.access.endpoints import Endpoint
from coa_portal.access.roles import ROLES
from tests.access.matrix import Case, cases, endpoints, judge
from tests.access.world import World, sample_of

ROLES_PLAYED = (
    "anonymous",
    "casemanager_luttelgeest",
    "casemanager_collega",
    "casemanager_elders",
    "casemanager_participatie",
    "regievoerder_coa",
    "programmabegeleider",
    "woonbegeleider_luttelgeest",
    "nt2_docent",
    "regievoerder_utrecht",
    "regievoerder_utrecht_collega",
    "lezer_utrecht",
    "lezer_utrecht_werk",
    "contactpersoon_extern",
    "regievoerder_zeist",
    "accountbeheerder_utrecht",
    "regiocoordinator",
    "beheerder",
    "fg",
    "systeem_utrecht",
)

pytestmark = pytest.mark.django_db


def address(endpoint: Endpoint, arguments: dict[str, Any]) -> str:
    """The path of an endpoint, filled in by hand, because not every pattern of Django admin has a name."""
    if "(?P<" in endpoint.route:
        return reverse(endpoint.name, kwargs=arguments)
    filled = re.sub(r"<(?:[a-z]+:)?(\w+)>", lambda found: str(arguments[found[1]]), endpoint.route)
    return "/" + filled


def mismatches(
    role: str, account: Any, client: Client, world: World, headers: dict[str, str]
) -> Iterator[str]:
    cookies = dict(client.cookies)
    for case in cases(role, account):
        client.cookies = SimpleCookie(cookies)  # the cell before may have signed out
        sample = sample_of(case.endpoint, world, account)
        path = address(case.endpoint, sample.arguments if sample else {})
        with transaction.atomic():
            got = client.generic(case.method, path, headers=headers).status_code
            transaction.set_rollback(True)
        expected = judge(case, account, sample)
        if got not in expected:
            yield describe(case, path, got, expected)


def describe(case: Case, path: str, got: int, expected: set[int]) -> str:
    return f"{case.method} {case.endpoint.name} {path}: {got}, expected {sorted(expected)}"


# beside a role with the same side, scope and more rights: `make test-deep` plays these too
ONLY_IN_DEEP = {
    "casemanager_participatie",
    "programmabegeleider",
    "woonbegeleider_luttelgeest",
    "lezer_utrecht_werk",
    "regiocoordinator",
    "lezer_utrecht",
    "casemanager_collega",
    "regievoerder_utrecht_collega",
}


@pytest.mark.parametrize(
    "role",
    [pytest.param(role, marks=pytest.mark.deep if role in ONLY_IN_DEEP else ()) for role in ROLES_PLAYED],
)
def test_r3_every_address_answers_each_role_as_declared(role: str, world: World, request: Any) -> None:
    account = None if role == "anonymous" else request.getfixturevalue(role)
    client = Client(raise_request_exception=False)
    headers: dict[str, str] = {}
    if account is not None and account.is_systeem:
        headers["Authorization"] = f"Bearer {request.getfixturevalue('api_sleutel_utrecht')}"
    elif account is not None:
        request.getfixturevalue("api_sleutel_utrecht")  # for the beheerder there is one to withdraw
        client.force_login(account)
    wrong = list(mismatches(role, account, client, world, headers))
    assert not wrong, "\n".join(wrong)


def test_r3_every_address_is_declared_and_has_a_sample(world: World) -> None:
    undeclared = [endpoint.route for endpoint in endpoints() if endpoint.declaration is None]
    assert undeclared == []
    for endpoint in endpoints():
        sample_of(endpoint, world, None)


def test_every_role_of_the_table_is_played(request: Any) -> None:
    """A role that nobody plays here would be one that no cell of the matrix tries."""
    played = set()
    for name in ROLES_PLAYED[1:]:
        account = request.getfixturevalue(name)
        played |= set(account.toekenningen.values_list("rol", flat=True))
    assert played == set(ROLES)
