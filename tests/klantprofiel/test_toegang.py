"""Who sees a dossier and who does not (R1, R2)."""

from typing import Any

import pytest
from django.urls import reverse

from coa_portal.common.errors import NotAllowed
from klantprofiel.actions import move_verblijf, save_section
from klantprofiel.models import Vergunninghouder

_NAMES = ["dossier", "geschiedenis", "verblijf", "behandelaar", "gezinslid"]


def _addresses(person: Vergunninghouder) -> list[str]:
    found = [reverse(f"klantprofiel:{name}", args=[person.pk]) for name in _NAMES]
    return [*found, reverse("klantprofiel:sectie", args=[person.pk, "persoonlijk"])]


@pytest.mark.parametrize(
    "who",
    [
        "casemanager_elders",
        "woonbegeleider_luttelgeest",
        "regievoerder_utrecht",
        "lezer_utrecht",
        "beheerder",
        "fg",
    ],
)
def test_strangers_get_404_everywhere(who: str, request: Any, client_of: Any, voorbeeld: Any) -> None:
    browser = client_of(request.getfixturevalue(who))
    assert {browser.get(url).status_code for url in _addresses(voorbeeld)} == {404}
    assert browser.post(reverse("klantprofiel:toon_bsn", args=[voorbeeld.pk])).status_code in {403, 404}


def test_national_desk_reads_but_does_not_write(
    regievoerder_coa: Any, client_of: Any, voorbeeld: Any
) -> None:
    browser = client_of(regievoerder_coa)
    assert browser.get(_addresses(voorbeeld)[0]).status_code == 200
    assert browser.get(_addresses(voorbeeld)[-1]).status_code == 403
    with pytest.raises(NotAllowed):
        save_section(
            vergunninghouder=voorbeeld,
            section="arbeid",
            facts={"cv_gemaakt": "nee"},
            acting_user=regievoerder_coa,
        )


def test_the_dossier_moves_with_the_person(
    voorbeeld: Any, locatie_elders: Any, casemanager_luttelgeest: Any, casemanager_elders: Any, client_of: Any
) -> None:
    from coa_portal.common.dates import today  # noqa: PLC0415

    before = {
        name: client_of(account)
        for name, account in (("oud", casemanager_luttelgeest), ("nieuw", casemanager_elders))
    }
    url = reverse("klantprofiel:dossier", args=[voorbeeld.pk])
    assert [browser.get(url).status_code for browser in before.values()] == [200, 404]
    move_verblijf(
        vergunninghouder=voorbeeld,
        opvanglocatie=locatie_elders,
        van=today(),
        whole_household=True,
        acting_user=casemanager_luttelgeest,
    )
    assert [browser.get(url).status_code for browser in before.values()] == [404, 200]
    assert set(Vergunninghouder.objects.values_list("dossier_locatie", flat=True)) == {locatie_elders.pk}


def test_woonbegeleider_reads_names_only(
    woonbegeleider_luttelgeest: Any, client_of: Any, voorbeeld: Any
) -> None:
    page = client_of(woonbegeleider_luttelgeest).get(reverse("klantprofiel:huishoudens")).content.decode()
    assert "Voorbeeld Vergunninghouder" in page
    assert "2900000001" not in page
    assert "1975" not in page


def test_search_before_create(browser: Any, client_of: Any, casemanager_elders: Any, voorbeeld: Any) -> None:
    url = reverse("klantprofiel:nieuw")
    known = browser.post(url, {"v_nummer": "290 000 0001"})
    assert known.url == reverse("klantprofiel:dossier", args=[voorbeeld.pk])
    hidden = client_of(casemanager_elders).post(url, {"v_nummer": "2900000001"})
    assert "landelijke regievoerder" in hidden.context["form"].errors["v_nummer"][0]
    assert "Voorbeeld" not in hidden.content.decode()


def test_new_household_by_the_casemanager(
    browser: Any, locatie_luttelgeest: Any, casemanager_luttelgeest: Any
) -> None:
    assert browser.post(reverse("klantprofiel:nieuw"), {"v_nummer": "1234567890"}).status_code == 302
    typed = {
        "v_nummer": "1234567890",
        "voornaam": "Selam",
        "achternaam": "Tesfay",
        "geboortedatum": "1-2-1990",
        "geslacht": "v",
        "opvanglocatie": str(locatie_luttelgeest.pk),
        "van": "1-11-2026",
    }
    url = reverse("klantprofiel:nieuw_persoon")
    refused = browser.post(url, {**typed, "geboortedatum": "31-02-1990"})
    assert refused.status_code == 200
    assert "geboortedatum" in refused.context["form"].errors
    assert browser.post(url, typed).status_code == 302
    person = Vergunninghouder.objects.get(v_nummer="1234567890")
    assert person.dossier_locatie_id == locatie_luttelgeest.pk
    assert person.behandelaar_id == casemanager_luttelgeest.pk
    assert person.plaatsingseenheid.referentie.startswith("PE-")
    assert person.klantprofiel.volledigheid > 0
