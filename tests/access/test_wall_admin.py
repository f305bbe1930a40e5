"""R4: Django admin works under `portal_beheer`, which has no right on any dossier table (by the catalogue, see
`test_wall_tables`), and asks for none."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coa_portal.access.endpoints import Endpoint, all_endpoints
from tests.access.test_matrix import address
from tests.access.world import make_world, sample_of

pytestmark = pytest.mark.django_db
DOSSIER = re.compile(r'"(klantprofiel|voorinburgering|koppeling|overdracht)_\w+"')


def admin_endpoints() -> list[Endpoint]:
    return [
        found for found in all_endpoints() if found.declaration is not None and found.declaration.is_admin
    ]


def test_r4_every_page_of_admin_works_under_a_role_without_dossiers(
    casemanager_luttelgeest: Any,
    regievoerder_coa: Any,
    regievoerder_utrecht: Any,
    api_sleutel_utrecht: Any,
    beheerder: Any,
    client_of: Any,
) -> None:
    """Read as the role that PostgreSQL holds to it: a page that reached for a dossier would answer 500."""
    world = make_world()
    browser = client_of(beheerder)
    browser.raise_request_exception = False
    answers: dict[str, int] = {}
    with CaptureQueriesContext(connection) as asked:
        for endpoint in admin_endpoints():
            sample = sample_of(endpoint, world, beheerder)
            path = address(endpoint, sample.arguments if sample else {})
            answers[path] = browser.get(path).status_code
    assert len(answers) > 50
    wrong = {path: code for path, code in answers.items() if code not in {200, 302, 403, 404, 405}}
    assert wrong == {}, "429 too: the pages of admin must fit in their rate"
    assert sum(code == 200 for code in answers.values()) > len(answers) / 3
    statements = [query["sql"] for query in asked]
    assert any("portal_beheer" in sql for sql in statements)
    assert not any("portal_coa" in sql or "portal_gemeente'" in sql for sql in statements)
    assert [sql for sql in statements if DOSSIER.search(sql)] == []
