"""R10: refused readings are logged as well, by whichever wall refused."""

from typing import Any

import pytest

from coa_portal.audit.models import Inzageregel, Verwerkingsregel
from coa_portal.audit.pseudonym import pseudonym
from tests.factories.koppeling import KoppelingFactory, household
from tests.factories.overdracht import ProfielversieFactory, ToestemmingFactory, person_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(casemanager_luttelgeest: Any, regievoerder_utrecht: Any) -> Any:
    koppeling = KoppelingFactory()
    ProfielversieFactory(vergunninghouder=person_of(koppeling))
    return person_of(koppeling)


def refused(account: Any) -> list[tuple[str, Any]]:
    rows = Inzageregel.objects.filter(gebruiker=account, result="geweigerd")
    return [(row.what, row.object_id) for row in rows]


def test_r10_a_foreign_dossier_leaves_a_line(person: Any, client_of: Any, casemanager_elders: Any) -> None:
    assert client_of(casemanager_elders).get(f"/dossiers/{person.pk}/").status_code == 404
    assert refused(casemanager_elders) == [("bijhouden-klantprofiel", person.pk)]


def test_r10_an_address_that_the_role_may_not_enter_leaves_a_line(
    person: Any, client_of: Any, regievoerder_utrecht: Any
) -> None:
    assert client_of(regievoerder_utrecht).get(f"/dossiers/{person.pk}/").status_code == 404
    assert refused(regievoerder_utrecht) == [("bijhouden-klantprofiel", person.pk)]


def test_r10_what_may_be_seen_leaves_no_refusal(
    person: Any, client_of: Any, casemanager_luttelgeest: Any
) -> None:
    assert client_of(casemanager_luttelgeest).get(f"/dossiers/{person.pk}/").status_code == 200
    assert refused(casemanager_luttelgeest) == []


def test_r10_telling_that_a_v_nummer_is_known_leaves_a_line(
    person: Any, client_of: Any, casemanager_elders: Any
) -> None:
    """Who may not see the dossier hears that it exists: that is told once, and written down."""
    browser = client_of(casemanager_elders)
    answer = browser.post("/dossiers/nieuw/", {"v_nummer": person.v_nummer})
    assert "Er is al een dossier met dit V-nummer" in answer.content.decode()
    assert refused(casemanager_elders) == [("V-nummer bekend", person.pk)]
    browser.post("/dossiers/nieuw/", {"v_nummer": "2900009999"})
    assert len(refused(casemanager_elders)) == 1


def test_r10_names_beside_the_chosen_person_leave_a_line(
    client_of: Any, regievoerder_utrecht: Any, casemanager_luttelgeest: Any
) -> None:
    """The bar above the page names every member with tier 1."""
    koppeling = KoppelingFactory(plaatsingseenheid=household(40, 38, 9))
    ProfielversieFactory(vergunninghouder=person_of(koppeling, 1))
    partner = person_of(koppeling, 2)
    browser, address = client_of(regievoerder_utrecht), f"/gemeente/koppelingen/{koppeling.pk}/"

    def traces() -> list[str]:
        browser.get(address)
        return list(Inzageregel.objects.filter(what="namen huishouden").values_list("trace_id", flat=True))

    assert traces() == []
    ToestemmingFactory(vergunninghouder=partner, gegeven=True)
    assert partner.voornaam in browser.get(address).content.decode()
    found = traces()
    assert len(found) == 2
    mark, _ = pseudonym(partner.pk)
    assert Verwerkingsregel.objects.filter(trace_id=found[0], subject=mark).exists()
