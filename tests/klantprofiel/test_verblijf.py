"""Stays decide where a dossier belongs (R1), and history tells who changed what."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from klantprofiel.actions import (
    NewPerson,
    RowInput,
    add_vergunninghouder,
    end_verblijf,
    move_verblijf,
    register_verblijf,
    save_section,
)
from klantprofiel.history import read_history
from klantprofiel.models import Vergunninghouder
from tests.factories.klantprofiel import VergunninghouderFactory, born, v_nummer


def _fresh(person: Vergunninghouder) -> Vergunninghouder:
    return Vergunninghouder.objects.get(pk=person.pk)


def test_after_the_last_stay_the_dossier_stays_with_that_locatie(locatie_elders: Any, db: None) -> None:
    person = VergunninghouderFactory(locatie=locatie_elders)
    end_verblijf(vergunninghouder=person, tot=today(), acting_user=None)
    assert _fresh(person).dossier_locatie_id == locatie_elders.pk


def test_a_nareiziger_belongs_to_the_locatie_of_the_household(
    locatie_elders: Any, locatie_luttelgeest: Any
) -> None:
    first = VergunninghouderFactory(locatie=locatie_elders)
    new = NewPerson(v_nummer(), "Na", "Reiziger", born(30), is_nareiziger=True)
    later = add_vergunninghouder(plaatsingseenheid=first.plaatsingseenheid, person=new, acting_user=None)
    assert _fresh(later).dossier_locatie_id == locatie_elders.pk
    register_verblijf(
        vergunninghouder=later, opvanglocatie=locatie_luttelgeest, van=today(), acting_user=None
    )
    assert _fresh(later).dossier_locatie_id == locatie_luttelgeest.pk
    assert _fresh(first).dossier_locatie_id == locatie_elders.pk


def test_without_any_stay_it_is_the_national_desk(
    regievoerder_coa: Any, casemanager_elders: Any, db: None
) -> None:
    person = VergunninghouderFactory(no_stay=True)
    assert person.dossier_locatie_id is None
    assert Vergunninghouder.objects.zichtbaar_voor(regievoerder_coa).count() == 1
    assert Vergunninghouder.objects.zichtbaar_voor(casemanager_elders).count() == 0
    assert save_section(
        vergunninghouder=person, section="arbeid", facts={"cv_gemaakt": "ja"}, acting_user=regievoerder_coa
    )


@pytest.mark.parametrize(
    ("days", "field"), [(1, "van"), (-40 * 366, "van"), (0, "van")], ids=["future", "before birth", "overlap"]
)
def test_refused_stays(days: int, field: str, locatie_elders: Any, locatie_luttelgeest: Any) -> None:
    person = VergunninghouderFactory(locatie=locatie_elders)
    van = today() + dt.timedelta(days=days)
    with pytest.raises(DomainError) as caught:
        register_verblijf(
            vergunninghouder=person, opvanglocatie=locatie_luttelgeest, van=van, acting_user=None
        )
    assert caught.value.field == field
    assert person.verblijven.count() == 1


def test_moving_to_the_same_or_a_closed_locatie(locatie_elders: Any, locatie_luttelgeest: Any) -> None:
    person = VergunninghouderFactory(locatie=locatie_elders)
    locatie_luttelgeest.gesloten_op = today()
    for locatie in (locatie_elders, locatie_luttelgeest):
        with pytest.raises(DomainError):
            move_verblijf(vergunninghouder=person, opvanglocatie=locatie, van=today(), acting_user=None)
    assert person.verblijven.get().tot is None


def test_history_tells_who_what_and_rows(voorbeeld: Any, casemanager_luttelgeest: Any, browser: Any) -> None:
    row = voorbeeld.klantprofiel.hobbys.first()
    save_section(
        vergunninghouder=voorbeeld,
        section="arbeid",
        facts={"cv_gemaakt": "nee"},
        rows={"hobbys": [RowInput(pk=row.pk, delete=True), RowInput({"hobby": "Vissen"})]},
        acting_user=casemanager_luttelgeest,
    )
    line = read_history(voorbeeld)[0]
    assert line.wie == "Carla Luttelgeest"
    assert line.wat == "Arbeidsgegevens gewijzigd"
    assert set(line.details) >= {
        "CV gemaakt: Ja → Nee",
        "Hobby verwijderd: Aan auto's sleutelen, Eigen opgave",
        "Hobby toegevoegd: Vissen, Eigen opgave",
    }
    url = reverse("klantprofiel:geschiedenis", args=[voorbeeld.pk])
    assert "Vissen" in browser.get(url, {"onderdeel": "arbeid"}).content.decode()
    assert "Vissen" not in browser.get(url, {"onderdeel": "status"}).content.decode()


def test_behandelaar_and_replacement(browser: Any, voorbeeld: Any, programmabegeleider: Any) -> None:
    url = reverse("klantprofiel:behandelaar", args=[voorbeeld.pk])
    typed = {"behandelaar": str(voorbeeld.behandelaar_id), "vervanger": str(programmabegeleider.pk)}
    refused = browser.post(url, typed)
    assert "vervanging_tot" in refused.context["form"].errors
    until = today() + dt.timedelta(days=7)
    assert browser.post(url, {**typed, "vervanging_tot": until.strftime("%d-%m-%Y")}).status_code == 302
    assert _fresh(voorbeeld).handled_by() == programmabegeleider
    assert _fresh(voorbeeld).handled_by(until + dt.timedelta(days=1)).pk == voorbeeld.behandelaar_id
