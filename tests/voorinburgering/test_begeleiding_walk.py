"""A casemanager's guidance of one person, page by page: from the offer to the certificate."""

from typing import Any

import pytest

from coa_portal.common.dates import short_date, today
from klantprofiel.models import Klantprofiel
from tests.factories.klantprofiel import VergunninghouderFactory
from voorinburgering.models import (
    Begeleidingsafspraak,
    NoaAssessment,
    Participatie,
    Participatieaanbod,
    Voorwerk,
)

pytestmark = pytest.mark.django_db
DAY = short_date(today())


def test_from_the_offer_to_the_certificate(
    client_of: Any,
    casemanager_luttelgeest: Any,
    casemanager_participatie: Any,
    programmabegeleider: Any,
    locatie_luttelgeest: Any,
) -> None:
    person = VergunninghouderFactory(locatie=locatie_luttelgeest, with_profile=True)
    carla, petra, peter = (
        client_of(who) for who in (casemanager_luttelgeest, casemanager_participatie, programmabegeleider)
    )
    home = f"/dossiers/{person.pk}/voorinburgering/"

    def step(browser: Any, code: str, **values: Any) -> str:
        sent = browser.post(f"{home}{code}/", values)
        assert sent.status_code == 302, sent.content.decode()
        return str(browser.get(home).content.decode())

    assert "Aanbod vastleggen" in carla.get(home).content.decode()
    assert "Aanbod vastleggen" not in peter.get(home).content.decode()
    assert peter.post(f"{home}aanbieden/", {"aangeboden_op": DAY}).status_code == 403
    step(carla, "aanbieden", aangeboden_op=DAY)
    assert "Weet het nog niet" in step(carla, "antwoord", instemming="onbekend", instemming_op=DAY)
    assert "Wil meedoen" in step(carla, "antwoord", instemming="ja", instemming_op=DAY)
    assert "Week 1 van 14" in step(carla, "starten", gestart_op=DAY)

    # half an agreement is none
    half = {"soort": "begeleiding", "dag": DAY, "minuten": "45", "tekst": "Cv bijwerken"}
    refused = carla.post(f"{home}gesprek/", half)
    assert refused.status_code == 200 and "laat de hele afspraak leeg" in refused.content.decode()
    assert "Cv bijwerken" in step(carla, "gesprek", **half, wie="coa", voor_op=DAY)
    agreement = Begeleidingsafspraak.objects.get()
    carla.post(f"/voorinburgering/afspraken/{agreement.pk}/finish/")
    assert "Toch niet gedaan" in carla.get(home).content.decode()

    step(carla, "pid", op=DAY, onderdelen=["werk", "netwerk"])
    step(carla, "noa", afgenomen_op=DAY, organisatie="NOA")
    step(carla, "voorwerk", aanbieder="iom", aangemeld_op=DAY)
    carla.post(f"/voorinburgering/voorwerk/{Voorwerk.objects.get().pk}/", {"step": "start", "op": DAY})
    assert Voorwerk.objects.get().status == "gestart"
    mistaken = f"/voorinburgering/noa/{NoaAssessment.objects.get().pk}/weghalen/"
    assert (
        "wel klopt" in carla.get(mistaken).content.decode() and mistaken in carla.get(home).content.decode()
    )
    assert carla.post(mistaken).status_code == 302 and not NoaAssessment.objects.exists()
    assert carla.get(mistaken).status_code == 404
    assert carla.get(mistaken.replace("/noa/", "/les/")).status_code == 404
    step(peter, "knm", op=DAY)
    profiel = Klantprofiel.objects.get(vergunninghouder=person)
    assert (profiel.pid_ontvangen, profiel.knm_afgerond) == ("ja", "ja")

    offer = {
        "opvanglocatie": locatie_luttelgeest.pk,
        "soort": "sport",
        "organisatie": "Voetbalclub",
        "uren_per_week": "2",
        "plaatsen": "1",
        "van": DAY,
    }
    assert petra.post("/voorinburgering/aanbod/nieuw/", offer).status_code == 302
    aanbod = Participatieaanbod.objects.get()
    assert "Voetbalclub" in step(petra, "participatie", aanbod=aanbod.pk, van=DAY, dagdelen=["2-avond"])
    assert "dinsdag avond" in petra.get(f"/voorinburgering/aanbod/{aanbod.pk}/").content.decode()
    activity = Participatie.objects.get()
    gone = {"tot": DAY, "einde_reden": "afgelopen"}
    petra.post(f"/voorinburgering/participatie/{activity.pk}/beeindigen/", gone)

    shown = step(carla, "beeindigen", op=DAY, reden="afgerond")
    # nobody knows the move yet: the page warns of standing still and says what there is to do
    assert "Voorkom dat iemand stilstaat" in shown and "Voetbalclub" in shown
    assert person.naam in carla.get("/voorinburgering/?stand=beeindigd").content.decode()
    certificate = carla.get(f"/toetsen/persoon/{person.pk}/bewijs-van-deelname/")
    assert certificate.headers["Content-Type"] == "application/pdf"
    carla.post(f"{home}heropenen/")
    assert "Beëindigen" in carla.get(home).content.decode()
