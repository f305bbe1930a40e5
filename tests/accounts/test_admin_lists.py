"""The lists of Django admin ask as many questions of the database for one row as for twenty."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coa_portal.accounts.api_keys import make_api_key
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Gemeente, Taakstelling
from tests.factories.accounts import account_with

pytestmark = pytest.mark.django_db
LISTS = ("accounts_gebruiker", "accounts_toekenning", "accounts_apisleutel", "organisaties_taakstelling")


def add(gemeente: Gemeente, number: int) -> None:
    """One more row for each of the lists."""
    systeem = account_with("lezer_gemeente", gemeente, kind="systeem")
    make_api_key(gebruiker=systeem, naam="zaaksysteem", geldig_tot=today(), acting_user=None)
    Taakstelling.objects.create(gemeente=gemeente, halfjaar=f"{2030 + number}-1", aantal=number)


@pytest.mark.parametrize("name", LISTS)
def test_same_queries_for_one_and_twenty(
    name: str, client_of: Any, beheerder: Any, gemeente_utrecht: Gemeente
) -> None:
    browser: Client = client_of(beheerder)
    address = reverse(f"admin:{name}_changelist")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(address).status_code == 200
        return len(caught)

    add(gemeente_utrecht, 0)
    queries()  # content types and the session are read once
    one = queries()
    for number in range(1, 20):
        add(gemeente_utrecht, number)
    assert queries() == one
