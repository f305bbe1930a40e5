"""Pages of the handover ask PostgreSQL as much for a household of two as for one of eight, with a history to match."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from overdracht import actions
from overdracht.actions import Trajectfeiten, Verhuisfeiten
from tests.factories.gesprek import agreement_of, talk_of
from tests.factories.koppeling import KoppelingFactory, household
from tests.factories.overdracht import ToestemmingFactory, person_of
from tests.overdracht.traject.conftest import Do, ago

pytestmark = pytest.mark.django_db


def make(as_utrecht: Do, number: int) -> Any:
    """A household of so many adults, with as many dates, costs and agreements."""
    row = KoppelingFactory(plaatsingseenheid=household(*range(30, 30 + number)))
    people = list(row.betrokkenen.all())
    ToestemmingFactory(vergunninghouder=person_of(row), gegeven=True)
    as_utrecht(actions.choose_scenario, koppeling=row, betrokkenen=people, scenario=2)
    talk_of(row)
    for count, person in enumerate(people):
        facts = Trajectfeiten(intake_gestart_op=ago(0))
        as_utrecht(actions.save_traject, koppeling=row, betrokkene=person, feiten=facts)
        as_utrecht(
            actions.agree_kosten,
            koppeling=row,
            betrokkene=person,
            soort="reis",
            wie_betaalt="coa",
            afgesproken_op=ago(0),
        )
        move = Verhuisfeiten(woning_gevonden_op=ago(0), definitief_op=ago(-20 - count))
        as_utrecht(actions.save_verhuizing, koppeling=row, feiten=move, reden="later" if count else "")
        agreement_of(row)
    return row


def test_as_many_queries_for_two_as_for_eight(
    as_utrecht: Do, client_of: Any, regievoerder_utrecht: Any, casemanager_luttelgeest: Any
) -> None:
    utrecht, coa = client_of(regievoerder_utrecht), client_of(casemanager_luttelgeest)

    def queries(row: Any) -> dict[str, int]:
        pages = {
            f"overdracht_gemeente:{name}": (utrecht, row.pk)
            for name in ("koppeling", "inburgering", "verhuizing", "scenario")
        }
        pages["overdracht_dossier:overdracht"] = (coa, person_of(row).pk)
        pages["overdracht:voortgang"] = (coa, person_of(row).pk)
        found = {}
        for name, (browser, key) in pages.items():
            browser.get(reverse(name, args=[key]))
            with CaptureQueriesContext(connection) as log:
                assert browser.get(reverse(name, args=[key])).status_code == 200, name
            found[name] = len(log)
        return found

    # from two on: with somebody who did not consent, whose consents are looked up
    assert queries(make(as_utrecht, 8)) == queries(make(as_utrecht, 2))
