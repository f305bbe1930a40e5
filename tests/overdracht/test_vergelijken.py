"""Two versions beside each other, field by field: pure, and as both sides read them now."""

from typing import Any

import pytest
from django.urls import reverse

from coa_portal.audit.models import Inzageregel
from coa_portal.common.dates import today
from klantprofiel.actions import save_section
from overdracht.actions import withdraw_toestemming
from overdracht.models import Profielversie
from overdracht.payload import differs, fact, section
from overdracht.vergelijken import Verschil, count, differences
from tests.factories.koppeling import KoppelingFactory, casemanager_of, household
from tests.factories.overdracht import ProfielversieFactory, ToestemmingFactory, person_of


def made(text: str, *rows: str, key: str = "arbeid") -> Any:
    table = {
        "key": "werk",
        "label": "Werkervaring",
        "columns": [{"key": "wat", "label": "Wat"}],
        "rows": [{"cells": [{"text": row}], "own_statement": True, "person": None} for row in rows],
    }
    part = section(key, "Arbeidsgegevens", [fact("cv", "CV gemaakt", text)])
    return {"schema": 2, "kind": "profielversie", "sections": [{**part, "tables": [table]}]}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (made("Ja"), made("Ja"), []),
        (made(""), made("Ja"), [Verschil("CV gemaakt", "", "Ja")]),
        (made("Nee"), made("Ja"), [Verschil("CV gemaakt", "Nee", "Ja")]),
        (made("Ja", "Kok"), made("Ja", "Bakker"), [Verschil("Werkervaring", "Kok", "Bakker")]),
        (made("Ja", "Kok"), made("Ja", "Bakker", "Kok"), [Verschil("Werkervaring", "", "Bakker")]),
        (made("Ja", "Kok", "Kok"), made("Ja", "Kok"), [Verschil("Werkervaring", "Kok", "")]),
        (made("Ja"), made("", key="idw"), [Verschil("CV gemaakt", "Ja", "")]),
    ],
)
def test_what_differs_is_said_per_field(old: Any, new: Any, expected: list[Verschil]) -> None:
    found = differences(old, new)
    assert [row for part in found for row in part.verschillen] == expected
    assert count(found) == len(expected)
    assert differs(old, new) == bool(expected), "the two ways to compare agree"


@pytest.fixture
def person(casemanager_luttelgeest: Any, regievoerder_utrecht: Any) -> Any:
    """With three versions: work was filled in the second, ambitions in each."""
    koppeling = KoppelingFactory(plaatsingseenheid=household(40, 38))
    found = person_of(koppeling)
    ProfielversieFactory(vergunninghouder=found)
    save_section(vergunninghouder=found, section="arbeid", facts={"cv_gemaakt": "ja"}, acting_user=None)
    for _ in range(2):
        ProfielversieFactory(vergunninghouder=found)
    return found


@pytest.mark.django_db
def test_both_sides_compare_any_two_versions_and_the_log_has_both(
    person: Any,
    casemanager_luttelgeest: Any,
    regievoerder_utrecht: Any,
    lezer_utrecht_werk: Any,
    regievoerder_zeist: Any,
    client_of: Any,
) -> None:
    versions = {row.nummer: row for row in Profielversie.objects.all()}
    member = versions[1].koppeling.betrokkenen.get(vergunninghouder=person)
    here = reverse("overdracht_gemeente:vergelijken", args=[versions[1].koppeling_id, member.pk])
    there = reverse("overdracht:vergelijken", args=[person.pk])

    def asked(account: Any, url: str, one: int, two: int) -> Any:
        before = Inzageregel.objects.count()
        query = {"oud": str(versions[one].pk), "nieuw": str(versions[two].pk)}
        answer = client_of(account).get(url, query)
        read = Inzageregel.objects.order_by("created_at")[before:]
        return answer, {row.version for row in read if row.what == "profielversie"}

    for account, url in ((regievoerder_utrecht, here), (casemanager_luttelgeest, there)):
        for one, two in ((1, 3), (3, 1)):  # whichever is chosen first
            answer, logged = asked(account, url, one, two)
            labels = [row.label for part in answer.context["verschillen"] for row in part.verschillen]
            assert set(labels) >= {"CV gemaakt", "Ambities"}, labels
            assert logged == {"1", "3"}
        answer, _ = asked(account, url, 2, 3)
        assert "CV gemaakt" not in str(answer.context["verschillen"])
        assert "Kies twee verschillende versies." in asked(account, url, 2, 2)[0].text
    limited = asked(lezer_utrecht_werk, here, 1, 3)[0].context["verschillen"]
    assert {part.key for part in limited} <= {"arbeid", "educatief"}, "no further than the grant"
    assert client_of(regievoerder_zeist).get(here).status_code == 404
    withdraw_toestemming(
        toestemming=person.toestemmingen.get(), ingetrokken_op=today(), acting_user=casemanager_of(person)
    )
    assert asked(regievoerder_utrecht, here, 1, 3)[0].status_code == 404
    assert asked(casemanager_luttelgeest, there, 1, 3)[0].status_code == 200, "COA keeps its books (R6)"


@pytest.mark.django_db
def test_only_versions_of_the_present_signature_are_offered_to_the_gemeente(
    person: Any, regievoerder_utrecht: Any, client_of: Any
) -> None:
    """R6: a new signature opens what is published under it, in the choice too."""
    withdraw_toestemming(
        toestemming=person.toestemmingen.get(), ingetrokken_op=today(), acting_user=casemanager_of(person)
    )
    ToestemmingFactory(vergunninghouder=person, gegeven=True)
    again = ProfielversieFactory(vergunninghouder=person)
    member = again.koppeling.betrokkenen.get(vergunninghouder=person)
    url = reverse("overdracht_gemeente:vergelijken", args=[again.koppeling_id, member.pk])
    old = Profielversie.objects.get(nummer=1)
    page = client_of(regievoerder_utrecht).get(url, {"oud": str(old.pk), "nieuw": str(again.pk)}).text
    assert "Er zijn nog geen twee versies" in page
    assert "CV gemaakt" not in page
